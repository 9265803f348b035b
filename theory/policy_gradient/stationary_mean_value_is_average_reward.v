(* PG-7. The mean value under the stationary distribution is the average reward, and no return.

     (1 − γ) Σ_s ρ(s) V_γ(s) = η,   so that its gradient is Dη, that of PG-3;
     Σ_s ρ(s) Σ_a Dπ(a|s) Q_γ(s,a) = (1 − γ) Σ_s ρ(s) DV_γ(s),

   which lacks Σ_s Dρ(s) V_γ(s): it is the gradient with ρ held fixed, and may point the other way.
   Two rooms; each step one chooses the next with the probabilities 1 − p and p; to be in the second
   pays 1, to choose the first pays c. Then Dη = (1 − c) Dp, and Σ_s ρ(s) Σ_a Dπ(a|s) Q_γ(s,a) is
   (γ − c) Dp: for γ < c < 1 they have opposite signs.

   Hypotheses: ρ is stationary for P_π (nothing ends), η = Σ_s ρ(s) r_π(s), V_γ solves its equation;
   P, r, μ, γ do not depend on θ. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation finite_mdp scores.
From Lemmata Require Import policy_gradient_theorem.
From Lemmata Require Import policy_gradient_theorem_for_average_reward.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section MeanValue.
Variables (R : comRingType) (S A : finType) (D : derivation R) (M : mdp R S A).
Variables (π : policy R S A) (V ρ : S -> R).
Local Notation γ := (discount M).
Hypotheses (fixed : fixed_dynamics D M) (value : is_value M π V).
Hypothesis stationary : is_stationary M π ρ.

(* Weigh x = y + γP_πx with ρ. *)
Lemma stationary_balance (x y : S -> R) : (forall s, x s = y s + γ * policy_next M π x s) ->
  (1 - γ) * (\sum_s ρ s * x s) = \sum_s ρ s * y s.
Proof.
move=> x_eq; rewrite mulrBl mul1r -[in γ * _](stationary_flow x stationary) -sum_pull -sumB.
by apply: eq_bigr => s _; rewrite -mulrBr {1}x_eq addrK.
Qed.

Theorem stationary_mean_value_is_average_reward :
  [/\ (1 - γ) * (\sum_s ρ s * V s) = \sum_s ρ s * policy_reward M π s,
      \sum_s ρ s * (\sum_a D (π s a) * action_value M V s a) = (1 - γ) * (\sum_s ρ s * D (V s))
    & D (\sum_s ρ s * V s) = \sum_s D (ρ s) * V s + \sum_s ρ s * D (V s)].
Proof.
split; [exact: stationary_balance | | exact: derive_sum_product].
apply/esym/stationary_balance => s.
exact: derive_value.
Qed.

End MeanValue.

Section Rooms.
Variables (R : comRingType) (D : derivation R) (p c γ v : R).
Add Ring numbers : (commutative_ring_theory R).
Hypotheses (cost_fixed : constant D c) (discount_fixed : constant D γ).
(* v = (c(1 − p) + γp)/(1 − γ), the value of the first room. *)
Hypothesis first_value : v = c * (1 - p) + γ * p + γ * v.

(* The first room is false, the second true, and the action is the next room. *)
Definition pay (room : bool) : R := if room then 1 else 0.
Definition rooms : mdp R [finType of bool] [finType of bool] :=
  Mdp (fun _ a s' => (s' == a)%:R) (fun s a => pay s + (if a then 0 else c))
      (fun s => (~~ s)%:R) γ.
Definition room_policy : policy R [finType of bool] [finType of bool] :=
  fun _ a => if a then p else 1 - p.
Definition room_value (s : bool) : R := pay s + v.
Definition room_distribution (s : bool) : R := if s then p else 1 - p.

Lemma room_policy_sum : sums_to_one room_policy.
Proof. by move=> s; rewrite big_bool /= addrC subrK. Qed.

Lemma rooms_fixed : fixed_dynamics D rooms.
Proof.
split=> [s a s'|s a|s|] //=; try exact: derive_natural.
by rewrite /constant deriveD; case: s; case: a; rewrite /= ?(derive0, derive1) ?add0r.
Qed.

Lemma room_value_is_value : is_value rooms room_policy room_value.
Proof.
move=> s; rewrite bellman_mean big_bool /action_value /next !big_bool /=.
by rewrite /room_value {1}first_value; case: s => /=; ring_identity R.
Qed.

Lemma room_distribution_is_stationary : is_stationary rooms room_policy room_distribution.
Proof.
split=> [s|]; rewrite !big_bool /policy_transition ?big_bool /=; last by ring_identity R.
by case: s => /=; ring_identity R.
Qed.

Lemma room_rewards s : policy_reward rooms room_policy s = pay s + c * (1 - p).
Proof. by rewrite /policy_reward big_bool; case: s => /=; ring_identity R. Qed.

(* Dη and what the discounted action values make of it. *)
Theorem discounted_values_may_point_the_other_way :
  D (\sum_s room_distribution s * policy_reward rooms room_policy s) = (1 - c) * D p /\
  \sum_s room_distribution s *
    (\sum_a D (room_policy s a) * action_value rooms room_value s a) = (γ - c) * D p.
Proof.
have other : D (1 - p) = - D p by rewrite deriveB derive1 sub0r.
split; rewrite !big_bool.
  rewrite !room_rewards /= !(deriveD, deriveM, other, cost_fixed, derive0, derive1).
  by ring_identity R.
rewrite /action_value /next !big_bool /= other /room_value /=.
by ring_identity R.
Qed.

End Rooms.
