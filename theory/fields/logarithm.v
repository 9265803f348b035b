(* What is used of the logarithm where inequalities need it:

     log(xy) = log x + log y,    log x < x − 1 but for x = 1,    x, y > 0;

   and Gibbs's inequality from it: Σ_i p_i (log p_i − log q_i) ≥ 0, with equality for p = q alone.
   The natural logarithm of the reals is one, and where the field lies among the reals it is the only
   one: log x = n log x^(1/n) ≤ n (x^(1/n) − 1), and the same for 1/x, leave no room. The rationals
   have none, as log 2 is no fraction; so no instance is built here without axioms, and theorems name
   what they use. Of log 0 nothing is asked: 0 · log 0 is 0. *)
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
