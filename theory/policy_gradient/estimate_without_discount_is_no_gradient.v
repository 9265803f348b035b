(* PG-6. Without its γᵗ the usual estimate is the gradient of no function.

   Two states; in the first the action true, of probability p, leads to the second and anything else
   ends; in the second the action true, of probability q, earns 1, and every step ends. Then

     F_i = E[Σ_t g_t G_t] = γ q D_ip + p D_iq,    D_1F_2 − D_2F_1 = (1 − γ) D_1p D_2q,

   for parameters 1 of p alone and 2 of q alone. A gradient has a symmetric Jacobian, as partial
   derivatives commute; so there is no f with D_1f = F_1 and D_2f = F_2 but where γ = 1, or p or q
   does not move. With γᵗ the mean is DJ_H (PG-5).

   Hypotheses: D_1 and D_2 commute; D_2γ = 0. They can be met: for polynomials in p = σ(θ_1) and
   q = σ(θ_2) with γ = 1/2 there is no f (`no_polynomial_has_this_gradient`). *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation polynomial_derivation.
From Lemmata Require Import finite_mdp trajectories scores.
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
Hypothesis discount_fixed : constant D2 γ.

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
  rewrite q_moves_with_2 -derivatives_commute p_moves_with_1 discount_fixed !derive0.
  by ring_identity R.
split=> // f1 f2; rewrite -asymmetry -f1 -f2.
by rewrite derivatives_commute subrr.
Qed.

End Example.

(* p and q are the two indeterminates, inner and outer, each the logistic function of its parameter.
*)
Section Model.
Local Notation inner := [comRingType of {poly rat}].
Local Notation outer := [comRingType of {poly inner}].
Let D1 : derivation outer := coefficient_derivation (logistic_derivation [comRingType of rat]).
Let D2 : derivation outer := logistic_derivation inner.
Let p : outer := 'X%:P.
Let q : outer := 'X.
Let γ : outer := (1 / 2%:R)%:P%:P.

Lemma logistic_derivations_commute x : D1 (D2 x) = D2 (D1 x).
Proof.
have fixed : D1 ('X * (1 - 'X)) = 0.
  rewrite deriveM deriveB derive1 coefficient_derivation_of_the_variable.
  by rewrite mul0r subr0 mulr0 addr0.
transitivity ('X * (1 - 'X) * D1 x^`()); first by rewrite -[D2 x]/(_ * _) derive_scale.
rewrite -[D2 _]/(_ * _); congr (_ * _); apply/polyP => i.
by rewrite derivative_of_coefficients_coef !coef_deriv derivative_of_coefficients_coef -mulr_natl
  derive_scale ?mulr_natl //; exact: derive_natural.
Qed.

(* The score of the two decisions, for either parameter. *)
Definition decision_score (first : bool) (s a : bool) : outer :=
  let x := if s then q else p in
  if s == first then 0 else if a then 1 - x else - x.

Theorem no_polynomial_has_this_gradient
    (F := fun g => episode_mean (two_steps γ) (two_step_policy p q)
            (fun s => @undiscounted_estimate _ _ _ (two_steps γ) g 2 s)) :
  [/\ is_score D1 (two_step_policy p q) (decision_score true),
      is_score D2 (two_step_policy p q) (decision_score false)
    & forall f, D1 f = F (decision_score true) -> D2 f <> F (decision_score false)].
Proof.
have [inner_moves inner_fixed] := logistic_derivativeE [comRingType of rat].
have [outer_moves outer_fixed] := logistic_derivativeE inner.
have D1p : D1 p = p * (1 - p).
  by rewrite [D1 p]derivative_of_a_constant inner_moves polyCM polyCB.
have D1q : D1 q = 0 := coefficient_derivation_of_the_variable _.
have other (D : derivation outer) x : D x = x * (1 - x) -> D (1 - x) = (1 - x) * - x.
  by move=> x_moves; rewrite deriveB derive1 sub0r x_moves mulrN mulrC.
have still (D : derivation outer) x : D x = 0 -> D (1 - x) = 0.
  by move=> x_fixed; rewrite deriveB derive1 x_fixed subr0.
have score1 : is_score D1 (two_step_policy p q) (decision_score true).
  move=> [] []; rewrite /two_step_policy /decision_score /= ?mulr0 //.
  - exact: (still D1 q D1q).
  - exact: (other D1 p D1p).
have score2 : is_score D2 (two_step_policy p q) (decision_score false).
  move=> [] []; rewrite /two_step_policy /decision_score /= ?mulr0 //.
  - exact: (other D2 q outer_moves).
  - exact: outer_fixed.
  - exact: (still D2 p (outer_fixed _)).
split=> // f f1 f2.
have [_] := @estimate_without_discount_is_no_gradient _ D1 D2 γ p q logistic_derivations_commute
  (outer_fixed _) D1q (outer_fixed _) _ _ f score1 score2.
move=> /(_ f1 f2)/eqP; apply/negP; rewrite [D1 p]derivative_of_a_constant inner_moves.
have gap_neq0 : 1 - γ != 0 by rewrite /γ -!polyC1 -!polyCB !polyC_eq0.
rewrite [D2 q]outer_moves; apply: mulf_neq0 => //.
by apply: mulf_neq0; [rewrite polyC_eq0; apply: logistic_moves | apply: logistic_moves].
Qed.

End Model.
