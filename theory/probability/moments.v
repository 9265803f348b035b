(* Mean, covariance and variance under weights p on finitely many outcomes. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Moments.
Variables (R : comRingType) (Ω : finType) (p : Ω -> R).
Implicit Types X Y Z : Ω -> R.
Add Ring numbers : (commutative_ring_theory R).

(* E[X] = Σ_ω p(ω) X(ω). *)
Definition mean X : R := \sum_ω p ω * X ω.

(* Cov(X,Y) = E[(X − E X)(Y − E Y)]    and    Var(X) = Cov(X,X). *)
Definition covariance X Y : R := mean (fun ω => (X ω - mean X) * (Y ω - mean Y)).
Definition variance X : R := covariance X X.

Lemma mean_eq X Y : X =1 Y -> mean X = mean Y.
Proof. by move=> XY; apply: eq_bigr => ω _; rewrite XY. Qed.

Lemma meanD X Y : mean (fun ω => X ω + Y ω) = mean X + mean Y.
Proof. by rewrite -sumD; apply: eq_bigr => ω _; rewrite mulrDr. Qed.

Lemma meanB X Y : mean (fun ω => X ω - Y ω) = mean X - mean Y.
Proof. by rewrite -sumB; apply: eq_bigr => ω _; rewrite mulrBr. Qed.

Lemma mean_scale c X : mean (fun ω => c * X ω) = c * mean X.
Proof. exact: sum_pull. Qed.

Lemma mean_sum (I : finType) (X : I -> Ω -> R) :
  mean (fun ω => \sum_i X i ω) = \sum_i mean (X i).
Proof. by rewrite exchange_big; apply: eq_bigr => ω _; rewrite mulr_sumr. Qed.

Lemma covariance_symmetric X Y : covariance X Y = covariance Y X.
Proof. by apply: mean_eq => ω; rewrite mulrC. Qed.

Lemma covariance_scale c X Y : covariance (fun ω => c * X ω) Y = c * covariance X Y.
Proof.
by rewrite -mean_scale; apply: mean_eq => ω; rewrite mean_scale -mulrBr mulrA.
Qed.

Lemma covariance_sum (I : finType) (X : I -> Ω -> R) Y :
  covariance (fun ω => \sum_i X i ω) Y = \sum_i covariance (X i) Y.
Proof.
by rewrite -mean_sum; apply: mean_eq => ω; rewrite mean_sum -sumB mulr_suml.
Qed.

(* Var(cX) = c² Var(X). *)
Lemma variance_scale c X : variance (fun ω => c * X ω) = c ^+ 2 * variance X.
Proof.
by rewrite /variance covariance_scale covariance_symmetric covariance_scale mulrA -expr2.
Qed.

(* Var(ΣX_i) = Σ_i Σ_j Cov(X_i, X_j). *)
Lemma variance_sum (I : finType) (X : I -> Ω -> R) :
  variance (fun ω => \sum_i X i ω) = \sum_i \sum_j covariance (X i) (X j).
Proof.
rewrite /variance covariance_sum; apply: eq_bigr => i _.
rewrite covariance_symmetric covariance_sum; apply: eq_bigr => j _.
exact: covariance_symmetric.
Qed.

Hypothesis p_sum : \sum_ω p ω = 1.

Lemma mean_of_constant c : mean (fun=> c) = c.
Proof. by rewrite /mean sum_scale_right p_sum mul1r. Qed.

(* Cov(X,Y) = E[XY] − E[X]E[Y]. *)
Lemma covarianceE X Y : covariance X Y = mean (fun ω => X ω * Y ω) - mean X * mean Y.
Proof.
transitivity (mean (fun ω =>
    X ω * Y ω - mean Y * X ω - (mean X * Y ω - mean X * mean Y))).
  by apply: mean_eq => ω; ring_identity R.
rewrite meanB [in X in _ - X]meanB mean_of_constant meanB !mean_scale.
by ring_identity R.
Qed.

Lemma varianceE X : variance X = mean (fun ω => X ω ^+ 2) - mean X ^+ 2.
Proof. by rewrite /variance covarianceE expr2. Qed.

End Moments.
