(* AE-9. What cutting GAE off costs.

     |Â_t − Â_t cut after T TD errors| = (γλ)ᵀ |Â_{t+T}| ≤ (γλ)ᵀ B/(1 − γλ),   B ≥ |δ| everywhere,

   with Â_t over N = T + m steps that are left of the episode; what is cut off is an advantage of m
   steps.

   Hypotheses: 0 ≤ γλ < 1 for the bound. Nothing is asked of V. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import temporal_differences.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

(* Â_t = Â_t cut after T + (γλ)ᵀ Â_{t+T}. *)
Lemma generalized_advantage_splits (R : comRingType) (γ λ : R) (r v : nat -> R) T m t :
  generalized_advantage γ r v λ (T + m) t =
  generalized_advantage γ r v λ T t + (γ * λ) ^+ T * generalized_advantage γ r v λ m (t + T).
Proof.
rewrite /generalized_advantage big_split_ord /=; congr (_ + _); rewrite mulr_sumr.
by apply: eq_bigr => k _; rewrite exprD mulrA addnA.
Qed.

Section Bound.
Variables (R : realFieldType) (γ λ : R) (r v : nat -> R) (B : R).
Hypotheses (decay_ge0 : 0 <= γ * λ) (decay_lt1 : γ * λ < 1).
Hypothesis td_error_le : forall t, `|td_error γ r v t| <= B.

(* x = B/(1 − c) solves B + cx = x. *)
Lemma geometric_sum (c : R) : 1 - c != 0 -> B + c * (B / (1 - c)) = B / (1 - c).
Proof.
move=> gap_neq0; apply: (mulIf gap_neq0); rewrite mulrDl -mulrA !divfK //.
by rewrite mulrBr mulr1 [c * B]mulrC subrK.
Qed.

(* |Â| ≤ B(1 + γλ + … ) ≤ B/(1 − γλ), by |Â_t| ≤ B + γλ|Â_{t+1}|. *)
Lemma generalized_advantage_norm m t :
  `|generalized_advantage γ r v λ m t| <= B / (1 - γ * λ).
Proof.
have gap_gt0 : 0 < 1 - γ * λ by rewrite subr_gt0.
have B_ge0 : 0 <= B := le_trans (normr_ge0 _) (td_error_le 0%N).
elim: m t => [|m IH] t.
  by rewrite /generalized_advantage big_ord0 normr0 divr_ge0 // ltW.
have -> : generalized_advantage γ r v λ m.+1 t =
    td_error γ r v t + γ * λ * generalized_advantage γ r v λ m t.+1.
  rewrite -(add1n m) generalized_advantage_splits addn1 expr1; congr (_ + _).
  by rewrite /generalized_advantage big_ord1 mul1r addn0.
apply: le_trans (ler_norm_add _ _) _; rewrite normrM (ger0_norm decay_ge0).
apply: (@le_trans _ _ (B + γ * λ * (B / (1 - γ * λ)))).
  by apply: ler_add (td_error_le t) _; rewrite ler_wpmul2l.
by rewrite geometric_sum ?lt0r_neq0.
Qed.

Theorem cutting_generalized_advantage T m t :
  `|generalized_advantage γ r v λ (T + m) t - generalized_advantage γ r v λ T t|
    = (γ * λ) ^+ T * `|generalized_advantage γ r v λ m (t + T)| /\
  `|generalized_advantage γ r v λ (T + m) t - generalized_advantage γ r v λ T t|
    <= (γ * λ) ^+ T * (B / (1 - γ * λ)).
Proof.
have cost : `|generalized_advantage γ r v λ (T + m) t - generalized_advantage γ r v λ T t|
    = (γ * λ) ^+ T * `|generalized_advantage γ r v λ m (t + T)|.
  rewrite generalized_advantage_splits addrC addKr normrM ger0_norm //.
  exact: exprn_ge0.
split=> //; rewrite cost ler_wpmul2l ?exprn_ge0 //.
exact: generalized_advantage_norm.
Qed.

End Bound.
