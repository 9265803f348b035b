(* BL-6. The advantage has zero mean under its own policy.

     Σ_a π(a|s) A^π(s,a) = 0 in every state,   A^π(s,a) = Q^π(s,a) − V^π(s),

   and only V^π has that property: a W whose Q_W(s,a) − W(s) has mean zero solves V^π's equation.

   Hypotheses: π sums to one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Theorem advantage_has_zero_mean (R : comRingType) (S A : finType) (M : mdp R S A)
    (π : policy R S A) (V : S -> R) : sums_to_one π ->
  is_value M π V <-> forall s, \sum_a π s a * advantage M V s a = 0.
Proof.
(* The mean advantage is T^πV − V. *)
move=> pi_sum; split=> [value s | zero_mean s].
  by rewrite mean_advantage // -value subrr.
by apply/esym/eqP; rewrite -subr_eq0 -mean_advantage // zero_mean.
Qed.
