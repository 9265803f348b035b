(* PG-7. The mean value under the stationary distribution is the average reward, and no return.

     (1 − γ) Σ_s ρ(s) V_γ(s) = η,   so that its gradient is Dη, that of PG-3;
     Σ_s ρ(s) Σ_a Dπ(a|s) Q_γ(s,a) = (1 − γ) Σ_s ρ(s) DV_γ(s),

   which lacks Σ_s Dρ(s) V_γ(s): it is the gradient with ρ held fixed.

   Hypotheses: ρ is stationary for P_π (nothing ends), η = Σ_s ρ(s) r_π(s), V_γ solves its equation;
   P, r, μ, γ do not depend on θ. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores policy_gradient_theorem.
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
