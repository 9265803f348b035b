(* NG-6. The natural gradient is the weight of the compatible critic.

     F_ν⁻¹∇J = argmin_w Σ_s ν(s) Σ_a π(a|s) (Q^π(s,a) − wᵀ∇log π(a|s))²,

   so that a critic that learns by regression on the scores learns the natural gradient, without F.
   Of the argmin its normal equations are used, which are the same in an ordered field
   (`least_squares_by_normal_equations`).

   Hypotheses: as AC-1; for F⁻¹ that the matrix F is regular. The parameters are numbered. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores compatible_critic.
From Lemmata Require Import policy_gradient_theorem compatible_features_leave_gradient_exact.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Natural.
Variables (F : fieldType) (S A : finType) (n : nat) (D : 'I_n -> derivation F) (M : mdp F S A).
Variables (π : policy F S A) (g : S -> A -> 'I_n -> F) (V ν : S -> F).
Hypotheses (fixed : forall k, fixed_dynamics (D k) M).
Hypotheses (score : forall k, is_score (D k) π (fun s a => g s a k)).
Hypotheses (value : is_value M π V) (visitation : is_visitation M π ν).

(* ∇J and F_ν as a column and a matrix. *)
Definition gradient : 'cV[F]_n := \col_k D k (performance M V).
Definition fisher_matrix : 'M[F]_n := \matrix_(k, j) fisher ν π g k j.

(* w fits if and only if F w = ∇J, whether F is regular or not. *)
Theorem compatible_weights_solve_fisher_system (w : 'cV[F]_n) :
  normal_equations ν π g (action_value M V) (fun k => w k 0) <->
  fisher_matrix *m w = gradient.
Proof.
have row k : (fisher_matrix *m w) k 0 = \sum_j fisher ν π g k j * w j 0.
  by rewrite mxE; apply: eq_bigr => j _; rewrite mxE.
have gradient_at k : gradient k 0 = pair_mean ν π (fun s a => g s a k * action_value M V s a).
  by rewrite mxE (performance_gradient_by_score fixed score value visitation).
rewrite normal_equations_by_fisher; split=> [fit|solved k].
  by apply/colP => k; rewrite row fit gradient_at.
by rewrite -row solved gradient_at.
Qed.

Theorem natural_gradient_is_the_compatible_critic (w : 'cV[F]_n) :
  fisher_matrix \in unitmx ->
  normal_equations ν π g (action_value M V) (fun k => w k 0) <->
  w = invmx fisher_matrix *m gradient.
Proof.
move=> regular; rewrite compatible_weights_solve_fisher_system.
split=> [<-|->]; first by rewrite mulKmx.
by rewrite mulKVmx.
Qed.

End Natural.
