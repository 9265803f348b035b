(* MDP-6. The measure on trajectories.

     Σ_τ Pr(τ) = 1 over all trajectories of at most H steps, and
     E_τ[Σ_{t<H} γᵗ r_t] = J_H = μᵀV_H,   V_{k+1} = r_π + γP_πV_k,  V_0 = 0.

   Hypotheses: π and μ sum to one; any γ, any P: what its rows lack is the chance to end. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp trajectories bellman_equation_determines_the_values.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Measure.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A).
Hypothesis pi_sum : sums_to_one π.

Lemma expected_return_is_value_iterate H s :
  expectation M π s (fun τ : trajectory S A H => return_to_go M 0 s τ) = value_iterate M π H s.
Proof.
elim: H s => [|H IH] s.
  by rewrite -[RHS](expectation0 M π 0 s); apply: expectation_eq => τ; apply: big_ord0.
by rewrite expected_return_step // (bellman_eq _ _ IH).
Qed.

Theorem trajectory_measure H : \sum_s start M s = 1 ->
  \sum_s start M s * (\sum_(τ : trajectory S A H) probability M π s τ) = 1 /\
  \sum_s start M s * expectation M π s (fun τ : trajectory S A H =>
    \sum_(t < H) discount M ^+ t * at_time (reward M) t s τ)
  = performance M (value_iterate M π H).
Proof.
move=> start_sum; split; last first.
  by apply: eq_bigr => s _; rewrite -expected_return_is_value_iterate.
rewrite -[RHS]start_sum; apply: eq_bigr => s _.
rewrite -[in RHS](mulr1 (start M s)) -(expectation1 M pi_sum H s); congr (_ * _).
by apply: eq_bigr => τ _; rewrite mulr1.
Qed.

End Measure.
