(* TR-7. The divergence of a policy from the uniform one is the entropy that it lacks.

     KL(π‖u)(s) = log|A| − H(π)(s),   H(π)(s) = −Σ_a π(a|s) log π(a|s),   u(a) = 1/|A|,

   so that KL(π‖u) ≤ δ is a floor log|A| − δ for the entropy. Around another policy π' the two are
   different things: KL(π‖π') is the cross-entropy −Σ_a π(a|s) log π'(a|s) less H(π).

   Hypotheses: π sums to one; log is a logarithm; there is an action. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm logarithm finite_mdp soft_policy_evaluation.
From Lemmata Require Import soft_suboptimality_is_a_divergence.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Uniform.
Variables (R : realFieldType) (S A : finType) (log : R -> R) (π : policy R S A).
Hypotheses (log_is : is_logarithm log) (pi_sum : sums_to_one π).
Local Notation ℓ p := (fun s a => log (p s a)).

(* KL(π‖π') = −Σ π log π' − H(π). *)
Lemma divergence_is_cross_entropy_less_entropy (π' : policy R S A) s :
  divergence π (ℓ π) (ℓ π') s = - (\sum_a π s a * log (π' s a)) - entropy (ℓ π) π s.
Proof.
by rewrite /divergence /entropy opprK addrC -sumB; apply: eq_bigr => a _; rewrite mulrBr.
Qed.

Theorem divergence_from_uniform_is_missing_entropy (some_action : A) s :
  divergence π (ℓ π) (ℓ (fun _ _ => #|A|%:R^-1)) s = log #|A|%:R - entropy (ℓ π) π s.
Proof.
have card_gt0 : 0 < #|A|%:R :> R by rewrite ltr0n; apply/card_gt0P; exists some_action.
have log_uniform : log #|A|%:R^-1 = - log #|A|%:R.
  by rewrite -div1r (log_quotient log_is) ?ltr01 // (log1 log_is) sub0r.
rewrite divergence_is_cross_entropy_less_entropy sum_scale_right pi_sum mul1r log_uniform.
by rewrite opprK.
Qed.

End Uniform.
