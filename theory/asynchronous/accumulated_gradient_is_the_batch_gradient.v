(* AS-9. A3C's accumulated gradient of one worker is the batch actor-critic gradient.

   A worker's loop over its rollout, backwards, from R = V(s_T), or 0 after an end:
     R ← r_t + γR,   dθ ← dθ + g_t (R − V(s_t)),   t = T − 1 … 0,
   leaves in dθ the sum of the batch:
     Σ_t g_t (G_t − V(s_t)),   G_t = Σ_{k<T−t} γᵏ r_{t+k} + γᵀ⁻ᵗv_T.

   g_t stands for one entry of the score, or of the critic's features: both are accumulated so.

   Hypotheses: the parameters are held over the rollout. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Loop.
Variables (R : comRingType) (γ : R) (r v g : nat -> R) (T : nat).

(* The pair (R, dθ) after k rounds of the loop, for t = T − 1 down to T − k. *)
Fixpoint loop k : R * R :=
  if k is k'.+1 then
    let t := (T - k)%N in
    let return_t := r t + γ * (loop k').1 in
    (return_t, (loop k').2 + g t * (return_t - v t))
  else (v T, 0).

(* G_t, to the rollout's end and V there. *)
Definition bootstrapped_return t : R :=
  \sum_(k < T - t) γ ^+ k * r (t + k) + γ ^+ (T - t) * v T.

Lemma bootstrapped_return_step t : (t < T)%N ->
  bootstrapped_return t = r t + γ * bootstrapped_return t.+1.
Proof.
move=> t_lt_T; rewrite /bootstrapped_return -(subnSK t_lt_T) big_ord_recl expr0 mul1r addn0.
rewrite -addrA exprS mulrDr mulr_sumr mulrA; congr (_ + (_ + _)); apply: eq_bigr => k _.
by rewrite lift0 exprS mulrA addSnnS.
Qed.

(* After k rounds R is the return of step T − k, and dθ the sum over the last k steps. *)
Lemma loop_invariant k : (k <= T)%N ->
  loop k = (bootstrapped_return (T - k),
            \sum_(T - k <= t < T) g t * (bootstrapped_return t - v t)).
Proof.
elim: k => [|k IH] k_le_T.
  by rewrite subn0 big_geq // /bootstrapped_return subnn big_ord0 expr0 mul1r add0r.
have step : (T - k.+1).+1 = (T - k)%N by rewrite subnSK.
have earlier : (T - k.+1 < T)%N by rewrite ltn_subrL (leq_ltn_trans _ k_le_T).
rewrite /= IH 1?ltnW //= -step -bootstrapped_return_step //; congr (_, _).
by rewrite [in RHS]big_ltn // addrC.
Qed.

Theorem accumulated_gradient_is_the_batch_gradient :
  (loop T).2 = \sum_(t < T) g t * (bootstrapped_return t - v t).
Proof. by rewrite loop_invariant // subnn big_mkord. Qed.

End Loop.
