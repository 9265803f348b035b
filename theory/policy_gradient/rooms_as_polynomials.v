(* That the hypotheses of the chapters hold together, and do not make their theorems empty.

   The two rooms of PG-7 with γ = 1/2 and c = 3/4, over the polynomials in p: p = σ(θ) is the
   logistic function of θ, so that D = ∂/∂θ is p(1 − p) d/dp. Values, visitations, the stationary
   distribution, gain and bias are polynomials in p; J = 3/2 − p/2 moves with θ; at p = 1/2 all are
   numbers, and the weights are not negative. Logarithms of the policy are had by adding them
   (`logarithms_can_be_adjoined`). *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation freezing polynomial_derivation.
From Lemmata Require Import sup_norm finite_mdp scores stationary_mean_value_is_average_reward.
From Lemmata Require Import policy_gradient_theorem_for_average_reward.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Model.
Local Notation polynomials := [comRingType of {poly rat}].
Local Notation D := (logistic_derivation [comRingType of rat]).
Add Ring polynomials : (commutative_ring_theory polynomials).

Local Ltac identity := ring_identity [comRingType of {poly rat}].

Let half : polynomials := (1 / 2%:R)%:P.
Let c : polynomials := (3%:R / 4%:R)%:P.
Let p : polynomials := 'X.
(* v = 3/2 − p/2. *)
Let v : polynomials := (3%:R / 2%:R)%:P - half * p.

Definition model : mdp polynomials [finType of bool] [finType of bool] := rooms c half.
Definition model_policy := room_policy p.
Definition model_score (s a : bool) : polynomials := if a then 1 - p else - p.
Definition model_value := room_value v.
Definition model_visitation (s : bool) : polynomials := if s then p else 1 + (1 - p).
Definition model_distribution := room_distribution p.
(* η = 3/4 + p/4. *)
Definition model_gain : polynomials := c + (1 - c) * p.

Let numbers : [/\ half + half = 1, (3%:R / 2%:R)%:P = c + c, half * (3%:R / 2%:R)%:P = c
  & c = half + half - half * half].
Proof.
rewrite /c /half -!(polyCD, polyCM, polyCN); split; last first.
- by congr (_%:P); apply/eqP; vm_compute.
- by congr (_%:P); apply/eqP; vm_compute.
- by congr (_%:P); apply/eqP; vm_compute.
by rewrite -polyC1; congr (_%:P); apply/eqP; vm_compute.
Qed.

Let first_value : v = c * (1 - p) + half * p + half * v.
Proof.
have [_ three_halves product c_eq] := numbers; rewrite /v.
transitivity (c + half * (3%:R / 2%:R)%:P - (c - half + half * half) * p).
  by rewrite product three_halves; congr (_ - _ * _); rewrite c_eq; identity.
by move: (_%:P) => t; identity.
Qed.

Theorem hypotheses_hold_together :
  [/\ fixed_dynamics D model, sums_to_one model_policy, is_score D model_policy model_score,
      is_value model model_policy model_value
    & is_visitation model model_policy model_visitation] /\
  [/\ is_stationary model model_policy model_distribution,
      is_gain_and_bias model model_policy model_gain (@pay polynomials),
      is_freezing D (freezing_at (1 / 2%:R)) & D (performance model model_value) != 0].
Proof.
have [moves fixed] := logistic_derivativeE [comRingType of rat].
have [halves three_halves product c_eq] := numbers.
split; split.
- by apply: rooms_fixed; apply: fixed.
- exact: room_policy_sum.
- move=> s []; first exact: moves.
  rewrite /model_policy /room_policy deriveB derive1 sub0r [D 'X]moves /model_score.
  by rewrite mulrN mulrC.
- exact: room_value_is_value first_value.
- move=> s; rewrite !big_bool /policy_transition !big_bool /model_visitation /room_policy.
  case: s => /=; rewrite ?(mulr0n, mulr1n).
    transitivity ((half + half) * p); [by rewrite halves mul1r | by identity].
  transitivity (1 + (half + half) * (1 - p)); first by rewrite halves mul1r.
  by identity.
- exact: room_distribution_is_stationary.
- move=> s; rewrite room_rewards policy_next_mean big_bool /next !big_bool /room_policy /=.
  by rewrite /model_gain /pay; case: s => /=; identity.
- exact: freezing_at_is_freezing.
have -> : performance model model_value = v.
  by rewrite /performance big_bool /model_value /room_value /pay /=; identity.
rewrite /v deriveB [D _%:P]fixed sub0r oppr_eq0 deriveM [D half]fixed mul0r add0r [D p]moves.
by rewrite mulf_neq0 ?logistic_moves // polyC_eq0.
Qed.

(* At p = 1/2 the weights are probabilities: the hypotheses of AC-1 and AC-5. *)
Lemma model_at_a_point (at_θ := [rmorphism of horner_eval (1 / 2%:R : rat)]) :
  (forall s, 0 <= at_θ (model_visitation s)) /\ (forall s a, 0 <= at_θ (model_policy s a)).
Proof.
split=> [s|s a]; rewrite /= /horner_eval.
  by case: s; rewrite /model_visitation !hornerE.
by rewrite /model_policy /room_policy; case: a; rewrite !hornerE.
Qed.

End Model.
