(* The distance of two distributions by their divergence, with the constant that TRPO uses:

     TV(p,q)² ≤ KL(p‖q),    TV = ½ Σ_a |p(a) − q(a)|,   KL = Σ_a p(a) (log p(a) − log q(a)),

   in a field with square roots. With B = Σ_a √p√q, KL ≥ 2 − 2B from log x ≤ x − 1, and (Σ|p − q|)²
   ≤ Σ(√p − √q)² Σ(√p + √q)² = (2 − 2B)(2 + 2B). Pinsker's inequality (TR-4) has ½ KL. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities quadratics sup_norm logarithm.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Distance.
Variables (R : rcfType) (A : finType) (log : R -> R) (p q : A -> R).
Hypotheses (log_is : is_logarithm log) (p_gt0 : forall a, 0 < p a) (q_gt0 : forall a, 0 < q a).
Hypotheses (p_sum : \sum_a p a = 1) (q_sum : \sum_a q a = 1).
Add Ring numbers : (commutative_ring_theory R).
Local Notation root := Num.sqrt.

(* B = Σ√p√q. *)
Definition affinity : R := \sum_a root (p a) * root (q a).

Let square_p a : root (p a) ^+ 2 = p a. Proof. by rewrite sqr_sqrtr ?ltW. Qed.
Let square_q a : root (q a) ^+ 2 = q a. Proof. by rewrite sqr_sqrtr ?ltW. Qed.

Let log_root x : 0 < x -> log x = 2%:R * log (root x).
Proof.
move=> x_gt0; have root_gt0 : 0 < root x by rewrite sqrtr_gt0.
by rewrite -{1}(sqr_sqrtr (ltW x_gt0)) expr2 (log_product log_is) //; ring_identity R.
Qed.

(* p (log p − log q) ≥ 2(p − √p√q). *)
Lemma divergence_by_affinity : 2%:R - 2%:R * affinity <= \sum_a p a * (log (p a) - log (q a)).
Proof.
have -> : 2%:R - 2%:R * affinity = \sum_a 2%:R * (p a - root (p a) * root (q a)).
  by rewrite sum_scale sumB p_sum mulrBr mulr1.
apply: ler_sum => a _; have [p_root q_root] : 0 < root (p a) /\ 0 < root (q a).
  by rewrite !sqrtr_gt0.
have [chord _] := log_chord log_is (ltW p_root) q_root.
rewrite (log_root (p_gt0 a)) (log_root (q_gt0 a)); have := square_p a.
move: (root (p a)) (root (q a)) p_root chord => x y x_gt0 chord <-.
rewrite -subr_ge0.
have -> : x ^+ 2 * (2%:R * log x - 2%:R * log y) - 2%:R * (x ^+ 2 - x * y) =
    2%:R * x * (y - x - x * (log y - log x)) by ring_identity R.
by rewrite !mulr_ge0 ?ler0n ?subr_ge0 // ltW.
Qed.

Theorem distance_by_divergence :
  ((\sum_a `|q a - p a|) / 2%:R) ^+ 2 <= \sum_a p a * (log (p a) - log (q a)).
Proof.
pose minus a := root (q a) - root (p a); pose plus a := root (q a) + root (p a).
have difference a : q a - p a = minus a * plus a.
  rewrite /minus /plus; have := square_p a; have := square_q a.
  by move: (root (p a)) (root (q a)) => x y <- <-; ring_identity R.
have squares : \sum_a 1 * minus a ^+ 2 = 2%:R - 2%:R * affinity /\
    \sum_a 1 * plus a ^+ 2 = 2%:R + 2%:R * affinity.
  have expand (c : R) : 2%:R + c * affinity =
      \sum_a (q a + p a + c * (root (p a) * root (q a))).
    by rewrite !sumD q_sum p_sum sum_scale.
  rewrite -mulNr !expand; split; apply: eq_bigr => a _; rewrite /minus /plus;
  have := square_p a; have := square_q a; move: (root (p a)) (root (q a)) => x y <- <-;
  by ring_identity R.
have [minus_sum plus_sum] := squares.
have affinity_le1 : affinity <= 1.
  rewrite -subr_ge0 -(pmulr_rge0 _ (_ : 0 < 2%:R)) ?ltr0n // mulrBr mulr1 -minus_sum.
  by apply: sumr_ge0 => a _; rewrite mul1r sqr_ge0.
have := cauchy_schwarz (p := fun=> 1) (fun a => `|minus a|) (fun a => `|plus a|) (fun=> ler01).
under eq_bigr do rewrite mul1r -normrM -difference.
under [X in _ <= X * _]eq_bigr do rewrite real_normK ?num_real //.
under [X in _ <= _ * X]eq_bigr do rewrite real_normK ?num_real //.
rewrite minus_sum plus_sum => square_le.
rewrite expr_div_n ler_pdivr_mulr ?exprn_gt0 ?ltr0n //; apply: le_trans square_le _.
apply: (@le_trans _ _ ((2%:R - 2%:R * affinity) * 2%:R ^+ 2)).
  rewrite ler_wpmul2l ?subr_ge0 ?ler_pimulr ?ler0n //.
  rewrite -subr_ge0; have -> : 2%:R ^+ 2 - (2%:R + 2%:R * affinity) = 2%:R * (1 - affinity).
    by ring_identity R.
  by rewrite mulr_ge0 ?ler0n ?subr_ge0.
by rewrite ler_wpmul2r ?exprn_ge0 ?ler0n // divergence_by_affinity.
Qed.

End Distance.
