(* EN-5. Soft policy iteration improves monotonically and converges.

     π⁺ ∝ exp(Q_β^π/β) implies V_β^π⁺(s) ≥ V_β^π(s) for every s;
     ‖V_β⋆ − V_β^{π_k}‖∞ ≤ γᵏ ‖V_β⋆ − V_β^{π_0}‖∞   for any π_0,  V_β⋆ the fixed point of T_β.

   V ≤ T_βV, and T_βV is what the operator of π⁺ makes of V.

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1, β > 0; log a logarithm, exp > 0 and
   log(exp x) = x. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm finite_mdp.
From Lemmata Require Import optimality_operator_contracts soft_policy_evaluation.
From Lemmata Require Import log_sum_exp_is_the_dual_of_entropy soft_bellman_operator_contracts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Iteration.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (log exp : R -> R) (β : R).
Variable some_action : A.
Local Notation γ := (discount M).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (beta_gt0 : 0 < β).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Local Notation T := (soft_optimality M log exp β).

(* log π, V_β^π, and π⁺. *)
Definition log_policy (π : policy R S A) s a : R := log (π s a).
Definition is_soft_value_of (π : policy R S A) (V : S -> R) : Prop :=
  is_soft_value M β (log_policy π) π V.
Definition soft_improvement (V : S -> R) : policy R S A :=
  fun s => soft_greedy exp β (action_value M V s).

Lemma soft_improvement_policy V : is_policy (soft_improvement V).
Proof. by move=> s; apply: (soft_greedy_distribution M β some_action exp_gt0 V s). Qed.

(* The operator of π, with its entropy. *)
Local Notation soft_bellman π := (bellman (soft_mdp M β (log_policy π)) π).

Lemma soft_bellmanE (π : policy R S A) V s :
  soft_bellman π V s = \sum_a π s a * action_value M V s a + β * entropy_of log (π s).
Proof.
rewrite bellman_mean /entropy_of mulrN -sum_pull -sumB; apply: eq_bigr => a _.
by rewrite soft_action_value mulrBr.
Qed.

(* It is at most T_β, which it is for π⁺. *)
Lemma soft_bellman_le (π : policy R S A) V s : is_policy π -> soft_bellman π V s <= T V s.
Proof.
by move=> pi_policy; rewrite soft_bellmanE; apply: (soft_value_le M some_action log_is).
Qed.

Lemma soft_bellman_of_improvement V s : soft_bellman (soft_improvement V) V s = T V s.
Proof. by rewrite soft_bellmanE [RHS](soft_value_attained M some_action log_is). Qed.

Let soft_mdp_is_mdp ℓ : is_mdp (soft_mdp M β ℓ) := M_mdp.

Lemma soft_value_below (π : policy R S A) V W : is_policy π -> is_soft_value_of π W ->
  (forall s, T V s <= V s) -> forall s, W s <= V s.
Proof.
move=> pi_policy W_value V_ge.
apply: (value_below (soft_mdp_is_mdp _) discount_ge0 discount_lt1 pi_policy W_value) => s.
exact: le_trans (soft_bellman_le V s pi_policy) (V_ge s).
Qed.

Lemma soft_policy_improves (π : policy R S A) V W : is_policy π -> is_soft_value_of π V ->
  is_soft_value_of (soft_improvement V) W -> forall s, V s <= W s.
Proof.
move=> pi_policy V_value W_value; have improved := soft_improvement_policy V.
apply: (value_above (soft_mdp_is_mdp _) discount_ge0 discount_lt1 improved W_value) => s.
by rewrite soft_bellman_of_improvement {1}V_value soft_bellman_le.
Qed.

(* One step brings the values nearer to the soft optimum by γ: V⋆ ≥ V⁺ ≥ T_βV. *)
Lemma soft_improvement_contracts (π : policy R S A) V W O : is_policy π ->
  is_soft_value_of π V -> is_soft_value_of (soft_improvement V) W -> (forall s, O s = T O s) ->
  sup_norm (fun s => O s - W s) <= γ * sup_norm (fun s => O s - V s).
Proof.
move=> pi_policy V_value W_value O_fixed; have improved := soft_improvement_policy V.
have below s : W s <= O s.
  by apply: (soft_value_below improved W_value) => x; rewrite -(O_fixed x).
have above s : T V s <= W s.
  rewrite -soft_bellman_of_improvement [leRHS]W_value ler_add2l ler_wpmul2l //.
  apply: ler_sum => s' _; rewrite ler_wpmul2l //.
    have [transition_ge0 _] := policy_transition_sub s M_mdp improved; exact: transition_ge0.
  exact: soft_policy_improves pi_policy V_value W_value s'.
apply: sup_norm_le => [|s]; first by rewrite mulr_ge0 ?sup_norm_ge0.
rewrite ger0_norm ?subr_ge0 //; apply: le_trans _ (soft_optimality_difference some_action log_is
  exp_gt0 log_exp beta_gt0 M_mdp discount_ge0 O V s).
by rewrite -O_fixed ler_add2l ler_opp2.
Qed.

Theorem soft_policy_iteration_improves (π : nat -> policy R S A) (V : nat -> S -> R) :
  is_policy (π 0%N) -> (forall k, π k.+1 = soft_improvement (V k)) ->
  (forall k, is_soft_value_of (π k) (V k)) ->
  (forall k s, V k s <= V k.+1 s) /\
  forall O, (forall s, O s = T O s) -> forall k,
    sup_norm (fun s => O s - V k s) <= γ ^+ k * sup_norm (fun s => O s - V 0%N s).
Proof.
move=> first_policy improves V_value.
have pi_policy k : is_policy (π k).
  by case: k => // k; rewrite improves; apply: soft_improvement_policy.
have next_value k : is_soft_value_of (soft_improvement (V k)) (V k.+1).
  by rewrite -improves; apply: V_value.
split=> [k|O O_fixed k]; first exact: soft_policy_improves (V_value k) (next_value k).
elim: k => [|k IH]; first by rewrite mul1r.
apply: le_trans (soft_improvement_contracts (pi_policy k) (V_value k) (next_value k) O_fixed) _.
by rewrite exprS -mulrA ler_wpmul2l.
Qed.

End Iteration.
