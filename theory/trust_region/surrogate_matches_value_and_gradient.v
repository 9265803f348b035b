(* TR-1. The surrogate agrees with J at π in value and gradient.

     L_π(π') = J(π) + Σ_s ν^π(s) Σ_a π'(a|s) A^π(s,a):
     L_π(π) = J(π)   and   D_θ' L_{π_θ}(π_θ') = DJ(θ)   at θ' = θ.

   In L everything but π' is held fixed: J, ν and A are frozen at θ.

   Hypotheses: as PG-2; π sums to one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation freezing finite_mdp scores policy_gradient_theorem.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

(* L_π(π'), for any J, ν and A of π. *)
Definition surrogate (R : comRingType) (S A : finType) (J : R) (ν : S -> R)
    (adv π' : S -> A -> R) : R :=
  J + \sum_s ν s * \sum_a π' s a * adv s a.

Section Surrogate.
Variables (R : comRingType) (S A : finType) (D : derivation R) (freeze : {rmorphism R -> R}).
Variables (M : mdp R S A) (π : policy R S A) (V ν : S -> R).
Hypotheses (freezing : is_freezing D freeze) (fixed : fixed_dynamics D M).
Hypotheses (pi_sum : sums_to_one π) (value : is_value M π V) (visitation : is_visitation M π ν).

Lemma surrogate_at_itself : surrogate (performance M V) ν (advantage M V) π = performance M V.
Proof.
rewrite /surrogate [X in _ + X]big1 ?addr0 // => s _.
by rewrite mean_advantage // -value subrr mulr0.
Qed.

(* L as a function of θ', that is of π alone. *)
Definition frozen_surrogate : R :=
  surrogate (freeze (performance M V)) (fun s => freeze (ν s))
    (fun s a => freeze (advantage M V s a)) π.

Theorem surrogate_matches_value_and_gradient :
  freeze frozen_surrogate = freeze (performance M V) /\
  freeze (D frozen_surrogate) = freeze (D (performance M V)).
Proof.
have [frozen_constant frozen_twice] := freezing; split.
  rewrite -[in RHS]surrogate_at_itself /frozen_surrogate /surrogate !rmorphD frozen_twice.
  congr (_ + _); rewrite !rmorph_sum; apply: eq_bigr => s _; rewrite !rmorphM frozen_twice.
  congr (_ * _); rewrite !rmorph_sum; apply: eq_bigr => a _.
  by rewrite !rmorphM frozen_twice.
(* DL = Σ ν ΣDπ A with ν and A frozen; DJ = Σ ν ΣDπ A. *)
rewrite (policy_gradient_by_advantage fixed value visitation pi_sum).
rewrite /frozen_surrogate /surrogate deriveD frozen_constant add0r derive_sum !rmorph_sum.
apply: eq_bigr => s _; rewrite derive_scale // !rmorphM frozen_twice; congr (_ * _).
rewrite derive_sum !rmorph_sum; apply: eq_bigr => a _.
by rewrite deriveM frozen_constant mulr0 addr0 !rmorphM frozen_twice.
Qed.

End Surrogate.
