(* EN-3. The soft Bellman operator (T_βV)(s) = β log Σ_a exp(Q_V(s,a)/β), Q_V = r + γPV.

     V ≤ W implies T_βV ≤ T_βW;   ‖T_βV − T_βW‖∞ ≤ γ‖V − W‖∞;   for γ < 1 at most one fixed point,
     and ‖T_βᵏV − V⋆‖∞ ≤ γᵏ‖V − V⋆‖∞ from any V, which is soft value iteration.

   T_β is the greatest E_πQ_V + βH(π) over π (EN-2): the proof is that of MDP-5, with the
   soft-greedy policy for the greedy one. That there is a fixed point needs the completeness of the
   reals, and is not shown.

   Hypotheses: a finite MDP with an action, 0 ≤ γ, β > 0; log a logarithm, exp > 0 and
   log(exp x) = x. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm finite_mdp.
From Lemmata Require Import optimality_operator_contracts.
From Lemmata Require Import log_sum_exp_is_the_dual_of_entropy.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section SoftBellman.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (log exp : R -> R) (β : R).
Variable some_action : A.
Local Notation γ := (discount M).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (beta_gt0 : 0 < β).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ).
Implicit Types V W : S -> R.
Add Ring numbers : (commutative_ring_theory R).

Definition soft_optimality V s : R := β * log (partition exp β (action_value M V s)).

(* The policy that attains it. *)
Local Notation greedy V s := (soft_greedy exp β (action_value M V s)).

Lemma soft_greedy_distribution V s : is_distribution (greedy V s).
Proof.
have total_gt0 := partition_gt0 β (action_value M V s) exp_gt0 some_action.
split=> [a|]; first by rewrite ltW ?divr_gt0.
by rewrite -mulr_suml divff // lt0r_neq0.
Qed.

(* E_πQ_V + βH(π) ≤ T_βV, with equality for the soft-greedy policy. *)
Lemma soft_value_le p V s : is_distribution p ->
  \sum_a p a * action_value M V s a + β * entropy_of log p <= soft_optimality V s.
Proof.
move=> p_distribution.
by have [] := log_sum_exp_is_the_dual_of_entropy (action_value M V s) log_is exp_gt0 log_exp
  beta_gt0 some_action p_distribution.
Qed.

Lemma soft_value_attained V s : soft_optimality V s =
  \sum_a greedy V s a * action_value M V s a + β * entropy_of log (greedy V s).
Proof.
have [_ attained] := log_sum_exp_is_the_dual_of_entropy (action_value M V s) log_is exp_gt0
  log_exp beta_gt0 some_action (soft_greedy_distribution V s).
apply/esym/eqP; rewrite attained.
by apply/forallP.
Qed.

(* β log π = Q_V − T_βV for it: at a fixed point, the hypothesis of EN-10 and EN-14. *)
Lemma log_soft_greedy V s a :
  β * log (greedy V s a) = action_value M V s a - soft_optimality V s.
Proof.
rewrite (log_quotient log_is) ?partition_gt0 // log_exp mulrBr mulrC divfK //.
exact: lt0r_neq0.
Qed.

(* The policy that is soft-greedy for V is one that T_βW has to choose from. *)
Lemma soft_optimality_gap V W s : soft_optimality V s - soft_optimality W s <=
  \sum_a greedy V s a * (action_value M V s a - action_value M W s a).
Proof.
have rearrange (x y h t : R) : y + h <= t -> x + h - t <= x - y.
  move=> y_le; have -> : x + h - t = x - y + (y + h - t) by ring_identity R.
  by rewrite ger_addl subr_le0.
rewrite [soft_optimality V s]soft_value_attained; under [leRHS]eq_bigr do rewrite mulrBr.
rewrite sumB; apply: rearrange; exact: soft_value_le (soft_greedy_distribution V s).
Qed.

Lemma soft_optimality_monotone V W : (forall s, V s <= W s) ->
  forall s, soft_optimality V s <= soft_optimality W s.
Proof.
move=> VW s; rewrite -subr_le0; apply: le_trans (soft_optimality_gap V W s) _.
have [greedy_ge0 _] := soft_greedy_distribution V s.
rewrite -oppr_ge0 -sumrN; apply: sumr_ge0 => a _; rewrite -mulrN opprB mulr_ge0 // subr_ge0.
exact: action_value_monotone.
Qed.

