(* AE-4. GAE is the exponential mixture of the n-step advantages.

     Â^GAE_t = (1 − λ) Σ_{0<n<N} λⁿ⁻¹ Â^(n)_t + λᴺ⁻¹ Â^(N)_t,

   with N ≥ 1 the steps that are left: the weights add up to 1, and all n ≥ N share the last one.

   Hypotheses: none; below N − 1 is m and n − 1 is n. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities temporal_differences.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Mixture.
Variables (R : comRingType) (γ λ : R) (r v : nat -> R).
Add Ring numbers : (commutative_ring_theory R).
Local Notation A := (n_step_advantage γ r v).

Lemma n_step_advantage_next n t : A n.+1 t = A n t + γ ^+ n * td_error γ r v (t + n).
Proof. by rewrite /n_step_advantage big_ord_recr. Qed.

Theorem generalized_advantage_mixes_n_step_advantages m t :
  generalized_advantage γ r v λ m.+1 t =
  (1 - λ) * (\sum_(n < m) λ ^+ n * A n.+1 t) + λ ^+ m * A m.+1 t.
Proof.
elim: m => [|m IH].
  rewrite big_ord0 mulr0 add0r mul1r /generalized_advantage /n_step_advantage.
  by rewrite !big_ord_recl !big_ord0 !expr0.
(* One more step left: λᵐÂ^(m+1) splits, and λᵐ⁺¹(Â^(m+2) − Â^(m+1)) is the new term. *)
rewrite /generalized_advantage big_ord_recr /= -/(generalized_advantage γ r v λ m.+1 t) IH.
rewrite [in RHS]big_ord_recr /= [in RHS](n_step_advantage_next m.+1) exprMn.
rewrite [λ ^+ m.+1]exprS.
move: (\sum_(n < m) _) (A m.+1 t) (λ ^+ m) (γ ^+ m.+1) (td_error _ _ _ _) => sum a x y δ.
by ring_identity R.
Qed.

(* The weights add up to one. *)
Lemma mixture_weights m : (1 - λ) * (\sum_(n < m) λ ^+ n) + λ ^+ m = 1.
Proof.
elim: m => [|m IH]; first by rewrite big_ord0 mulr0 add0r.
rewrite -[RHS]IH big_ord_recr /= exprS; move: (\sum_(n < m) _) (λ ^+ m) => sum x.
by ring_identity R.
Qed.

End Mixture.
