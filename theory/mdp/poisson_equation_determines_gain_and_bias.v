(* MDP-7. The stationary distribution, the gain and the bias.

     η + h = r_π + Ph, ρ·h = 0,   with ρ = ρP and Σρ = 1,

   has exactly one solution: η = ρ·r_π, and h = (I − P + 1ρ)⁻¹(r_π − η1). Without ρ·h = 0 the gain
   is the same, and biases differ by a constant. From each state n steps earn nη + h − Pⁿh on
   average.

   P is the chain of the policy; where it restarts from μ at every end, see `restarting` (PG-3).

   Hypotheses: ρ is stationary; one recurrent class, in the form that only constants have x = Px. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums linear_systems finite_mdp.
From Lemmata Require Import bellman_equation_determines_the_values.
From Lemmata Require Import policy_gradient_theorem_for_average_reward.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Poisson.
Variables (F : fieldType) (S A : finType) (M : mdp F S A) (π : policy F S A) (ρ : S -> F).
Hypothesis stationary : is_stationary M π ρ.

Definition one_recurrent_class : Prop :=
  forall x : S -> F, (forall s, x s = policy_next M π x s) -> forall s s', x s = x s'.

(* ρ·x. *)
Local Notation weigh x := (\sum_s ρ s * x s).

(* I − P + 1ρ. *)
Definition fundamental_kernel (s s' : S) : F :=
  (s == s')%:R - policy_transition M π s s' + ρ s'.

Lemma fundamental_kernelE (x : S -> F) s :
  \sum_s' fundamental_kernel s s' * x s' = x s - policy_next M π x s + weigh x.
Proof.
under eq_bigr do rewrite mulrDl mulrBl.
rewrite sumD sumB (bigD1 s) //= eqxx mul1r big1 ?addr0 // => s' s'_neq.
by rewrite eq_sym (negPf s'_neq) mul0r.
Qed.

(* Weighed with ρ, what it makes of x is ρ·x. *)
Lemma weigh_fundamental (x : S -> F) :
  weigh (fun s => x s - policy_next M π x s + weigh x) = weigh x.
Proof.
under eq_bigr do rewrite mulrDr mulrBr.
rewrite sumD sumB (stationary_flow x stationary) subrr add0r.
by rewrite sum_scale_right (proj2 stationary) mul1r.
Qed.

Hypothesis recurrent : one_recurrent_class.

Lemma fundamental_kernel_injective : injective_kernel fundamental_kernel.
Proof.
move=> x x_kernel.
have weigh_x : weigh x = 0.
  rewrite -weigh_fundamental big1 // => s _.
  by rewrite -fundamental_kernelE x_kernel mulr0.
(* So x = Px, and x is a constant c with ρ·x = c = 0. *)
have x_constant : forall s s', x s = x s'.
  apply: recurrent => s; apply/eqP; rewrite -subr_eq0.
  by have := x_kernel s; rewrite fundamental_kernelE weigh_x addr0 => ->.
move=> s; rewrite -weigh_x; under eq_bigr do rewrite (x_constant _ s).
by rewrite sum_scale_right (proj2 stationary) mul1r.
Qed.

Lemma biases_differ_by_a_constant η h η' h' : is_gain_and_bias M π η h ->
  is_gain_and_bias M π η' h' -> η' = η /\ forall s s', h' s - h s = h' s' - h s'.
Proof.
move=> poisson poisson'.
have gain : η' = η.
  by rewrite (gain_is_mean_reward stationary poisson) (gain_is_mean_reward stationary poisson').
split=> //; apply: (recurrent (x := fun s => h' s - h s)) => s.
rewrite policy_nextB; transitivity ((η + h' s) - (η + h s)).
  by rewrite opprD addrACA subrr add0r.
by rewrite -{1}gain poisson' poisson opprD addrACA subrr add0r.
Qed.

Theorem poisson_equation_determines_gain_and_bias : exists η h,
  [/\ is_gain_and_bias M π η h, weigh h = 0, η = weigh (policy_reward M π)
    & forall η' h', is_gain_and_bias M π η' h' -> weigh h' = 0 -> η' = η /\ h' =1 h].
Proof.
pose η := weigh (policy_reward M π).
have [h h_solves] := kernel_solvable (fun s => policy_reward M π s - η)
  fundamental_kernel_injective.
(* ρ·h = ρ·r_π − η = 0, and then (I − P)h = r_π − η. *)
have weigh_h : weigh h = 0.
  rewrite -weigh_fundamental; under eq_bigr do rewrite -fundamental_kernelE h_solves mulrBr.
  by rewrite sumB sum_scale_right (proj2 stationary) mul1r subrr.
have poisson : is_gain_and_bias M π η h.
  move=> s; have := h_solves s; rewrite fundamental_kernelE weigh_h addr0 => h_eq.
  by rewrite -[h s](subrK (policy_next M π h s)) h_eq addrA [η + _]addrC subrK.
exists η, h; split=> // η' h' poisson' weigh_h'.
have [gain differ] := biases_differ_by_a_constant poisson poisson'; split=> // s.
apply/eqP; rewrite -subr_eq0; apply/eqP.
transitivity (weigh (fun s' => h' s' - h s')); last first.
  under eq_bigr do rewrite mulrBr.
  by rewrite sumB weigh_h' weigh_h subrr.
under eq_bigr do rewrite (differ _ s).
by rewrite sum_scale_right (proj2 stationary) mul1r.
Qed.

End Poisson.

(* What n steps earn: V_n = nη + h − Pⁿh, with γ = 1. *)
Lemma rewards_of_n_steps (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A)
    (η : R) (h : S -> R) n s :
  discount M = 1 -> (forall s, \sum_s' policy_transition M π s s' = 1) ->
  is_gain_and_bias M π η h ->
  value_iterate M π n s = η *+ n + h s - iter n (policy_next M π) h s.
Proof.
move=> no_discount goes_on poisson; elim: n s => [|n IH] s; first by rewrite add0r subrr.
rewrite /= /bellman no_discount mul1r (policy_next_eq _ _ IH) policy_nextB addrA; congr (_ - _).
have -> : policy_next M π (fun x => η *+ n + h x) s = η *+ n + policy_next M π h s.
  rewrite /policy_next; under eq_bigr do rewrite mulrDr.
  by rewrite sumD sum_scale_right goes_on mul1r.
by rewrite addrCA -poisson addrA mulrSr.
Qed.
