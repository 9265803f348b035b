(* AC-5. The critic's error bounds the gradient's.

     ‖ĝ − ∇J‖² ≤ (Σ_s ν(s) E‖∇log π(a|s)‖²) (Σ_s ν(s) E(Q̂(s,a) − Q^π(s,a))²),   a ~ π(·|s),
     ĝ = Σ_s ν(s) Σ_a ∇π(a|s) Q̂(s,a) for any Q̂,   at one θ.

   Hypotheses: as AC-1; at θ, ν ≥ 0 and π ≥ 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores compatible_critic.
From Lemmata Require Import compatible_features_leave_gradient_exact.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Bound.
Variables (R : comRingType) (F : realFieldType) (at_θ : {rmorphism R -> F}).
Variables (S A K : finType) (D : K -> derivation R) (M : mdp R S A).
Variables (π : policy R S A) (g : S -> A -> K -> R) (V ν : S -> R) (Q : S -> A -> F).
Hypotheses (fixed : forall k, fixed_dynamics (D k) M).
Hypotheses (score : forall k, is_score (D k) π (fun s a => g s a k)).
Hypotheses (value : is_value M π V) (visitation : is_visitation M π ν).
Hypotheses (nu_ge0 : forall s, 0 <= at_θ (ν s)) (pi_ge0 : forall s a, 0 <= at_θ (π s a)).
Local Notation E := (pair_mean (state_at at_θ ν) (pair_at at_θ π)).

Theorem critic_error_bounds_gradient_error :
  \sum_k (\sum_s at_θ (ν s) * (\sum_a at_θ (D k (π s a)) * Q s a)
    - at_θ (D k (performance M V))) ^+ 2 <=
  E (fun s a => \sum_k at_θ (g s a k) ^+ 2)
    * E (fun s a => (Q s a - at_θ (action_value M V s a)) ^+ 2).
Proof.
rewrite pair_mean_sum mulr_suml; apply: ler_sum => k _.
(* The error of the gradient is the mean of score times error; then Cauchy–Schwarz. *)
rewrite (performance_gradient_by_score at_θ fixed score value visitation).
rewrite (gradient_by_score at_θ ν score Q) -pair_meanB.
rewrite (pair_mean_eq _ _ (fun s a => esym (mulrBr _ _ _))).
exact: pair_mean_cauchy_schwarz.
Qed.

End Bound.
