(* That the hypotheses on derivations and on freezing can be met.

   Polynomials in h = θ' − θ have D = d/dh, and freezing is setting h to 0. More is had step by
   step: to a ring with a derivation an indeterminate may be added whose derivative is any c,

     D(Σ_i a_i xⁱ) = Σ_i (Da_i) xⁱ + c Σ_i i a_i xⁱ⁻¹:

   a parameter for c = 1, a logarithm ℓ of π for c = Dπ/π, a probability p = σ(θ) for c = p(1 − p).
   Multiples of derivations are derivations, and a new indeterminate freezes at 0. *)
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

(* ∂/∂θ for p = σ(θ), in polynomials in p. *)
Definition logistic_derivation (R : comRingType) : derivation [comRingType of {poly R}] :=
  derivation_multiple (polynomial_derivation R) ('X * (1 - 'X)).

Lemma logistic_derivativeE (R : comRingType) :
  logistic_derivation R 'X = 'X * (1 - 'X) /\ forall a, constant (logistic_derivation R) a%:P.
Proof. by split=> [|a] /=; rewrite ?derivX ?mulr1 // /constant /= derivC mulr0. Qed.

Lemma logistic_moves (R : idomainType) : 'X * (1 - 'X) != 0 :> {poly R}.
Proof.
rewrite mulf_neq0 ?polyX_eq0 // -size_poly_eq0 -opprB size_opp size_XsubC.
by [].
Qed.

(* As many indeterminates as wanted, each with the derivatives that are wanted of it: whatever is
   assumed of logarithms, Dℓ = g, can be had in a larger ring, and freezing goes over to it. *)
Theorem logarithms_can_be_adjoined (R : comRingType) (K : Type) (D : K -> derivation R)
    (freeze : {rmorphism R -> R}) (g : seq (K -> R)) : (forall k, is_freezing (D k) freeze) ->
  exists (R' : comRingType) (D' : K -> derivation R') (freeze' : {rmorphism R' -> R'})
    (embed : {rmorphism R -> R'}) (ℓ : seq R'),
  [/\ forall k, is_freezing (D' k) freeze', injective embed,
      forall k x, D' k (embed x) = embed (D k x),
      forall x, freeze' (embed x) = embed (freeze x)
    & forall k, map (D' k) ℓ = map (fun h => embed (h k)) g].
Proof.
move=> freezing; elim: g => [|a g].
  by exists R, D, freeze, [rmorphism of idfun], [::]; split=> //; apply: inj_id.
move=> [R' [D' [freeze' [embed [ℓ [freezing' embed_inj derived frozen ℓ_derived]]]]]].
exists [comRingType of {poly R'}], (fun k => adjoined_derivation (D' k) (embed (a k))%:P).
exists [rmorphism of (polyC \o freeze') \o horner_eval 0], [rmorphism of polyC \o embed].
exists ('X :: map polyC ℓ).
have on_constants k x : adjoined_derivation (D' k) (embed (a k))%:P x%:P = (D' k x)%:P.
  by have [on_constants _] := adjoined_derivationE (D' k) (embed (a k))%:P.
split=> [k||k x|x|k].
- have [frozen_constant frozen_twice] := freezing' k; split=> p.
    by rewrite /constant [LHS]on_constants frozen_constant polyC0.
  by rewrite /= /horner_eval hornerC frozen_twice.
- by apply: inj_comp embed_inj; apply: polyC_inj.
- by rewrite [LHS]on_constants derived.
- by rewrite /= /horner_eval hornerC frozen.
have [_ on_variable] := adjoined_derivationE (D' k) (embed (a k))%:P.
transitivity ((embed (a k))%:P :: map polyC (map (D' k) ℓ)); last by rewrite ℓ_derived -map_comp.
rewrite map_cons -!map_comp; congr (_ :: _); first exact: on_variable.
by apply: eq_map => x; apply: on_constants.
Qed.
