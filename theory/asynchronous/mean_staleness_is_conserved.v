(* AS-5. The mean staleness of N workers is N − 1 whatever their speeds: every update ages the N − 1
   gradients in flight by one.

     Σ_{k<U} staleness_k + Σ_i age_i = (N − 1)U   after U updates, under every schedule,

   age_i the updates since worker i has fetched. So the mean staleness is at most N − 1, and N − 1
   less the mean age in flight, over U.

   Hypotheses: an update changes the parameters once; a worker fetches when it has delivered. *)
From mathcomp Require Import all_ssreflect.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Section Workers.
Variable N : nat.

(* How many updates there have been, and how many there had been when worker i fetched. *)
Record simulation := Simulation { updates : nat; fetched : 'I_N -> nat }.

Definition initial : simulation := Simulation 0 (fun=> 0).
Definition age (s : simulation) i : nat := updates s - fetched s i.

(* Worker i delivers: its gradient becomes an update, and it fetches what results. *)
Definition deliver (s : simulation) (i : 'I_N) : simulation :=
  Simulation (updates s).+1 (fun j => if j == i then (updates s).+1 else fetched s j).

(* The staleness of a delivered gradient is its age; a schedule says who delivers, in turn. *)
Fixpoint total_staleness (s : simulation) (schedule : seq 'I_N) : nat :=
  if schedule is i :: rest then age s i + total_staleness (deliver s i) rest else 0.
Definition run : simulation -> seq 'I_N -> simulation := foldl deliver.

Definition well_formed (s : simulation) : Prop := forall i, fetched s i <= updates s.

Lemma deliver_well_formed s i : well_formed s -> well_formed (deliver s i).
Proof. by move=> s_ok j /=; case: eqP => // _; rewrite leqW. Qed.

(* A delivery takes the age of its worker away, and ages the others by one. *)
Lemma ages_after_delivery s i : well_formed s ->
  age s i + \sum_j age (deliver s i) j = \sum_j age s j + N.-1.
Proof.
move=> s_ok; rewrite (bigD1 i) //= [in RHS](bigD1 i) //= -addnA; congr (_ + _).
have -> : age (deliver s i) i = 0 by rewrite /age /= eqxx subnn.
rewrite add0n.
transitivity (\sum_(j < N | j != i) (age s j + 1)).
  apply: eq_bigr => j /negPf j_neq; rewrite /age /= j_neq addn1 subSn //.
rewrite big_split sum1_card /=; congr (_ + _).
by have := cardC1 i; rewrite card_ord => <-; apply: eq_card => j.
Qed.

Lemma conservation s schedule : well_formed s ->
  total_staleness s schedule + \sum_j age (run s schedule) j
  = \sum_j age s j + N.-1 * size schedule.
Proof.
elim: schedule s => [|i rest IH] s s_ok; first by rewrite muln0 addn0.
rewrite /= -addnA IH; last exact: deliver_well_formed.
by rewrite addnA ages_after_delivery // mulnS addnA.
Qed.

Theorem mean_staleness_is_conserved schedule :
  total_staleness initial schedule + \sum_j age (run initial schedule) j
  = N.-1 * size schedule.
Proof.
rewrite conservation // big1 // => j _.
Qed.

(* In particular the mean staleness is at most N − 1. *)
Corollary mean_staleness_bound schedule :
  total_staleness initial schedule <= N.-1 * size schedule.
Proof. by rewrite -mean_staleness_is_conserved leq_addr. Qed.

End Workers.
