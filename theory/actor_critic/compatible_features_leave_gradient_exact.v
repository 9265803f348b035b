(* AC-1. Compatible features: a critic linear in the score leaves the policy gradient exact.

     Q_w(s,a) = wᵀg(s,a), g = ∇_θ log π,  w = argmin Σ_s ν(s) Σ_a π(a|s) (Q^π(s,a) − Q_w(s,a))²
       ⇒  Σ_s ν(s) Σ_a ∇π(a|s) Q_w(s,a) = ∇J = F w,   F = Σ_s ν(s) Σ_a π(a|s) g gᵀ,

   though Q_w need not be Q^π. Used of the argmin are its normal equations; in an ordered field the
   two are the same (`least_squares_by_normal_equations`).

   Hypotheses: as PG-2, with a derivation D_k for each parameter; the features are the scores; the
   fit weighs pairs as the gradient does, by ν π. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores policy_gradient_theorem.
From Lemmata Require Import compatible_critic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Compatible.
Variables (R : comRingType) (S A K : finType) (D : K -> derivation R) (M : mdp R S A).
Variables (π : policy R S A) (g : S -> A -> K -> R) (V ν : S -> R).
Hypotheses (fixed : forall k, fixed_dynamics (D k) M).
Hypotheses (score : forall k, is_score (D k) π (fun s a => g s a k)).
Hypotheses (value : is_value M π V) (visitation : is_visitation M π ν).

(* Σ_s ν(s) Σ_a D_kπ(a|s) f(s,a) = E_ν[g_k f]. *)
Lemma gradient_by_score f k :
  \sum_s ν s * (\sum_a D k (π s a) * f s a) = pair_mean ν π (fun s a => g s a k * f s a).
Proof.
apply: eq_bigr => s _; congr (_ * _); apply: eq_bigr => a _.
by rewrite score mulrA.
Qed.

Lemma performance_gradient_by_score k :
  D k (performance M V) = pair_mean ν π (fun s a => g s a k * action_value M V s a).
Proof. by rewrite (policy_gradient_theorem (fixed k) value visitation) gradient_by_score. Qed.

Theorem compatible_features_leave_gradient_exact w :
  normal_equations ν π g (action_value M V) w -> forall k,
  \sum_s ν s * (\sum_a D k (π s a) * linear_critic g w s a) = D k (performance M V) /\
  D k (performance M V) = \sum_j fisher ν π g k j * w j.
Proof.
move=> normal k; have fit := proj1 (normal_equations_by_fisher _ _ _ _ _) normal k.
by rewrite gradient_by_score score_mean_of_linear_critic performance_gradient_by_score fit.
Qed.

End Compatible.
