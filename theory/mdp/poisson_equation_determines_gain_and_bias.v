(* MDP-7. The stationary distribution, the gain and the bias.

     η + h = r_π + Ph, ρ·h = 0,   with ρ = ρP and Σρ = 1,

   has exactly one solution: η = ρ·r_π, and h = (I − P + 1ρ)⁻¹(r_π − η1). Without ρ·h = 0 the gain
   is the same, and biases differ by a constant. From each state n steps earn nη + h − Pⁿh on
   average.

   There is exactly one such ρ, and it is nowhere negative (`stationary_distribution_exists`). P is
   the chain of the policy; where it restarts from μ at every end, see `restarting` (PG-3).

   Hypotheses: ρ is stationary; one recurrent class, in the form that only constants have x = Px;
   for ρ to exist, a finite MDP in which nothing ends, and a policy. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm linear_systems finite_mdp.
From Lemmata Require Import bellman_equation_determines_the_values.
From Lemmata Require Import policy_gradient_theorem_for_average_reward.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

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

Lemma stationary_unique ρ' : is_stationary M π ρ' -> ρ' =1 ρ.
Proof.
move=> stationary' s; apply/eqP; rewrite -subr_eq0; apply/eqP.
apply: (transposed_kernel_injective (y := fun s => ρ' s - ρ s) fundamental_kernel_injective).
(* (ρ' − ρ)(I − P + 1ρ) = 0 + (Σρ' − Σρ)ρ. *)
move=> s'; have [flow' sum'] := stationary'; have [flow sum] := stationary.
have -> : \sum_s (ρ' s - ρ s) * fundamental_kernel s s' =
    \sum_s (ρ' s - ρ s) * (s == s')%:R
    - (\sum_s ρ' s * policy_transition M π s s' - \sum_s ρ s * policy_transition M π s s')
    + (\sum_s ρ' s - \sum_s ρ s) * ρ s'.
  rewrite -!sumB mulr_suml -sumD; apply: eq_bigr => s0 _.
  by rewrite /fundamental_kernel mulrDr mulrBr -mulrBl.
rewrite -flow' -flow sum' sum subrr mul0r addr0 (bigD1 s') //= eqxx mulr1.
by rewrite big1 ?addr0 ?subrr // => s0 /negPf ->; rewrite mulr0.
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

(* The stationary distribution: absolute values of a solution of y = yP, made to add up to one. *)
Section Stationary.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π : policy R S A) (some_state : S).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π).
Hypothesis goes_on : forall s, \sum_s' policy_transition M π s s' = 1.

Let P_ge0 s s' : 0 <= policy_transition M π s s'.
Proof. by case: (policy_transition_sub s M_mdp pi_policy). Qed.

Lemma signed_stationary_exists : exists y : S -> R,
  (forall s', y s' = \sum_s y s * policy_transition M π s s') /\ exists s, y s != 0.
Proof.
pose K s s' : R := (s == s')%:R - policy_transition M π s s'.
have one_kernel s : \sum_s' K s s' * 1 = 0.
  rewrite -mulr_suml mulr1 sumB goes_on (bigD1 s) //= eqxx big1 ?addr0 ?subrr // => s'.
  by rewrite eq_sym => /negPf ->.
have [y [y_kernel y_neq0]] := singular_on_either_side (s := some_state) one_kernel (oner_neq0 R).
exists y; split=> // s'.
have diagonal : \sum_s y s * (s == s')%:R = y s'.
  by rewrite (bigD1 s') //= eqxx mulr1 big1 ?addr0 // => s /negPf ->; rewrite mulr0.
apply/eqP; rewrite -subr_eq0 -{1}diagonal -sumB; apply/eqP; rewrite -[RHS](y_kernel s').
by apply: eq_bigr => s _; rewrite mulrBr.
Qed.

Theorem stationary_distribution_exists : exists ρ,
  [/\ is_stationary M π ρ, forall s, 0 <= ρ s
    & one_recurrent_class M π -> forall ρ', is_stationary M π ρ' -> ρ' =1 ρ].
Proof.
have [y [y_flow [s0 y_neq0]]] := signed_stationary_exists.
(* |y| ≤ |y|P, and as both add up to the same they are equal. *)
have below s' : `|y s'| <= \sum_s `|y s| * policy_transition M π s s'.
  rewrite {1}y_flow; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => s _.
  by rewrite normrM (ger0_norm (P_ge0 s s')).
have flow s' : `|y s'| = \sum_s `|y s| * policy_transition M π s s'.
  apply/esym/eqP; rewrite -subr_eq0.
  pose gap s' := \sum_s `|y s| * policy_transition M π s s' - `|y s'|.
  have gap_ge0 x : 0 <= gap x by rewrite subr_ge0.
  have gap_sum : \sum_x gap x = 0.
    rewrite sumB exchange_big -sumB big1 // => s _.
    by rewrite -mulr_sumr goes_on mulr1 subrr.
  move/eqP: gap_sum; rewrite psumr_eq0 // => /allP/(_ s' (mem_index_enum s')).
  by [].
pose total := \sum_s `|y s|.
have total_gt0 : 0 < total.
  by rewrite /total (bigD1 s0) //= ltr_paddr ?sumr_ge0 // normr_gt0.
have stationary : is_stationary M π (fun s => `|y s| / total).
  split=> [s'|]; last by rewrite -mulr_suml divff ?lt0r_neq0.
  by rewrite {1}flow mulr_suml; apply: eq_bigr => s _; rewrite mulrAC.
exists (fun s => `|y s| / total); split=> // [s|recurrent ρ' stationary'].
  by rewrite divr_ge0 // ltW.
exact: stationary_unique stationary recurrent _ stationary'.
Qed.

End Stationary.

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
