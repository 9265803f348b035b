(* PG-4. The likelihood ratio over trajectories, and causality. With g_t = ∂log π(a_t|s_t) and
   G_t = Σ_k γᵏ r_{t+k},

     DJ_H = E_τ[(Σ_k g_k) G_0] = E_τ[Σ_t γᵗ g_t G_t],    E_τ[g_t r_k] = 0 for k < t.

   Hypotheses: π sums to one and has the score g; P, r, μ, γ do not depend on θ. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp trajectories scores.
From Lemmata Require Import bellman_equation_determines_the_values trajectory_measure.
From Lemmata Require Import score_has_zero_mean reinforce_is_unbiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Causality.
Variables (R : comRingType) (S A : finType) (D : derivation R).
Variables (M : mdp R S A) (π : policy R S A) (g : S -> A -> R).
Local Notation γ := (discount M).
Hypotheses (fixed : fixed_dynamics D M) (pi_sum : sums_to_one π) (score : is_score D π g).

Let zero_mean : forall s, \sum_a π s a * g s a = 0 := score_has_zero_mean pi_sum score.

(* Σ_k g_k, the score of the trajectory. *)
Definition total_score H s (τ : trajectory S A H) : R := \sum_(k < H) at_time g k s τ.

Lemma total_score_step H s (τ : trajectory S A H.+1) :
  total_score s τ = g s τ.1 + over_rest (@total_score H) τ.
Proof.
rewrite /total_score big_ord_recl at_time_first; congr (_ + _).
under eq_bigr do rewrite lift0 at_time_later.
exact: over_rest_sum.
Qed.

(* The likelihood ratio: D Pr(τ) = Pr(τ) Σ_k g_k, since P does not depend on θ. *)
Lemma likelihood_ratio H s (τ : trajectory S A H) :
  D (probability M π s τ) = probability M π s τ * total_score s τ.
Proof.
have [P_fixed _ _ _] := fixed.
elim: H s τ => [|H IH] s τ; first by rewrite derive1 /total_score big_ord0 mulr0.
rewrite total_score_step; case: τ => a [[s' τ]|] /=; rewrite /over_rest /= deriveM score.
  by rewrite (derive_scale _ (P_fixed s a s')) IH mulrDr mulrAC !mulrA.
have -> : D (ending M s a) = 0.
  rewrite deriveB derive1 derive_sum big1 ?subrr // => s' _; exact: P_fixed.
by rewrite mulr0 !addr0 mulrAC.
Qed.

(* Neither do rewards depend on θ. *)
Lemma at_time_constant H t s (τ : trajectory S A H) : constant D (at_time (reward M) t s τ).
Proof.
have [_ r_fixed _ _] := fixed.
rewrite /constant; elim: H t s τ => [|H IH] [|t] s τ /=; rewrite ?derive0 //.
  by case: τ => a rest; apply: r_fixed.
by case: τ => a [[s' rest]|]; rewrite ?derive0.
Qed.

Lemma whole_return_mean H s :
  expectation M π s (fun τ : trajectory S A H => total_score s τ * return_to_go M 0 s τ) =
  D (value_iterate M π H s).
Proof.
rewrite -(expected_return_is_value_iterate M pi_sum) /expectation derive_sum.
have [_ _ _ discount_fixed] := fixed.
apply: eq_bigr => τ _; rewrite deriveM likelihood_ratio.
have -> : D (return_to_go M 0 s τ) = 0.
  rewrite derive_sum big1 // => k _; rewrite derive_scale; last exact: constantX.
  by rewrite at_time_constant mulr0.
by rewrite mulr0 addr0 mulrA.
Qed.

(* The score of step t is not correlated with what came before. *)
Lemma causality H k t s : (k < t)%N ->
  expectation M π s (fun τ : trajectory S A H => at_time g t s τ * at_time (reward M) k s τ) = 0.
Proof.
elim: H k t s => [|H IH] k [|t] s // k_lt_t.
  by rewrite -[RHS](expectation0 M π 0 s); apply: expectation_eq => τ; apply: mul0r.
case: k k_lt_t => [|k] k_lt_t.
  (* The reward of the first step, and a later score, which has mean zero from every state. *)
  transitivity (expectation M π s (fun τ : trajectory S A H.+1 =>
      reward M s τ.1 * over_rest (at_time g t) τ)).
    by apply: expectation_eq => τ; rewrite at_time_first at_time_later mulrC.
  rewrite (expectation_rest M pi_sum s (reward M s)) big1 // => a _.
  by rewrite big1 ?mulr0 // => s' _; rewrite zero_mean_at_time ?mulr0.
(* Two later steps: the same, from the next state on. *)
transitivity (expectation M π s (fun τ : trajectory S A H.+1 =>
    1 * over_rest (fun s' rest => at_time g t s' rest * at_time (reward M) k s' rest) τ)).
  by apply: expectation_eq => τ; rewrite mul1r !at_time_later over_rest_mul.
rewrite (expectation_rest M pi_sum s (fun=> 1)) big1 // => a _.
by rewrite mul1r big1 ?mulr0 // => s' _; rewrite IH ?mulr0.
Qed.

Theorem rewards_weigh_only_earlier_scores H :
  [/\ D (performance M (value_iterate M π H)) =
        episode_mean M π (fun s (τ : trajectory S A H) => total_score s τ * return_to_go M 0 s τ),
      D (performance M (value_iterate M π H)) = episode_mean M π (fun s (τ : trajectory S A H) =>
        \sum_(t < H) γ ^+ t * (at_time g t s τ * return_to_go M t s τ))
    & forall k t, (k < t)%N -> episode_mean M π (fun s (τ : trajectory S A H) =>
        at_time g t s τ * at_time (reward M) k s τ) = 0].
Proof.
split=> [||k t k_lt_t].
- by rewrite derive_performance //; apply: eq_bigr => s _; rewrite whole_return_mean.
- by rewrite -(reinforce_of_one_episode fixed pi_sum score).
- by rewrite /episode_mean big1 // => s _; rewrite causality ?mulr0.
Qed.

End Causality.
