(* One step: the estimate g(a)(q(a) − b), a drawn from p, g(a) the score with one entry for each
   parameter k, q(a) what the action is worth, b the baseline. All scores have mean zero.

     tr Cov(b) = Σ_k Var(g_k (q − b)) = E[‖g‖² q²] − 2b E[‖g‖² q] + b² E[‖g‖²] − Σ_k E[g_k q]². *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities moments.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Covariance.
Variables (R : comRingType) (A K : finType) (p : A -> R) (g : A -> K -> R) (q : A -> R).
Add Ring numbers : (commutative_ring_theory R).

(* ‖g(a)‖². *)
Definition squared_norm a : R := \sum_k g a k ^+ 2.

(* tr Cov of the estimate with the baseline b. *)
Definition covariance_trace b : R := \sum_k variance p (fun a => g a k * (q a - b)).

Hypotheses (p_sum : \sum_a p a = 1) (zero_mean : forall k, mean p (fun a => g a k) = 0).

(* The mean of the estimate does not depend on b … *)
Lemma estimate_mean b k : mean p (fun a => g a k * (q a - b)) = mean p (fun a => g a k * q a).
Proof.
transitivity (mean p (fun a => g a k * q a - b * g a k)).
  by apply: mean_eq => a; ring_identity R.
by rewrite meanB mean_scale zero_mean mulr0 subr0.
Qed.

(* … so that only the second moment counts, a square polynomial in b. *)
Lemma covariance_traceE b :
  covariance_trace b = mean p (fun a => squared_norm a * q a ^+ 2)
    - 2%:R * b * mean p (fun a => squared_norm a * q a) + b ^+ 2 * mean p squared_norm
    - \sum_k mean p (fun a => g a k * q a) ^+ 2.
Proof.
rewrite /covariance_trace.
under eq_bigr do rewrite (varianceE p_sum) estimate_mean.
rewrite sumB -mean_sum; congr (_ - _).
rewrite -!mean_scale -meanB -meanD; apply: mean_eq => a.
transitivity (squared_norm a * (q a - b) ^+ 2); last by ring_identity R.
by rewrite mulr_suml; apply: eq_bigr => k _; rewrite exprMn.
Qed.

End Covariance.