Lemma soft_optimality_difference V W s :
  soft_optimality V s - soft_optimality W s <= γ * sup_norm (fun x => V x - W x).
Proof.
apply: le_trans (soft_optimality_gap V W s) _; apply: le_trans (ler_norm _) _.
apply: mean_norm_le => [||a].
- exact: distribution_sub (soft_greedy_distribution V s).
- by rewrite mulr_ge0 ?sup_norm_ge0.
- exact: action_value_difference.
Qed.

Lemma soft_optimality_contracts V W :
  sup_norm (fun s => soft_optimality V s - soft_optimality W s)
  <= γ * sup_norm (fun s => V s - W s).
Proof.
apply: sup_norm_le => [|s]; first by rewrite mulr_ge0 ?sup_norm_ge0.
rewrite ler_norml soft_optimality_difference andbT ler_oppl opprB sup_norm_difference.
exact: soft_optimality_difference.
Qed.

Lemma soft_value_iteration V W k : (forall s, W s = soft_optimality W s) ->
  sup_norm (fun s => iter k soft_optimality V s - W s)
  <= γ ^+ k * sup_norm (fun s => V s - W s).
Proof.
move=> W_fixed; elim: k => [|k IH]; first by rewrite mul1r.
have -> : sup_norm (fun s => iter k.+1 soft_optimality V s - W s) =
    sup_norm (fun s => soft_optimality (iter k soft_optimality V) s - soft_optimality W s).
  by apply: eq_bigr => s _; rewrite {1}W_fixed.
apply: le_trans (soft_optimality_contracts _ _) _.
by rewrite exprS -mulrA ler_wpmul2l.
Qed.

Lemma soft_fixed_point_unique V W : γ < 1 -> (forall s, V s = soft_optimality V s) ->
  (forall s, W s = soft_optimality W s) -> V =1 W.
Proof.
move=> discount_lt1 V_fixed W_fixed s; apply/eqP; rewrite -subr_eq0; apply/eqP.
apply: (sup_norm_eq0 (f := fun s => V s - W s)).
rewrite -(pmulr_rle0 _ (_ : 0 < 1 - γ)) ?subr_gt0 // mulrBl mul1r subr_le0.
apply: le_trans (soft_optimality_contracts V W).
rewrite le_eqVlt; apply/orP; left; apply/eqP.
by apply: eq_bigr => x _; rewrite -V_fixed -W_fixed.
Qed.

(* What T_β does not lower is below what it does not raise: V − W ≤ γP(V − W) for a policy. *)
Lemma soft_comparison V W : γ < 1 -> (forall s, V s <= soft_optimality V s) ->
  (forall s, soft_optimality W s <= W s) -> forall s, V s <= W s.
Proof.
move=> discount_lt1 V_le W_ge s; rewrite -subr_le0.
have greedy_policy : is_policy (fun s => greedy V s) := soft_greedy_distribution V.
apply: (subsolution_le0 M_mdp discount_ge0 discount_lt1 (x := fun s => V s - W s) greedy_policy).
move=> {}s; apply: le_trans (ler_sub (V_le s) (W_ge s)) _.
apply: le_trans (soft_optimality_gap V W s) _; rewrite policy_next_mean -sum_pull le_eqVlt.
apply/orP; left; apply/eqP; apply: eq_bigr => a _; congr (_ * _).
by rewrite /action_value opprD addrACA subrr add0r -mulrBr -nextB.
Qed.

Theorem soft_bellman_operator_contracts :
  [/\ forall V W, (forall s, V s <= W s) -> forall s, soft_optimality V s <= soft_optimality W s,
      forall V W, sup_norm (fun s => soft_optimality V s - soft_optimality W s)
                    <= γ * sup_norm (fun s => V s - W s)
    & forall V W k, (forall s, W s = soft_optimality W s) ->
        sup_norm (fun s => iter k soft_optimality V s - W s)
          <= γ ^+ k * sup_norm (fun s => V s - W s)].
Proof.
split; [exact: soft_optimality_monotone | exact: soft_optimality_contracts |].
exact: soft_value_iteration.
Qed.

End SoftBellman.
