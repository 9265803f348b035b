(* AS-6. Under a stale-synchronous bound s no worker works more than s gradients ahead of another.

   A worker begins its gradient number c when every other has delivered c − s of them. Then
   • those at work are at most s apart, and somebody always works or may begin;
   • gradient c is computed from parameters that had seen all up to c − s − 1 of every worker;
   • while it is computed each other worker delivers at most 2s + 1, so that its staleness is at
     most (2s + 1)(N − 1).

   Gradients are counted from 0: who has delivered d of them works on, or begins, number d.

   Hypotheses: a worker fetches when it begins, and every gradient is an update of its own. *)
From mathcomp Require Import all_ssreflect.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Section Workers.
Variables (N s : nat).
Local Notation worker := 'I_N.

(* How many gradients each worker has delivered, whether it is at work, and how many each had
   delivered when it began: seen i j is what i had of j. *)
Record state := State {
  delivered : worker -> nat; working : worker -> bool; seen : worker -> worker -> nat }.

Definition initial : state := State (fun=> 0) (fun=> false) (fun _ _ => 0).

(* Worker i may begin its gradient number delivered i. *)
Definition may_begin (st : state) i : Prop :=
  ~~ working st i /\ forall j, delivered st i <= delivered st j + s.

Definition begin_work (st : state) i : state :=
  State (delivered st) (fun k => (k == i) || working st k)
        (fun k j => if k == i then delivered st j else seen st k j).

Definition deliver (st : state) i : state :=
  State (fun k => delivered st k + (k == i)) (fun k => (k != i) && working st k) (seen st).

(* What any schedule can reach. *)
Inductive reachable : state -> Prop :=
| reach_initial : reachable initial
| reach_begin st i : reachable st -> may_begin st i -> reachable (begin_work st i)
| reach_deliver st i : reachable st -> working st i -> reachable (deliver st i).

(* What every reachable state keeps. *)
Definition invariant (st : state) : Prop :=
  [/\ forall i j, working st i -> delivered st i <= seen st i j + s,
      forall i j, working st i -> seen st i j <= delivered st j
    & forall i j, delivered st j <= delivered st i + s + 1].

Lemma reachable_invariant st : reachable st -> invariant st.
Proof.
elim=> [|{}st i _ [seen_enough seen_past close] [_ ahead]
        |{}st i _ [seen_enough seen_past close] i_works].
- by split=> // i j; rewrite leq0n.
- (* A worker begins: it sees all that is delivered, which is enough. *)
  split=> [k j|k j|k j] /=; [| |exact: close].
    by case: eqP => [-> _|_] /=; [exact: ahead|exact: seen_enough].
  by case: eqP => [-> _|_] /=; [exact: leqnn|exact: seen_past].
(* A worker delivers: it was at most s ahead of what it had seen, and of what there is. *)
split=> [k j|k j|k j] /=.
- by case/andP => /negPf -> k_works; rewrite addn0; apply: seen_enough.
- by case/andP => _ k_works; apply: leq_trans (seen_past _ _ k_works) (leq_addr _ _).
case: (eqVneq j i) => [->|_] /=; last first.
  rewrite addn0; apply: leq_trans (close k j) _.
  by rewrite -!addnA leq_add2l leq_addl.
rewrite leq_add2r; apply: leq_trans (seen_enough i k i_works) _.
by rewrite leq_add2r (leq_trans (seen_past i k i_works)) ?leq_addr.
Qed.

(* Those at work are at most s apart. *)
Lemma workers_stay_together st i j : reachable st -> working st i ->
  delivered st i <= delivered st j + s.
Proof.
move=> /reachable_invariant[seen_enough seen_past _] i_works.
by apply: leq_trans (seen_enough i j i_works) _; rewrite leq_add2r seen_past.
Qed.

(* While a gradient is computed, each other worker delivers at most 2s + 1 of its own. *)
Lemma deliveries_meanwhile st i j : reachable st -> working st i ->
  delivered st j - seen st i j <= 2 * s + 1.
Proof.
move=> /reachable_invariant[seen_enough _ close] i_works.
rewrite leq_subLR; apply: leq_trans (close i j) _.
by rewrite mul2n -addnn !addnA !leq_add2r seen_enough.
Qed.

(* Its staleness: what the others have delivered since it began. *)
Definition staleness st i : nat := \sum_(j | j != i) (delivered st j - seen st i j).

Lemma staleness_bound st i : reachable st -> working st i ->
  staleness st i <= (2 * s + 1) * N.-1.
Proof.
move=> st_reachable i_works.
apply: (@leq_trans (\sum_(j < N | j != i) (2 * s + 1))).
  by apply: leq_sum => j _; apply: deliveries_meanwhile.
rewrite sum_nat_const mulnC leq_mul2l.
have -> : #|[pred j : worker | j != i]| = N.-1.
  by have := cardC1 i; rewrite card_ord => <-; apply: eq_card => j.
by rewrite leqnn orbT.
Qed.

(* No deadlock: the worker that has delivered least works, or may begin. *)
Lemma somebody_works st : 0 < N -> exists i, working st i \/ may_begin st i.
Proof.
move=> some_worker; pose someone : worker := Ordinal some_worker.
case: (arg_minnP (delivered st) (isT : xpredT someone)) => i _ least.
exists i; case works: (working st i); [by left | right; split; first by rewrite works].
by move=> j; apply: leq_trans (least j isT) (leq_addr _ _).
Qed.

Theorem stale_synchronous_workers_stay_together st i : reachable st -> working st i ->
  [/\ forall j, delivered st i <= delivered st j + s,
      forall j, delivered st i <= seen st i j + s
    & staleness st i <= (2 * s + 1) * N.-1].
Proof.
move=> st_reachable i_works; split=> [j|j|]; [exact: workers_stay_together | |].
  by have [seen_enough _ _] := reachable_invariant st_reachable; apply: seen_enough.
exact: staleness_bound.
Qed.

End Workers.
