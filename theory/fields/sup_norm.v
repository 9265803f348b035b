(* Ordered fields: the greatest value, the sup norm, and means under a distribution. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section SupNorm.
Variables (R : realFieldType) (I : finType).
Implicit Types f g p : I -> R.

(* ‖f‖∞ = max_i |f_i|, and 0 where there is no i. *)
Definition sup_norm f : R := \big[Num.max/0]_i `|f i|.

Lemma sup_norm_ge0 f : 0 <= sup_norm f.
Proof. by rewrite /sup_norm; elim/big_rec: _ => // i x _ x_ge0; rewrite le_maxr x_ge0 orbT. Qed.

Lemma le_sup_norm f i : `|f i| <= sup_norm f.
Proof.
rewrite /sup_norm; elim: (index_enum I) (mem_index_enum i) => // j l IH.
by rewrite inE big_cons le_maxr => /predU1P[->|/IH ->]; rewrite ?lexx ?orbT.
Qed.

Lemma sup_norm_le f x : 0 <= x -> (forall i, `|f i| <= x) -> sup_norm f <= x.
Proof.
move=> x_ge0 f_le; rewrite /sup_norm; elim/big_rec: _ => // i y _ y_le.
by rewrite le_maxl f_le.
Qed.

Lemma sup_norm_eq0 f : sup_norm f <= 0 -> f =1 (fun=> 0).
Proof.
move=> norm_le0 i; apply/eqP; rewrite -normr_le0.
exact: le_trans (le_sup_norm f i) norm_le0.
Qed.

(* p is a distribution on I; less may be missing where mass gets lost. *)
Definition is_subdistribution p := (forall i, 0 <= p i) /\ \sum_i p i <= 1.
Definition is_distribution p := (forall i, 0 <= p i) /\ \sum_i p i = 1.

Lemma distribution_sub p : is_distribution p -> is_subdistribution p.
Proof. by case=> p_ge0 p_sum; split=> //; rewrite p_sum. Qed.

(* Means are monotone. *)
Lemma mean_le p f g : (forall i, 0 <= p i) -> (forall i, f i <= g i) ->
  \sum_i p i * f i <= \sum_i p i * g i.
Proof. by move=> p_ge0 f_le; apply: ler_sum => i _; rewrite ler_wpmul2l. Qed.

Lemma mean_ge0 p f : (forall i, 0 <= p i) -> (forall i, 0 <= f i) -> 0 <= \sum_i p i * f i.
Proof. by move=> p_ge0 f_ge0; apply: sumr_ge0 => i _; rewrite mulr_ge0. Qed.

(* A sum of absolute values bounds the absolute value. *)
Lemma mean_norm p f : (forall i, 0 <= p i) ->
  `|\sum_i p i * f i| <= \sum_i p i * `|f i|.
Proof.
move=> p_ge0; apply: le_trans (ler_norm_sum _ _ _) _.
by apply: ler_sum => i _; rewrite normrM ger0_norm.
Qed.

(* A mean under at most the whole mass is at most the bound on what is averaged. *)
Lemma mean_norm_le p f x : is_subdistribution p -> 0 <= x -> (forall i, `|f i| <= x) ->
  `|\sum_i p i * f i| <= x.
Proof.
move=> [p_ge0 p_le1] x_ge0 f_le; apply: le_trans (mean_norm f p_ge0) _.
apply: le_trans (mean_le p_ge0 f_le) _.
by rewrite sum_scale_right ler_pimull.
Qed.

(* The mean of a constant. *)
Lemma mean_constant p x : is_distribution p -> \sum_i p i * x = x.
Proof. by case=> _ p_sum; rewrite sum_scale_right p_sum mul1r. Qed.

End SupNorm.
