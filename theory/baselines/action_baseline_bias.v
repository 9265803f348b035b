(* BL-2. The bias of a baseline that depends on the action.

     Σ_s ν(s) Σ_a Dπ(a|s) (Q(s,a) − b(s,a)) = DJ − Σ_s ν(s) Σ_a Dπ(a|s) b(s,a)

   so the bias is −Σν ΣDπ b, and adding that sum back restores DJ.

   Hypotheses: as PG-2; b any function of state and action. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores policy_gradient_theorem.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Theorem action_baseline_bias (R : comRingType) (S A : finType) (D : derivation R) (M : mdp R S A)
    (π : policy R S A) (V ν : S -> R) (b : S -> A -> R) :
  fixed_dynamics D M -> is_value M π V -> is_visitation M π ν ->
  \sum_s ν s * (\sum_a D (π s a) * (action_value M V s a - b s a)) =
  D (performance M V) - \sum_s ν s * \sum_a D (π s a) * b s a.
Proof.
move=> fixed value visitation; rewrite (policy_gradient_theorem fixed value visitation) -sumB.
apply: eq_bigr => s _; rewrite -mulrBr -sumB; congr (_ * _).
by apply: eq_bigr => a _; rewrite mulrBr.
Qed.
