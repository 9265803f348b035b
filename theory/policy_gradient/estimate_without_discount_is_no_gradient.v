(* PG-6. Without its γᵗ the usual estimate is the gradient of no function.

   Two states; in the first the action true, of probability p, leads to the second and anything else
   ends; in the second the action true, of probability q, earns 1, and every step ends. Then

     F_i = E[Σ_t g_t G_t] = γ q D_ip + p D_iq,    D_1F_2 − D_2F_1 = (1 − γ) D_1p D_2q,

   for parameters 1 of p alone and 2 of q alone. A gradient has a symmetric Jacobian, as partial
   derivatives commute; so there is no f with D_1f = F_1 and D_2f = F_2 but where γ = 1, or p or q
   does not move. With γᵗ the mean is DJ_H (PG-5).

   Hypotheses: D_1 and D_2 commute; γ is constant. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation finite_mdp trajectories scores.
From Lemmata Require Import bellman_equation_determines_the_values reinforce_is_unbiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Undiscounted.
Variables (R : comRingType) (S A : finType) (D : derivation R) (M : mdp R S A).
Variables (π : policy R S A) (g : S -> A -> R).
Hypotheses (pi_sum : sums_to_one π) (score : is_score D π g).

(* Σ_t g_t G_t. *)
Definition undiscounted_estimate H s (τ : trajectory S A H) : R :=
  \sum_(t < H) at_time g t s τ * return_to_go M t s τ.

(* E[Σ_t g_t G_t | s] = Σ_a Dπ(a|s) Q_H(s,a) + Σ_s' P_π(s,s') E[Σ_t g_t G_t | s']. *)
Lemma undiscounted_mean_step H s :
  expectation M π s (@undiscounted_estimate H.+1 s) =
  \sum_a D (π s a) * action_value M (value_iterate M π H) s a
    + policy_next M π (fun s' => expectation M π s' (@undiscounted_estimate H s')) s.
Proof.
have step (τ : trajectory S A H.+1) : undiscounted_estimate s τ =
    g s τ.1 * return_to_go M 0 s τ + 1 * over_rest (@undiscounted_estimate H) τ.
  rewrite mul1r /undiscounted_estimate big_ord_recl at_time_first; congr (_ + _).
  under eq_bigr do rewrite lift0 at_time_later return_later over_rest_mul.
  exact: over_rest_sum.
rewrite (expectation_eq _ _ _ step) expectationD first_term //; congr (_ + _).
  by apply: eq_bigr => a _; rewrite score mulrA.
rewrite (expectation_rest M pi_sum s (fun=> 1)) policy_next_mean.
by apply: eq_bigr => a _; rewrite mul1r.
Qed.

End Undiscounted.

Section Example.
Variables (R : comRingType) (D1 D2 : derivation R) (γ p q : R).
Add Ring numbers : (commutative_ring_theory R).
Hypothesis derivatives_commute : forall x, D1 (D2 x) = D2 (D1 x).
Hypotheses (p_moves_with_1 : constant D2 p) (q_moves_with_2 : constant D1 q).
Hypotheses (discount_1 : constant D1 γ) (discount_2 : constant D2 γ).

(* The first state is false, the second true. *)
Definition two_steps : mdp R [finType of bool] [finType of bool] :=
  Mdp (fun s a s' => (~~ s && a && s')%:R) (fun s a => (s && a)%:R) (fun s => (~~ s)%:R) γ.
Definition two_step_policy : policy R [finType of bool] [finType of bool] :=
  fun s a => let x := if s then q else p in if a then x else 1 - x.

Lemma two_step_policy_sum : sums_to_one two_step_policy.
Proof. by move=> s; rewrite big_bool /= addrC subrK. Qed.

(* F = γ q Dp + p Dq, for any parameter. *)
Lemma undiscounted_mean (D : derivation R) g : is_score D two_step_policy g ->
  episode_mean two_steps two_step_policy
    (fun s => @undiscounted_estimate R _ _ two_steps g 2 s) = γ * q * D p + p * D q.
Proof.
move=> score; have pi_sum := two_step_policy_sum.
have nothing s : expectation two_steps two_step_policy s
    (@undiscounted_estimate R _ _ two_steps g 0 s) = 0.
  by rewrite -[RHS](expectation0 two_steps two_step_policy 0 s); apply: expectation_eq => τ;
    apply: big_ord0.
have one_step s : expectation two_steps two_step_policy s
    (@undiscounted_estimate R _ _ two_steps g 1 s) = if s then D q else 0.
  rewrite (undiscounted_mean_step two_steps pi_sum score) policy_next_mean !big_bool.
  rewrite /next /action_value /next !big_bool !nothing.
  by case: s; rewrite /= ?deriveB ?derive1; ring_identity R.
rewrite /episode_mean big_bool [start _ true]/= [start _ false]/= mulr0n mulr1n.
rewrite -[LHS]/(0 * _ + 1 * _) mul0r add0r mul1r.
rewrite (undiscounted_mean_step two_steps pi_sum score) policy_next_mean !big_bool.
rewrite /next /action_value /next !big_bool !one_step /= /bellman /policy_reward /policy_next.
by rewrite /policy_transition !big_bool /= deriveB derive1; ring_identity R.
Qed.

Theorem estimate_without_discount_is_no_gradient g1 g2 f :
  is_score D1 two_step_policy g1 -> is_score D2 two_step_policy g2 ->
  let F g := episode_mean two_steps two_step_policy
               (fun s => @undiscounted_estimate R _ _ two_steps g 2 s) in
  D1 (F g2) - D2 (F g1) = (1 - γ) * (D1 p * D2 q) /\
  (D1 f = F g1 -> D2 f = F g2 -> (1 - γ) * (D1 p * D2 q) = 0).
Proof.
move=> score1 score2 F.
have asymmetry : D1 (F g2) - D2 (F g1) = (1 - γ) * (D1 p * D2 q).
  rewrite /F (undiscounted_mean score1) (undiscounted_mean score2).
  rewrite p_moves_with_1 q_moves_with_2 !mulr0 add0r addr0 !deriveM derivatives_commute.
  rewrite q_moves_with_2 -derivatives_commute p_moves_with_1 discount_2 !derive0.
  by ring_identity R.
split=> // f1 f2; rewrite -asymmetry -f1 -f2.
by rewrite derivatives_commute subrr.
Qed.

End Example.
