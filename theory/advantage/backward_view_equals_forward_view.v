(* AE-12. TD(λ): the updates of the backward view add up to those of the forward view.

     Σ_{t<N} δ_t e_t = Σ_{t<N} (G_t^λ − v_t) φ_t,    e_t = γλ e_{t−1} + φ_t,  e_{−1} = 0,
     G_t^λ = (1 − λ) Σ_{0<n<N−t} λⁿ⁻¹ G_t^(n) + λᴺ⁻ᵗ⁻¹ G_t^(N−t),

   for an episode of N steps and one feature φ; of several, this holds for each. v_N is 0 where the
   episode terminates, and counts where it is cut. Not on average alone: on every episode.

   Hypotheses: the weights, and with them v, are held over the episode (offline updates). *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities temporal_differences.
From Lemmata Require Import td_errors_add_up_to_n_step_advantage.
From Lemmata Require Import generalized_advantage_mixes_n_step_advantages.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Views.
Variables (R : comRingType) (γ λ : R) (r v φ : nat -> R).
Add Ring numbers : (commutative_ring_theory R).
Local Notation δ := (td_error γ r v).

(* e_t, the eligibility trace. *)
Fixpoint trace t : R := φ t + (if t is t'.+1 then γ * λ * trace t' else 0).

(* G_t^λ where m + 1 steps are left. *)
Definition lambda_return m t : R :=
  (1 - λ) * (\sum_(n < m) λ ^+ n * n_step_return γ r v n.+1 t)
    + λ ^+ m * n_step_return γ r v m.+1 t.

(* G_t^λ − v_t is the generalized advantage, since the weights add up to one. *)
Lemma lambda_return_advantage m t :
  lambda_return m t - v t = generalized_advantage γ r v λ m.+1 t.
Proof.
rewrite generalized_advantage_mixes_n_step_advantages.
under eq_bigr do rewrite td_errors_add_up_to_n_step_advantage mulrBr.
rewrite td_errors_add_up_to_n_step_advantage sumB sum_scale_right /lambda_return.
have v_split : v t = ((1 - λ) * (\sum_(n < m) λ ^+ n) + λ ^+ m) * v t.
  by rewrite mixture_weights mul1r.
rewrite {1}v_split {v_split}.
move: (\sum_(n < m) λ ^+ n) (\sum_(n < m) _) (λ ^+ m) (n_step_return _ _ _ _ _) => w sum x G.
by ring_identity R.
Qed.

(* e_t = Σ_{k≤t} (γλ)ᵗ⁻ᵏ φ_k. *)
Lemma traceE t : trace t = \sum_(k < t.+1) (γ * λ) ^+ (t - k) * φ k.
Proof.
elim: t => [|t IH]; first by rewrite big_ord1 subnn expr0 mul1r /= addr0.
rewrite big_ord_recr /= subnn expr0 mul1r addrC IH mulr_sumr; congr (_ + _).
apply: eq_bigr => k _; have k_le_t : (k <= t)%N by rewrite -ltnS.
by rewrite subSn // exprS mulrA.
Qed.

(* A longer episode adds its last TD error to every earlier advantage, with its weight. *)
Lemma generalized_advantage_next N k : (k <= N)%N ->
  generalized_advantage γ r v λ (N.+1 - k) k =
  generalized_advantage γ r v λ (N - k) k + (γ * λ) ^+ (N - k) * δ N.
Proof. by move=> k_le; rewrite /generalized_advantage subSn // big_ord_recr /= subnKC. Qed.

Theorem backward_view_equals_forward_view N :
  \sum_(t < N) δ t * trace t = \sum_(t < N) (lambda_return (N - t.+1) t - v t) * φ t.
Proof.
transitivity (\sum_(t < N) generalized_advantage γ r v λ (N - t) t * φ t); last first.
  by apply: eq_bigr => t _; rewrite lambda_return_advantage subnSK.
elim: N => [|N IH]; first by rewrite !big_ord0.
rewrite big_ord_recr /= IH traceE mulr_sumr.
under [RHS]eq_bigr => k _ do rewrite generalized_advantage_next -1?ltnS // mulrDl.
rewrite big_split /= [in RHS]big_ord_recr /= subnn /generalized_advantage big_ord0 mul0r addr0.
by congr (_ + _); apply: eq_bigr => k _; rewrite mulrCA mulrA.
Qed.

End Views.
