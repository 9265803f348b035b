(* That the hypotheses on derivations and on freezing can be met.

   Polynomials in h = θ' − θ have D = d/dh, and freezing is setting h to 0. More is had step by step:
   to a ring with a derivation an indeterminate may be added whose derivative is any c,

     D(Σ_i a_i xⁱ) = Σ_i (Da_i) xⁱ + c Σ_i i a_i xⁱ⁻¹:

   a parameter for c = 1, a logarithm ℓ of π for c = Dπ/π, a probability p = σ(θ) for c = p(1 − p).
   Multiples of derivations are derivations, and the new indeterminate freezes at any value. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import ring_identities derivation freezing.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Multiples.
Variables (R : comRingType) (D : derivation R) (c : R).
Add Ring numbers : (commutative_ring_theory R).

Lemma derivation_multiple_add x y : c * D (x + y) = c * D x + c * D y.
Proof. by rewrite deriveD mulrDr. Qed.

Lemma derivation_multiple_mul x y : c * D (x * y) = c * D x * y + x * (c * D y).
Proof. by rewrite deriveM; ring_identity R. Qed.

Definition derivation_multiple : derivation R :=
  Derivation derivation_multiple_add derivation_multiple_mul.

End Multiples.

Section Polynomials.
Variable R : comRingType.
Local Notation polynomials := [comRingType of {poly R}].

Definition polynomial_derivation : derivation polynomials :=
  @Derivation polynomials (@deriv R) (@derivD R) (@derivM R).

(* h moves. *)
Lemma derivative_of_the_variable : polynomial_derivation 'X = 1.
Proof. exact: derivX. Qed.

(* Freezing h at a. *)
Definition frozen_at (a : R) (p : {poly R}) : {poly R} := p.[a]%:P.

Lemma frozen_at_is_rmorphism a : rmorphism (frozen_at a).
Proof.
split=> [p q|]; first by rewrite /frozen_at hornerD hornerN polyCB.
by split=> [p q|]; rewrite /frozen_at ?hornerM ?polyCM // hornerC.
Qed.

Definition freezing_at a : {rmorphism polynomials -> polynomials} :=
  RMorphism (frozen_at_is_rmorphism a).

(* It is a freezing for d/dh and its multiples. *)
Lemma freezing_at_is_freezing (c : polynomials) a :
  is_freezing (derivation_multiple polynomial_derivation c) (freezing_at a).
Proof.
split=> p; last by rewrite /= /frozen_at hornerC.
by rewrite /constant /= /frozen_at derivC mulr0.
Qed.

(* The derivation of the coefficients. *)
Variable D : derivation R.

Lemma derivative_of_coefficients_coef (p : {poly R}) i : (map_poly D p)`_i = D p`_i.
Proof. by rewrite coef_map_id0 // derive0. Qed.

Lemma derivative_of_coefficients_add (p q : {poly R}) :
  map_poly D (p + q) = map_poly D p + map_poly D q.
Proof. by apply/polyP => i; rewrite coefD !derivative_of_coefficients_coef coefD deriveD. Qed.

Lemma derivative_of_coefficients_mul (p q : {poly R}) :
  map_poly D (p * q) = map_poly D p * q + p * map_poly D q.
Proof.
apply/polyP => i; rewrite coefD derivative_of_coefficients_coef !coefM derive_sum -big_split /=.
by apply: eq_bigr => j _; rewrite !derivative_of_coefficients_coef deriveM.
Qed.

Definition coefficient_derivation : derivation polynomials :=
  @Derivation polynomials (map_poly D) derivative_of_coefficients_add
    derivative_of_coefficients_mul.

Lemma derivative_of_a_constant (a : R) : coefficient_derivation a%:P = (D a)%:P.
Proof.
by apply/polyP => i; rewrite derivative_of_coefficients_coef !coefC; case: eqP; rewrite ?derive0.
Qed.

Lemma coefficient_derivation_of_the_variable : coefficient_derivation 'X = 0.
Proof.
apply/polyP => i; rewrite derivative_of_coefficients_coef coefX coef0.
by case: eqP; rewrite ?derive0 ?derive1.
Qed.

(* An indeterminate with the derivative c. *)
Variable c : polynomials.

Lemma adjoined_add (p q : polynomials) :
  map_poly D (p + q) + c * (p + q)^`() = map_poly D p + c * p^`() + (map_poly D q + c * q^`()).
Proof. by rewrite derivative_of_coefficients_add derivD mulrDr addrACA. Qed.

Lemma adjoined_mul (p q : polynomials) : map_poly D (p * q) + c * (p * q)^`() =
  (map_poly D p + c * p^`()) * q + p * (map_poly D q + c * q^`()).
Proof.
rewrite derivative_of_coefficients_mul derivM !mulrDr !mulrDl addrACA; congr (_ + (_ + _)).
  by rewrite mulrA.
exact: mulrCA.
Qed.

Definition adjoined_derivation : derivation polynomials :=
  @Derivation polynomials (fun p => map_poly D p + c * p^`()) adjoined_add adjoined_mul.

Theorem adjoined_derivationE :
  (forall a : R, adjoined_derivation a%:P = (D a)%:P) /\ adjoined_derivation 'X = c.
Proof.
split=> [a|] /=; first by rewrite derivC mulr0 addr0; exact: derivative_of_a_constant.
by rewrite derivX mulr1 [map_poly D 'X]coefficient_derivation_of_the_variable add0r.
Qed.

End Polynomials.
