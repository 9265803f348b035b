(* AC-9. With incompatible features actor and critic may rest where the gradient is not zero.

   Two contexts, each with probability 1/2, one step, action s right in context s, and a critic
   that sees the action alone. With the probabilities p and q of action 0 in the contexts 0 and 1
   the best fit is p/(p + q) for action 0 and (1 − q)/(2 − p − q) for the other, and gives θ(s,0)
   the direction

     ½ π(1 − π) (p − q)(1 − p − q)/((p + q)(2 − p − q)),   π = π(0|s):

   nothing where p + q = 1, while ∂J/∂θ(0,0) = ½ p(1 − p) > 0. Nor does one get away from there: for
   p > q both θ(0,0) and θ(1,0), and so p and q, rise where p + q < 1 and fall where p + q > 1.

   Hypotheses: 0 < p < 1 and 0 < q < 1; for the direction of a fall or rise p > q. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation finite_mdp scores compatible_critic.
From Lemmata Require Import policy_gradient_theorem kernel_of_the_softmax_fisher_information.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.
Local Notation bool := [finType of bool].

(* Context and action 0 are false; every step ends, and pays 1 for the right action. *)
Section Mdp.
Variables (R : comRingType) (D : derivation R) (h γ : R).
Variables (π : policy R bool bool) (g : bool -> bool -> R).
Hypotheses (half_fixed : constant D h) (discount_fixed : constant D γ) (score : is_score D π g).

Definition right_action (s a : bool) : R := (a == s)%:R.
Definition contexts : mdp R bool bool := Mdp (fun _ _ _ => 0) right_action (fun=> h) γ.

Let contexts_next V s a : next contexts V s a = 0.
Proof. by rewrite /next big1 // => s' _; rewrite mul0r. Qed.

(* What is fitted, and what DJ is. *)
Lemma contexts_gradient (V := policy_reward contexts π) :
  [/\ is_value contexts π V, forall s a, action_value contexts V s a = right_action s a
    & D (performance contexts V) = pair_mean (fun=> h) π (fun s a => g s a * right_action s a)].
Proof.
have value : is_value contexts π V.
  move=> s; rewrite /bellman policy_next_mean big1 ?mulr0 ?addr0 // => a _.
  by rewrite contexts_next mulr0.
have values s a : action_value contexts V s a = right_action s a.
  by rewrite /action_value contexts_next mulr0 addr0.
have fixed : fixed_dynamics D contexts.
  by split=> //= *; [exact: derive0 | exact: derive_natural].
have visitation : is_visitation contexts π (fun=> h).
  move=> s' /=; rewrite big1 ?mulr0 ?addr0 // => s _.
  by rewrite /policy_transition big1 ?mulr0 // => a _; rewrite mulr0.
split=> //; rewrite (policy_gradient_by_score fixed value visitation score).
apply: eq_bigr => s _; congr (_ * _); apply: eq_bigr => a _.
by rewrite values mulrA.
Qed.

End Mdp.

Section Contexts.
Variables (R : realFieldType) (p q : R).
Add Ring numbers : (commutative_ring_theory R).

Definition context_weight (s : bool) : R := 1 / 2%:R.
Definition first_probability (s : bool) : R := if s then q else p.
Definition context_policy (s a : bool) : R :=
  if a then 1 - first_probability s else first_probability s.

(* The scores of the tabular softmax, and the critic's features 1[a = k]. *)
Definition actor_score := tabular_score context_policy.
Definition action_feature (s a k : bool) : R := (a == k)%:R.

(* The gradient with f in the place of Q. *)
Definition actor_direction (f : bool -> bool -> R) k : R :=
  pair_mean context_weight context_policy (fun s a => actor_score s a k * f s a).

Lemma pair_mean_of_contexts f : pair_mean context_weight context_policy f =
  1 / 2%:R * (p * f false false + (1 - p) * f false true
              + (q * f true false + (1 - q) * f true true)).
Proof.
rewrite /pair_mean !big_bool /context_weight /context_policy /first_probability /=.
by move: (1 / 2%:R) => h; ring_identity R.
Qed.

Lemma action_critic (w : bool -> R) s a : linear_critic action_feature w s a = w a.
Proof. by rewrite /linear_critic big_bool /action_feature; case: a => /=; ring_identity R. Qed.

(* The best fit: the chance that an action is right, given the action. *)
Definition fitted (a : bool) : R := if a then (1 - q) / (2%:R - p - q) else p / (p + q).

Hypotheses (first_taken : p + q != 0) (second_taken : 2%:R - p - q != 0).

Lemma critic_fits :
  normal_equations context_weight context_policy action_feature (@right_action R) fitted.
Proof.
move=> k; rewrite pair_mean_of_contexts !action_critic /action_feature /right_action /fitted.
case: k => /=.
  transitivity (1 / 2%:R * (1 - q - (1 - q) / (2%:R - p - q) * (2%:R - p - q))).
    by move: (1 / 2%:R) ((1 - q) / _) => h x; ring_identity R.
  by rewrite divfK // subrr mulr0.
transitivity (1 / 2%:R * (p - p / (p + q) * (p + q))).
  by move: (1 / 2%:R) (p / (p + q)) => h x; ring_identity R.
by rewrite divfK // subrr mulr0.
Qed.

(* What the actor makes of a function of the action. *)
Lemma direction_of_a_critic (w : bool -> R) s :
  actor_direction (linear_critic action_feature w) (s, false)
    = 1 / 2%:R * (first_probability s * (1 - first_probability s)) * (w false - w true) /\
  actor_direction (linear_critic action_feature w) (s, true)
    = - (1 / 2%:R * (first_probability s * (1 - first_probability s)) * (w false - w true)).
Proof.
rewrite /actor_direction !pair_mean_of_contexts !action_critic /actor_score /tabular_score.
rewrite /context_policy /first_probability; move: (1 / 2%:R) => h.
by case: s => /=; split; ring_identity R.
Qed.

Lemma fitted_difference : fitted false - fitted true =
  (p - q) * (1 - p - q) / ((p + q) * (2%:R - p - q)).
Proof.
have both_taken : (p + q) * (2%:R - p - q) != 0 by rewrite mulf_neq0.
apply: (mulIf both_taken); rewrite divfK // /fitted.
transitivity (p / (p + q) * (p + q) * (2%:R - p - q)
    - (1 - q) / (2%:R - p - q) * (2%:R - p - q) * (p + q)).
  by move: (p / _) ((1 - q) / _) => x y; ring_identity R.
by rewrite !divfK //; ring_identity R.
Qed.

(* ∂J/∂θ(0,0) = ½ p(1 − p): that of the true values. *)
Lemma gradient_of_contexts :
  actor_direction (@right_action R) (false, false) = 1 / 2%:R * (p * (1 - p)).
Proof.
rewrite /actor_direction pair_mean_of_contexts /actor_score /tabular_score /right_action.
by rewrite /context_policy /first_probability; move: (1 / 2%:R) => h; rewrite /=; ring_identity R.
Qed.

End Contexts.

Section Theorems.
Variables (R : realFieldType) (p q : R).
Hypotheses (p_gt0 : 0 < p) (p_lt1 : p < 1) (q_gt0 : 0 < q) (q_lt1 : q < 1).
Local Notation direction := (actor_direction p q (linear_critic (@action_feature R) (fitted p q))).

Let first_gt0 : 0 < p + q. Proof. exact: addr_gt0. Qed.
Let second_gt0 : 0 < 2%:R - p - q.
Proof. by rewrite -addrA -opprD subr_gt0 -[2%:R]/(1 + 1) ltr_add. Qed.

(* The common factor of the directions, up to the sign of what follows. *)
Let step_size_gt0 s :
  0 < 1 / 2%:R * (first_probability p q s * (1 - first_probability p q s))
    / ((p + q) * (2%:R - p - q)).
Proof.
have [probability_gt0 probability_lt1] :
    0 < first_probability p q s /\ first_probability p q s < 1 by case: s.
apply: divr_gt0; last exact: mulr_gt0.
by apply: mulr_gt0; [rewrite divr_gt0 ?ltr01 ?ltr0n | rewrite mulr_gt0 ?subr_gt0].
Qed.

Let directionE s : direction (s, false) =
  1 / 2%:R * (first_probability p q s * (1 - first_probability p q s))
    / ((p + q) * (2%:R - p - q)) * ((p - q) * (1 - p - q)).
Proof.
have [-> _] := direction_of_a_critic p q (fitted p q) s.
by rewrite fitted_difference ?lt0r_neq0 // [(p - q) * _ / _]mulrC mulrA.
Qed.

Theorem incompatible_critic_may_stop_elsewhere : p + q = 1 ->
  [/\ normal_equations (@context_weight R) (context_policy p q) (@action_feature R)
        (@right_action R) (fitted p q),
      forall k, direction k = 0
    & 0 < actor_direction p q (@right_action R) (false, false)].
Proof.
move=> sum_eq1; have difference : fitted p q false - fitted p q true = 0.
  by rewrite fitted_difference ?lt0r_neq0 // -addrA -opprD sum_eq1 subrr mulr0 mul0r.
split; first by apply: critic_fits; rewrite lt0r_neq0.
  move=> [s k]; have [first second] := direction_of_a_critic p q (fitted p q) s.
  by case: k; rewrite ?first ?second difference mulr0 ?oppr0.
rewrite gradient_of_contexts.
by apply: mulr_gt0; [rewrite divr_gt0 ?ltr01 ?ltr0n | rewrite mulr_gt0 ?subr_gt0].
Qed.

(* Where p > q, the actor comes back to p + q = 1 from either side. *)
Theorem resting_points_attract s : q < p ->
  (p + q < 1 -> 0 < direction (s, false)) /\ (1 < p + q -> direction (s, false) < 0).
Proof.
move=> q_lt_p; have factor_gt0 := step_size_gt0 s.
have gap_gt0 : 0 < p - q by rewrite subr_gt0.
rewrite directionE (pmulr_rgt0 _ factor_gt0) (pmulr_rlt0 _ factor_gt0).
by rewrite (pmulr_rgt0 _ gap_gt0) (pmulr_rlt0 _ gap_gt0) -addrA -opprD subr_gt0 subr_lt0.
Qed.

End Theorems.
