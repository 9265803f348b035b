(* PG-9. The gradient of the stationary distribution neither vanishes nor cancels: Q carries it.

     Dη = Σ_s Dρ(s) r_π(s) + Σ_s ρ(s) Dr_π(s)   with
     Σ_s Dρ(s) r_π(s) = Σ_s ρ(s) Σ_a Dπ(a|s) (Q − r)(s,a),

   and in the same way Σ_s Dν(s) r_π(s) = Σ_s ν(s) Σ_a Dπ(a|s) (Q_γ − r)(s,a) for the discounted
   visitation. What an action does to the distribution of states is what Q holds beyond the reward.

   In the two rooms of PG-7 the first sum is Dp and the second −c Dp: neither is 0, and together
   they are (1 − c) Dp.

   Hypotheses: as PG-3; for the discounted visitation as PG-2. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation finite_mdp scores.
From Lemmata Require Import performance_is_value_or_visitation.
From Lemmata Require Import policy_gradient_theorem policy_gradient_theorem_for_average_reward.
From Lemmata Require Import stationary_mean_value_is_average_reward.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section DistributionGradient.
Variables (R : comRingType) (S A : finType) (D : derivation R) (M : mdp R S A).
Variables (π : policy R S A).
Hypothesis fixed : fixed_dynamics D M.

(* Dr_π(s) = Σ_a Dπ(a|s) r(s,a). *)
Lemma derive_policy_reward s :
  D (policy_reward M π s) = \sum_a D (π s a) * reward M s a.
Proof.
rewrite derive_sum_product [X in _ + X]big1 ?addr0 // => a _.
by have [_ r_fixed _ _] := fixed; rewrite r_fixed mulr0.
Qed.

(* Where p weighs rewards, and Dx = Σ_s p(s) Σ_a Dπ(a|s) q(s,a) for x = Σ_s p(s) r_π(s), what Dp
   contributes is what q holds beyond r. *)
Lemma weights_derivative (p : S -> R) (q : S -> A -> R) :
  D (\sum_s p s * policy_reward M π s) = \sum_s p s * (\sum_a D (π s a) * q s a) ->
  \sum_s D (p s) * policy_reward M π s =
  \sum_s p s * \sum_a D (π s a) * (q s a - reward M s a).
Proof.
rewrite derive_sum_product => gradient.
apply: (addIr (\sum_s p s * D (policy_reward M π s))); rewrite gradient -sumD.
apply: eq_bigr => s _; rewrite -mulrDr derive_policy_reward -sumD; congr (_ * _).
by apply: eq_bigr => a _; rewrite -mulrDr subrK.
Qed.

Theorem action_values_carry_the_distribution_gradient (η : R) (h ρ : S -> R) :
  sums_to_one π -> is_gain_and_bias M π η h -> is_stationary M π ρ ->
  D η = \sum_s D (ρ s) * policy_reward M π s + \sum_s ρ s * D (policy_reward M π s) /\
  \sum_s D (ρ s) * policy_reward M π s =
  \sum_s ρ s * \sum_a D (π s a) * (differential_action_value M η h s a - reward M s a).
Proof.
move=> pi_sum poisson stationary.
have mean_reward := gain_is_mean_reward stationary poisson.
split; first by rewrite -derive_sum_product -mean_reward.
apply: weights_derivative; rewrite -mean_reward.
exact: policy_gradient_theorem_for_average_reward.
Qed.

Theorem action_values_carry_the_visitation_gradient (V ν : S -> R) :
  is_value M π V -> is_visitation M π ν ->
  \sum_s D (ν s) * policy_reward M π s =
  \sum_s ν s * \sum_a D (π s a) * (action_value M V s a - reward M s a).
Proof.
move=> value visitation; apply: weights_derivative.
rewrite -(performance_is_value_or_visitation value visitation).
exact: policy_gradient_theorem.
Qed.

End DistributionGradient.

Section Rooms.
Variables (R : comRingType) (D : derivation R) (p c γ : R).
Add Ring numbers : (commutative_ring_theory R).
Hypothesis cost_fixed : constant D c.

Theorem distribution_gradient_of_rooms (r := policy_reward (rooms c γ) (room_policy p)) :
  \sum_s D (room_distribution p s) * r s = D p /\
  \sum_s room_distribution p s * D (r s) = - c * D p.
Proof.
have other : D (1 - p) = - D p by rewrite deriveB derive1 sub0r.
rewrite !big_bool /r !room_rewards /= other.
by rewrite !(deriveD, deriveM, other, cost_fixed, derive0, derive1); split; ring_identity R.
Qed.

End Rooms.
