(* CR-4. Monte Carlo regression finds the projection of the values.

     E[Σ_t φ_tφ_tᵀ] = ΦᵀNΦ,   E[Σ_t φ_tG_t] = ΦᵀNV^π,   N(s) = E[visits to s in an episode],

   so that the mean equations are solved by the weights of ΠV^π, nearest to V^π in ‖·‖_N. States are
   weighed by their visits without discount, whatever γ the returns have.

   Episodes are of at most H steps; N counts the visits of steps t < H. An episode that goes on
   after H steps is given V^π(s_H) for what follows; where all episodes end by then, nothing is.

   Hypotheses: V^π solves its equation; π sums to one. For the projection, a finite MDP and a
   policy. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm finite_mdp trajectories expected_advantages.
From Lemmata Require Import visitation_is_a_fixed_point bias_of_n_step_advantage.
From Lemmata Require Import lambda_return_means td_solves_the_projected_bellman_equation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Means.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A) (V : S -> R).
Hypotheses (pi_sum : sums_to_one π) (value : is_value M π V).

(* Σ_t x(what is left of the episode from s_t on). *)
Fixpoint episode_sum (x : forall H, S -> trajectory S A H -> R) H : S -> trajectory S A H -> R :=
  match H with
  | 0 => fun _ _ => 0
  | H'.+1 => fun s τ => x H'.+1 s τ + over_rest (@episode_sum x H') τ
  end.

(* N(s) = Σ_{t<H} Pr(s_t = s). *)
Definition expected_visits H s : R := \sum_(t < H) iter t (push M π) (start M) s.

(* If what is left from s on has the mean y(s), the sum over an episode has the mean Σ_s N(s)y(s).
*)
Lemma episode_sum_mean (x : forall H, S -> trajectory S A H -> R) (y : S -> R) H :
  (forall K s, expectation M π s (x K.+1 s) = y s) ->
  episode_mean M π (@episode_sum x H) = \sum_s expected_visits H s * y s.
Proof.
move=> x_mean.
have from_state K s : expectation M π s (@episode_sum x K s) =
    \sum_(t < K) iter t (policy_next M π) y s.
  elim: K s => [|K IH] s; first by rewrite big_ord0 expectation0.
  rewrite expectationD x_mean big_ord_recl; congr (_ + _).
  transitivity (expectation M π s (fun τ : trajectory S A K.+1 =>
      1 * over_rest (@episode_sum x K) τ)).
    by apply: expectation_eq => τ; rewrite mul1r.
  rewrite (expectation_rest M pi_sum s (fun=> 1)).
  transitivity (policy_next M π (fun s' => \sum_(t < K) iter t (policy_next M π) y s') s).
    rewrite policy_next_mean; apply: eq_bigr => a _; rewrite mul1r; congr (_ * _).
    by apply: eq_bigr => s' _; rewrite IH.
  rewrite /policy_next; under eq_bigr do rewrite mulr_sumr.
  by rewrite exchange_big; apply: eq_bigr => t _; rewrite lift0.
rewrite /episode_mean; under eq_bigr do rewrite from_state mulr_sumr.
rewrite exchange_big; under eq_bigr do rewrite push_is_adjoint.
by rewrite exchange_big; apply: eq_bigr => s _; rewrite mulr_suml.
Qed.

(* E[φ_jφ_k] and E[φ_kG]. *)
Lemma mean_of_feature_products (f : S -> R) H :
  episode_mean M π (@episode_sum (fun _ s _ => f s) H) = \sum_s expected_visits H s * f s.
Proof. by apply: episode_sum_mean => K s; rewrite expectation_constant. Qed.

Lemma mean_of_feature_returns (f : S -> R) H :
  episode_mean M π (@episode_sum (fun K s τ => f s * bootstrapped_return M V s τ) H) =
  \sum_s expected_visits H s * (f s * V s).
Proof.
apply: episode_sum_mean => K s; rewrite expectation_scale bootstrapped_return_mean //.
congr (_ * _); elim: K.+1 s => [|n IH] s //=.
by rewrite (bellman_eq _ _ IH) -value.
Qed.

End Means.

Section Projection.
Variables (R : realFieldType) (S A K : finType) (M : mdp R S A) (π : policy R S A) (V : S -> R).
Variables (φ : S -> K -> R) (H : nat).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π) (value : is_value M π V).

Lemma expected_visits_ge0 s : 0 <= expected_visits M π H s.
Proof.
have [_ [start_ge0 _]] := M_mdp; apply: sumr_ge0 => t _.
elim: {t}(nat_of_ord t) s => [|t IH] s; first exact: start_ge0.
apply: mean_ge0 => // s'; by case: (policy_transition_sub s' M_mdp pi_policy).
Qed.

(* The equations of many episodes, in the mean. *)
Definition regression_matrix j k : R :=
  episode_mean M π (@episode_sum _ S A (fun _ s _ => φ s j * φ s k) H).
Definition regression_vector k : R :=
  episode_mean M π (@episode_sum _ S A (fun _ s τ => φ s k * bootstrapped_return M V s τ) H).

Theorem monte_carlo_regression_finds_the_projection w :
  (forall k, \sum_j regression_matrix k j * w j = regression_vector k) <->
  is_projection (expected_visits M π H) φ V w.
Proof.
have pi_sum := policy_sums_to_one pi_policy.
have residual k : regression_vector k - \sum_j regression_matrix k j * w j =
    \sum_s expected_visits M π H s * (φ s k * (V s - linear_value φ w s)).
  rewrite /regression_vector (mean_of_feature_returns pi_sum value (fun s => φ s k)).
  have entry j : regression_matrix k j = \sum_s expected_visits M π H s * (φ s k * φ s j).
    exact: (mean_of_feature_products M pi_sum (fun s => φ s k * φ s j)).
  under [X in _ - X]eq_bigr do rewrite entry mulr_suml.
  rewrite exchange_big -sumB; apply: eq_bigr => s _.
  under eq_bigr do rewrite -!mulrA.
  by rewrite -!mulr_sumr -!mulrBr.
rewrite projection_is_orthogonal; last exact: expected_visits_ge0.
split=> solved k; first by rewrite -residual solved subrr.
by apply/esym/eqP; rewrite -subr_eq0 residual solved.
Qed.

End Projection.
