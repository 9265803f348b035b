(* NG-2. The kernel of the tabular softmax's Fisher information.

     (F_ν x)(s,b) = ν(s) π(b|s) (x(s,b) − Σ_a π(a|s) x(s,a)):
     F_ν x = 0 for the constants of each state and nothing else, and
     x⁺(s,a) = A^π(s,a) − (1/|A|) Σ_b A^π(s,b) solves F_ν x = ∇J; no solution is shorter.

   The score of a tabular softmax is g_{(s',b)}(s,a) = 1[s = s'] (1[a = b] − π(b|s)), and
   ∇J(s,b) = ν(s) π(b|s) A^π(s,b) (PG-8).

   Hypotheses: ν(s) > 0, π(a|s) > 0 and π sums to one; A^π has mean zero under π (BL-6). *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities compatible_critic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Product.
Variables (R : comRingType) (S A : finType) (ν : S -> R) (π : S -> A -> R).
Hypothesis pi_sum : forall s, \sum_a π s a = 1.
Add Ring numbers : (commutative_ring_theory R).
Implicit Type x : S -> A -> R.

(* The score of the coordinate (s',b). *)
Definition tabular_score s a (k : S * A) : R := (s == k.1)%:R * ((a == k.2)%:R - π s k.2).

Definition fisher_product x (k : S * A) : R :=
  \sum_j fisher ν π tabular_score k j * x j.1 j.2.

(* A sum over what is 0 but at one place. *)
Lemma sum_at (I : finType) (i : I) (f : I -> R) : \sum_j f j * (j == i)%:R = f i.
Proof.
rewrite (bigD1 i) //= eqxx mulr1 big1 ?addr0 // => j /negPf j_neq.
by rewrite j_neq mulr0.
Qed.

(* gᵀx (s,a) = x(s,a) − x̄(s). *)
Lemma tabular_critic x s a :
  linear_critic tabular_score (fun k => x k.1 k.2) s a = x s a - \sum_b π s b * x s b.
Proof.
rewrite /linear_critic sum_pair.
transitivity (\sum_s' (\sum_b (x s' b * (a == b)%:R - π s b * x s' b)) * (s' == s)%:R).
  apply: eq_bigr => s' _; rewrite mulr_suml; apply: eq_bigr => b _.
  by rewrite /tabular_score /= [s' == s]eq_sym; ring_identity R.
rewrite sum_at sumB; congr (_ - _).
by rewrite -[RHS](sum_at a (x s)); apply: eq_bigr => b _; rewrite eq_sym.
Qed.

Theorem tabular_fisher_product x s b :
  fisher_product x (s, b) = ν s * π s b * (x s b - \sum_a π s a * x s a).
Proof.
rewrite /fisher_product -score_mean_of_linear_critic /pair_mean.
transitivity (\sum_s' (ν s' * (\sum_a π s' a *
    (((a == b)%:R - π s' b) * (x s' a - \sum_c π s' c * x s' c)))) * (s' == s)%:R).
  apply: eq_bigr => s' _; rewrite -mulrA mulr_suml; congr (_ * _); apply: eq_bigr => a _.
  by rewrite tabular_critic /tabular_score /=; ring_identity R.
rewrite sum_at -mulrA; congr (_ * _); set mean := \sum_c π s c * x s c.
(* Σ_a π (1[a = b] − π(b)) (x(a) − x̄) = π(b)(x(b) − x̄) − π(b)(x̄ − x̄). *)
transitivity (\sum_a π s a * (x s a - mean) * (a == b)%:R
    - π s b * (\sum_a π s a * (x s a - mean))).
  by rewrite -sum_scale -sumB; apply: eq_bigr => a _; ring_identity R.
have -> : \sum_a π s a * (x s a - mean) = 0.
  by under eq_bigr do rewrite mulrBr; rewrite sumB sum_scale_right pi_sum mul1r subrr.
by rewrite sum_at mulr0 subr0.
Qed.

End Product.

Section Kernel.
Variables (R : realFieldType) (S A : finType) (ν : S -> R) (π adv : S -> A -> R).
Hypotheses (pi_sum : forall s, \sum_a π s a = 1) (visited : forall s, 0 < ν s).
Hypotheses (pi_gt0 : forall s a, 0 < π s a) (zero_mean : forall s, \sum_a π s a * adv s a = 0).
Add Ring numbers : (commutative_ring_theory R).

(* F x = F y exactly where x and y differ by a constant in every state. *)
Lemma same_product (x y : S -> A -> R) :
  (forall k, fisher_product ν π x k = fisher_product ν π y k) <->
  (exists c : S -> R, forall s a, x s a = y s a + c s).
Proof.
split=> [same | [c x_eq] [s b]]; last first.
  rewrite !tabular_fisher_product // x_eq; congr (_ * _).
  under eq_bigr do rewrite x_eq mulrDr.
  by rewrite sumD sum_scale_right pi_sum mul1r opprD addrACA subrr addr0.
exists (fun s => \sum_a π s a * x s a - \sum_a π s a * y s a) => s b.
have weight_neq0 : ν s * π s b != 0 by rewrite mulf_neq0 ?lt0r_neq0.
have := same (s, b); rewrite !tabular_fisher_product // => /(mulfI weight_neq0).
move: (\sum_a π s a * x s a) (\sum_a π s a * y s a) => mx my x_eq.
by rewrite addrA addrAC -x_eq subrK.
Qed.

(* The least-norm solution: A less its mean over actions. *)
Definition centred_advantage s a : R := adv s a - (\sum_b adv s b) / #|A|%:R.

(* Of all x + c, the one whose sum is 0 has the least sum of squares. *)
Lemma centred_is_shortest s (c : R) :
  \sum_a centred_advantage s a ^+ 2 <= \sum_a (centred_advantage s a + c) ^+ 2.
Proof.
have [a0 _|no_action] := pickP (fun _ : A => true); last first.
  by rewrite !big1 // => a; have := no_action a.
have centred_sum : \sum_a centred_advantage s a = 0.
  rewrite sumB sumr_const -[X in _ - X]mulr_natr divfK ?subrr // pnatr_eq0 -lt0n.
  by apply/card_gt0P; exists a0.
have -> : \sum_a (centred_advantage s a + c) ^+ 2 =
    \sum_a centred_advantage s a ^+ 2 + 2%:R * c * (\sum_a centred_advantage s a)
      + \sum_(a : A) c ^+ 2.
  rewrite mulr_sumr -!big_split; apply: eq_bigr => a _ /=.
  by move: (centred_advantage s a) => x; ring_identity R.
by rewrite centred_sum mulr0 addr0 ler_addl; apply: sumr_ge0 => a _; apply: sqr_ge0.
Qed.

Theorem kernel_of_the_softmax_fisher_information :
  [/\ forall x, (forall k, fisher_product ν π x k = 0) <->
        (exists c : S -> R, forall s a, x s a = c s),
      forall s a, fisher_product ν π centred_advantage (s, a) = ν s * π s a * adv s a
    & forall x, (forall s a, fisher_product ν π x (s, a) = ν s * π s a * adv s a) ->
        \sum_s \sum_a centred_advantage s a ^+ 2 <= \sum_s \sum_a x s a ^+ 2].
Proof.
have product0 k : fisher_product ν π (fun _ _ => 0) k = 0.
  by rewrite /fisher_product big1 // => j _; rewrite mulr0.
have solves : forall k, fisher_product ν π centred_advantage k = fisher_product ν π adv k.
  apply/same_product; exists (fun s => - ((\sum_b adv s b) / #|A|%:R)) => s a.
  by [].
split=> [x|s a|x x_solves].
- split=> [x_kernel | [c x_eq] k].
    have [c x_eq] : exists c : S -> R, forall s a, x s a = 0 + c s.
      by apply/(same_product x (fun _ _ => 0)) => k; rewrite x_kernel product0.
    by exists c => s a; rewrite x_eq add0r.
  rewrite -[RHS](product0 k); apply: (proj2 (same_product x (fun _ _ => 0))).
  by exists c => s a; rewrite add0r x_eq.
- by rewrite solves tabular_fisher_product // zero_mean subr0.
have [c x_eq] : exists c : S -> R, forall s a, x s a = centred_advantage s a + c s.
  apply/same_product => -[s a].
  by rewrite x_solves solves tabular_fisher_product // zero_mean subr0.
apply: ler_sum => s _; apply: le_trans (centred_is_shortest s (c s)) _.
by under [leRHS]eq_bigr do rewrite x_eq.
Qed.

End Kernel.
