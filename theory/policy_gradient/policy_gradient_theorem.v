(* PG-2. The policy gradient theorem, discounted start-state form.

     DJ = Σ_s ν(s) Σ_a Dπ(a|s) Q^π(s,a),    D = ∂/∂θ_i,   J = μᵀV^π,   ν = μ + γP_πᵀν

   Hypotheses: P, r, μ, γ do not depend on θ; the equations of V^π and ν. Neither a stationary
   distribution nor γ < 1 is needed, nor that π sums to one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section PolicyGradient.
Variables (R : comRingType) (S A : finType) (D : derivation R).
Variables (M : mdp R S A) (π : policy R S A) (V ν : S -> R).
Hypotheses (fixed : fixed_dynamics D M) (value : is_value M π V).

(* The Bellman equation, differentiated: DV = Σ_a Dπ Q + γP_πDV. *)
Lemma derive_value s : D (V s) =
  \sum_a D (π s a) * action_value M V s a + discount M * policy_next M π (fun x => D (V x)) s.
Proof. by rewrite {1}value derive_bellman. Qed.

Hypothesis visitation : is_visitation M π ν.

Theorem policy_gradient_theorem :
  D (performance M V) = \sum_s ν s * \sum_a D (π s a) * action_value M V s a.
Proof.
(* J depends on θ through V: DJ = Σμ DV. The visitation collects what DV gains in each state. *)
rewrite derive_performance // -(visitation_flow (fun s => D (V s)) visitation).
by apply: eq_bigr => s _; rewrite {1}derive_value addrK.
Qed.

(* With a score: DJ = Σ_s ν(s) Σ_a π(a|s) g(s,a) Q^π(s,a). *)
Corollary policy_gradient_by_score g : is_score D π g ->
  D (performance M V) = \sum_s ν s * \sum_a π s a * g s a * action_value M V s a.
Proof.
move=> score; rewrite policy_gradient_theorem; apply: eq_bigr => s _.
by under eq_bigr do rewrite score.
Qed.

(* Where π sums to one, the advantage does as well as the action value. *)
Corollary policy_gradient_by_advantage : sums_to_one π ->
  D (performance M V) = \sum_s ν s * \sum_a D (π s a) * advantage M V s a.
Proof.
move=> pi_sum; rewrite policy_gradient_theorem; apply: eq_bigr => s _.
by rewrite derivative_weighs_differences.
Qed.

End PolicyGradient.
