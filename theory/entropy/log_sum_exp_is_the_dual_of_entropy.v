(* EN-2. Log-sum-exp is the Legendre dual of entropy.

     E_πQ + βH(π) ≤ β log Σ_a exp(Q(a)/β),   with equality for π(a) = exp(Q(a)/β)/Σ_b exp(Q(b)/β)
     alone,   H(π) = −Σ_a π(a) log π(a).

   The difference is β KL(π‖π⋆), and Gibbs's inequality is all that is needed.

   Hypotheses: β > 0, an action; log is a logarithm and exp > 0 with log(exp x) = x. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Duality.
Variables (R : realFieldType) (A : finType) (log exp : R -> R) (β : R) (Q π : A -> R).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (beta_gt0 : 0 < β).
Hypotheses (some_action : A) (pi_distribution : is_distribution π).
Add Ring numbers : (commutative_ring_theory R).

Definition partition : R := \sum_a exp (Q a / β).
Definition soft_greedy a : R := exp (Q a / β) / partition.
Definition entropy_of (p : A -> R) : R := - \sum_a p a * log (p a).

Lemma partition_gt0 : 0 < partition.
Proof.
rewrite /partition (bigD1 some_action) //= ltr_paddr // sumr_ge0 // => a _.
exact: ltW.
Qed.

(* β log Z − E_πQ − βH(π) = β Σ_a π (log π − log π⋆). *)
Lemma duality_gap : β * log partition - (\sum_a π a * Q a + β * entropy_of π) =
  β * (\sum_a π a * (log (π a) - log (soft_greedy a))).
Proof.
have [_ pi_sum] := pi_distribution.
have log_greedy a : β * log (soft_greedy a) = Q a - β * log partition.
  rewrite (log_quotient log_is) ?partition_gt0 // log_exp mulrBr mulrC divfK //.
  exact: lt0r_neq0.
have -> : β * log partition = \sum_a π a * (β * log partition).
  by rewrite sum_scale_right pi_sum mul1r.
rewrite /entropy_of mulrN opprD opprK addrA -sumB -sum_pull -sum_pull -sumD.
apply: eq_bigr => a _; rewrite [in RHS]mulrBr log_greedy.
by ring_identity R.
Qed.

Theorem log_sum_exp_is_the_dual_of_entropy :
  \sum_a π a * Q a + β * entropy_of π <= β * log partition
    ?= iff [forall a, π a == soft_greedy a].
Proof.
have greedy_gt0 a : 0 < soft_greedy a by rewrite divr_gt0 ?partition_gt0.
have greedy_sum : \sum_a soft_greedy a = 1.
  by rewrite -mulr_suml divff // lt0r_neq0 ?partition_gt0.
have [kl_ge0 kl_eq0] := gibbs log_is pi_distribution greedy_gt0 greedy_sum.
split; first by rewrite -subr_ge0 duality_gap mulr_ge0 // ltW.
rewrite eq_sym -subr_eq0 duality_gap mulf_eq0 (gt_eqF beta_gt0) /= -kl_eq0.
exact: eq_sym.
Qed.

End Duality.
