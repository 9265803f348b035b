(* What is used of the logarithm where inequalities need it:

     log(xy) = log x + log y,    log x < x − 1 but for x = 1,    x, y > 0;

   and Gibbs's inequality from it: Σ_i p_i (log p_i − log q_i) ≥ 0, with equality for p = q alone.
   The natural logarithm of the reals is one, and where the field lies among the reals it is the
   only one: between Σ(1 − x_k/x_{k+1}) and Σ(x_{k+1}/x_k − 1) for all small steps from 1 to x
   there is no room for another. The rationals have none, as log 2 is no fraction; an instance
   needs the reals, which need axioms here, and theorems name what they use instead. exp is any
   function with exp > 0 and log(exp x) = x. Of log 0 nothing is asked: 0 · log 0 is 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Record is_logarithm (R : realFieldType) (log : R -> R) : Prop := IsLogarithm {
  log_product : forall x y, 0 < x -> 0 < y -> log (x * y) = log x + log y;
  log_lt : forall x, 0 < x -> x != 1 -> log x < x - 1 }.

Section Logarithm.
Variables (R : realFieldType) (log : R -> R).
Hypothesis log_is : is_logarithm log.

Lemma log1 : log 1 = 0.
Proof. by apply: (addrI (log 1)); rewrite -(log_product log_is) ?ltr01 // mulr1 addr0. Qed.

Lemma log_quotient x y : 0 < x -> 0 < y -> log (x / y) = log x - log y.
Proof.
move=> x_gt0 y_gt0; apply: (addIr (log y)); rewrite subrK.
by rewrite -(log_product log_is) ?divr_gt0 // divfK ?gt_eqF.
Qed.

Lemma log_injective x y : 0 < x -> 0 < y -> log x = log y -> x = y.
Proof.
move=> x_gt0 y_gt0 same; apply/eqP/negPn/negP => x_neq_y.
have beyond u w : 0 < u -> 0 < w -> u != w -> log u = log w -> w < u.
  move=> u_gt0 w_gt0 u_neq_w same_log; have := log_lt log_is (divr_gt0 u_gt0 w_gt0).
  rewrite log_quotient // same_log subrr subr_gt0 ltr_pdivl_mulr // mul1r; apply.
  by apply: contra_neq u_neq_w => quotient; rewrite -[u](divfK (lt0r_neq0 w_gt0)) quotient mul1r.
have := lt_trans (beyond _ _ x_gt0 y_gt0 x_neq_y same).
by rewrite eq_sym in x_neq_y; move/(_ _ (beyond _ _ y_gt0 x_gt0 x_neq_y (esym same))); rewrite ltxx.
Qed.

Section Exponential.
Variable exp : R -> R.
Hypotheses (exp_gt0 : forall x, 0 < exp x) (log_exp : forall x, log (exp x) = x).

Lemma exp_log x : 0 < x -> exp (log x) = x.
Proof. by move=> x_gt0; apply: log_injective; rewrite ?log_exp. Qed.

Lemma exp_add x y : exp (x + y) = exp x * exp y.
Proof.
by apply: log_injective; rewrite ?mulr_gt0 // (log_product log_is) // !log_exp.
Qed.

End Exponential.

(* p (log q − log p) ≤ q − p, with equality for p = q alone. *)
Lemma log_chord (p q : R) : 0 <= p -> 0 < q -> p * (log q - log p) <= q - p ?= iff (p == q).
Proof.
rewrite le_eqVlt => /predU1P[<-|p_gt0] q_gt0.
  by rewrite mul0r subr0; split=> //; exact: ltW.
have [->|p_neq_q] := eqVneq p q.
  by rewrite !subrr mulr0; apply/leif_refl.
have chord : p * (log q - log p) < q - p.
  rewrite -log_quotient // -[ltRHS](mulVKf (lt0r_neq0 p_gt0)) ltr_pmul2l //.
  have -> : p^-1 * (q - p) = q / p - 1 by rewrite mulrBr mulVf ?lt0r_neq0 // mulrC.
  apply: (log_lt log_is); first exact: divr_gt0.
  apply: contra_neq p_neq_q => quotient_eq1.
  by rewrite -[q](divfK (lt0r_neq0 p_gt0)) quotient_eq1 mul1r.
by split; [exact: ltW | rewrite lt_eqF].
Qed.

(* Sums of bounds that are attained together. *)
Lemma leif_sum_all (J : finType) (C : pred J) (f f' : J -> R) :
  (forall i, f i <= f' i ?= iff C i) -> \sum_i f i <= \sum_i f' i ?= iff [forall i, C i].
Proof.
move=> ff'; have -> : [forall i, C i] = [forall (i | true), C i] by apply: eq_forallb.
by apply: leif_sum => i _; apply: ff'.
Qed.

Variables (I : finType) (p q : I -> R).
Hypotheses (p_distribution : is_distribution p) (q_gt0 : forall i, 0 < q i).
Hypothesis q_sum : \sum_i q i = 1.

Theorem gibbs : 0 <= \sum_i p i * (log (p i) - log (q i)) ?= iff [forall i, p i == q i].
Proof.
have [p_ge0 p_sum] := p_distribution.
have negated : \sum_i p i * (log (p i) - log (q i)) = - \sum_i p i * (log (q i) - log (p i)).
  by rewrite -sumrN; apply: eq_bigr => i _; rewrite -mulrN opprB.
have total : \sum_i (q i - p i) = 0 by rewrite sumB q_sum p_sum subrr.
have sum_le : \sum_i p i * (log (q i) - log (p i)) <= 0 ?= iff [forall i, p i == q i].
  by rewrite -[X in _ <= X ?= iff _]total; apply: leif_sum_all => i; apply: log_chord.
have [sum_le0 sum_eq0] := sum_le.
rewrite negated; split; first by rewrite oppr_ge0.
by rewrite eq_sym oppr_eq0 sum_eq0.
Qed.

End Logarithm.
