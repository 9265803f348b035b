(* NG-1. The Fisher information, three ways.

     Σ_a π(a|s) g_i g_j = −Σ_a π(a|s) D_i D_j log π(a|s)
       = D_i D_j KL(π_θ‖π_θ')(s) = D_i D_j KL(π_θ'‖π_θ)(s)   at θ' = θ,

   in every state, hence for every weights ν of the states. D_i = ∂/∂θ'_i; π and its logarithm ℓ are
   functions of θ', and frozen they are π_θ and log π_θ.

   Hypotheses: π sums to one for every θ' and has the scores g, Dℓ = g. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation freezing.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Fisher.
Variables (R : comRingType) (A K : finType) (D : K -> derivation R) (freeze : {rmorphism R -> R}).
Variables (π ℓ : A -> R) (g : A -> K -> R).
Add Ring numbers : (commutative_ring_theory R).
Hypotheses (freezing : forall k, is_freezing (D k) freeze) (pi_sum : \sum_a π a = 1).
Hypothesis score : forall k a, D k (π a) = π a * g a k.
Hypothesis log_score : forall k a, D k (ℓ a) = g a k.

(* Σ_a π g_j = 0, as a function of θ'. *)
Lemma mean_score j : \sum_a π a * g a j = 0.
Proof. by under eq_bigr do rewrite -score; rewrite -derive_sum pi_sum derive1. Qed.

Definition fisher_information i j : R := \sum_a π a * (g a i * g a j).

(* Differentiate Σ_a π g_j = 0 once more. *)
Lemma fisher_by_second_derivatives i j :
  fisher_information i j = - \sum_a π a * D i (D j (ℓ a)).
Proof.
apply/eqP; rewrite -subr_eq0 opprK; apply/eqP.
transitivity (D i (\sum_a π a * g a j)); last by rewrite mean_score derive0.
rewrite derive_sum_product; congr (_ + _); apply: eq_bigr => a _; last by rewrite log_score.
by rewrite score mulrA.
Qed.

(* KL(π_θ‖π_θ') = Σ_a π_θ (log π_θ − log π_θ') and KL(π_θ'‖π_θ). *)
Definition divergence_from : R := \sum_a freeze (π a) * (freeze (ℓ a) - ℓ a).
Definition divergence_to : R := \sum_a π a * (ℓ a - freeze (ℓ a)).

Lemma second_derivative_of_divergence_from i j :
  freeze (D i (D j divergence_from)) = freeze (fisher_information i j).
Proof.
have [frozen_i frozen_twice] := freezing i; have [frozen_j _] := freezing j.
rewrite fisher_by_second_derivatives rmorphN rmorph_sum -sumrN.
rewrite derive_sum derive_sum rmorph_sum; apply: eq_bigr => a _.
rewrite derive_scale // deriveB frozen_j sub0r derive_scale // deriveN.
by rewrite !rmorphM !rmorphN frozen_twice mulrN.
Qed.

(* D_jKL(π_θ'‖π_θ) = Σ π g_j (ℓ − ℓ_θ): what is left over has mean zero. *)
Lemma derivative_of_divergence_to j :
  D j divergence_to = \sum_a π a * g a j * (ℓ a - freeze (ℓ a)).
Proof.
have [frozen_j _] := freezing j.
rewrite derive_sum_product [X in _ + X](_ : _ = 0).
  by rewrite addr0; apply: eq_bigr => a _; rewrite score.
rewrite -[RHS](mean_score j); apply: eq_bigr => a _.
by rewrite deriveB frozen_j subr0 log_score.
Qed.

Lemma second_derivative_of_divergence_to i j :
  freeze (D i (D j divergence_to)) = freeze (fisher_information i j).
Proof.
have [frozen_i frozen_twice] := freezing i.
rewrite derivative_of_divergence_to derive_sum_product !rmorphD !rmorph_sum -sumD.
apply: eq_bigr => a _; rewrite !rmorphM rmorphB frozen_twice subrr mulr0 add0r.
by rewrite deriveB frozen_i subr0 log_score -!mulrA [freeze (g a j) * _]mulrC.
Qed.

Theorem fisher_three_ways i j :
  [/\ fisher_information i j = - \sum_a π a * D i (D j (ℓ a)),
      freeze (D i (D j divergence_from)) = freeze (fisher_information i j)
    & freeze (D i (D j divergence_to)) = freeze (fisher_information i j)].
Proof.
split; [exact: fisher_by_second_derivatives | exact: second_derivative_of_divergence_from |].
exact: second_derivative_of_divergence_to.
Qed.

End Fisher.
