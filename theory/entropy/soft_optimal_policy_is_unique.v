(* EN-9. The soft-optimal policy is unique, and stochastic even where the MDP is deterministic.

     V_β^π(s) + β KL(π(·|s)‖π_β⋆(·|s)) ≤ V_β⋆(s),   so that only π_β⋆ attains V_β⋆;
     log 1/π_β⋆(a|s) ≤ ((hi − lo)/β + log|A|)/(1 − γ)   for lo ≤ 0 ≤ hi with lo ≤ r ≤ hi;
     V_β⋆(μ) − V_β^π(μ) = β Σ_s ν^π(s) KL(π‖π_β⋆)(s) ≥ 0,   which is EN-14 for logarithms.

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1, β > 0; log a logarithm, exp > 0 and
   log(exp x) = x; V_β⋆ = T_βV_β⋆. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm finite_mdp.
From Lemmata Require Import visitation_is_a_fixed_point soft_value_bounds.
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
Add Ring numbers : (commutative_ring_theory R).
Variable W : S -> R.
Hypothesis soft_optimal : forall s, W s = soft_optimality M log exp β W s.
Local Notation soft_policy := (soft_improvement M exp β W).
Variables (π : policy R S A) (V : S -> R).
Hypotheses (pi_policy : is_policy π) (value : is_soft_value_of M log β π V).

(* KL(π‖π_β⋆)(s). *)
Local Notation kl := (divergence π (log_policy log π) (log_policy log soft_policy)).

Lemma soft_policy_gt0 s a : 0 < soft_policy s a.
Proof. by rewrite divr_gt0 ?(partition_gt0 β _ exp_gt0 some_action). Qed.

(* W ≤ max Q + β log|A|, and the Q(s,·) differ by at most (hi − lo + γβ log|A|)/(1 − γ). *)
Lemma soft_policy_is_stochastic lo hi s a : lo <= 0 -> 0 <= hi ->
  (forall s a, lo <= reward M s a) -> (forall s a, reward M s a <= hi) ->
  - log (soft_policy s a) <= ((hi - lo) / β + log #|A|%:R) / (1 - γ).
Proof.
move=> lo_le0 hi_ge0 lo_le le_hi; pose K := β * log #|A|%:R; pose i := (1 - γ)^-1.
have gap_gt0 : 0 < 1 - γ by rewrite subr_gt0.
have i_ge0 : 0 <= i by rewrite invr_ge0 ltW.
have [P_sub _] := M_mdp.
have K_ge0 : 0 <= K.
  have point := deterministic_policy R (fun _ : [finType of unit] => some_action) tt.
  have [lower upper] := entropy_bounds some_action log_is point.
  by rewrite mulr_ge0 ?(ltW beta_gt0) // (le_trans lower upper).
have upper x b : action_value M W x b <= hi + γ * ((hi + K) * i).
  apply: ler_add => //; rewrite ler_wpmul2l //; have [P_ge0 P_sum] := P_sub x b.
  apply: (@le_trans _ _ (\sum_s' transition M x b s' * ((hi + K) * i))).
    apply: mean_le => // s'; apply: (soft_value_upper some_action log_is exp_gt0 log_exp beta_gt0
      M_mdp discount_ge0 discount_lt1 soft_optimal le_hi); left; exact: addr_ge0.
  by rewrite sum_scale_right ler_pimull // mulr_ge0 // addr_ge0.
have lower : lo + γ * (lo * i) <= action_value M W s a.
  apply: ler_add => //; rewrite ler_wpmul2l //; have [P_ge0 P_sum] := P_sub s a.
  apply: (@le_trans _ _ (\sum_s' transition M s a s' * (lo * i))).
    by rewrite sum_scale_right ler_nimull // mulr_le0_ge0.
  apply: mean_le => // s'; exact: (soft_value_lower some_action log_is exp_gt0 log_exp beta_gt0
    M_mdp discount_ge0 discount_lt1 soft_optimal lo_le).
have W_le : W s <= hi + γ * ((hi + K) * i) + K.
  rewrite soft_optimal; exact: (soft_optimality_le some_action log_is exp_gt0 log_exp beta_gt0
    (upper s)).
rewrite -(ler_pmul2l beta_gt0) mulrN (log_soft_greedy M log_is exp_gt0 log_exp beta_gt0).
rewrite -soft_optimal opprB; apply: le_trans (ler_sub W_le lower) _.
rewrite le_eqVlt; apply/orP; left; apply/eqP; rewrite -/i.
have -> : β * (((hi - lo) / β + log #|A|%:R) * i) = (hi - lo + K) * i.
  transitivity (((hi - lo) * (β / β) + K) * i); last by rewrite divff ?mulr1 ?lt0r_neq0.
  by rewrite /K; move: β^-1 => b; ring_identity R.
(* hi − lo + K = (1 − γ)(hi − lo + K)i. *)
transitivity ((hi - lo + K) * ((1 - γ) * i) + γ * ((hi - lo + K) * i)).
  by rewrite divff ?lt0r_neq0 // mulr1; ring_identity R.
by ring_identity R.
Qed.

(* KL(π‖π_β⋆)(s) ≥ 0, and 0 for π_β⋆ alone. *)
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
    & forall lo hi s a, lo <= 0 -> 0 <= hi ->
        (forall s a, lo <= reward M s a) -> (forall s a, reward M s a <= hi) ->
        - log (soft_policy s a) <= ((hi - lo) / β + log #|A|%:R) / (1 - γ)].
Proof.
split=> [s|s attained a|lo hi s a]; [exact: soft_gap | | exact: soft_policy_is_stochastic].
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
