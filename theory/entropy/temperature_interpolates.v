(* EN-8. What a temperature costs.

     0 ≤ V_β⋆ − V⋆ ≤ β log|A|/(1 − γ),    0 ≤ V⋆ − V^{π_β⋆} ≤ β log|A|/(1 − γ)

   in every state, for β → 0: V⋆ = TV⋆ the optimal values, V_β⋆ = T_βV_β⋆ the soft-optimal ones,
   π_β⋆ the soft-optimal policy and V^{π_β⋆} what it earns of the rewards alone; and, for β → ∞,

     |log π_β⋆(a|s) − log 1/|A|| ≤ (hi − lo)/((1 − γ)β)   for lo ≤ r ≤ hi, where nothing ends.

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1, β > 0; log a logarithm, exp > 0 and
   log(exp x) = x; for β → ∞, that nothing ends. V⋆ exists (MDP-5); V_β⋆ does in the reals. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm finite_mdp.
From Lemmata Require Import optimality_operator_contracts soft_value_bounds.
From Lemmata Require Import log_sum_exp_is_the_dual_of_entropy soft_bellman_operator_contracts.
From Lemmata Require Import soft_policy_iteration_improves.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Temperature.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (log exp : R -> R) (β : R).
Variable some_action : A.
Local Notation γ := (discount M).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (beta_gt0 : 0 < β).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Add Ring numbers : (commutative_ring_theory R).
Variables (V W U : S -> R).
(* V⋆, V_β⋆, and V^{π_β⋆}. *)
Hypotheses (optimal : forall s, V s = optimality M some_action V s).
Hypotheses (soft_optimal : forall s, W s = soft_optimality M log exp β W s).
Local Notation soft_policy := (soft_improvement M exp β W).
Hypothesis earned : is_value M soft_policy U.

(* β log|A|, the most that entropy pays in a step, and what it pays for ever. *)
Local Notation step_bonus := (β * log #|A|%:R).
Local Notation bonus := (step_bonus / (1 - γ)).

Let soft_policy_is_policy : is_policy soft_policy :=
  soft_improvement_policy M β some_action exp_gt0 W.

Let step_bonus_ge0 : 0 <= step_bonus.
Proof.
have point := deterministic_policy R (fun _ : [finType of unit] => some_action) tt.
have [lower upper] := entropy_bounds some_action log_is point.
by rewrite mulr_ge0 ?(ltW beta_gt0) // (le_trans lower upper).
Qed.

Let bonus_ge0 : 0 <= bonus.
Proof. by rewrite divr_ge0 // subr_ge0 ltW. Qed.

(* TW ≤ T_βW: the greedy policy has no less entropy than none. *)
Lemma optimality_le_soft X s : optimality M some_action X s <= soft_optimality M log exp β X s.
Proof.
have greedy := deterministic_policy R (greedy_action M some_action X).
apply: le_trans (soft_value_le M some_action log_is exp_gt0 log_exp beta_gt0 X s (greedy s)).
rewrite deterministic_mean ler_addl mulr_ge0 ?(ltW beta_gt0) //.
by have [] := entropy_bounds some_action log_is (greedy s).
Qed.

Lemma soft_above_optimal s : V s <= W s.
Proof.
have greedy := deterministic_policy R (greedy_action M some_action V).
have V_value : is_value M (deterministic R (greedy_action M some_action V)) V.
  by move=> x; rewrite bellman_greedy.
apply: (value_below M_mdp discount_ge0 discount_lt1 greedy V_value) => x.
rewrite [leRHS]soft_optimal; apply: le_trans (optimality_le_soft W x).
exact: bellman_le_optimality.
Qed.

(* W ≤ T^πW + β log|A| for the soft-optimal policy π. *)
Lemma soft_step_bonus s : W s <= bellman M soft_policy W s + step_bonus.
Proof.
rewrite {1}soft_optimal (soft_value_attained M some_action log_is exp_gt0 log_exp beta_gt0 W s).
rewrite bellman_mean ler_add2l ler_wpmul2l ?(ltW beta_gt0) //.
by have [] := entropy_bounds some_action log_is (soft_policy_is_policy s).
Qed.

(* W − β log|A|/(1 − γ) is a subsolution for π, and so at most what π earns. *)
Lemma earned_above s : W s - bonus <= U s.
Proof.
apply: (value_above (V := fun s => W s - bonus) M_mdp discount_ge0 discount_lt1
  soft_policy_is_policy earned) => x.
have [P_ge0 P_sum] := policy_transition_sub x M_mdp soft_policy_is_policy.
have -> : bellman M soft_policy (fun s => W s - bonus) x =
    bellman M soft_policy W x
      - γ * ((\sum_s' policy_transition M soft_policy x s') * bonus).
  by rewrite /bellman policy_nextB mulrBr addrA [X in _ - _ * X]/policy_next sum_scale_right.
(* β log|A| + γ·bonus = bonus. *)
have bonus_split : step_bonus + γ * bonus = bonus.
  have product : bonus * (1 - γ) = step_bonus by rewrite divfK // subr_eq0 gt_eqF.
  by rewrite -[X in X + _]product; move: bonus => b; rewrite mulrBr mulr1 [γ * b]mulrC subrK.
rewrite ler_subl_addr; apply: le_trans (soft_step_bonus x) _.
rewrite -[leRHS]addrA ler_add2l addrC ler_subr_addr -[leRHS]bonus_split ler_add2l.
by rewrite ler_wpmul2l // ler_pimull.
Qed.

Lemma earned_below s : U s <= V s.
Proof.
exact: (optimal_above_all M_mdp discount_ge0 discount_lt1 optimal soft_policy_is_policy earned).
Qed.

Theorem temperature_interpolates s :
  (0 <= W s - V s /\ W s - V s <= bonus) /\ (0 <= V s - U s /\ V s - U s <= bonus).
Proof.
have above := earned_above s; have below := earned_below s; have soft := soft_above_optimal s.
rewrite !subr_ge0; split; split=> //.
  by rewrite ler_subl_addr -ler_subl_addl; apply: le_trans above below.
rewrite ler_subl_addr -ler_subl_addl; apply: le_trans above.
by rewrite ler_add2r.
Qed.

(* For β → ∞. *)
Variables (lo hi : R).
Hypotheses (lo_le : forall s a, lo <= reward M s a) (le_hi : forall s a, reward M s a <= hi).
Hypothesis no_end : forall s a, ending M s a = 0.

(* Q_β⋆ lies between m and m + (hi − lo)/(1 − γ). *)
Let m : R := lo + γ * ((lo + step_bonus) / (1 - γ)).
Let range : R := (hi - lo) / (1 - γ).

Lemma soft_action_value_range s a : m <= action_value M W s a /\ action_value M W s a <= m + range.
Proof.
have row : \sum_s' transition M s a s' = 1.
  by have := no_end s a; rewrite /ending => /eqP; rewrite subr_eq0 => /eqP.
have [P_sub _] := M_mdp; have [P_ge0 _] := P_sub s a.
have distribution : is_distribution (transition M s a) by split.
have gap_neq0 : 1 - γ != 0 by rewrite subr_eq0 gt_eqF.
split.
  apply: ler_add => //; rewrite ler_wpmul2l // -[leLHS](mean_constant _ distribution).
  apply: mean_le => // s'.
  exact: (soft_value_lower_without_ends some_action log_is exp_gt0 log_exp beta_gt0 M_mdp
    discount_ge0 discount_lt1 soft_optimal lo_le no_end).
have -> : m + range = hi + γ * ((hi + step_bonus) / (1 - γ)).
  transitivity (hi + γ * ((hi + step_bonus) / (1 - γ)) + (lo - hi) * (1 - (1 - γ) / (1 - γ))).
    by rewrite /m /range; move: step_bonus (1 - γ)^-1 => k i; ring_identity R.
  by rewrite divff // subrr mulr0 addr0.
apply: ler_add => //; rewrite ler_wpmul2l // -[leRHS](mean_constant _ distribution).
apply: mean_le => // s'.
exact: (soft_value_upper some_action log_is exp_gt0 log_exp beta_gt0 M_mdp discount_ge0
  discount_lt1 soft_optimal le_hi (or_intror no_end)).
Qed.

Theorem warm_policies_are_uniform s a :
  `|log (soft_policy s a) - - log #|A|%:R| <= (hi - lo) / ((1 - γ) * β).
Proof.
(* β(log π + log|A|) = Q − W + β log|A|, where W − β log|A| lies in the range of Q as well. *)
have -> : (hi - lo) / ((1 - γ) * β) = range / β by rewrite invfM mulrA.
rewrite ler_pdivl_mulr // -[X in _ * X](gtr0_norm beta_gt0) -normrM opprK mulrC mulrDr.
rewrite (log_soft_greedy M log_is exp_gt0 log_exp beta_gt0) -soft_optimal.
have [value_ge value_le] := soft_action_value_range s a.
have W_ge : m + step_bonus <= W s.
  rewrite soft_optimal; apply: (soft_optimality_ge some_action log_is exp_gt0 log_exp beta_gt0).
  by move=> b; case: (soft_action_value_range s b).
have W_le : W s <= m + range + step_bonus.
  rewrite soft_optimal; apply: (soft_optimality_le some_action log_is exp_gt0 log_exp beta_gt0).
  by move=> b; case: (soft_action_value_range s b).
have between (x y z k : R) : m <= x -> x <= m + z -> m + k <= y -> y <= m + z + k ->
    `|x - y + k| <= z.
  move=> x_ge x_le y_ge y_le; rewrite ler_norml; apply/andP; split.
    have := ler_sub x_ge y_le; rewrite -(ler_add2r k) => /(le_trans _); apply.
    by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring_identity R.
  have := ler_sub x_le y_ge; rewrite -(ler_add2r k) => /le_trans; apply.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring_identity R.
exact: between.
Qed.

End Temperature.
