(* AE-6. The bias of GAE.

     E[Â^GAE | s,a] − A^π(s,a) = −e(s) + γ(1 − λ) (P_a w)(s),   w = (I − γλP_π)⁻¹ e,   e = V − V^π.

   The mean m(s,a) of an estimate that runs to the end of the episode is given by its recursion
   m = E[δ | s,a] + γλ P_a m_π, m_π(s) = Σ_a π(a|s) m(s,a); w by w = e + γλP_πw. An estimate cut
   after H steps has the mean m_π − (γλ)ᴴ P_πᴴ m_π, which tends to m_π.

   Hypotheses: V^π solves its equation, π sums to one; for m to be determined, a finite MDP with
   0 ≤ γλ < 1. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm finite_mdp trajectories.
From Lemmata Require Import expected_advantages td_error_is_the_advantage_on_average.
From Lemmata Require Import bellman_equation_determines_the_values.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Bias.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A) (λ : R).
Variables (Vπ V : S -> R).
Local Notation γ := (discount M).
Local Notation e := (fun s => V s - Vπ s).
Hypotheses (pi_sum : sums_to_one π) (value : is_value M π Vπ).
Add Ring numbers : (commutative_ring_theory R).

(* m(s,a) = E[δ | s,a] + γλ (P_a m_π)(s). *)
Definition policy_mean (m : S -> A -> R) s : R := \sum_a π s a * m s a.
Definition is_advantage_mean (m : S -> A -> R) : Prop := forall s a,
  m s a = outcome_mean M s a (td_error_of_outcome M V s a) + γ * λ * next M (policy_mean m) s a.

(* w = (I − γλP_π)⁻¹e. *)
Definition is_resolvent (w : S -> R) : Prop :=
  forall s, w s = e s + γ * λ * policy_next M π w s.

Definition claimed_mean (w : S -> R) s a : R :=
  advantage M Vπ s a - e s + γ * (1 - λ) * next M w s a.

Lemma next_affine (c d : R) (f g : S -> R) s a :
  next M (fun x => c * f x + d * g x) s a = c * next M f s a + d * next M g s a.
Proof.
rewrite /next -!sum_pull -sumD; apply: eq_bigr => s' _.
by rewrite mulrDr.
Qed.

(* The mean over actions: A^π has mean 0. *)
Lemma claimed_policy_mean w s :
  policy_mean (claimed_mean w) s = - e s + γ * (1 - λ) * policy_next M π w s.
Proof.
have term a : π s a * claimed_mean w s a =
    π s a * advantage M Vπ s a - π s a * e s + π s a * (γ * (1 - λ) * next M w s a).
  by rewrite /claimed_mean [LHS]mulrDr [X in X + _]mulrBr.
rewrite /policy_mean; under eq_bigr do rewrite term.
rewrite sumD sumB mean_advantage // -value subrr sum_scale_right pi_sum mul1r sub0r.
by rewrite sum_pull policy_next_mean.
Qed.

(* With (P_πw) γλ = w − e the claimed mean solves the recursion. *)
Theorem claimed_mean_solves_recursion w : is_resolvent w -> is_advantage_mean (claimed_mean w).
Proof.
move=> resolvent s a; rewrite (td_error_of_a_critic M Vπ).
have next_mean : next M (policy_mean (claimed_mean w)) s a =
    next M (fun x => (-1) * e x + γ * (1 - λ) * policy_next M π w x) s a.
  by apply: eq_bigr => x _; rewrite claimed_policy_mean mulN1r.
have next_w : next M w s a = next M (fun x => 1 * e x + γ * λ * policy_next M π w x) s a.
  by apply: eq_bigr => x _; rewrite mul1r -resolvent.
rewrite next_mean /claimed_mean next_w !next_affine.
by ring_identity R.
Qed.

(* An estimate cut after H steps. *)
Lemma cut_mean m H s : is_advantage_mean m ->
  expectation M π s (advantage_estimate M V λ (H := H) s) =
  policy_mean m s - (γ * λ) ^+ H * iter H (policy_next M π) (policy_mean m) s.
Proof.
move=> m_mean; elim: H s => [|H IH] s; first by rewrite expectation0 mul1r subrr.
have step a : mean_after_action M π s a (advantage_estimate M V λ (H := H.+1) s) =
    m s a - (γ * λ) ^+ H.+1 * next M (iter H (policy_next M π) (policy_mean m)) s a.
  rewrite advantage_estimate_step // m_mean exprS.
  have -> : next M (fun x => expectation M π x (advantage_estimate M V λ (H := H) x)) s a =
      next M (policy_mean m) s a
      - (γ * λ) ^+ H * next M (iter H (policy_next M π) (policy_mean m)) s a.
    by rewrite /next -sum_pull -sumB; apply: eq_bigr => x _; rewrite IH mulrBr.
  by rewrite mulrBr addrA mulrA.
rewrite expectation_by_action iterS policy_next_mean -sum_pull -sumB.
by apply: eq_bigr => a _; rewrite step mulrBr.
Qed.

End Bias.

Section Unique.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π : policy R S A) (λ : R).
Variables (Vπ V : S -> R).
Local Notation γ := (discount M).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π) (value : is_value M π Vπ).
Hypotheses (decay_ge0 : 0 <= γ * λ) (decay_lt1 : γ * λ < 1).

(* The recursion of the means has one solution: two differ by x with x_π = γλP_πx_π. *)
Lemma advantage_mean_unique m m' s a :
  is_advantage_mean M π λ V m -> is_advantage_mean M π λ V m' -> m' s a = m s a.
Proof.
move=> m_mean m'_mean; pose x s := policy_mean π m' s - policy_mean π m s.
(* γλ in the place of the discount. *)
pose damped := Mdp (transition M) (reward M) (start M) (γ * λ).
have x_eq0 : forall s, x s = 0.
  apply: (@no_value_without_reward _ _ _ damped π) => // {}s.
  rewrite /x /policy_mean -sumB; under eq_bigr do
    rewrite -mulrBr m_mean m'_mean opprD addrACA subrr add0r -mulrBr -nextB.
  by rewrite sum_pull -policy_next_mean.
rewrite m'_mean m_mean; congr (_ + _ * _); apply: eq_bigr => s' _; congr (_ * _).
by apply/eqP; rewrite -subr_eq0; apply/eqP; apply: x_eq0.
Qed.

Theorem bias_of_generalized_advantage m w s a :
  is_advantage_mean M π λ V m -> is_resolvent M π λ Vπ V w ->
  m s a - advantage M Vπ s a = - (V s - Vπ s) + γ * (1 - λ) * next M w s a.
Proof.
move=> m_mean resolvent; have pi_sum := policy_sums_to_one pi_policy.
have claimed := claimed_mean_solves_recursion pi_sum value resolvent.
rewrite (advantage_mean_unique s a claimed m_mean) /claimed_mean.
by move: (advantage _ _ _ _) => x; rewrite [LHS]addrC !addrA addNr add0r.
Qed.

End Unique.
