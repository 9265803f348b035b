(* TR-5. A step that the penalised surrogate does not lose by, J does not lose by.

     M_π(π') = L_π(π') − 4εγ/(1 − γ)² D(π'),   ε ≥ |A^π(s,a)|,  D(π') ≥ TV(s)² in every state:

     J(π') − J(π) ≥ M_π(π') − M_π(π),   so   M_π(π') ≥ M_π(π)  ⇒  J(π') ≥ J(π).

   D(π') may be max_s TV², and so, by TV² ≤ KL, max_s KL(π‖π'), as in TRPO. Steps that maximise M
   one after the other never lower J.

   Hypotheses: a finite MDP, 0 ≤ γ < 1, two policies; D(π') = α² for an α ≥ TV(s), which is no
   restriction on the reals. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm finite_mdp surrogate_matches_value_and_gradient.
From Lemmata Require Import surrogate_error_by_mean_distance surrogate_error_by_largest_distance.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Penalty.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π π' : policy R S A).
Variables (V V' ν ν' : S -> R) (ε : R).
Local Notation γ := (discount M).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Hypotheses (pi_policy : is_policy π) (pi'_policy : is_policy π').
Hypotheses (value : is_value M π V) (value' : is_value M π' V').
Hypotheses (visitation : is_visitation M π ν) (visitation' : is_visitation M π' ν').
Hypothesis advantage_le : forall s a, `|advantage M V s a| <= ε.

(* M_π(π'') where the distance of π'' from π is α. *)
Definition penalised_surrogate (π'' : policy R S A) α : R :=
  surrogate (performance M V) ν (advantage M V) π'' - 4%:R * ε * γ / (1 - γ) ^+ 2 * α ^+ 2.

Theorem penalised_surrogate_never_lowers_performance α :
  (forall s, total_variation π π' s <= α) ->
  penalised_surrogate π' α - penalised_surrogate π 0 <= performance M V' - performance M V /\
  (penalised_surrogate π 0 <= penalised_surrogate π' α -> performance M V <= performance M V').
Proof.
move=> distance_le.
have at_itself : penalised_surrogate π 0 = performance M V.
  rewrite /penalised_surrogate expr0n mulr0 subr0.
  by rewrite (surrogate_at_itself ν (policy_sums_to_one pi_policy) value).
have below : penalised_surrogate π' α <= performance M V'.
  rewrite ler_subl_addr -ler_subl_addl; apply: le_trans (ler_norm _) _; rewrite distrC.
  exact: (surrogate_error_by_largest_distance M_mdp discount_ge0 discount_lt1 pi_policy pi'_policy
    value value' visitation visitation').
rewrite at_itself; split; first by rewrite ler_add2r.
by move=> risen; apply: le_trans risen below.
Qed.

End Penalty.
