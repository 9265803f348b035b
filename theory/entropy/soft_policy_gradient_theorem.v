(* EN-6. The soft policy gradient theorem.

     DJ_β = Σ_s ν(s) Σ_a π(a|s) g(s,a) (Q_β(s,a) − β ℓ(s,a) − b(s)),    J_β = μᵀV_β^π,

   ℓ = log π, of which only Dℓ = g = Dπ/π is used, and any b(s). Q_β = r + γPV_β holds the entropy
   of later choices.

   Hypotheses: P, r, μ, γ, β do not depend on θ; π sums to one; V_β and ν solve their equations. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores score_has_zero_mean.
From Lemmata Require Import soft_policy_evaluation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section SoftGradient.
Variables (R : comRingType) (S A : finType) (D : derivation R) (M : mdp R S A) (β : R).
Variables (π : policy R S A) (ℓ g : S -> A -> R) (V ν : S -> R).
Hypotheses (fixed : fixed_dynamics D M) (beta_fixed : constant D β).
Hypotheses (pi_sum : sums_to_one π) (score : is_score D π g).
Hypothesis log_derivative : forall s a, D (ℓ s a) = g s a.
Hypotheses (value : is_soft_value M β ℓ π V) (visitation : is_visitation M π ν).

(* DV = Σ_a Dπ (Q_β − βℓ) + γP_πDV: the derivative of ℓ itself has mean zero. *)
Lemma derive_soft_value s : D (V s) =
  \sum_a D (π s a) * (action_value M V s a - β * ℓ s a)
    + discount M * policy_next M π (fun x => D (V x)) s.
Proof.
have [_ mean_form] := soft_policy_evaluation value.
rewrite {1}mean_form derive_sum_product; congr (_ + _).
transitivity (\sum_a π s a * (discount M * next M (fun x => D (V x)) s a)
    - β * \sum_a π s a * g s a).
  rewrite -sum_pull -sumB; apply: eq_bigr => a _; rewrite -mulrBr; congr (_ * _).
  by rewrite deriveB derive_action_value // derive_scale // log_derivative.
rewrite (score_has_zero_mean pi_sum score) mulr0 subr0 sum_pull.
by rewrite -policy_next_mean.
Qed.

Theorem soft_policy_gradient_theorem (b : S -> R) :
  D (performance M V) =
  \sum_s ν s * (\sum_a π s a * g s a * (action_value M V s a - β * ℓ s a - b s)).
Proof.
rewrite derive_performance // -(visitation_flow (fun s => D (V s)) visitation).
apply: eq_bigr => s _; rewrite {1}derive_soft_value addrK; congr (_ * _).
rewrite -(derivative_weighs_differences D _ (b s) s pi_sum).
by apply: eq_bigr => a _; rewrite score.
Qed.

End SoftGradient.
