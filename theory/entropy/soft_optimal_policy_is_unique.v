(* EN-9. The soft-optimal policy is unique, and stochastic even where the MDP is deterministic.

     V_β^π(s) + β KL(π(·|s)‖π_β⋆(·|s)) ≤ V_β⋆(s),   so that only π_β⋆ attains V_β⋆;
     π_β⋆(a|s) > 0 for every action;
     V_β⋆(μ) − V_β^π(μ) = β Σ_s ν^π(s) KL(π‖π_β⋆)(s) ≥ 0,   which is EN-14 for logarithms.

   How far from 0 π_β⋆ stays is not shown here.

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1, β > 0; log a logarithm, exp > 0 and
   log(exp x) = x; V_β⋆ = T_βV_β⋆. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm logarithm finite_mdp visitation_is_a_fixed_point.
From Lemmata Require Import soft_policy_evaluation soft_suboptimality_is_a_divergence.
From Lemmata Require Import log_sum_exp_is_the_dual_of_entropy soft_bellman_operator_contracts.
From Lemmata Require Import optimality_operator_contracts soft_policy_iteration_improves.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Unique.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (log exp : R -> R) (β : R).
Variable some_action : A.
Local Notation γ := (discount M).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (beta_gt0 : 0 < β).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Variable W : S -> R.
Hypothesis soft_optimal : forall s, W s = soft_optimality M log exp β W s.
Local Notation soft_policy := (soft_improvement M exp β W).
Variables (π : policy R S A) (V : S -> R).
Hypotheses (pi_policy : is_policy π) (value : is_soft_value_of M log β π V).

(* KL(π‖π_β⋆)(s) ≥ 0, and 0 for π_β⋆ alone. *)
Local Notation kl := (divergence π (log_policy log π) (log_policy log soft_policy)).

Lemma soft_policy_gt0 s a : 0 < soft_policy s a.
Proof. by rewrite divr_gt0 ?(partition_gt0 β _ exp_gt0 some_action). Qed.

Lemma divergence_from_soft_policy s : 0 <= kl s ?= iff [forall a, π s a == soft_policy s a].
Proof.
apply: (gibbs log_is (pi_policy s)) => [a|]; first exact: soft_policy_gt0.
by have [_] := soft_improvement_policy M β some_action exp_gt0 W s.
Qed.

Lemma soft_gap s : V s + β * kl s <= W s.
Proof.
have below x : V x <= W x.
  apply: (soft_value_below some_action log_is exp_gt0 log_exp beta_gt0 M_mdp discount_ge0
    discount_lt1 pi_policy value) => y.
  by rewrite -soft_optimal.
have := duality_gap (action_value M W s) log_is exp_gt0 log_exp beta_gt0 some_action (pi_policy s).
rewrite -[β * log _]/(soft_optimality M log exp β W s) -soft_optimal => gap.
rewrite -ler_subr_addr /divergence -gap opprB addrCA subrr addr0 {1}value soft_bellmanE.
rewrite ler_add2r; apply: mean_le => [a|a]; first by case: (pi_policy s).
exact: (action_value_monotone M_mdp discount_ge0 s a below).
Qed.

Theorem soft_optimal_policy_is_unique :
  [/\ forall s, V s + β * kl s <= W s,
      forall s, V s = W s -> forall a, π s a = soft_policy s a
    & forall s a, 0 < soft_policy s a].
Proof.
split=> [s|s attained a|s a]; [exact: soft_gap | | exact: soft_policy_gt0].
have [kl_ge0 kl_eq0] := divergence_from_soft_policy s.
have kl_le0 : kl s <= 0.
  by rewrite -(pmulr_rle0 _ beta_gt0) -(ler_add2l (V s)) addr0 [leRHS]attained soft_gap.
by move: kl_eq0; rewrite eq_le kl_ge0 kl_le0 => /esym/forallP/(_ a)/eqP.
Qed.

(* EN-14, with the logarithms of the two policies. *)
Corollary soft_suboptimality_of_a_policy ν : is_visitation M π ν ->
  performance M W - performance M V = β * (\sum_s ν s * kl s) /\
  0 <= performance M W - performance M V.
Proof.
move=> visitation.
have optimal s a : β * log_policy log soft_policy s a = action_value M W s a - W s.
  by rewrite [in RHS]soft_optimal (@log_soft_greedy _ _ _ M _ _ _ log_is exp_gt0 log_exp beta_gt0).
have suboptimality := soft_suboptimality_is_a_divergence optimal (policy_sums_to_one pi_policy)
  value visitation.
split=> //; rewrite suboptimality mulr_ge0 ?(ltW beta_gt0) // mean_ge0 // => s.
  exact: (visitation_ge0 M_mdp pi_policy discount_ge0 discount_lt1).
by have [] := divergence_from_soft_policy s.
Qed.

End Unique.
