(* NG-4. The natural gradient is the direction of steepest ascent for the divergence of policies.

     (∇J·u)² ≤ (∇J·x) (uᵀFu)  for every u,   F x = ∇J,  F = Σ_s ν(s) E[ggᵀ],

   with equality for the multiples of x; so if c ≥ 0 and c² (∇J·x) = 2δ, then d⋆ = cx maximises ∇J·d
   under ½ dᵀFd ≤ δ, and attains √(2δ ∇J·x) = c ∇J·x. ½ dᵀFd is the mean KL divergence to second
   order. F may be singular: x is any solution, and ∇J·x the same for all.

   Hypotheses: weights ν ≥ 0 of the states and π ≥ 0 of the actions; ∇J is in the range of F, as
   ∇J = E[gQ] is. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities quadratics compatible_critic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Ascent.
Variables (R : realFieldType) (S A K : finType) (ν : S -> R) (π : S -> A -> R).
Variables (g : S -> A -> K -> R) (gradient x : K -> R).
Hypotheses (nu_ge0 : forall s, 0 <= ν s) (pi_ge0 : forall s a, 0 <= π s a).
Hypothesis solves : forall k, \sum_j fisher ν π g k j * x j = gradient k.
Add Ring numbers : (commutative_ring_theory R).

(* ∇J·u and uᵀFu = E[(uᵀg)²]. *)
Definition along (u : K -> R) : R := \sum_k u k * gradient k.
Definition fisher_form (u : K -> R) : R := \sum_k u k * \sum_j fisher ν π g k j * u j.

Lemma fisher_product u w : \sum_k u k * (\sum_j fisher ν π g k j * w j) =
  pair_mean ν π (fun s a => linear_critic g u s a * linear_critic g w s a).
Proof.
under eq_bigr do rewrite -score_mean_of_linear_critic -pair_mean_scale.
rewrite -pair_mean_sum; apply: pair_mean_eq => s a.
by rewrite [in RHS]/linear_critic mulr_suml; apply: eq_bigr => k _; rewrite mulrA.
Qed.

Lemma along_by_scores u : along u =
  pair_mean ν π (fun s a => linear_critic g u s a * linear_critic g x s a).
Proof. by rewrite -fisher_product; apply: eq_bigr => k _; rewrite solves. Qed.

Lemma fisher_form_by_scores u :
  fisher_form u = pair_mean ν π (fun s a => linear_critic g u s a ^+ 2).
Proof. by rewrite /fisher_form fisher_product. Qed.

(* xᵀFx = ∇J·x ≥ 0. *)
Lemma fisher_form_of_the_natural_gradient : fisher_form x = along x.
Proof. by apply: eq_bigr => k _; rewrite solves. Qed.

Lemma ascent_bound u : along u ^+ 2 <= along x * fisher_form u.
Proof.
rewrite -fisher_form_of_the_natural_gradient along_by_scores !fisher_form_by_scores mulrC.
exact: pair_mean_cauchy_schwarz.
Qed.

Lemma along_scale c u : along (fun k => c * u k) = c * along u.
Proof. by rewrite /along -sum_scale; apply: eq_bigr => k _; rewrite mulrA. Qed.

Lemma fisher_form_scale c u : fisher_form (fun k => c * u k) = c ^+ 2 * fisher_form u.
Proof.
rewrite !fisher_form_by_scores -pair_mean_scale; apply: pair_mean_eq => s a.
have -> : linear_critic g (fun k => c * u k) s a = c * linear_critic g u s a.
  by rewrite /linear_critic -sum_scale; apply: eq_bigr => k _; rewrite mulrA.
exact: exprMn.
Qed.

Theorem natural_gradient_is_steepest_ascent δ c :
  0 <= c -> c ^+ 2 * along x = 2%:R * δ ->
  [/\ fisher_form (fun k => c * x k) = 2%:R * δ,
      forall u, fisher_form u <= 2%:R * δ -> along u <= along (fun k => c * x k),
      along (fun k => c * x k) ^+ 2 = 2%:R * δ * along x
    & forall u, along u ^+ 2 <= along x * fisher_form u].
Proof.
move=> c_ge0 radius; have along_ge0 : 0 <= along x.
  rewrite -fisher_form_of_the_natural_gradient fisher_form_by_scores.
  by apply: pair_mean_ge0 => // s a; apply: sqr_ge0.
have attained : along (fun k => c * x k) ^+ 2 = 2%:R * δ * along x.
  by rewrite along_scale exprMn -radius; ring_identity R.
have best_ge0 : 0 <= along (fun k => c * x k) by rewrite along_scale mulr_ge0.
split=> // [|u within|u]; last exact: ascent_bound.
  by rewrite fisher_form_scale fisher_form_of_the_natural_gradient.
have [u_neg|u_ge0] := ltP (along u) 0; first exact: le_trans (ltW u_neg) best_ge0.
rewrite -ler_sqr ?nnegrE // attained mulrC.
by apply: le_trans (ascent_bound u) _; rewrite ler_wpmul2l.
Qed.

End Ascent.
