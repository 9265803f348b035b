(* AC-1. Compatible features: a critic linear in the score leaves the policy gradient exact.

     Q_w(s,a) = wᵀg(s,a), g = ∇_θ log π,  w = argmin Σ_s ν(s) Σ_a π(a|s) (Q^π(s,a) − Q_w(s,a))²
       ⇒  Σ_s ν(s) Σ_a ∇π(a|s) Q_w(s,a) = ∇J = F w,   F = Σ_s ν(s) Σ_a π(a|s) g gᵀ,

   though Q_w need not be Q^π. π, g, ν, Q^π and J are functions of θ, elements of a ring R; the fit
   is made at one θ, among the numbers of an ordered field F that they have for values there: `at_θ`
   is the evaluation.

   Hypotheses: as PG-2, with a derivation D_k for each parameter; the features are the scores; the
   fit weighs pairs as the gradient does, by ν π ≥ 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores policy_gradient_theorem.
From Lemmata Require Import compatible_critic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Compatible.
Variables (R F : comRingType) (at_θ : {rmorphism R -> F}).
Variables (S A K : finType) (D : K -> derivation R) (M : mdp R S A).
Variables (π : policy R S A) (g : S -> A -> K -> R) (V ν : S -> R).
Hypotheses (fixed : forall k, fixed_dynamics (D k) M).
Hypotheses (score : forall k, is_score (D k) π (fun s a => g s a k)).
Hypotheses (value : is_value M π V) (visitation : is_visitation M π ν).

(* The values at θ. *)
Definition state_at (f : S -> R) s : F := at_θ (f s).
Definition pair_at (f : S -> A -> R) s a : F := at_θ (f s a).
Definition score_at s a k : F := at_θ (g s a k).
Local Notation E := (pair_mean (state_at ν) (pair_at π)).

(* Σ_s ν(s) Σ_a D_kπ(a|s) f(s,a) = E_ν[g_k f]. *)
Lemma gradient_by_score (f : S -> A -> F) k :
  \sum_s state_at ν s * (\sum_a at_θ (D k (π s a)) * f s a) = E (fun s a => score_at s a k * f s a).
Proof.
apply: eq_bigr => s _; congr (_ * _); apply: eq_bigr => a _.
by rewrite score rmorphM mulrA.
Qed.

(* D_kJ = E_ν[g_k Q^π]. *)
Lemma performance_gradient_by_score k : at_θ (D k (performance M V)) =
  E (fun s a => score_at s a k * pair_at (action_value M V) s a).
Proof.
rewrite (policy_gradient_theorem (fixed k) value visitation) rmorph_sum -gradient_by_score.
apply: eq_bigr => s _; rewrite rmorphM rmorph_sum; congr (_ * _).
by apply: eq_bigr => a _; rewrite rmorphM.
Qed.

Lemma gradient_of_a_fit w :
  normal_equations (state_at ν) (pair_at π) score_at (pair_at (action_value M V)) w -> forall k,
  \sum_s state_at ν s * (\sum_a at_θ (D k (π s a)) * linear_critic score_at w s a)
    = at_θ (D k (performance M V)) /\
  at_θ (D k (performance M V)) = \sum_j fisher (state_at ν) (pair_at π) score_at k j * w j.
Proof.
move=> normal k; have fit := proj1 (normal_equations_by_fisher _ _ _ _ _) normal k.
by rewrite gradient_by_score score_mean_of_linear_critic performance_gradient_by_score fit.
Qed.

End Compatible.

Theorem compatible_features_leave_gradient_exact (R : comRingType) (F : realFieldType)
    (at_θ : {rmorphism R -> F}) (S A K : finType) (D : K -> derivation R) (M : mdp R S A)
    (π : policy R S A) (g : S -> A -> K -> R) (V ν : S -> R) (w : K -> F) :
  (forall k, fixed_dynamics (D k) M) -> (forall k, is_score (D k) π (fun s a => g s a k)) ->
  is_value M π V -> is_visitation M π ν ->
  (forall s, 0 <= at_θ (ν s)) -> (forall s a, 0 <= at_θ (π s a)) ->
  (forall w', critic_loss (state_at at_θ ν) (pair_at at_θ π) (score_at at_θ g)
                (pair_at at_θ (action_value M V)) w
    <= critic_loss (state_at at_θ ν) (pair_at at_θ π) (score_at at_θ g)
                (pair_at at_θ (action_value M V)) w') ->
  forall k, \sum_s at_θ (ν s) * (\sum_a at_θ (D k (π s a)) * linear_critic (score_at at_θ g) w s a)
    = at_θ (D k (performance M V)) /\
  at_θ (D k (performance M V))
    = \sum_j fisher (state_at at_θ ν) (pair_at at_θ π) (score_at at_θ g) k j * w j.
Proof.
move=> fixed score value visitation nu_ge0 pi_ge0 least.
apply: gradient_of_a_fit => //; exact/least_squares_by_normal_equations.
Qed.
