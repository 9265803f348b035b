(* Finite sums: the few rearrangements that the proofs use over and over. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Sums.
Variables (R : comRingType) (I J : finType).

Lemma sumD (f g : I -> R) : \sum_i (f i + g i) = \sum_i f i + \sum_i g i.
Proof. exact: big_split. Qed.

Lemma sumB (f g : I -> R) : \sum_i (f i - g i) = \sum_i f i - \sum_i g i.
Proof. by rewrite big_split sumrN. Qed.

(* Σ_i x f_i = x Σ_i f_i, and the same on the other side. *)
Lemma sum_scale (x : R) (f : I -> R) : \sum_i x * f i = x * \sum_i f i.
Proof. by rewrite mulr_sumr. Qed.

Lemma sum_scale_right (x : R) (f : I -> R) : \sum_i f i * x = (\sum_i f i) * x.
Proof. by rewrite mulr_suml. Qed.

(* Σ_i p_i (x f_i) = x Σ_i p_i f_i. *)
Lemma sum_pull (p f : I -> R) (x : R) : \sum_i p i * (x * f i) = x * \sum_i p i * f i.
Proof. by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite mulrCA. Qed.

(* Σ_i p_i Σ_j K_ij x_j = Σ_j (Σ_i p_i K_ij) x_j: a kernel moves from one side to the other. *)
Lemma sum_kernel (p : I -> R) (K : I -> J -> R) (x : J -> R) :
  \sum_i p i * (\sum_j K i j * x j) = \sum_j (\sum_i p i * K i j) * x j.
Proof.
under eq_bigr do rewrite mulr_sumr.
rewrite exchange_big; apply: eq_bigr => j _; rewrite mulr_suml.
by apply: eq_bigr => i _; rewrite mulrA.
Qed.

(* The sum over an optional value: the missing one first. *)
Lemma sum_option (f : option I -> R) : \sum_x f x = f None + \sum_i f (Some i).
Proof.
rewrite (bigD1 None) //=; congr (_ + _).
rewrite (reindex_omap Some id) /=; last by case.
by apply: eq_bigl => i; rewrite eqxx.
Qed.

Lemma sum_pair (f : I * J -> R) : \sum_x f x = \sum_i \sum_j f (i, j).
Proof. by rewrite pair_bigA; apply: eq_bigr => -[]. Qed.

End Sums.
