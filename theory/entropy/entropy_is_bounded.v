(* EN-1. Entropy is bounded.

     0 ≤ H(π) ≤ log|A|,   H(π) = −Σ_a π(a) log π(a),

   with equality on the left exactly for deterministic π, and on the right exactly for the uniform.

   Hypotheses: log is a logarithm; π a distribution on the actions; there is an action. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm logarithm log_sum_exp_is_the_dual_of_entropy.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Bounds.
Variables (R : realFieldType) (A : finType) (log : R -> R) (π : A -> R) (some_action : A).
Hypotheses (log_is : is_logarithm log) (pi_distribution : is_distribution π).
Local Notation n := (#|A|%:R : R).

Lemma probability_le1 a : π a <= 1.
Proof.
have [pi_ge0 <-] := pi_distribution.
by rewrite (bigD1 a) //= ler_addl sumr_ge0.
Qed.

(* −p log p ≥ 0 for 0 ≤ p ≤ 1, and 0 for p = 0 and p = 1 alone. *)
Lemma entropy_term (p : R) : 0 <= p -> p <= 1 ->
  0 <= - (p * log p) ?= iff ((p == 0) || (p == 1)).
Proof.
rewrite le_eqVlt => /predU1P[<- _|p_gt0]; first by rewrite mul0r oppr0 eqxx; apply/leif_refl.
rewrite le_eqVlt => /predU1P[->|p_lt1].
  by rewrite (log1 log_is) mulr0 oppr0 eqxx orbT; apply/leif_refl.
have log_lt0 : log p < 0.
  have p_neq1 : p != 1 by rewrite lt_eqF.
  by apply: lt_trans (log_lt log_is p_gt0 p_neq1) _; rewrite subr_lt0.
have term_gt0 : 0 < - (p * log p) by rewrite oppr_gt0 pmulr_rlt0.
by split; [exact: ltW | rewrite lt_eqF // gt_eqF // lt_eqF].
Qed.

Theorem entropy_is_bounded :
  0 <= entropy_of log π ?= iff [forall a, (π a == 0) || (π a == 1)] /\
  entropy_of log π <= log n ?= iff [forall a, π a == n^-1].
Proof.
have [pi_ge0 pi_sum] := pi_distribution; split.
  have zero_sum : \sum_(a : A) (0 : R) = 0 by rewrite big1.
  rewrite /entropy_of -sumrN -[X in X <= _ ?= iff _]zero_sum; apply: leif_sum_all => a.
  by apply: entropy_term; [exact: pi_ge0 | exact: probability_le1].
have n_gt0 : 0 < n by rewrite ltr0n; apply/card_gt0P; exists some_action.
have uniform_sum : \sum_(a : A) n^-1 = 1.
  by rewrite sumr_const -[_ *+ _]mulr_natr mulVf ?lt0r_neq0.
have log_uniform : log n^-1 = - log n.
  by rewrite -div1r (log_quotient log_is) ?ltr01 // (log1 log_is) sub0r.
have uniform_gt0 (a : A) : 0 < n^-1 by rewrite invr_gt0.
have gap : \sum_a π a * (log (π a) - log n^-1) = log n - entropy_of log π.
  rewrite log_uniform /entropy_of !opprK; under eq_bigr do rewrite mulrDr.
  by rewrite sumD sum_scale_right pi_sum mul1r addrC.
have [gap_ge0 gap_eq0] := gibbs log_is pi_distribution uniform_gt0 uniform_sum.
split; first by rewrite -subr_ge0 -gap.
by rewrite eq_sym -subr_eq0 -gap -gap_eq0 eq_sym.
Qed.

End Bounds.
