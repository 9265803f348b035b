(* AC-5. The critic's error bounds the gradient's.

     ‖ĝ − ∇J‖² ≤ (Σ_s ν(s) E‖∇log π(a|s)‖²) (Σ_s ν(s) E(Q̂(s,a) − Q^π(s,a))²),   a ~ π(·|s),
     ĝ = Σ_s ν(s) Σ_a ∇π(a|s) Q̂(s,a) for any Q̂.

   Hypotheses: as AC-1; ν ≥ 0 and π ≥ 0. An ordered field with derivations is, for example, that of
   the rational functions of θ, ordered by their signs just to the right of the present θ. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation quadratics finite_mdp scores compatible_critic.
From Lemmata Require Import policy_gradient_theorem compatible_features_leave_gradient_exact.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Bound.
Variables (R : realFieldType) (S A K : finType) (D : K -> derivation R) (M : mdp R S A).
Variables (π : policy R S A) (g : S -> A -> K -> R) (V ν : S -> R) (Q : S -> A -> R).
Hypotheses (fixed : forall k, fixed_dynamics (D k) M).
Hypotheses (score : forall k, is_score (D k) π (fun s a => g s a k)).
Hypotheses (value : is_value M π V) (visitation : is_visitation M π ν).
Hypotheses (nu_ge0 : forall s, 0 <= ν s) (pi_ge0 : forall s a, 0 <= π s a).

(* A mean over pairs is one sum with the weights ν(s)π(a|s). *)
Lemma pair_mean_as_sum f :
  pair_mean ν π f = \sum_(sa : S * A) ν sa.1 * π sa.1 sa.2 * f sa.1 sa.2.
Proof.
rewrite sum_pair; apply: eq_bigr => s _; rewrite mulr_sumr.
by apply: eq_bigr => a _; rewrite mulrA.
Qed.

Lemma pair_mean_cauchy_schwarz f f' :
  pair_mean ν π (fun s a => f s a * f' s a) ^+ 2 <=
  pair_mean ν π (fun s a => f s a ^+ 2) * pair_mean ν π (fun s a => f' s a ^+ 2).
Proof. by rewrite !pair_mean_as_sum cauchy_schwarz // => sa; rewrite mulr_ge0. Qed.

Theorem critic_error_bounds_gradient_error :
  \sum_k (\sum_s ν s * (\sum_a D k (π s a) * Q s a) - D k (performance M V)) ^+ 2 <=
  pair_mean ν π (fun s a => \sum_k g s a k ^+ 2)
    * pair_mean ν π (fun s a => (Q s a - action_value M V s a) ^+ 2).
Proof.
rewrite pair_mean_sum mulr_suml; apply: ler_sum => k _.
(* The error of the gradient is the mean of score times error; then Cauchy–Schwarz. *)
rewrite (performance_gradient_by_score fixed score value visitation).
rewrite (gradient_by_score _ score) -pair_meanB.
rewrite (pair_mean_eq _ _ (fun s a => esym (mulrBr _ _ _))).
exact: pair_mean_cauchy_schwarz.
Qed.

End Bound.
