(* EN-10. Path consistency of the soft optimum.

     V⋆(s_0) − γⁿV⋆(s_n) = Σ_{k<n} γᵏ(r_k − β ℓ⋆(s_k,a_k)),    β ℓ⋆ = Q⋆ − V⋆,  ℓ⋆ = log π⋆,

   along every path of a deterministic MDP, whatever chooses its actions; where transitions are
   random, in the mean over trajectories of any policy: off-policy data needs no correction.

   Hypotheses: β ℓ⋆(s,a) = Q⋆(s,a) − V⋆(s) for every action; for the mean, the acting policy sums
   to one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp trajectories expected_advantages.
From Lemmata Require Import temporal_differences td_errors_add_up_to_n_step_advantage.
From Lemmata Require Import bias_of_n_step_advantage soft_policy_evaluation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Consistency.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (β : R) (ℓ : S -> A -> R).
Variables (V : S -> R).
Local Notation γ := (discount M).
Hypothesis soft_optimal : forall s a, β * ℓ s a = action_value M V s a - V s.

(* What r − βℓ⋆ pays is what V⋆ loses in the step: r − βℓ⋆ + γP_aV⋆ = V⋆. *)
Lemma soft_optimal_step s a : action_value (soft_mdp M β ℓ) V s a = V s.
Proof. by rewrite soft_action_value soft_optimal opprB addrC subrK. Qed.

(* A path of a deterministic MDP: each action leads to the next state for sure. *)
Theorem soft_optimum_is_consistent_along_paths (path : nat -> S) (actions : nat -> A) n :
  (forall k (W : S -> R), next M W (path k) (actions k) = W (path k.+1)) ->
  V (path 0%N) - γ ^+ n * V (path n) =
  \sum_(k < n) γ ^+ k * (reward M (path k) (actions k) - β * ℓ (path k) (actions k)).
Proof.
move=> deterministic.
pose pay k := reward M (path k) (actions k) - β * ℓ (path k) (actions k).
(* All TD errors of these payments are 0, and they add up to the difference. *)
have td_eq0 k : td_error γ pay (fun k => V (path k)) k = 0.
  have := soft_optimal_step (path k) (actions k).
  have next_value : next (soft_mdp M β ℓ) V (path k) (actions k) = V (path k.+1).
    exact: deterministic.
  rewrite /action_value next_value /= /td_error -/(pay k) => ->.
  by rewrite subrr.
have := td_errors_add_up_to_n_step_advantage γ pay (fun k => V (path k)) n 0.
rewrite /n_step_advantage big1 => [/esym/eqP|k _]; last by rewrite td_eq0 mulr0.
rewrite subr_eq0 => /eqP <-; rewrite /n_step_return add0n addrK.
by apply: eq_bigr => k _; rewrite add0n.
Qed.

(* Under any policy b the mean of n payments and γⁿV⋆(s_n) is V⋆(s_0). *)
Theorem soft_optimum_is_consistent_on_average (b : policy R S A) n s : sums_to_one b ->
  expectation (soft_mdp M β ℓ) b s (bootstrapped_return (soft_mdp M β ℓ) V (H := n) s) = V s.
Proof.
move=> b_sum; rewrite bootstrapped_return_mean //.
have fixed_point x : bellman (soft_mdp M β ℓ) b V x = V x.
  rewrite bellman_mean; under eq_bigr do rewrite soft_optimal_step.
  by rewrite sum_scale_right b_sum mul1r.
by elim: n s => [|n IH] s //=; rewrite (bellman_eq _ _ IH) fixed_point.
Qed.

End Consistency.
