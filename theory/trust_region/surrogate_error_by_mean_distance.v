(* TR-3. How far the surrogate is from J, by the mean distance of the policies.

     |J(π') − L_π(π')| ≤ 2γε'/(1 − γ)² Σ_s d(s) TV(s),
     ε' ≥ |E_{a~π'}A^π(s,a)| in every state,   d = (1 − γ)ν^π,   TV(s) = ½ Σ_a |π'(a|s) − π(a|s)|.

   With ε' ≤ 2ε max TV for ε = max |A^π| this is at most 4εγ/(1 − γ)² max_s TV² (TR-2).

   Hypotheses: a finite MDP, 0 ≤ γ < 1, two policies. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm finite_mdp visitation_is_a_fixed_point.
From Lemmata Require Import performance_difference surrogate_matches_value_and_gradient.
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

Definition total_variation s : R := (\sum_a `|π' s a - π s a|) / 2%:R.

Lemma total_variation_double s : \sum_a `|π' s a - π s a| = 2%:R * total_variation s.
Proof. by rewrite /total_variation mulrCA divff ?mulr1 // pnatr_eq0. Qed.

(* ν' − ν = γP_π'ᵀ(ν' − ν) + γ(P_π' − P_π)ᵀν. *)
Lemma visitation_difference s' :
  ν' s' - ν s' = γ * (\sum_s (ν' s - ν s) * policy_transition M π' s s')
    + γ * (\sum_s ν s * (policy_transition M π' s s' - policy_transition M π s s')).
Proof.
rewrite (visitation' s') (visitation s') opprD addrACA subrr add0r -mulrBr -[RHS]mulrDr.
rewrite -sumB -sumD; congr (_ * _); apply: eq_bigr => s _.
by rewrite mulrBl mulrBr addrA subrK.
Qed.

(* A row of P_π' − P_π is at most Σ_a |π' − π|. *)
Lemma transition_difference s :
  \sum_s' `|policy_transition M π' s s' - policy_transition M π s s'|
  <= \sum_a `|π' s a - π s a|.
Proof.
have [P_sub _] := M_mdp.
apply: (@le_trans _ _ (\sum_s' \sum_a `|π' s a - π s a| * transition M s a s')).
  apply: ler_sum => s' _; rewrite /policy_transition -sumB; apply: le_trans (ler_norm_sum _ _ _) _.
  apply: ler_sum => a _; rewrite -mulrBl normrM (ger0_norm (_ : 0 <= transition M s a s')) //.
  by case: (P_sub s a).
rewrite exchange_big; apply: ler_sum => a _; rewrite -mulr_sumr ler_pimulr //.
by case: (P_sub s a).
Qed.

(* Σ|ν' − ν| ≤ γ Σ|ν' − ν| + γ Σ ν · 2TV. *)
Lemma visitation_distance :
  (1 - γ) * (\sum_s `|ν' s - ν s|) <= 2%:R * γ * \sum_s ν s * total_variation s.
Proof.
have nu_ge0 s : 0 <= ν s by apply: (visitation_ge0 M_mdp pi_policy).
rewrite mulrBl mul1r ler_subl_addl.
apply: (@le_trans _ _ (\sum_s' (γ * (\sum_s `|ν' s - ν s| * policy_transition M π' s s')
    + γ * (\sum_s ν s * `|policy_transition M π' s s' - policy_transition M π s s'|)))).
  apply: ler_sum => s' _; rewrite visitation_difference; apply: le_trans (ler_norm_add _ _) _.
  rewrite !normrM !(ger0_norm discount_ge0); apply: ler_add; rewrite ler_wpmul2l //.
    apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => s _; rewrite normrM.
    rewrite (ger0_norm (_ : 0 <= policy_transition M π' s s')) //.
    by case: (policy_transition_sub s M_mdp pi'_policy).
  by apply: mean_norm.
rewrite big_split /= -!mulr_sumr; apply: ler_add.
  rewrite ler_wpmul2l // exchange_big; apply: ler_sum => s _; rewrite -mulr_sumr ler_pimulr //.
  by case: (policy_transition_sub s M_mdp pi'_policy).
rewrite -mulrA mulrCA ler_wpmul2l // exchange_big /=; under eq_bigr do rewrite -mulr_sumr.
rewrite -sum_pull; apply: ler_sum => s _; rewrite ler_wpmul2l //.
by rewrite -total_variation_double transition_difference.
Qed.

Theorem surrogate_error_by_mean_distance ε' :
  (forall s, `|\sum_a π' s a * advantage M V s a| <= ε') ->
  `|performance M V' - surrogate (performance M V) ν (advantage M V) π'|
  <= 2%:R * γ * ε' / (1 - γ) ^+ 2 * (\sum_s (1 - γ) * ν s * total_variation s).
Proof.
move=> advantage_le.
(* J' − L = Σ (ν' − ν)(s) E_π'A(s). *)
have -> : performance M V' - surrogate (performance M V) ν (advantage M V) π' =
    \sum_s (ν' s - ν s) * (\sum_a π' s a * advantage M V s a).
  rewrite /surrogate opprD addrA.
  rewrite (performance_difference (policy_sums_to_one pi'_policy) value value' visitation') -sumB.
  by apply: eq_bigr => s _; rewrite mulrBl.
apply: le_trans (ler_norm_sum _ _ _) _.
apply: (@le_trans _ _ (ε' * \sum_s `|ν' s - ν s|)).
  rewrite mulr_sumr; apply: ler_sum => s _; rewrite normrM mulrC.
  by rewrite ler_wpmul2r.
(* There is a state, since Σμ = 1, and so ε' ≥ 0. *)
have gap_gt0 : 0 < 1 - γ by rewrite subr_gt0.
have eps_ge0 : 0 <= ε'.
  have [s0 _|no_state] := pickP (fun _ : S => true).
    exact: le_trans (normr_ge0 _) (advantage_le s0).
  have [_ [_ start_sum]] := M_mdp; have := oner_neq0 R; rewrite -start_sum big1 ?eqxx // => s.
  by have := no_state s.
(* Divide the distance of the visitations by 1 − γ, and write d = (1 − γ)ν. *)
have -> : \sum_s (1 - γ) * ν s * total_variation s =
    (1 - γ) * (\sum_s ν s * total_variation s).
  by rewrite mulr_sumr; apply: eq_bigr => s _; rewrite [RHS]mulrA.
have -> : 2%:R * γ * ε' / (1 - γ) ^+ 2 * ((1 - γ) * (\sum_s ν s * total_variation s)) =
    ε' * (2%:R * γ * (\sum_s ν s * total_variation s) / (1 - γ)).
  rewrite expr2 invfM; move: (\sum_s _) => x.
  transitivity (ε' * (2%:R * γ * x / (1 - γ)) * ((1 - γ) / (1 - γ))).
    by move: (1 - γ)^-1 => y; ring_identity R.
  by rewrite mulfV ?mulr1 ?lt0r_neq0.
rewrite ler_wpmul2l // ler_pdivl_mulr // [leLHS]mulrC; exact: visitation_distance.
Qed.

End Distance.
