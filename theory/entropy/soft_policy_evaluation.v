(* EN-4. Soft policy evaluation.

     V_β = (I − γP_π)⁻¹(r_π + βH),    Q_β = r + γPV_β,    V_β(s) = Σ_a π(a|s)(Q_β(s,a) − β ℓ(s,a)),

   ℓ(s,a) = log π(a|s), H(s) = −Σ_a π(a|s) ℓ(s,a). V_β is the value of π where r − βℓ is paid for r;
   over trajectories, the mean of Σ_t γᵗ(r_t − β log π(a_t|s_t)). The entropy of the present choice
   is in V_β, but not in Q_β: Q_β + β log π would count it twice.

   Hypotheses: none on ℓ, since all is linear in it; for trajectories π sums to one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp trajectories trajectory_measure.
From Lemmata Require Import bellman_equation_determines_the_values.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Soft.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (β : R) (ℓ : S -> A -> R).
Variables (π : policy R S A).

(* The MDP that pays r − βℓ. *)
Definition soft_mdp : mdp R S A :=
  Mdp (transition M) (fun s a => reward M s a - β * ℓ s a) (start M) (discount M).

Definition is_soft_value (V : S -> R) : Prop := is_value soft_mdp π V.

(* H(s) = −Σ_a π(a|s) ℓ(s,a). *)
Definition entropy s : R := - \sum_a π s a * ℓ s a.

(* Q_β(s,a) = r(s,a) + γ(P_aV_β)(s), and what r − βℓ makes of it. *)
Lemma soft_action_value V s a :
  action_value soft_mdp V s a = action_value M V s a - β * ℓ s a.
Proof. by rewrite /action_value addrAC. Qed.

Theorem soft_policy_evaluation V : is_soft_value V ->
  (forall s, V s = policy_reward M π s + β * entropy s + discount M * policy_next M π V s) /\
  (forall s, V s = \sum_a π s a * (action_value M V s a - β * ℓ s a)).
Proof.
move=> soft_value; split=> s; rewrite {1}soft_value; last first.
  by rewrite bellman_mean; apply: eq_bigr => a _; rewrite soft_action_value.
rewrite /bellman; congr (_ + _); rewrite /policy_reward /entropy mulrN -sum_pull -sumB.
by apply: eq_bigr => a _; rewrite mulrBr.
Qed.

(* The entropy bonus is discounted with the rewards, over the whole run. *)
Corollary soft_value_over_trajectories H s : sums_to_one π ->
  expectation M π s (fun τ : trajectory S A H => \sum_(t < H)
    discount M ^+ t * at_time (fun s a => reward M s a - β * ℓ s a) t s τ)
  = value_iterate soft_mdp π H s.
Proof.
(* The two MDPs have the same trajectories, with the same probabilities. *)
by move=> pi_sum; rewrite -expected_return_is_value_iterate.
Qed.

End Soft.
