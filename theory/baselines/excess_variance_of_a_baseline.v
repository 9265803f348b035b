(* BL-4. What another baseline than the best one costs.

     tr Cov(b) − tr Cov(b⋆) = E[‖g‖²] (b − b⋆)²     for g (q(a) − b), a ~ p,
     b⋆ = E[‖g‖² q] / E[‖g‖²].

   So V = E[q] has less variance than no baseline exactly where |V − b⋆| < |b⋆|.

   Hypotheses: the scores have mean zero; E[‖g‖²] ≠ 0. One step. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities moments score_covariance.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

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
