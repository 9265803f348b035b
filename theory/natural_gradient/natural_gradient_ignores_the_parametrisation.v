(* NG-3. The natural gradient does not depend on the parametrisation, to first order.

     θ = h(φ), M = Dh(φ) regular:   M F_φ⁻¹∇_φJ = F_θ⁻¹∇_θJ,

   so that both move the policy alike, while the plain gradient moves it by MMᵀ∇_θJ. By the chain
   rule the scores in φ are Mᵀg and the gradient is Mᵀ∇_θJ; of a parametrisation only the Jacobian M
   at the point enters.

   Hypotheses: M and F_θ regular. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums compatible_critic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Invariance.
Variables (F : fieldType) (S A : finType) (n : nat) (ν : S -> F) (π : S -> A -> F).
Variables (g : S -> A -> 'I_n -> F) (M : 'M[F]_n).

(* The scores in φ: (Mᵀg)_k = Σ_i g_i M_ik. *)
Definition moved_score s a k : F := \sum_i M i k * g s a i.

Definition fisher_of (h : S -> A -> 'I_n -> F) : 'M[F]_n := \matrix_(j, k) fisher ν π h j k.

(* F_φ = MᵀF_θM. *)
Lemma moved_fisher : fisher_of moved_score = M^T *m fisher_of g *m M.
Proof.
apply/matrixP => j k; rewrite !mxE.
(* Row j: E[(Mᵀg)_j h] = Σ_i M_ij E[g_i h] for every h. *)
have row (h : S -> A -> F) : pair_mean ν π (fun s a => moved_score s a j * h s a) =
    \sum_i M i j * pair_mean ν π (fun s a => g s a i * h s a).
  rewrite -(eq_bigr _ (fun i _ => pair_mean_scale _ _ _ _)) -pair_mean_sum.
  apply: pair_mean_eq => s a; rewrite mulr_suml; apply: eq_bigr => i _.
  by rewrite mulrA.
rewrite /fisher row.
have column i : pair_mean ν π (fun s a => g s a i * moved_score s a k) =
    \sum_l fisher_of g i l * M l k.
  transitivity (\sum_l M l k * fisher_of g i l); last by apply: eq_bigr => l _; rewrite mulrC.
  under [RHS]eq_bigr do rewrite mxE -pair_mean_scale.
  rewrite -pair_mean_sum; apply: pair_mean_eq => s a; rewrite mulr_sumr.
  by apply: eq_bigr => l _; rewrite mulrCA.
under eq_bigr do rewrite column mulr_sumr.
rewrite exchange_big; apply: eq_bigr => l _; rewrite mxE mulr_suml.
by apply: eq_bigr => i _; rewrite mulrA [M^T j i]mxE.
Qed.

Theorem natural_gradient_ignores_the_parametrisation (gradient : 'cV[F]_n) :
  M \in unitmx -> fisher_of g \in unitmx ->
  M *m (invmx (fisher_of moved_score) *m (M^T *m gradient)) = invmx (fisher_of g) *m gradient.
Proof.
move=> M_regular fisher_regular; rewrite moved_fisher.
(* (MᵀFM)x = Mᵀ∇ has the solution x = M⁻¹F⁻¹∇. *)
have product_regular : M^T *m fisher_of g *m M \in unitmx.
  by rewrite !unitmx_mul unitmx_tr M_regular fisher_regular.
have -> : M^T *m gradient =
    (M^T *m fisher_of g *m M) *m (invmx M *m (invmx (fisher_of g) *m gradient)).
  by rewrite -!mulmxA mulKVmx // mulKVmx.
by rewrite mulKmx // mulKVmx.
Qed.

End Invariance.
