(* Squares in ordered fields: the first-order condition of a quadratic, and Cauchy–Schwarz. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Quadratics.
Variable R : realFieldType.
Add Ring numbers : (commutative_ring_theory R).

(* A quadratic ct² − 2bt that is nowhere below its value at t = 0 has no linear part. *)
Lemma no_linear_part (b c : R) : 0 <= c ->
  (forall t, 0 <= t ^+ 2 * c - 2%:R * t * b) -> b = 0.
Proof.
move=> c_ge0 above; have d_gt0 : 0 < c + 1 by apply: ltr_paddl c_ge0 ltr01.
(* At t = b/(c + 1) its value is −t²(c + 2). *)
pose t := b / (c + 1); have b_eq : b = t * (c + 1) by rewrite divfK ?lt0r_neq0.
have := above t; have -> : t ^+ 2 * c - 2%:R * t * b = - (t ^+ 2 * (c + 2%:R)).
  by rewrite b_eq; move: t {b_eq} => t; ring_identity R.
have factor_gt0 : 0 < c + 2%:R by apply: ltr_paddl c_ge0 _; rewrite ltr0n.
rewrite oppr_ge0 pmulr_lle0 // => t_le0; rewrite b_eq.
have /eqP -> : t == 0 by rewrite -sqrf_eq0 eq_le sqr_ge0 t_le0.
by rewrite mul0r.
Qed.

(* (Σ p a b)² ≤ (Σ p a²)(Σ p b²) for weights p ≥ 0. *)
Lemma cauchy_schwarz (I : finType) (p a b : I -> R) : (forall i, 0 <= p i) ->
  (\sum_i p i * (a i * b i)) ^+ 2 <= (\sum_i p i * a i ^+ 2) * (\sum_i p i * b i ^+ 2).
Proof.
move=> p_ge0; set AA := \sum_i p i * a i ^+ 2; set AB := \sum_i _; set BB := \sum_i p i * b i ^+ 2.
(* 0 ≤ Σ p (at − b)² = t²AA − 2t AB + BB for every t. *)
have square t : \sum_i p i * (t * a i - b i) ^+ 2 = t ^+ 2 * AA - 2%:R * t * AB + BB.
  rewrite -[t ^+ 2 * AA]sum_scale -[2%:R * t * AB]sum_scale -sumB -sumD.
  by apply: eq_bigr => i _; ring_identity R.
have square_ge0 t : 0 <= t ^+ 2 * AA - 2%:R * t * AB + BB.
  by rewrite -square; apply: sumr_ge0 => i _; rewrite mulr_ge0 ?sqr_ge0.
have AA_ge0 : 0 <= AA by apply: sumr_ge0 => i _; rewrite mulr_ge0 ?sqr_ge0.
have [AA_gt0|] := boolP (0 < AA); last first.
  (* Where Σ p a² = 0, every p a is 0, and Σ p a b with them. *)
  rewrite lt_neqAle AA_ge0 andbT negbK eq_sym => /eqP AA_eq0.
  suff -> : AB = 0 by rewrite expr0n /= AA_eq0 mul0r.
  rewrite /AB big1 // => i _; have := AA_eq0; move/eqP; rewrite psumr_eq0 => [|j _]; last first.
    by rewrite mulr_ge0 ?sqr_ge0.
  move/allP/(_ i (mem_index_enum i)); rewrite /= mulf_eq0 sqrf_eq0.
  by case/orP => /eqP ->; rewrite ?mul0r // mulr0.
(* Otherwise take t = AB/AA. *)
have := square_ge0 (AB / AA); rewrite -(pmulr_rge0 _ AA_gt0).
have -> : AA * ((AB / AA) ^+ 2 * AA - 2%:R * (AB / AA) * AB + BB) = AA * BB - AB ^+ 2.
  have AB_eq : AB = AB / AA * AA by rewrite divfK ?lt0r_neq0.
  by rewrite {3 4}AB_eq; move: (AB / AA) => x; ring_identity R.
by rewrite subr_ge0.
Qed.

End Quadratics.
