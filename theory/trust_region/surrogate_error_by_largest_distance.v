(* TR-2. How far the surrogate is from J, by the largest distance of the policies.

     |J(π') − L_π(π')| ≤ 4εγ/(1 − γ)² α²,   ε ≥ |A^π(s,a)|,   α ≥ TV(s) in every state,

   so that J(π') ≥ L_π(π') less the right side; and

     |J(π') − L_π(π')| ≤ 4εγ/(1 − γ)² κ,   κ ≥ KL(π‖π')(s) in every state,

   from TV² ≤ KL, as Schulman et al. have it. Pinsker's inequality TV² ≤ KL/2 halves it, which is
   not shown here.

   Hypotheses: a finite MDP, 0 ≤ γ < 1, two policies; for KL of full support, square roots and a
   logarithm. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm finite_mdp visitation_is_a_fixed_point.
From Lemmata Require Import surrogate_matches_value_and_gradient surrogate_error_by_mean_distance.
From Lemmata Require Import logarithm distance_by_divergence.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Distance.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π π' : policy R S A).
Variables (V V' ν ν' : S -> R).
Local Notation γ := (discount M).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Hypotheses (pi_policy : is_policy π) (pi'_policy : is_policy π').
Hypotheses (value : is_value M π V) (value' : is_value M π' V').
Hypotheses (visitation : is_visitation M π ν) (visitation' : is_visitation M π' ν').
Add Ring numbers : (commutative_ring_theory R).

(* E_{a~π'}A^π = Σ_a (π' − π) A^π, since A^π has mean zero under π; so it is at most 2ε TV. *)
Lemma mean_advantage_distance ε s : (forall s a, `|advantage M V s a| <= ε) ->
  `|\sum_a π' s a * advantage M V s a| <= 2%:R * ε * total_variation π π' s.
Proof.
move=> advantage_le.
have -> : \sum_a π' s a * advantage M V s a = \sum_a (π' s a - π s a) * advantage M V s a.
  under [RHS]eq_bigr do rewrite mulrBl.
  rewrite sumB (mean_advantage M V s (policy_sums_to_one pi_policy)) -value.
  by rewrite subrr subr0.
rewrite mulrAC -total_variation_double; apply: le_trans (ler_norm_sum _ _ _) _.
rewrite mulr_suml; apply: ler_sum => a _; rewrite normrM.
by rewrite ler_wpmul2l.
Qed.

Theorem surrogate_error_by_largest_distance ε α :
  (forall s a, `|advantage M V s a| <= ε) -> (forall s, total_variation π π' s <= α) ->
  `|performance M V' - surrogate (performance M V) ν (advantage M V) π'|
  <= 4%:R * ε * γ / (1 - γ) ^+ 2 * α ^+ 2.
Proof.
move=> advantage_le distance_le; have gap_gt0 : 0 < 1 - γ by rewrite subr_gt0.
(* There is a state and, as π sums to one, an action: ε ≥ 0 and α ≥ 0. *)
have some_state : exists s : S, true.
  have [s _|no_state] := pickP (fun _ : S => true); first by exists s.
  have [_ [_ start_sum]] := M_mdp; have := oner_neq0 R; rewrite -start_sum big1 ?eqxx // => s.
  by have := no_state s.
have [s0 _] := some_state.
have some_action : exists a : A, true.
  have [a _|no_action] := pickP (fun _ : A => true); first by exists a.
  have [_ pi_sum] := pi_policy s0; have := oner_neq0 R; rewrite -pi_sum big1 ?eqxx // => a.
  by have := no_action a.
have [a0 _] := some_action.
have eps_ge0 : 0 <= ε := le_trans (normr_ge0 _) (advantage_le s0 a0).
have variation_ge0 s : 0 <= total_variation π π' s.
  by rewrite divr_ge0 ?ler0n // sumr_ge0.
have alpha_ge0 : 0 <= α := le_trans (variation_ge0 s0) (distance_le s0).
(* ε' = 2εα in TR-3, where the mean of TV is at most α, as Σd ≤ 1. *)
have bound := surrogate_error_by_mean_distance M_mdp discount_ge0 discount_lt1 pi_policy pi'_policy
  value value' visitation visitation' (ε' := 2%:R * ε * α).
apply: le_trans (bound _) _ => [s|].
  apply: le_trans (mean_advantage_distance s advantage_le) _.
  by rewrite ler_wpmul2l ?mulr_ge0 ?ler0n.
have -> : 4%:R * ε * γ / (1 - γ) ^+ 2 * α ^+ 2 =
    2%:R * γ * (2%:R * ε * α) / (1 - γ) ^+ 2 * α.
  by move: ((1 - γ) ^+ 2)^-1 => x; ring_identity R.
have factor_ge0 : 0 <= 2%:R * γ * (2%:R * ε * α) / (1 - γ) ^+ 2.
  by rewrite divr_ge0 ?exprn_ge0 ?(ltW gap_gt0) // !mulr_ge0 ?ler0n.
rewrite (ler_wpmul2l factor_ge0) //.
apply: (@le_trans _ _ (\sum_s (1 - γ) * ν s * α)).
  apply: ler_sum => s _; rewrite ler_wpmul2l // mulr_ge0 ?(ltW gap_gt0) //.
  exact: (visitation_ge0 M_mdp pi_policy).
rewrite sum_scale_right ler_pimull // sum_scale mulrC -ler_pdivl_mulr // div1r.
exact: (visitation_mass_le M_mdp pi_policy).
Qed.

End Distance.

Theorem surrogate_error_by_largest_divergence (R : rcfType) (S A : finType) (log : R -> R)
    (M : mdp R S A) (π π' : policy R S A) (V V' ν ν' : S -> R) (ε κ : R) :
  is_logarithm log -> is_mdp M -> 0 <= discount M -> discount M < 1 ->
  is_policy π -> is_policy π' -> (forall s a, 0 < π s a) -> (forall s a, 0 < π' s a) ->
  is_value M π V -> is_value M π' V' -> is_visitation M π ν -> is_visitation M π' ν' ->
  (forall s a, `|advantage M V s a| <= ε) ->
  (forall s, \sum_a π s a * (log (π s a) - log (π' s a)) <= κ) ->
  `|performance M V' - surrogate (performance M V) ν (advantage M V) π'|
  <= 4%:R * ε * discount M / (1 - discount M) ^+ 2 * κ.
Proof.
move=> log_is M_mdp discount_ge0 discount_lt1 pi_policy pi'_policy pi_gt0 pi'_gt0 value value'
  visitation visitation' advantage_le divergence_le.
have square_le s : total_variation π π' s ^+ 2 <= κ.
  apply: le_trans (divergence_le s).
  exact: (distance_by_divergence log_is (pi_gt0 s) (pi'_gt0 s) (proj2 (pi_policy s))
    (proj2 (pi'_policy s))).
have [s0 _|no_state] := pickP (fun _ : S => true); last first.
  have [_ [_ start_sum]] := M_mdp; have := oner_neq0 R; rewrite -start_sum big1 ?eqxx // => s.
  by have := no_state s.
have kappa_ge0 : 0 <= κ := le_trans (sqr_ge0 _) (square_le s0).
rewrite -[in leRHS](sqr_sqrtr kappa_ge0).
apply: (surrogate_error_by_largest_distance M_mdp discount_ge0 discount_lt1 pi_policy pi'_policy
  value value' visitation visitation' advantage_le) => s.
have distance_ge0 : 0 <= total_variation π π' s.
  by rewrite divr_ge0 ?ler0n // sumr_ge0.
by rewrite -(ger0_norm distance_ge0) -sqrtr_sqr ler_wsqrtr.
Qed.
