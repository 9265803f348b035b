(* TR-5. A step that the penalised surrogate does not lose by, J does not lose by.

     M_π(π') = L_π(π') − C max_s KL(π‖π')(s),   C = 4εγ/(1 − γ)²,   ε ≥ |A^π(s,a)|:

     J(π') − J(π) ≥ M_π(π') − M_π(π),   so   M_π(π') ≥ M_π(π)  ⇒  J(π') ≥ J(π):

   steps that maximise M, one after the other, never lower J. Any bound κ on KL(π‖π')(s) in every
   state may stand for the greatest one.

   Hypotheses: a finite MDP, 0 ≤ γ < 1, two policies of full support; a logarithm, and square roots
   of numbers (for TV² ≤ KL). *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm logarithm finite_mdp.
From Lemmata Require Import surrogate_matches_value_and_gradient.
From Lemmata Require Import surrogate_error_by_largest_distance.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Penalty.
Variables (R : rcfType) (S A : finType) (log : R -> R) (M : mdp R S A) (π π' : policy R S A).
Variables (V V' ν ν' : S -> R) (ε : R).
Local Notation γ := (discount M).
Hypotheses (log_is : is_logarithm log).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Hypotheses (pi_policy : is_policy π) (pi'_policy : is_policy π').
Hypotheses (pi_gt0 : forall s a, 0 < π s a) (pi'_gt0 : forall s a, 0 < π' s a).
Hypotheses (value : is_value M π V) (value' : is_value M π' V').
Hypotheses (visitation : is_visitation M π ν) (visitation' : is_visitation M π' ν').
Hypothesis advantage_le : forall s a, `|advantage M V s a| <= ε.

(* KL(π‖π'')(s), and the greatest; M_π(π''). *)
Definition divergence_in (π'' : policy R S A) s : R :=
  \sum_a π s a * (log (π s a) - log (π'' s a)).
Definition largest_divergence (π'' : policy R S A) : R := sup_norm (divergence_in π'').
Definition penalised_surrogate (π'' : policy R S A) : R :=
  surrogate (performance M V) ν (advantage M V) π''
    - 4%:R * ε * γ / (1 - γ) ^+ 2 * largest_divergence π''.

Theorem penalised_surrogate_never_lowers_performance :
  penalised_surrogate π' - penalised_surrogate π <= performance M V' - performance M V /\
  (penalised_surrogate π <= penalised_surrogate π' -> performance M V <= performance M V').
Proof.
have at_itself : penalised_surrogate π = performance M V.
  rewrite /penalised_surrogate (surrogate_at_itself ν (policy_sums_to_one pi_policy) value).
  have -> : largest_divergence π = 0.
    apply: le_anti; rewrite sup_norm_ge0 andbT; apply: sup_norm_le => // s.
    by rewrite /divergence_in big1 ?normr0 // => a _; rewrite subrr mulr0.
  by rewrite mulr0 subr0.
have below : penalised_surrogate π' <= performance M V'.
  rewrite ler_subl_addr -ler_subl_addl; apply: le_trans (ler_norm _) _; rewrite distrC.
  apply: (surrogate_error_by_largest_divergence log_is M_mdp discount_ge0 discount_lt1 pi_policy
    pi'_policy pi_gt0 pi'_gt0 value value' visitation visitation' advantage_le) => s.
  exact: le_trans (ler_norm _) (le_sup_norm (divergence_in π') s).
rewrite at_itself; split; first by rewrite ler_add2r.
by move=> risen; apply: le_trans risen below.
Qed.

End Penalty.
