(* EN-14. The soft sub-optimality of a policy is its discounted divergence from the soft optimum.

     V⋆_β(μ) − V^π_β(μ) = β Σ_s ν^π(s) KL(π‖π⋆)(s),    KL = Σ_a π(a|s) (ℓ(s,a) − ℓ⋆(s,a)),

   ℓ = log π, ℓ⋆ = log π⋆, for every policy π, near π⋆ or far.

   Hypotheses: β ℓ⋆(s,a) = Q⋆(s,a) − V⋆(s), which is that π⋆ is soft-optimal; π sums to one; V^π_β
   and ν^π solve their equations. Nothing is asked of ℓ: the identity is linear in it. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp soft_policy_evaluation.
From Lemmata Require Import soft_optimum_is_consistent_along_paths.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Divergence.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (β : R) (π : policy R S A).
Variables (ℓ ℓ' : S -> A -> R) (V V' ν : S -> R).
(* ℓ' and V' belong to the soft optimum. *)
Hypothesis soft_optimal : forall s a, β * ℓ' s a = action_value M V' s a - V' s.
Hypotheses (pi_sum : sums_to_one π) (value : is_soft_value M β ℓ π V).
Hypothesis visitation : is_visitation M π ν.

Add Ring numbers : (commutative_ring_theory R).

Definition divergence s : R := \sum_a π s a * (ℓ s a - ℓ' s a).

Theorem soft_suboptimality_is_a_divergence :
  performance M V' - performance M V = β * \sum_s ν s * divergence s.
Proof.
(* Both performances are flows of ν. *)
rewrite /performance -(visitation_flow V' visitation) -(visitation_flow V visitation) -sumB.
rewrite -sum_pull; apply: eq_bigr => s _; rewrite -mulrBr; congr (_ * _).
have [_ mean_form] := soft_policy_evaluation value.
have V_step : V s - discount M * policy_next M π V s =
    \sum_a π s a * (reward M s a - β * ℓ s a).
  rewrite {1}mean_form policy_next_mean -sum_pull -sumB; apply: eq_bigr => a _.
  by rewrite -mulrBr /action_value addrAC addrK.
have V'_step : V' s - discount M * policy_next M π V' s =
    \sum_a π s a * (reward M s a - β * ℓ' s a).
  transitivity (\sum_a π s a * V' s - discount M * policy_next M π V' s).
    by rewrite sum_scale_right pi_sum mul1r.
  rewrite policy_next_mean -sum_pull -sumB; apply: eq_bigr => a _.
  have step := soft_optimal_step soft_optimal s a.
  by rewrite -mulrBr -{1}step /action_value addrK.
rewrite V_step V'_step -sumB -sum_pull; apply: eq_bigr => a _.
by ring_identity R.
Qed.

End Divergence.
