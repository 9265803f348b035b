(* BL-1. Any state baseline leaves the gradient unbiased.

     Σ_s ν(s) Σ_a Dπ(a|s) (Q(s,a) − b(s)) = DJ        for every function b of the state,
     E[Σ_{t<H} γᵗ g_t (G_t − b(s_t))] = DJ_H          for REINFORCE with a baseline.

   Hypotheses: as PG-2 and PG-5, π sums to one; b does not depend on the action, nor on anything
   that follows it. Nothing is asked of how b comes about: it may depend on θ. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp trajectories scores.
From Lemmata Require Import bellman_equation_determines_the_values.
From Lemmata Require Import score_has_zero_mean policy_gradient_theorem reinforce_is_unbiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Baseline.
Variables (R : comRingType) (S A : finType) (D : derivation R).
Variables (M : mdp R S A) (π : policy R S A) (b : S -> R).
Local Notation γ := (discount M).
Hypotheses (fixed : fixed_dynamics D M) (pi_sum : sums_to_one π).

Theorem state_baseline_leaves_gradient_unbiased (V ν : S -> R) :
  is_value M π V -> is_visitation M π ν ->
  \sum_s ν s * (\sum_a D (π s a) * (action_value M V s a - b s)) = D (performance M V).
Proof.
move=> value visitation; rewrite (policy_gradient_theorem fixed value visitation).
(* In every state, Σ_a Dπ(a|s) b(s) = b(s) D1 = 0. *)
by apply: eq_bigr => s _; rewrite derivative_weighs_differences.
Qed.

Variable g : S -> A -> R.
Hypothesis score : is_score D π g.

(* E[g_t b(s_t)] = 0 at every time. *)
Lemma baseline_term_has_zero_mean H t s :
  expectation M π s (fun τ : trajectory S A H =>
    at_time g t s τ * at_time (fun s _ => b s) t s τ) = 0.
Proof.
rewrite -[RHS](@zero_mean_at_time _ _ _ M π pi_sum (fun s a => g s a * b s) H t s) => [|{}s].
  by apply: expectation_eq => τ; rewrite at_time_mul.
under eq_bigr do rewrite mulrA.
by rewrite sum_scale_right (score_has_zero_mean pi_sum score) mul0r.
Qed.

Theorem reinforce_with_state_baseline_is_unbiased H :
  episode_mean M π (fun s (τ : trajectory S A H) => \sum_(t < H)
    γ ^+ t * (at_time g t s τ * (return_to_go M t s τ - at_time (fun s _ => b s) t s τ)))
  = D (performance M (value_iterate M π H)).
Proof.
rewrite -(reinforce_of_one_episode fixed pi_sum score); apply: eq_bigr => s _; congr (_ * _).
rewrite !expectation_sum; apply: eq_bigr => t _; rewrite !expectation_scale; congr (_ * _).
transitivity (expectation M π s (fun τ : trajectory S A H =>
    at_time g t s τ * return_to_go M t s τ
    + (-1) * (at_time g t s τ * at_time (fun s _ => b s) t s τ))).
  by apply: expectation_eq => τ; rewrite mulrBr mulN1r.
by rewrite expectationD expectation_scale baseline_term_has_zero_mean mulr0 addr0.
Qed.

End Baseline.
