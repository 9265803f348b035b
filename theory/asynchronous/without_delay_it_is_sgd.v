(* AS-1. Without delay the delayed process is stochastic gradient descent, step for step.

     x_{t+1} = x_t − α_t ĝ_t(x_{t−τ_t}),   which is SGD where every τ_t = 0.

   Hypotheses: 0 ≤ τ_t ≤ t; any steps α, any estimates ĝ_t of a gradient, in any module. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Delay.
Variables (R : ringType) (X : lmodType R) (x0 : X) (α : nat -> R) (estimate : nat -> X -> X).
Variable (τ : nat -> nat).

(* SGD: x_{t+1} = x_t − α_t ĝ_t(x_t). *)
Fixpoint sgd t : X := if t is t'.+1 then sgd t' - α t' *: estimate t' (sgd t') else x0.

(* The delayed process keeps what it has been, the newest first, and looks τ_t places back. *)
Fixpoint history t : seq X :=
  if t is t'.+1 then
    let past := history t' in
    head x0 past - α t' *: estimate t' (nth x0 past (τ t')) :: past
  else [:: x0].

Definition delayed t : X := head x0 (history t).

Lemma history_size t : size (history t) = t.+1.
Proof. by elim: t => [|t IH] //=; rewrite IH. Qed.

(* The k-th place from the front is x_{t−k}. *)
Lemma history_nth t k : (k <= t)%N -> nth x0 (history t) k = delayed (t - k).
Proof.
elim: t k => [|t IH] [|k] //.
by rewrite ltnS subSS => k_le_t; rewrite -IH.
Qed.

(* x_{t+1} = x_t − α_t ĝ_t(x_{t−τ_t}). *)
Theorem delayed_step t : (τ t <= t)%N ->
  delayed t.+1 = delayed t - α t *: estimate t (delayed (t - τ t)).
Proof. by move=> delay_le; rewrite -history_nth. Qed.

Theorem without_delay_it_is_sgd : (forall t, τ t = 0%N) -> delayed =1 sgd.
Proof.
move=> no_delay; elim=> [|t IH] //=.
by rewrite -IH delayed_step no_delay // subn0.
Qed.

End Delay.
