(* BL-3. The baseline of least variance.

     b⋆ = E[‖g‖² q] / E[‖g‖²] minimises tr Cov[g (q(a) − b)] over b, and no other b does,

   with g = ∇log π(a|s), q(a) = Q(s,a) and a ~ π(·|s), in every state by itself.

   Hypotheses: the scores have mean zero; E[‖g‖²] > 0, which is that there is a choice (where there
   is none, every baseline does as well as any other). One step. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums moments score_covariance excess_variance_of_a_baseline.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Optimal.
Variables (R : realFieldType) (A K : finType) (p : A -> R) (g : A -> K -> R) (q : A -> R).
Hypotheses (p_sum : \sum_a p a = 1) (zero_mean : forall k, mean p (fun a => g a k) = 0).
Hypothesis choice : 0 < mean p (squared_norm g).

Theorem optimal_baseline_minimises_variance b :
  covariance_trace p g q (optimal_baseline p g q) <= covariance_trace p g q b
    ?= iff (b == optimal_baseline p g q).
Proof.
have excess := excess_variance_of_a_baseline q p_sum zero_mean (lt0r_neq0 choice) b.
split; first by rewrite -subr_ge0 excess mulr_ge0 ?sqr_ge0 ?ltW.
rewrite eq_sym -(subr_eq0 (covariance_trace p g q b)) excess mulf_eq0 (gt_eqF choice) /=.
by rewrite sqrf_eq0 subr_eq0.
Qed.

End Optimal.
