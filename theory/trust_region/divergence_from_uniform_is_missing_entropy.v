(* TR-7. The divergence of a policy from the uniform one is the entropy that it lacks.

     KL(π‖u)(s) = log|A| − H(π)(s),   H(π)(s) = −Σ_a π(a|s) log π(a|s),

   for u(a) = 1/|A|, of which log u = −log|A| is used: a number −L, the same for all actions.

   Hypotheses: π sums to one; nothing is asked of ℓ = log π, since both sides are linear in it. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp soft_policy_evaluation.
From Lemmata Require Import soft_suboptimality_is_a_divergence.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Theorem divergence_from_uniform_is_missing_entropy (R : comRingType) (S A : finType)
    (π : policy R S A) (ℓ : S -> A -> R) (L : R) s : sums_to_one π ->
  divergence π ℓ (fun _ _ => - L) s = L - entropy ℓ π s.
Proof.
move=> pi_sum; rewrite /divergence /entropy !opprK [RHS]addrC.
under eq_bigr do rewrite mulrDr.
by rewrite sumD sum_scale_right pi_sum mul1r.
Qed.
