(* NG-6. The natural gradient is the weight of the compatible critic.

     F_ν⁻¹∇J = argmin_w Σ_s ν(s) Σ_a π(a|s) (Q^π(s,a) − wᵀ∇log π(a|s))²,

   so that a critic that learns by regression on the scores learns the natural gradient, without F.
   All numbers are those at one θ, as in AC-1.

   Hypotheses: as AC-1; for F⁻¹ that the matrix F is regular. The parameters are numbered. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores compatible_critic.
From Lemmata Require Import compatible_features_leave_gradient_exact.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Natural.
Variables (R : comRingType) (F : realFieldType) (at_θ : {rmorphism R -> F}).
Variables (S A : finType) (n : nat) (D : 'I_n -> derivation R) (M : mdp R S A).
Variables (π : policy R S A) (g : S -> A -> 'I_n -> R) (V ν : S -> R).
Hypotheses (fixed : forall k, fixed_dynamics (D k) M).
Hypotheses (score : forall k, is_score (D k) π (fun s a => g s a k)).
Hypotheses (value : is_value M π V) (visitation : is_visitation M π ν).

(* ∇J and F_ν as a column and a matrix. *)
Definition gradient : 'cV[F]_n := \col_k at_θ (D k (performance M V)).
Definition fisher_matrix : 'M[F]_n :=
  \matrix_(k, j) fisher (state_at at_θ ν) (pair_at at_θ π) (score_at at_θ g) k j.

(* w fits if and only if F w = ∇J, whether F is regular or not. *)
Lemma compatible_weights_solve_fisher_system (w : 'cV[F]_n) :
  normal_equations (state_at at_θ ν) (pair_at at_θ π) (score_at at_θ g)
    (pair_at at_θ (action_value M V)) (fun k => w k 0) <->
  fisher_matrix *m w = gradient.
Proof.
have row k : (fisher_matrix *m w) k 0 =
    \sum_j fisher (state_at at_θ ν) (pair_at at_θ π) (score_at at_θ g) k j * w j 0.
  by rewrite mxE; apply: eq_bigr => j _; rewrite mxE.
have gradient_at k : gradient k 0 = pair_mean (state_at at_θ ν) (pair_at at_θ π)
    (fun s a => score_at at_θ g s a k * pair_at at_θ (action_value M V) s a).
  by rewrite mxE (performance_gradient_by_score at_θ fixed score value visitation).
rewrite normal_equations_by_fisher; split=> [fit|solved k].
  by apply/colP => k; rewrite row fit gradient_at.
by rewrite -row solved gradient_at.
Qed.

Hypotheses (nu_ge0 : forall s, 0 <= at_θ (ν s)) (pi_ge0 : forall s a, 0 <= at_θ (π s a)).
Local Notation loss := (critic_loss (state_at at_θ ν) (pair_at at_θ π) (score_at at_θ g)
  (pair_at at_θ (action_value M V))).

Theorem natural_gradient_is_the_compatible_critic (w : 'cV[F]_n) : fisher_matrix \in unitmx ->
  (forall w' : 'I_n -> F, loss (fun k => w k 0) <= loss w') <->
  w = invmx fisher_matrix *m gradient.
Proof.
move=> regular; rewrite least_squares_by_normal_equations //.
rewrite compatible_weights_solve_fisher_system.
split=> [<-|->]; first by rewrite mulKmx.
by rewrite mulKVmx.
Qed.

End Natural.
