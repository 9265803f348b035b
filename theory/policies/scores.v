(* Scores, what does not depend on the policy's parameter, and the softmax policy.

   The score of D = ∂/∂θ_i is g = ∂ log π(a|s)/∂θ_i. Without logarithms: Dπ(a|s) = π(a|s) g(s,a),
   the likelihood-ratio identity. Where π(a|s) is not 0 this determines g. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Scores.
Variables (R : comRingType) (S A : finType) (D : derivation R).
Implicit Types (M : mdp R S A) (π g : S -> A -> R) (V : S -> R).

Definition is_score π g : Prop := forall s a, D (π s a) = π s a * g s a.

(* P, r, μ and γ do not depend on θ. *)
Definition fixed_dynamics M : Prop :=
  [/\ forall s a s', constant D (transition M s a s'), forall s a, constant D (reward M s a),
      forall s, constant D (start M s) & constant D (discount M)].

(* Σ_a Dπ(a|s) = D1 = 0. *)
Lemma derivative_sums_to_zero π : sums_to_one π -> forall s, \sum_a D (π s a) = 0.
Proof. by move=> pi_sum s; rewrite -derive_sum pi_sum derive1. Qed.

(* Hence what depends on the state alone may be added to what Dπ weighs. *)
Lemma derivative_weighs_differences π (f : A -> R) c s : sums_to_one π ->
  \sum_a D (π s a) * (f a - c) = \sum_a D (π s a) * f a.
Proof.
move=> pi_sum; under eq_bigr do rewrite mulrBr.
by rewrite sumB sum_scale_right derivative_sums_to_zero // mul0r subr0.
Qed.

(* DQ(s,a) = γ(P_aDV)(s): an action value depends on θ through the next values alone. *)
Lemma derive_action_value M V s a : fixed_dynamics M ->
  D (action_value M V s a) = discount M * next M (fun s' => D (V s')) s a.
Proof.
move=> [P_fixed r_fixed _ discount_fixed].
by rewrite deriveD r_fixed add0r derive_scale // derive_sum_scale.
Qed.

(* D(T^πV)(s) = Σ_a Dπ(a|s) Q(s,a) + γ(P_πDV)(s): the differentiated Bellman operator. *)
Lemma derive_bellman M π V s : fixed_dynamics M ->
  D (bellman M π V s) = \sum_a D (π s a) * action_value M V s a
    + discount M * policy_next M π (fun s' => D (V s')) s.
Proof.
move=> fixed; rewrite bellman_mean derive_sum_product; congr (_ + _).
rewrite policy_next_mean -sum_pull; apply: eq_bigr => a _.
by rewrite derive_action_value.
Qed.

Lemma derive_performance M V : fixed_dynamics M ->
  D (performance M V) = \sum_s start M s * D (V s).
Proof. by move=> [_ _ start_fixed _]; rewrite derive_sum_scale. Qed.

End Scores.

(* Preferences e^θ = z > 0: π(a|s) = z(s,a)/Σ_b z(s,b). Du is the derivative of the preference θ,
   so that Dz = z Du: 1 or 0 for a coordinate of a tabular softmax, a feature for a linear one. *)
Section Softmax.
Variables (F : fieldType) (S A : finType) (D : derivation F) (z u : S -> A -> F).
Hypotheses (z_total : forall s, \sum_b z s b != 0) (z_derivative : is_score D z u).

Definition softmax : S -> A -> F := fun s a => z s a / \sum_b z s b.

Lemma softmax_sums_to_one : sums_to_one softmax.
Proof. by move=> s; rewrite -mulr_suml divff. Qed.

(* g(s,a) = Du(s,a) − Σ_b π(b|s) Du(s,b). *)
Definition softmax_score : S -> A -> F := fun s a => u s a - \sum_b softmax s b * u s b.

Lemma softmax_score_is_score : is_score D softmax softmax_score.
Proof.
move=> s a; pose Z := \sum_b z s b; pose U := \sum_b z s b * u s b.
have Z_derivative : D Z = U by rewrite derive_sum; apply: eq_bigr => b _.
have mean_u : \sum_b softmax s b * u s b = U / Z.
  by rewrite mulr_suml; apply: eq_bigr => b _; rewrite /softmax mulrAC.
(* The quotient rule: D(z/Z) = Dz/Z − z DZ/Z². *)
rewrite /softmax deriveM derive_inverse // -/Z Z_derivative z_derivative.
rewrite /softmax_score mean_u mulrBr -/Z mulNr mulrN; congr (_ - _); first by rewrite mulrAC.
by rewrite expr2 invfM [RHS]mulrACA mulrA.
Qed.

End Softmax.
