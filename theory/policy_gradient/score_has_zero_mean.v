(* PG-1. The score has zero mean.

     Σ_a π(a|s) ∂log π(a|s) = 0 in every state, for every policy that sums to one;
     for the softmax with Dz = z Du the score is Du − Σ_b π(b|s) Du(s,b).

   Hypotheses: Σ_a π(a|s) = 1 for every θ; nothing else. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores.
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
