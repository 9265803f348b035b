(* Bounds on the soft-optimal values and action values, where lo ≤ r ≤ hi and W = T_βW:

     (lo + β log|A|)/(1 − γ) ≤ W ≤ (hi + β log|A|)/(1 − γ)     where nothing ends,
     lo/(1 − γ) ≤ W ≤ (hi + β log|A|)/(1 − γ)                  for lo ≤ 0 ≤ hi in any case;
     m + β log|A| ≤ T_βW(s) ≤ m' + β log|A|                    for m ≤ Q_W(s,·) ≤ m'. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm finite_mdp entropy_is_bounded.
From Lemmata Require Import log_sum_exp_is_the_dual_of_entropy soft_bellman_operator_contracts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Bounds.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (log exp : R -> R) (β : R).
Variable some_action : A.
Local Notation γ := (discount M).
Local Notation T := (soft_optimality M log exp β).
Local Notation K := (β * log #|A|%:R).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (beta_gt0 : 0 < β).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Implicit Types X : S -> R.

(* The uniform distribution has the entropy log|A|, and no other has more. *)
Let uniform (a : A) : R := #|A|%:R^-1.

Let card_gt0 : 0 < #|A|%:R :> R.
Proof. by rewrite ltr0n; apply/card_gt0P; exists some_action. Qed.

Let uniform_distribution : is_distribution uniform.
Proof.
split=> [a|]; first by rewrite invr_ge0 ltW.
by rewrite sumr_const -[_ *+ _]mulr_natr mulVf ?lt0r_neq0.
Qed.

Lemma entropy_bounds (p : A -> R) : is_distribution p ->
  0 <= entropy_of log p /\ entropy_of log p <= log #|A|%:R.
Proof.
move=> p_distribution.
by have [[lower _] [upper _]] := entropy_is_bounded some_action log_is p_distribution.
Qed.

Lemma soft_optimality_le X s m : (forall a, action_value M X s a <= m) -> T X s <= m + K.
Proof.
move=> value_le; have greedy := soft_greedy_distribution M β some_action exp_gt0 X s.
rewrite (soft_value_attained M some_action log_is exp_gt0 log_exp beta_gt0 X s); apply: ler_add.
  by rewrite -[leRHS](mean_constant _ greedy); apply: mean_le => // a; case: greedy.
by rewrite ler_wpmul2l ?(ltW beta_gt0) //; case: (entropy_bounds greedy).
Qed.

Lemma soft_optimality_ge X s m : (forall a, m <= action_value M X s a) -> m + K <= T X s.
Proof.
move=> value_ge.
apply: le_trans (soft_value_le M some_action log_is exp_gt0 log_exp beta_gt0 X s
  uniform_distribution).
have -> : entropy_of log uniform = log #|A|%:R.
  have [_ [_ attained]] := entropy_is_bounded some_action log_is uniform_distribution.
  by apply/eqP; rewrite attained; apply/forallP.
rewrite ler_add2r -[leLHS](mean_constant _ uniform_distribution); apply: mean_le => //.
by case: uniform_distribution.
Qed.

Variables (W : S -> R) (lo hi : R).
Hypotheses (soft_optimal : forall s, W s = T W s).
Hypotheses (lo_le : forall s a, lo <= reward M s a) (le_hi : forall s a, reward M s a <= hi).

Let gap_gt0 : 0 < 1 - γ. Proof. by rewrite subr_gt0. Qed.

(* The Q of a constant c is r + γc less what ends. *)
Let constant_value (c : R) s a :
  action_value M (fun=> c) s a = reward M s a + γ * (c * (1 - ending M s a)).
Proof. by rewrite /action_value /next sum_scale_right /ending opprB addrCA subrr addr0 mulrC
  [c * _]mulrC mulrC. Qed.

Let ending_ge0 s a : 0 <= ending M s a.
Proof. by have [P_sub _] := M_mdp; rewrite subr_ge0; case: (P_sub s a). Qed.

(* x + γc = c for c = x/(1 − γ). *)
Let fixed_constant (x : R) : x + γ * (x / (1 - γ)) = x / (1 - γ).
Proof.
have product : x / (1 - γ) * (1 - γ) = x by rewrite divfK ?lt0r_neq0.
by rewrite -[X in X + _]product mulrBr mulr1 [γ * _]mulrC subrK.
Qed.

Lemma soft_value_upper : (0 <= hi + K) \/ (forall s a, ending M s a = 0) ->
  forall s, W s <= (hi + K) / (1 - γ).
Proof.
move=> may_end; have above s : T (fun=> (hi + K) / (1 - γ)) s <= (hi + K) / (1 - γ).
  rewrite -[leRHS]fixed_constant -[leRHS]addrAC; apply: soft_optimality_le => a.
  rewrite constant_value ler_add // ler_wpmul2l // -subr_ge0 mulrBr mulr1 opprB addrC subrK.
  by case: may_end => [bound_ge0|->]; rewrite ?mulr0 // mulr_ge0 // divr_ge0 // ltW.
apply: (soft_comparison some_action log_is exp_gt0 log_exp beta_gt0 M_mdp discount_ge0
  discount_lt1 _ above) => s.
by rewrite -soft_optimal.
Qed.

Lemma soft_value_lower_without_ends : (forall s a, ending M s a = 0) ->
  forall s, (lo + K) / (1 - γ) <= W s.
Proof.
move=> no_end; have below s : (lo + K) / (1 - γ) <= T (fun=> (lo + K) / (1 - γ)) s.
  rewrite -[leLHS]fixed_constant -[leLHS]addrAC; apply: soft_optimality_ge => a.
  by rewrite constant_value no_end subr0 mulr1 ler_add2r.
apply: (soft_comparison some_action log_is exp_gt0 log_exp beta_gt0 M_mdp discount_ge0
  discount_lt1 below) => s.
by rewrite -soft_optimal.
Qed.

Lemma soft_value_lower : lo <= 0 -> forall s, lo / (1 - γ) <= W s.
Proof.
move=> lo_le0; have K_ge0 : 0 <= K.
  rewrite mulr_ge0 ?(ltW beta_gt0) //; have [] := entropy_bounds uniform_distribution.
  exact: le_trans.
have below s : lo / (1 - γ) <= T (fun=> lo / (1 - γ)) s.
  apply: (@le_trans _ _ (lo / (1 - γ) + K)); first by rewrite ler_addl.
  apply: soft_optimality_ge => a; rewrite -[leLHS]fixed_constant constant_value ler_add //.
  rewrite ler_wpmul2l // mulrBr mulr1 ler_addl oppr_ge0 mulr_le0_ge0 //.
  by rewrite mulr_le0_ge0 // invr_ge0 ltW.
apply: (soft_comparison some_action log_is exp_gt0 log_exp beta_gt0 M_mdp discount_ge0
  discount_lt1 below) => s.
by rewrite -soft_optimal.
Qed.

End Bounds.
