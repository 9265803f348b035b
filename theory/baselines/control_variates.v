(* BL-9. Control variates.

     c⋆ = Cov(X,Y)/Var(Y) minimises Var(X − c(Y − E Y)),   and the least is (1 − ρ²) Var(X),

   with ρ² = Cov(X,Y)²/(Var(X) Var(Y)); any other c costs (c − c⋆)² Var(Y) more, and the mean is
   E[X] for every c.

   Hypotheses: finitely many outcomes, whose probabilities add up to one; Var(Y) ≠ 0, for the
   minimum Var(Y) > 0, and Var(X) ≠ 0 for ρ² to be defined. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities moments.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section ControlVariates.
Variables (F : fieldType) (Ω : finType) (p : Ω -> F) (X Y : Ω -> F).
Add Ring numbers : (commutative_ring_theory F).
Hypothesis p_sum : \sum_ω p ω = 1.

(* X − c(Y − E Y). *)
Definition controlled c ω : F := X ω - c * (Y ω - mean p Y).

Lemma controlled_mean c : mean p (controlled c) = mean p X.
Proof. by rewrite meanB mean_scale meanB (mean_of_constant p_sum) subrr mulr0 subr0. Qed.

(* Var(X − c(Y − E Y)) = Var(X) − 2c Cov(X,Y) + c² Var(Y). *)
Lemma controlled_variance c :
  variance p (controlled c) =
  variance p X - 2%:R * c * covariance p X Y + c ^+ 2 * variance p Y.
Proof.
rewrite /variance /covariance controlled_mean -!mean_scale -meanB -meanD.
by apply: mean_eq => ω; rewrite /controlled; ring_identity F.
Qed.

Definition best_coefficient : F := covariance p X Y / variance p Y.
Definition squared_correlation : F := covariance p X Y ^+ 2 / (variance p X * variance p Y).

Theorem control_variates c : variance p X != 0 -> variance p Y != 0 ->
  variance p (controlled c) =
  (1 - squared_correlation) * variance p X + (c - best_coefficient) ^+ 2 * variance p Y.
Proof.
move=> X_varies Y_varies; rewrite controlled_variance.
(* Cov = c⋆ Var(Y), and ρ² Var(X) = c⋆² Var(Y). *)
have covariance_eq : covariance p X Y = best_coefficient * variance p Y by rewrite divfK.
have correlation_eq : squared_correlation * variance p X = best_coefficient ^+ 2 * variance p Y.
  rewrite /squared_correlation invfM mulrA [_ / _ / _]mulrAC divfK // covariance_eq.
  by rewrite exprMn expr2 [variance p Y ^+ 2]expr2 mulrA mulfK.
rewrite mulrBl mul1r correlation_eq {1}covariance_eq.
by ring_identity F.
Qed.

End ControlVariates.

(* In an ordered field: no coefficient does better than c⋆, and no other as well. *)
Section Least.
Variables (R : realFieldType) (Ω : finType) (p X Y : Ω -> R) (c : R).
Hypotheses (p_sum : \sum_ω p ω = 1) (Y_varies : 0 < variance p Y).
Add Ring numbers : (commutative_ring_theory R).

Corollary best_coefficient_minimises_variance :
  variance p (controlled p X Y (best_coefficient p X Y)) <= variance p (controlled p X Y c)
    ?= iff (c == best_coefficient p X Y).
Proof.
set best := best_coefficient p X Y.
have covariance_eq : covariance p X Y = best * variance p Y by rewrite divfK ?lt0r_neq0.
have excess : variance p (controlled p X Y c) - variance p (controlled p X Y best) =
    (c - best) ^+ 2 * variance p Y.
  rewrite !(controlled_variance X Y p_sum) covariance_eq.
  by move: best {covariance_eq} (variance p X) (variance p Y) => b x y; ring_identity R.
split; first by rewrite -subr_ge0 excess mulr_ge0 ?sqr_ge0 // ltW.
by rewrite eq_sym -subr_eq0 excess mulf_eq0 (gt_eqF Y_varies) orbF sqrf_eq0 subr_eq0.
Qed.

End Least.
