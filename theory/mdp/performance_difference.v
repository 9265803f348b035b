(* MDP-4. The performance difference lemma.

     J(π') − J(π) = Σ_s ν^π'(s) Σ_a π'(a|s) A^π(s,a)

   Hypotheses: π' sums to one; the equations of V^π, V^π' and ν^π'. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Theorem performance_difference (R : comRingType) (S A : finType) (M : mdp R S A)
    (π π' : policy R S A) (V V' ν' : S -> R) :
  sums_to_one π' -> is_value M π V -> is_value M π' V' -> is_visitation M π' ν' ->
  performance M V' - performance M V = \sum_s ν' s * \sum_a π' s a * advantage M V s a.
Proof.
move=> pi'_sum value value' visitation'.
(* Both performances are flows of ν': Σ μ(V' − V) = Σ ν'((V' − V) − γP_π'(V' − V)). *)
rewrite /performance -(visitation_flow V' visitation') -(visitation_flow V visitation') -sumB.
apply: eq_bigr => s _; rewrite -mulrBr; congr (_ * _).
(* In each state: V' − γP_π'V' = r_π', and r_π' + γP_π'V − V is the mean advantage. *)
rewrite mean_advantage // {1}value' /bellman addrK.
by rewrite opprB addrA.
Qed.
