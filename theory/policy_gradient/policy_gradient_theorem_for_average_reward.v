(* PG-3. The policy gradient theorem for the average reward.

     Dη = Σ_s ρ(s) Σ_a Dπ(a|s) Q(s,a),    Q(s,a) = r(s,a) − η + (P_ah)(s),

   ρ the stationary distribution, η the average reward and h the bias: η + h = r_π + P_πh.
   Where the chain restarts from μ at every end, P(s'|s,a) + e(s,a)μ(s') takes the place of P:
   `restarting` below, an MDP in which nothing ends.

   Hypotheses: P and r do not depend on θ; π sums to one; the equations of ρ, η and h. That there is
   one recurrent class makes these solvable and is used nowhere else. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section AverageReward.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A).
Implicit Types (η : R) (h ρ : S -> R).

(* ρ = P_πᵀρ and Σρ = 1. *)
Definition is_stationary ρ : Prop :=
  (forall s', ρ s' = \sum_s ρ s * policy_transition M π s s') /\ \sum_s ρ s = 1.

(* The Poisson equation η + h = r_π + P_πh. *)
Definition is_gain_and_bias η h : Prop :=
  forall s, η + h s = policy_reward M π s + policy_next M π h s.

(* Q(s,a) = r(s,a) − η + (P_ah)(s). *)
Definition differential_action_value η h s a : R := reward M s a - η + next M h s a.

Lemma stationary_flow ρ (x : S -> R) : is_stationary ρ ->
  \sum_s ρ s * policy_next M π x s = \sum_s ρ s * x s.
Proof.
by move=> [stationary _]; rewrite sum_kernel; apply: eq_bigr => s _; rewrite -stationary.
Qed.

(* η = Σ_s ρ(s) r_π(s). *)
Lemma gain_is_mean_reward ρ η h : is_stationary ρ -> is_gain_and_bias η h ->
  η = \sum_s ρ s * policy_reward M π s.
Proof.
move=> stationary poisson; apply: (addIr (\sum_s ρ s * h s)).
rewrite -[in RHS](stationary_flow h stationary) -sumD.
under [RHS]eq_bigr do rewrite -mulrDr -poisson mulrDr.
by rewrite sumD sum_scale_right (proj2 stationary) mul1r.
Qed.

(* The chain that restarts from μ instead of ending. *)
Definition restarting : mdp R S A :=
  Mdp (fun s a s' => transition M s a s' + ending M s a * start M s')
      (reward M) (start M) (discount M).

Lemma restarting_never_ends s a : \sum_s' start M s' = 1 -> ending restarting s a = 0.
Proof.
move=> start_sum; rewrite /ending sumD sum_scale start_sum mulr1 /ending.
by rewrite [X in 1 - X]addrC subrK subrr.
Qed.

End AverageReward.

Section Gradient.
Variables (R : comRingType) (S A : finType) (D : derivation R) (M : mdp R S A).
Variables (π : policy R S A) (η : R) (h ρ : S -> R).
Hypotheses (fixed : fixed_dynamics D M) (pi_sum : sums_to_one π).
Hypotheses (poisson : is_gain_and_bias M π η h) (stationary : is_stationary M π ρ).

(* The Poisson equation, differentiated: Dη + Dh = Σ_a Dπ (r + P_ah) + P_πDh. *)
Lemma derive_poisson s : D η + D (h s) =
  \sum_a D (π s a) * (reward M s a + next M h s a) + policy_next M π (fun x => D (h x)) s.
Proof.
rewrite -deriveD poisson policy_next_mean -sumD.
under eq_bigr do rewrite -mulrDr.
have [P_fixed r_fixed _ _] := fixed.
rewrite derive_sum_product; congr (_ + _); rewrite policy_next_mean; apply: eq_bigr => a _.
by rewrite deriveD r_fixed add0r derive_sum_scale.
Qed.

Theorem policy_gradient_theorem_for_average_reward :
  D η = \sum_s ρ s * \sum_a D (π s a) * differential_action_value M η h s a.
Proof.
(* Weigh the differentiated equation with ρ; Σρ Dh is the same on both sides. *)
apply: (addIr (\sum_s ρ s * D (h s))).
rewrite -[in RHS](stationary_flow (fun s => D (h s)) stationary).
transitivity (\sum_s ρ s * (D η + D (h s))).
  under [RHS]eq_bigr do rewrite mulrDr.
  by rewrite sumD sum_scale_right (proj2 stationary) mul1r.
rewrite -sumD; apply: eq_bigr => s _; rewrite derive_poisson -mulrDr; congr (_ * (_ + _)).
(* The η in Q does not matter, for ΣDπ = 0. *)
rewrite -(derivative_weighs_differences D _ η s pi_sum).
by apply: eq_bigr => a _; rewrite /differential_action_value addrAC.
Qed.

End Gradient.

(* Where ends restart from μ: that chain has no other parameters. *)
Lemma restarting_fixed (R : comRingType) (S A : finType) (D : derivation R) (M : mdp R S A) :
  fixed_dynamics D M -> fixed_dynamics D (restarting M).
Proof.
move=> [P_fixed r_fixed start_fixed discount_fixed]; split=> //= s a s'.
have ending_fixed : constant D (ending M s a).
  by rewrite /constant deriveB derive1 derive_sum big1 ?subrr // => x _; apply: P_fixed.
rewrite /constant deriveD [D (transition _ _ _ _)]P_fixed add0r derive_scale //.
by rewrite start_fixed mulr0.
Qed.
