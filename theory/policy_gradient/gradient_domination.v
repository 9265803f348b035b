(* PG-13. Gradient domination in the direct parametrisation.

     J_ρ(π⋆) − J_ρ(π) ≤ C Σ_s ν(s) max_a A^π(s,a) = C max_π̄ Σ_s ν(s) Σ_a (π̄ − π)(a|s) Q^π(s,a),

   ν the visitation of π from μ, and C ≥ 0 with ν⋆_ρ(s) ≤ C ν(s), ν⋆_ρ that of π⋆ from any other
   start ρ. In coordinates π(a|s) themselves ∂J/∂π(a|s) = ν(s)Q(s,a), so that the last is the most
   that ∇J gains towards any policy: a policy from which it gains nothing is optimal. As ν ≥ μ, C
   may be ‖ν⋆_ρ/μ‖∞ = ‖d⋆_ρ/μ‖∞/(1 − γ). That is the first half of PG-13; its rate of ascent is not
   shown here.

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1, two policies. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm finite_mdp visitation_is_a_fixed_point.
From Lemmata Require Import performance_difference optimality_operator_contracts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Domination.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (some_action : A).
Local Notation γ := (discount M).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Variables (π : policy R S A) (V ν : S -> R) (C : R).
Hypotheses (pi_policy : is_policy π) (value : is_value M π V) (visitation : is_visitation M π ν).

(* The MDP that starts from ρ. *)
Definition starting_from (ρ : S -> R) : mdp R S A :=
  Mdp (transition M) (reward M) ρ γ.

(* max_a A^π(s,a), which is not negative, as the mean over π is 0. *)
Local Notation greedy := (deterministic R (greedy_action M some_action V)).
Definition best_advantage s : R := optimality M some_action V s - V s.

Lemma advantage_le_best s a : advantage M V s a <= best_advantage s.
Proof. by rewrite ler_add2r action_value_le_optimality. Qed.

Lemma best_advantage_ge0 s : 0 <= best_advantage s.
Proof. by rewrite subr_ge0 {1}value bellman_le_optimality. Qed.

(* Σ_s ν(s) Σ_a (π̄ − π)(a|s) Q^π(s,a), what ∇J gains towards π̄. *)
Definition gain (π' : policy R S A) : R :=
  \sum_s ν s * \sum_a (π' s a - π s a) * action_value M V s a.

Lemma gain_by_advantage π' : sums_to_one π' ->
  gain π' = \sum_s ν s * \sum_a π' s a * advantage M V s a.
Proof.
move=> pi'_sum; apply: eq_bigr => s _; congr (_ * _); under eq_bigr do rewrite mulrBl.
rewrite sumB -(value_is_mean value s); under [RHS]eq_bigr do rewrite mulrBr.
by rewrite sumB sum_scale_right pi'_sum mul1r.
Qed.

(* The greedy policy gains most. *)
Lemma gain_le_greedy π' : is_policy π' -> gain π' <= \sum_s ν s * best_advantage s.
Proof.
move=> pi'_policy; rewrite gain_by_advantage; last exact: policy_sums_to_one.
apply: ler_sum => s _; rewrite ler_wpmul2l ?(visitation_ge0 M_mdp pi_policy) //.
rewrite -[leRHS](mean_constant _ (pi'_policy s)); apply: mean_le => [a|a].
  by case: (pi'_policy s).
exact: advantage_le_best.
Qed.

Lemma greedy_gain : gain greedy = \sum_s ν s * best_advantage s.
Proof.
rewrite gain_by_advantage; last exact/policy_sums_to_one/deterministic_policy.
by apply: eq_bigr => s _; rewrite deterministic_mean.
Qed.

Theorem gradient_domination (ρ : S -> R) (π' : policy R S A) (V' ν' : S -> R) :
  is_distribution ρ -> is_policy π' -> is_value M π' V' ->
  is_visitation (starting_from ρ) π' ν' -> (forall s, ν' s <= C * ν s) ->
  [/\ \sum_s ρ s * V' s - \sum_s ρ s * V s <= C * gain greedy, is_policy greedy
    & forall π'', is_policy π'' -> gain π'' <= gain greedy].
Proof.
move=> start pi'_policy value' visitation' covered; split; last 2 first.
- exact: deterministic_policy.
- by move=> π'' pi''_policy; rewrite greedy_gain gain_le_greedy.
have M'_mdp : is_mdp (starting_from ρ) by have [P_sub _] := M_mdp.
have nu'_ge0 s : 0 <= ν' s.
  exact: (@visitation_ge0 _ _ _ _ _ M'_mdp pi'_policy discount_ge0 discount_lt1 _ _ visitation').
have := @performance_difference _ _ _ (starting_from ρ) π π' V V' ν'
  (policy_sums_to_one pi'_policy) value value' visitation'.
rewrite /performance /= => ->; rewrite greedy_gain mulr_sumr; apply: ler_sum => s _.
apply: (@le_trans _ _ (ν' s * best_advantage s)).
  rewrite ler_wpmul2l // -[leRHS](mean_constant _ (pi'_policy s)); apply: mean_le => [a|a].
    by case: (pi'_policy s).
  exact: advantage_le_best.
by rewrite mulrA ler_wpmul2r ?best_advantage_ge0.
Qed.

End Domination.
