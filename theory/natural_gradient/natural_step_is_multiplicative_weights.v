(* NG-7. The natural gradient step of a tabular softmax is multiplicative weights.

     F_d x = ∇J  for  x = A^π/(1 − γ) + c(s),   F_d = Σ_s d(s) E_a[∇log π ∇log πᵀ],  d = (1 − γ)ν;
     θ⁺ = θ + ηx   ⇒   π⁺(a|s) = π(a|s) exp(ηA^π(s,a)/(1 − γ)) / Z(s),

   whatever the constants c(s), which move no policy. Of the exponential is used that it turns sums
   into products, and of the softmax that π(a|s) = exp θ(s,a)/Σ_b exp θ(s,b).

   Hypotheses: γ ≠ 1; π sums to one; A^π has mean zero under π (BL-6); ∇J(s,b) = ν(s)π(b|s)A^π(s,b)
   (PG-8); Σ_b exp θ(s,b) ≠ 0 and exp(x) ≠ 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp scores compatible_critic.
From Lemmata Require Import kernel_of_the_softmax_fisher_information.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Step.
Variables (F : fieldType) (S A : finType) (γ η : F) (ν : S -> F) (θ adv : S -> A -> F).
Variables (exp : F -> F) (c : S -> F).
Hypotheses (exp_add : forall x y, exp (x + y) = exp x * exp y) (exp_neq0 : forall x, exp x != 0).
Hypothesis gap_neq0 : 1 - γ != 0.

(* exp θ, and the policy. *)
Local Notation z := (fun s a => exp (θ s a)).
Local Notation π := (softmax z).
Hypothesis z_total : forall s, \sum_b z s b != 0.
Hypothesis zero_mean : forall s, \sum_a π s a * adv s a = 0.

Add Ring numbers : (commutative_ring_theory F).

Definition natural_direction s a : F := adv s a / (1 - γ) + c s.

(* F_d x = ∇J. *)
Theorem natural_direction_solves s b :
  fisher_product (fun s => (1 - γ) * ν s) π natural_direction (s, b) = ν s * π s b * adv s b.
Proof.
have pi_sum := softmax_sums_to_one z_total.
rewrite tabular_fisher_product //.
have -> : \sum_a π s a * natural_direction s a = c s.
  transitivity ((\sum_a π s a * adv s a) / (1 - γ) + (\sum_a π s a) * c s).
    rewrite !mulr_suml -sumD; apply: eq_bigr => a _.
    by rewrite -[π s a * adv s a / _]mulrA -mulrDr.
  by rewrite zero_mean mul0r add0r pi_sum mul1r.
rewrite /natural_direction addrK; move: (π s b) (adv s b) (ν s) => p x n.
transitivity (n * p * x * ((1 - γ) / (1 - γ))); last by rewrite divff ?mulr1.
by move: (1 - γ)^-1 => y; ring_identity F.
Qed.

(* The new policy. *)
Definition multiplicative_weights : S -> A -> F :=
  softmax (fun s a => π s a * exp (η * (adv s a / (1 - γ)))).

Theorem natural_step_is_multiplicative_weights s a :
  softmax (fun s a => exp (θ s a + η * natural_direction s a)) s a = multiplicative_weights s a.
Proof.
(* Numerator and denominator have the same factor Σ_b exp θ(s,b) · exp(ηc(s)). *)
pose factor := (\sum_b z s b) * exp (η * c s).
have factor_neq0 : factor != 0 by rewrite mulf_neq0.
have weight b : exp (θ s b + η * natural_direction s b) =
    factor * (π s b * exp (η * (adv s b / (1 - γ)))).
  have z_eq : z s b = (\sum_b z s b) * π s b by rewrite mulrC divfK.
  rewrite exp_add mulrDr exp_add z_eq /factor.
  by move: (\sum_b z s b) (π s b) (exp _) (exp _) => Z p x y; ring_identity F.
rewrite /multiplicative_weights {1}/softmax [in RHS]/softmax weight.
under eq_bigr do rewrite weight.
by rewrite -mulr_sumr invfM mulrACA divff // mul1r.
Qed.

End Step.
