(* AE-7. GAE has the advantage as its mean if, and only if, the values are true.

     E[Â^GAE | s,a] = A^π(s,a)          for every λ and every cut, if V = V^π;
     (I − γλP_π) E_π[Â^GAE] = T^πV − V  for any V and λ, which is 0 for V = V^π only;
     E[Â^GAE | s,a] = A^π(s,a) − e(s)   for λ = 1 and any V, e = V − V^π.

   Without true values, at λ = 0, the mean can miss A^π by more than a function of the state: one
   state, no rewards, γ = 1/2, V = 1 in place of 0, one action that stays and one that ends.

   Hypotheses: π sums to one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm finite_mdp trajectories expected_advantages.
From Lemmata Require Import td_error_is_the_advantage_on_average bias_of_generalized_advantage.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Means.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A) (λ : R).
Local Notation γ := (discount M).
Hypothesis pi_sum : sums_to_one π.

(* With V^π the later TD errors have mean zero. *)
Lemma true_values_mean Vπ H s : is_value M π Vπ ->
  expectation M π s (advantage_estimate M Vπ λ (H := H) s) = 0.
Proof.
move=> value; elim: H s => [|H IH] s; first exact: expectation0.
transitivity (\sum_a π s a * advantage M Vπ s a); last by rewrite mean_advantage // -value subrr.
rewrite expectation_by_action; apply: eq_bigr => a _; rewrite advantage_estimate_step //.
rewrite td_error_is_the_advantage_on_average /next big1 ?mulr0 ?addr0 // => s' _.
by rewrite IH mulr0.
Qed.

Theorem generalized_advantage_needs_true_values Vπ V m :
  is_value M π Vπ -> is_advantage_mean M π λ V m ->
  [/\ forall H s a, mean_after_action M π s a (advantage_estimate M Vπ λ (H := H.+1) s)
        = advantage M Vπ s a,
      forall s, policy_mean π m s - γ * λ * policy_next M π (policy_mean π m) s
        = bellman M π V s - V s
    & (forall s, policy_mean π m s = 0) -> is_value M π V].
Proof.
move=> value m_mean; have balance s : policy_mean π m s
    - γ * λ * policy_next M π (policy_mean π m) s = bellman M π V s - V s.
  rewrite -mean_advantage // policy_next_mean -sum_pull -sumB; apply: eq_bigr => a _.
  by rewrite -mulrBr m_mean addrK td_error_is_the_advantage_on_average.
split=> [H s a||m_eq0 s] //.
  rewrite advantage_estimate_step // td_error_is_the_advantage_on_average.
  by rewrite /next big1 ?mulr0 ?addr0 // => s' _; rewrite true_values_mean ?mulr0.
apply/esym/eqP; rewrite -subr_eq0 -balance m_eq0 sub0r oppr_eq0 /policy_next.
by rewrite big1 ?mulr0 // => s' _; rewrite m_eq0 mulr0.
Qed.

(* λ = 1: A^π − e solves the recursion of the means. *)
Theorem monte_carlo_is_unbiased_up_to_the_state Vπ V : is_value M π Vπ ->
  is_advantage_mean M π 1 V (fun s a => advantage M Vπ s a - (V s - Vπ s)).
Proof.
move=> value s a; rewrite (td_error_of_a_critic M Vπ) mulr1 -[LHS]addr0 -[RHS]addrA; congr (_ + _).
have minus_e x : policy_mean π (fun s a => advantage M Vπ s a - (V s - Vπ s)) x = - (V x - Vπ x).
  rewrite /policy_mean; under eq_bigr do rewrite mulrBr.
  by rewrite sumB mean_advantage // -value subrr sum_scale_right pi_sum mul1r sub0r.
have -> : next M (policy_mean π (fun s a => advantage M Vπ s a - (V s - Vπ s))) s a =
    - next M (fun x => V x - Vπ x) s a.
  by rewrite /next -sumrN; apply: eq_bigr => x _; rewrite minus_e mulrN.
by rewrite mulrN subrr.
Qed.

End Means.

(* One state; the action true stays, false ends; no rewards, γ = 1/2. *)
Section Counterexample.
Definition staying_or_ending : mdp [comRingType of rat] [finType of unit] [finType of bool] :=
  Mdp (fun _ a _ => if a then 1 else 0) (fun _ _ => 0) (fun _ => 1) (1 / 2%:R).

Lemma its_values (π : policy _ [finType of unit] [finType of bool]) :
  is_value staying_or_ending π (fun=> 0).
Proof.
move=> s; rewrite /bellman /policy_reward big1 => [|a _]; last by rewrite mulr0.
by rewrite /policy_next big1 ?mulr0 // => s' _; rewrite mulr0.
Qed.

(* A^π is 0 for both actions; the mean TD errors under V = 1 are −1/2 and −1. *)
Theorem wrong_values_bias_the_gradient :
  [/\ forall a, advantage staying_or_ending (fun=> 0) tt a = 0,
      outcome_mean staying_or_ending tt true
        (td_error_of_outcome staying_or_ending (fun=> 1) tt true) = - (1 / 2%:R)
    & outcome_mean staying_or_ending tt false
        (td_error_of_outcome staying_or_ending (fun=> 1) tt false) = - 1].
Proof.
have one_state (f : unit -> rat) : \sum_s f s = f tt.
  by rewrite (bigD1 tt) //= big1 ?addr0 // => -[].
split=> [a||]; rewrite ?td_error_is_the_advantage_on_average /advantage /action_value /next.
- by rewrite one_state; case: a; apply/eqP; vm_compute.
- by rewrite one_state; apply/eqP; vm_compute.
- by rewrite one_state; apply/eqP; vm_compute.
Qed.

End Counterexample.
