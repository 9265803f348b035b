(* PG-1. The score has zero mean.

     Σ_a π(a|s) ∂log π(a|s) = 0 in every state, for every policy that sums to one;
     for the softmax with Dz = z Du the score is Du − Σ_b π(b|s) Du(s,b);
     E_a[g(a)] = 0 for a Gaussian policy N(m,σ²) and its score
     g(a) = (a − m) Dm/σ² + ((a − m)²/σ² − 1) D log σ.

   Hypotheses: Σ_a π(a|s) = 1 for every θ; for the Gaussian, its moments, and σ ≠ 0 (σ² has an
   inverse w). *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores gaussian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Theorem score_has_zero_mean (R : comRingType) (S A : finType) (D : derivation R)
    (π : policy R S A) (g : S -> A -> R) :
  sums_to_one π -> is_score D π g -> forall s, \sum_a π s a * g s a = 0.
Proof.
move=> pi_sum score s.
(* Σ_a πg = Σ_a Dπ = D Σ_a π = D1 = 0. *)
by under eq_bigr do rewrite -score; rewrite derivative_sums_to_zero.
Qed.

Corollary softmax_score_has_zero_mean (F : fieldType) (S A : finType) (D : derivation F)
    (z u : S -> A -> F) : (forall s, \sum_b z s b != 0) -> is_score D z u ->
  forall s, \sum_a softmax z s a * softmax_score z u s a = 0.
Proof.
move=> z_total z_derivative; apply: (@score_has_zero_mean _ _ _ D).
  exact: softmax_sums_to_one.
exact: softmax_score_is_score.
Qed.

(* Of the likelihood-ratio identity D E[f] = E[g f], the case f = 1. *)
Corollary gaussian_score_has_zero_mean (R : comRingType) (D : derivation R) (m v h w : R) :
  D v = 2%:R * h * v -> w * v = 1 -> centred_mean v (gaussian_score D m h w) = 0.
Proof.
move=> variance_moves v_inverse; pose one := 1%:P : {poly R}.
have one_fixed k : constant D one`_k.
  by rewrite /constant coefC; case: eqP; rewrite ?derive0 ?derive1.
have := gaussian_likelihood_ratio m variance_moves v_inverse one_fixed.
by rewrite /gaussian_mean /shifted comp_polyC mulr1 centred_mean_constant derive1.
Qed.
