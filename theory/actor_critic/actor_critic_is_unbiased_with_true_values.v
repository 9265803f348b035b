(* AC-4. Actor-critic is unbiased with the true values, and biased by the critic's error otherwise.

     E[δ ∇log π(a|s)] = DJ + Σ_s ν(s) Σ_a Dπ(a|s) γ(P_ae)(s),   e = V − V^π,   states from ν,
     E[Â^GAE ∇log π(a|s)] = DJ + Σ_s ν(s) Σ_a Dπ(a|s) γ(1 − λ)(P_aw)(s),   w = (I − γλP_π)⁻¹e.

   The error −e(s) of the state itself has no part.

   Hypotheses: as PG-2; π sums to one and has the score g; for DJ itself V = V^π. For GAE the mean
   of the estimate is given by its recursion (AE-6), which has one solution where only x = 0 has
   x = γλP_πx, as for 0 ≤ γλ < 1 in a finite MDP. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores policy_gradient_theorem.
From Lemmata Require Import expected_advantages td_error_is_the_advantage_on_average.
From Lemmata Require Import bias_of_generalized_advantage.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section ActorCritic.
Variables (R : comRingType) (S A : finType) (D : derivation R) (M : mdp R S A).
Variables (π : policy R S A) (g : S -> A -> R) (Vπ V ν : S -> R).
Local Notation γ := (discount M).
Local Notation e := (fun s => V s - Vπ s).
Hypotheses (fixed : fixed_dynamics D M) (pi_sum : sums_to_one π) (score : is_score D π g).
Hypotheses (value : is_value M π Vπ) (visitation : is_visitation M π ν).

(* Whatever stands beside the advantage, less a function of the state, is the bias. *)
Lemma actor_with_bias (b : S -> A -> R) (c : S -> R) :
  \sum_s ν s * (\sum_a π s a * g s a * (advantage M Vπ s a - c s + b s a)) =
  D (performance M Vπ) + \sum_s ν s * \sum_a D (π s a) * b s a.
Proof.
rewrite (policy_gradient_by_advantage fixed value visitation pi_sum) -sumD.
apply: eq_bigr => s _; rewrite -mulrDr; congr (_ * _).
under eq_bigr do rewrite -score mulrDr.
by rewrite sumD derivative_weighs_differences.
Qed.

Theorem actor_critic_is_unbiased_with_true_values :
  \sum_s ν s * (\sum_a π s a * g s a * outcome_mean M s a (td_error_of_outcome M V s a)) =
  D (performance M Vπ) + \sum_s ν s * \sum_a D (π s a) * (γ * next M e s a).
Proof.
rewrite -(actor_with_bias _ e); apply: eq_bigr => s _; congr (_ * _).
by apply: eq_bigr => a _; rewrite (td_error_of_a_critic M Vπ).
Qed.

Corollary actor_critic_with_true_values :
  \sum_s ν s * (\sum_a π s a * g s a * outcome_mean M s a (td_error_of_outcome M Vπ s a)) =
  D (performance M Vπ).
Proof.
rewrite (policy_gradient_by_advantage fixed value visitation pi_sum).
apply: eq_bigr => s _; congr (_ * _); apply: eq_bigr => a _.
by rewrite score td_error_is_the_advantage_on_average.
Qed.

Theorem actor_critic_with_generalized_advantage λ m w :
  is_advantage_mean M π λ V m -> is_resolvent M π λ Vπ V w ->
  (forall x, (forall s, x s = γ * λ * policy_next M π x s) -> forall s, x s = 0) ->
  \sum_s ν s * (\sum_a π s a * g s a * m s a) =
  D (performance M Vπ) + \sum_s ν s * \sum_a D (π s a) * (γ * (1 - λ) * next M w s a).
Proof.
move=> m_mean resolvent only_zero.
have claimed := claimed_mean_solves_recursion pi_sum value resolvent.
(* m is what AE-6 claims: the difference of the two has x_π = γλP_πx_π. *)
have same s : policy_mean π m s = policy_mean π (claimed_mean M λ Vπ V w) s.
  pose x s := policy_mean π m s - policy_mean π (claimed_mean M λ Vπ V w) s.
  apply/eqP; rewrite -subr_eq0 -/(x s); apply/eqP; apply: only_zero => {}s.
  rewrite /x {1}/policy_mean {1}/policy_mean -sumB; under eq_bigr do
    rewrite -mulrBr m_mean claimed opprD addrACA subrr add0r -mulrBr -nextB.
  by rewrite sum_pull -policy_next_mean.
rewrite -(actor_with_bias _ e); apply: eq_bigr => s _; congr (_ * _); apply: eq_bigr => a _.
congr (_ * _); rewrite m_mean [RHS]claimed; congr (_ + _ * _).
by apply: eq_bigr => s' _; rewrite same.
Qed.

End ActorCritic.
