(* MDP-3. The performance, two ways.

     J(π) = μᵀV^π = Σ_s ν(s) Σ_a π(a|s) r(s,a)

   Hypotheses: none but the equations of V^π and ν. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Theorem performance_is_value_or_visitation (R : comRingType) (S A : finType) (M : mdp R S A)
    (π : policy R S A) (V ν : S -> R) :
  is_value M π V -> is_visitation M π ν ->
  performance M V = \sum_s ν s * \sum_a π s a * reward M s a.
Proof.
move=> value visitation.
(* The flow of V: Σ μV = Σ ν(V − γP_πV) … *)
rewrite /performance -(visitation_flow V visitation).
(* … and V − γP_πV = r_π. *)
by apply: eq_bigr => s _; rewrite {1}value /bellman addrK.
Qed.
