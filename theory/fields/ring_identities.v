(* Coq's `ring` for mathcomp's commutative rings: identities between polynomials, proved by
   normalising both sides. A section that uses it says so for its numbers R by

     Add Ring numbers : (commutative_ring_theory R).

   and then closes goals with `ring_identity R`. The operations below are mathcomp's own under
   names whose types `ring` can read. *)
From Coq Require Export Ring.
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Operations.
Variable R : comRingType.
Implicit Types x y : R.

Definition ring_zero : R := 0.
Definition ring_one : R := 1.
Definition ring_add x y : R := x + y.
Definition ring_mul x y : R := x * y.
Definition ring_opp x : R := - x.
Definition ring_sub x y : R := x - y.

Lemma commutative_ring_theory :
  ring_theory ring_zero ring_one ring_add ring_mul ring_sub ring_opp eq.
Proof.
split=> //; [exact: add0r | exact: addrC | exact: addrA | exact: mul1r | exact: mulrC
  | exact: mulrA | exact: mulrDl | exact: subrr].
Qed.

End Operations.

(* Powers and small numerals become products and sums first. *)
Ltac ring_identity R :=
  rewrite ?(expr2, exprS, expr1, expr0, mulrS, mulr0n, mulr1n);
  let R := constr:(let r : comRingType := R in r) in
  let R := eval cbv zeta in R in
  repeat change (@GRing.add _ ?x ?y) with (@ring_add R x y);
  repeat change (@GRing.mul _ ?x ?y) with (@ring_mul R x y);
  repeat change (@GRing.opp _ ?x) with (@ring_opp R x);
  repeat change (@GRing.zero _) with (@ring_zero R);
  repeat change (@GRing.one _) with (@ring_one R);
  match goal with |- @eq _ ?a ?b => change (@eq (GRing.ComRing.sort R) a b) end;
  ring.
