(* AE-8. One backward pass computes GAE, across ends and cuts.

     Â_t = δ_t + γλ c_t Â_{t+1}  is  Σ_l (γλ)ˡ δ_{t+l}  over the rest of step t's episode,
     δ_t = r_t + γ(1 − d_t)V(s_{t+1}) − V(s_t),

   where d_t says that step t terminated, and c_t that step t + 1 belongs to the same episode: that
   t neither terminated nor was truncated. The rollout ends after T steps.

   Hypotheses: none; the flags may be anything. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Rollout.
Variables (R : comRingType) (γ λ : R) (T : nat).
(* r_t, V(s_t), V(s_{t+1}) as the critic sees the state that step t led to. *)
Variables (reward value next_value : nat -> R) (terminated continues : nat -> bool).

Definition rollout_td_error t : R :=
  reward t + γ * (if terminated t then 0 else next_value t) - value t.
Local Notation δ := rollout_td_error.

(* The backward pass: k steps before the rollout's end, from 0 after its last step. *)
Fixpoint backward k : R :=
  if k is k'.+1 then δ (T - k) + γ * λ * (if continues (T - k) then backward k' else 0) else 0.

(* Episodes are told apart by counting the endings before a step. *)
Definition endings_before t : nat := \sum_(j < t) ~~ continues j.
Definition same_episode t u : bool := endings_before t == endings_before u.

(* The definition: a sum over the later steps of the same episode. *)
Definition advantage_by_definition t : R :=
  \sum_(l < T - t | same_episode t (t + l)) (γ * λ) ^+ l * δ (t + l).

Lemma endings_before_next t : endings_before t.+1 = (endings_before t + ~~ continues t)%N.
Proof. by rewrite /endings_before big_ord_recr. Qed.

Lemma endings_before_monotone t l : (endings_before t <= endings_before (t + l))%N.
Proof.
by elim: l => [|l IH]; rewrite ?addn0 // addnS endings_before_next (leq_trans IH) ?leq_addr.
Qed.

(* A later step is in t's episode if t + 1 is and if it is in the episode of t + 1. *)
Lemma same_episode_next t l :
  same_episode t (t.+1 + l) = continues t && same_episode t.+1 (t.+1 + l).
Proof.
rewrite /same_episode (endings_before_next t).
case continues_t: (continues t); rewrite ?addn0 //=.
apply/negP => /eqP same; have := endings_before_monotone t.+1 l.
by rewrite -same (endings_before_next t) continues_t addn1 ltnn.
Qed.

(* Â_t = δ_t + γλ c_t Â_{t+1}, from the definition. *)
Lemma definition_step t : (t < T)%N ->
  advantage_by_definition t =
  δ t + γ * λ * (if continues t then advantage_by_definition t.+1 else 0).
Proof.
move=> t_lt_T; rewrite /advantage_by_definition -(subnSK t_lt_T) big_mkcond big_ord_recl.
have same_itself : same_episode t t by rewrite /same_episode.
rewrite addn0 same_itself expr0 mul1r; congr (_ + _); rewrite [in RHS]big_mkcond.
have later (l : 'I_(T - t.+1)) : (if same_episode t (t + lift ord0 l) then
      (γ * λ) ^+ lift ord0 l * δ (t + lift ord0 l) else 0) =
    γ * λ * (if continues t then
      if same_episode t.+1 (t.+1 + l) then (γ * λ) ^+ l * δ (t.+1 + l) else 0 else 0).
  rewrite lift0 -addSnnS same_episode_next exprS -mulrA.
  by case: (continues t); case: (same_episode _ _); rewrite ?mulr0.
rewrite (eq_bigr _ (fun l _ => later l)).
rewrite -mulr_sumr; congr (_ * _).
by case: (continues t) => //; rewrite big1.
Qed.

Theorem backward_recursion_is_generalized_advantage t : (t <= T)%N ->
  backward (T - t) = advantage_by_definition t.
Proof.
move=> t_le_T; have [k T_eq] : exists k, T = (t + k)%N by exists (T - t)%N; rewrite subnKC.
elim: k t t_le_T T_eq => [|k IH] t t_le_T T_eq.
  by rewrite /advantage_by_definition T_eq addn0 subnn /= big_ord0.
have t_lt_T : (t < T)%N by rewrite T_eq addnS ltnS leq_addr.
rewrite definition_step // -IH ?addSnnS // -(subnSK t_lt_T) /=.
by rewrite subnSK // subKn.
Qed.

End Rollout.
