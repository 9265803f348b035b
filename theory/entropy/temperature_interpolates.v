(* EN-8. What a temperature costs.

     0 ≤ V_β⋆ − V⋆ ≤ β log|A|/(1 − γ),    0 ≤ V⋆ − V^{π_β⋆} ≤ β log|A|/(1 − γ)

   in every state, for β → 0: V⋆ = TV⋆ the optimal values, V_β⋆ = T_βV_β⋆ the soft-optimal ones, π_β⋆
   the soft-optimal policy and V^{π_β⋆} what it earns of the rewards alone. The limit for β → ∞ is not
   shown here.

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1, β > 0; log a logarithm, exp > 0 and
   log(exp x) = x. V⋆ exists (MDP-5); V_β⋆ does in the reals. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm finite_mdp.
From Lemmata Require Import optimality_operator_contracts entropy_is_bounded.
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
Variables (V W U : S -> R).
(* V⋆, V_β⋆, and V^{π_β⋆}. *)
Hypotheses (optimal : forall s, V s = optimality M some_action V s).
Hypotheses (soft_optimal : forall s, W s = soft_optimality M log exp β W s).
Local Notation soft_policy := (soft_improvement M exp β W).
Hypothesis earned : is_value M soft_policy U.

(* β log|A|, the most that entropy pays in a step, and what it pays for ever. *)
Local Notation step_bonus := (β * log #|A|%:R).
Local Notation bonus := (step_bonus / (1 - γ)).

Let entropy_bounds (p : A -> R) : is_distribution p ->
  0 <= entropy_of log p /\ entropy_of log p <= log #|A|%:R.
Proof.
move=> p_distribution.
by have [[lower _] [upper _]] := entropy_is_bounded some_action log_is p_distribution.
Qed.

Let soft_policy_is_policy : is_policy soft_policy :=
  soft_improvement_policy M β some_action exp_gt0 W.

Let step_bonus_ge0 : 0 <= step_bonus.
Proof.
have point := deterministic_policy R (fun _ : [finType of unit] => some_action) tt.
have [lower upper] := entropy_bounds point.
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
by have [] := entropy_bounds (greedy s).
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
by have [] := entropy_bounds (soft_policy_is_policy s).
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

End Temperature.
