(* Episodes of at most H steps as outcomes: a start state, drawn from μ, and a trajectory from it.
   Batches are independent draws of them. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums moments finite_mdp trajectories.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Episodes.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A) (H : nat).

Definition episode : finType := [finType of S * trajectory S A H].
Definition episode_probability (e : episode) : R := start M e.1 * probability M π e.1 e.2.

Lemma mean_is_episode_mean (f : episode -> R) :
  mean episode_probability f = episode_mean M π (fun s (τ : trajectory S A H) => f (s, τ)).
Proof.
rewrite /mean sum_pair; apply: eq_bigr => s _; rewrite mulr_sumr; apply: eq_bigr => τ _.
by rewrite mulrA.
Qed.

Lemma episode_probability_sum : sums_to_one π -> \sum_s start M s = 1 ->
  \sum_e episode_probability e = 1.
Proof.
move=> pi_sum start_sum; transitivity (mean episode_probability (fun=> 1)).
  by apply: eq_bigr => e _; rewrite mulr1.
rewrite mean_is_episode_mean -[RHS]start_sum; apply: eq_bigr => s _.
by rewrite expectation1 ?mulr1.
Qed.

End Episodes.
