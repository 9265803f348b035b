(* Holding something fixed where a derivative is taken.

   x frozen is the constant that x is at the present θ: freezing keeps sums and products, what is
   frozen has derivative 0, and freezing twice changes nothing. For polynomials in θ' = θ + h it is
   to set h to 0. That two functions agree at θ' = θ is that they are equal once frozen. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import derivation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Definition is_freezing (R : comRingType) (D : derivation R) (freeze : {rmorphism R -> R}) : Prop :=
  (forall x, constant D (freeze x)) /\ (forall x, freeze (freeze x) = freeze x).
