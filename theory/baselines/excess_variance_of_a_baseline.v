(* BL-4. What another baseline than the best one costs.

     tr Cov(b) − tr Cov(b⋆) = E[‖g‖²] (b − b⋆)²     for g (q(a) − b), a ~ p,
     b⋆ = E[‖g‖² q] / E[‖g‖²].

   So b has less variance than no baseline exactly where |b − b⋆| < |b⋆|, V = E[q] among them.

   Hypotheses: the scores have mean zero; E[‖g‖²] ≠ 0, for the comparison > 0. One step. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities moments score_covariance.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Excess.
Variables (F : fieldType) (A K : finType) (p : A -> F) (g : A -> K -> F) (q : A -> F).
Add Ring numbers : (commutative_ring_theory F).

(* b⋆ = E[‖g‖² q]/E[‖g‖²]. *)
Definition optimal_baseline : F :=
  mean p (fun a => squared_norm g a * q a) / mean p (squared_norm g).

Hypotheses (p_sum : \sum_a p a = 1) (zero_mean : forall k, mean p (fun a => g a k) = 0).
Hypothesis choice : mean p (squared_norm g) != 0.

Theorem excess_variance_of_a_baseline b :
  covariance_trace p g q b - covariance_trace p g q optimal_baseline =
  mean p (squared_norm g) * (b - optimal_baseline) ^+ 2.
Proof.
(* E[‖g‖² q] = E[‖g‖²] b⋆: complete the square. *)
have weighted : mean p (fun a => squared_norm g a * q a) =
    mean p (squared_norm g) * optimal_baseline by rewrite mulrCA divff ?mulr1.
rewrite !covariance_traceE // weighted.
by ring_identity F.
Qed.

End Excess.

Corollary less_variance_than_no_baseline (R : realFieldType) (A K : finType) (p : A -> R)
    (g : A -> K -> R) (q : A -> R) b :
  \sum_a p a = 1 -> (forall k, mean p (fun a => g a k) = 0) -> 0 < mean p (squared_norm g) ->
  (covariance_trace p g q b < covariance_trace p g q 0) =
  (`|b - optimal_baseline p g q| < `|optimal_baseline p g q|).
Proof.
move=> p_sum zero_mean choice; have excess := excess_variance_of_a_baseline q p_sum zero_mean
  (lt0r_neq0 choice); set best := optimal_baseline p g q.
rewrite -(ltr_add2r (- covariance_trace p g q best)) !excess (ltr_pmul2l choice) sub0r sqrrN.
rewrite -(real_normK (num_real (b - best))) -(real_normK (num_real best)).
by rewrite ltr_sqr ?nnegrE.
Qed.
