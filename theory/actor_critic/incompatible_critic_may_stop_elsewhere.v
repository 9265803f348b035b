(* AC-9. With incompatible features actor and critic may rest where the gradient is not zero.

   Two contexts, each with probability 1/2, one step, action s right in context s, and a critic that
   sees the action alone: with the probabilities p and q of action 0 in the contexts 0 and 1 and
   p + q = 1 the best fit is p for both actions and gives the actor no direction, while

     ∇J = ½ (p(1−p), −p(1−p), −q(1−q), q(1−q)),   J = (p + 1 − q)/2.

   Hypotheses: p + q = 1; 0 < p < 1 for the gradient not to vanish. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp compatible_critic.
From Lemmata Require Import kernel_of_the_softmax_fisher_information.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Contexts.
Variables (R : realFieldType) (p : R).
Add Ring numbers : (commutative_ring_theory R).
Local Notation bool := [finType of bool].

(* Context and action 0 are false; half of ν is on each context, and Q(s,a) = 1[a = s]. *)
Definition context_weight (s : bool) : R := 1 / 2%:R.
Definition context_policy (s a : bool) : R :=
  let first := if s then 1 - p else p in if a then 1 - first else first.
Definition right_action (s a : bool) : R := (a == s)%:R.

(* The scores of the tabular softmax, and the critic's features 1[a = k]. *)
Definition actor_score := tabular_score context_policy.
Definition action_feature (s a k : bool) : R := (a == k)%:R.

(* The gradient with f in the place of Q. *)
Definition actor_direction (f : bool -> bool -> R) k : R :=
  pair_mean context_weight context_policy (fun s a => actor_score s a k * f s a).

Lemma pair_mean_of_contexts f : pair_mean context_weight context_policy f =
  1 / 2%:R * (p * f false false + (1 - p) * f false true
              + ((1 - p) * f true false + p * f true true)).
Proof.
rewrite /pair_mean !big_bool /context_weight /context_policy /=.
by move: (1 / 2%:R) => h; ring_identity R.
Qed.

(* The fit: weight p for both actions. *)
Lemma critic_fits :
  normal_equations context_weight context_policy action_feature right_action (fun=> p).
Proof.
have critic s a : linear_critic action_feature (fun=> p) s a = p.
  by rewrite /linear_critic big_bool /action_feature; case: a => /=; ring_identity R.
move=> k; rewrite pair_mean_of_contexts !critic /action_feature /right_action.
by case: k => /=; ring_identity R.
Qed.

(* With it the actor rests … *)
Lemma actor_rests k : actor_direction (linear_critic action_feature (fun=> p)) k = 0.
Proof.
have critic s a : linear_critic action_feature (fun=> p) s a = p.
  by rewrite /linear_critic big_bool /action_feature; case: a => /=; ring_identity R.
rewrite /actor_direction pair_mean_of_contexts !critic /actor_score /tabular_score.
by rewrite /context_policy; case: k => [[] []] /=; ring_identity R.
Qed.

(* … where the gradient is not zero. *)
Lemma gradient_of_contexts :
  actor_direction right_action (false, false) = 1 / 2%:R * (p * (1 - p)).
Proof.
rewrite /actor_direction pair_mean_of_contexts /actor_score /tabular_score /right_action.
by rewrite /context_policy /=; ring_identity R.
Qed.

Theorem incompatible_critic_may_stop_elsewhere : 0 < p -> p < 1 ->
  [/\ normal_equations context_weight context_policy action_feature right_action (fun=> p),
      forall k, actor_direction (linear_critic action_feature (fun=> p)) k = 0
    & 0 < actor_direction right_action (false, false)].
Proof.
move=> p_gt0 p_lt1; split; [exact: critic_fits | exact: actor_rests |].
rewrite gradient_of_contexts; apply: mulr_gt0; first by rewrite divr_gt0 ?ltr01 ?ltr0n.
by rewrite mulr_gt0 ?subr_gt0.
Qed.

End Contexts.
