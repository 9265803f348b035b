(* PG-5. REINFORCE is unbiased.

     E[ĝ] = DJ_H,   ĝ = (1/m) Σ_i Σ_{t<H} γᵗ g_t G_t   over m independent episodes i,

   each of at most H steps; g_t = ∂log π(a_t|s_t), G_t = Σ_k γᵏ r_{t+k} and J_H = μᵀV_H.

   Hypotheses: π sums to one and has the score g; P, r, μ, γ do not depend on θ; m ≥ 1 has an
   inverse, and then μ sums to one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation moments independence finite_mdp trajectories episodes.
From Lemmata Require Import scores.
From Lemmata Require Import bellman_equation_determines_the_values trajectory_measure.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Reinforce.
Variables (R : comRingType) (S A : finType) (D : derivation R).
Variables (M : mdp R S A) (π : policy R S A) (g : S -> A -> R).
Local Notation γ := (discount M).
Hypotheses (fixed : fixed_dynamics D M) (pi_sum : sums_to_one π) (score : is_score D π g).

(* ĝ(τ) = Σ_t γᵗ g_t G_t. *)
Definition reinforce H s (τ : trajectory S A H) : R :=
  \sum_(t < H) γ ^+ t * (at_time g t s τ * return_to_go M t s τ).

(* The first step's term, and γ times the estimate of the rest. *)
Lemma reinforce_step H s (τ : trajectory S A H.+1) :
  reinforce s τ = g s τ.1 * return_to_go M 0 s τ + γ * over_rest (@reinforce H) τ.
Proof.
rewrite /reinforce big_ord_recl expr0 mul1r at_time_first; congr (_ + _).
under eq_bigr do
  rewrite lift0 at_time_later return_later over_rest_mul exprS -mulrA over_rest_scale.
by rewrite -mulr_sumr over_rest_sum.
Qed.

(* E[g_0 G_0 | s] = Σ_a π(a|s) g(s,a) Q_H(s,a), Q_H(s,a) = r(s,a) + γ(P_aV_H)(s). *)
Lemma first_term H s :
  expectation M π s (fun τ : trajectory S A H.+1 => g s τ.1 * return_to_go M 0 s τ) =
  \sum_a π s a * (g s a * action_value M (value_iterate M π H) s a).
Proof.
transitivity (expectation M π s (fun τ : trajectory S A H.+1 =>
    g s τ.1 * reward M s τ.1 + g s τ.1 * γ * over_rest (return_to_go M 0) τ)).
  by apply: expectation_eq => τ; rewrite return_step mulrDr mulrA.
have := expectation_first_and_rest M pi_sum s (fun a => g s a * reward M s a) (fun a => g s a * γ).
move=> ->; apply: eq_bigr => a _; rewrite -mulrA -mulrDr; congr (_ * (_ * (_ + _ * _))).
by apply: eq_bigr => s' _; rewrite expected_return_is_value_iterate.
Qed.

(* From every state: both sides obey the recursion of the differentiated Bellman equation. *)
Lemma reinforce_mean H s :
  expectation M π s (fun τ : trajectory S A H => reinforce s τ) = D (value_iterate M π H s).
Proof.
elim: H s => [|H IH] s.
  rewrite derive0 -[RHS](expectation0 M π 0 s).
  by apply: expectation_eq => τ; apply: big_ord0.
rewrite (expectation_eq _ _ _ (@reinforce_step H s)) expectationD first_term.
rewrite [RHS](derive_bellman _ _ _ fixed); congr (_ + _).
  by apply: eq_bigr => a _; rewrite score mulrA.
rewrite (expectation_rest M pi_sum s (fun=> γ)) policy_next_mean -sum_pull.
apply: eq_bigr => a _; congr (_ * (_ * _)).
by apply: eq_bigr => s' _; rewrite IH.
Qed.

(* One episode … *)
Theorem reinforce_of_one_episode H :
  episode_mean M π (@reinforce H) = D (performance M (value_iterate M π H)).
Proof.
by rewrite derive_performance //; apply: eq_bigr => s _; rewrite reinforce_mean.
Qed.

(* … and the average of m, where w = 1/m. *)
Theorem reinforce_is_unbiased H m (w : R) : w * m%:R = 1 -> \sum_s start M s = 1 ->
  mean (product_probability (episode_probability M π (H := H)) (n := m))
    (fun ω => w * \sum_i reinforce (ω i).1 (ω i).2)
  = D (performance M (value_iterate M π H)).
Proof.
move=> w_inverse start_sum; have probability_sum := episode_probability_sum H pi_sum start_sum.
rewrite (mean_of_average probability_sum (fun e => reinforce e.1 e.2) w_inverse).
by rewrite mean_is_episode_mean reinforce_of_one_episode.
Qed.

End Reinforce.
