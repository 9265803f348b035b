(* PG-8. The policy gradient in tabular softmax coordinates.

     ∂J/∂θ(s,a) = ν(s) π(a|s) A^π(s,a)

   D = ∂/∂θ(s₀,a₀) of the preferences z = e^θ: Dz = z at (s₀,a₀), and 0 elsewhere.
   Hypotheses: Σ_b z(s,b) ≠ 0 in every state; P, r, μ, γ do not depend on θ; V^π and ν solve their
   equations. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation finite_mdp scores policy_gradient_theorem.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Tabular.
Variables (F : fieldType) (S A : finType) (D : derivation F) (M : mdp F S A).
Variables (z : S -> A -> F) (s0 : S) (a0 : A) (V ν : S -> F).
Local Notation π := (softmax z).

(* ∂θ(s,a)/∂θ(s₀,a₀). *)
Definition coordinate (s : S) (a : A) : F := ((s == s0) && (a == a0))%:R.

Hypotheses (z_total : forall s, \sum_b z s b != 0) (z_derivative : is_score D z coordinate).
Hypotheses (fixed : fixed_dynamics D M) (value : is_value M π V).
Hypothesis visitation : is_visitation M π ν.

Let pi_sum : sums_to_one π := softmax_sums_to_one z_total.

(* A sum over what is 0 except at one place. *)
Lemma coordinate_mean (f : A -> F) s :
  \sum_a f a * coordinate s a = (s == s0)%:R * f a0.
Proof.
rewrite (bigD1 a0) //= /coordinate eqxx andbT mulrC big1 ?addr0 // => a a_neq.
by rewrite (negPf a_neq) andbF mulr0.
Qed.

Theorem softmax_gradient_by_advantage :
  D (performance M V) = ν s0 * π s0 a0 * advantage M V s0 a0.
Proof.
rewrite (policy_gradient_by_advantage fixed value visitation pi_sum).
(* In each state, ΣDπ A = Σπ Du A − (Σπ Du)(Σπ A), and the advantage has mean 0. *)
have state_term s :
    \sum_a D (π s a) * advantage M V s a = (s == s0)%:R * (π s a0 * advantage M V s a0).
  have derivative a : D (π s a) = π s a * coordinate s a - π s a * \sum_b π s b * coordinate s b.
    by rewrite (softmax_score_is_score z_total z_derivative) mulrBr.
  under eq_bigr do rewrite derivative mulrBl.
  rewrite sumB; under [X in _ - X]eq_bigr do rewrite mulrAC.
  rewrite sum_scale_right mean_advantage // -value subrr mul0r subr0.
  rewrite -(coordinate_mean (fun a => π s a * advantage M V s a)).
  by apply: eq_bigr => a _; rewrite mulrAC.
(* Only the state s₀ is left. *)
rewrite (bigD1 s0) //= state_term eqxx mul1r mulrA big1 ?addr0 // => s s_neq.
by rewrite state_term (negPf s_neq) mul0r mulr0.
Qed.

End Tabular.
