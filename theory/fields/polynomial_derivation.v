(* That the hypotheses on derivations and on freezing can be met: polynomials in h = θ' − θ, with
   D = d/dh and freezing as setting h to 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import derivation freezing.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Polynomials.
Variable R : comRingType.

Definition polynomial_derivation : derivation [comRingType of {poly R}] :=
  @Derivation [comRingType of {poly R}] (@deriv R) (@derivD R) (@derivM R).

(* h moves. *)
Lemma derivative_of_the_variable : polynomial_derivation 'X = 1.
Proof. exact: derivX. Qed.

Definition at_zero (p : {poly R}) : {poly R} := p.[0]%:P.

Lemma at_zero_is_rmorphism : rmorphism at_zero.
Proof.
split=> [p q|]; first by rewrite /at_zero hornerD hornerN polyCB.
by split=> [p q|]; rewrite /at_zero ?hornerM ?polyCM // hornerC.
Qed.

Lemma at_zero_is_freezing :
  is_freezing polynomial_derivation (RMorphism at_zero_is_rmorphism).
Proof. by split=> p; [exact: derivC | rewrite /= /at_zero hornerC]. Qed.

End Polynomials.
