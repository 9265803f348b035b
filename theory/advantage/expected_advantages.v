(* Means of advantage estimates: over the outcomes of one step, and over trajectories of at most H
   steps that begin with a given action. V is any critic, e = V − V^π its error. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp trajectories.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Means.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A) (V : S -> R).
Local Notation γ := (discount M).

(* E[f(s_1) | s_0 = s, a_0 = a], where None is the end. *)
Definition outcome_mean s a (f : option S -> R) : R :=
  ending M s a * f None + \sum_s' transition M s a s' * f (Some s').

(* E[f(τ) | s_0 = s, a_0 = a]. *)
Definition mean_after_action H s a (f : trajectory S A H.+1 -> R) : R :=
  ending M s a * f (a, None)
    + \sum_s' transition M s a s' * expectation M π s' (fun τ => f (a, Some (s', τ))).

Lemma expectation_by_action H s (f : trajectory S A H.+1 -> R) :
  expectation M π s f = \sum_a π s a * mean_after_action s a f.
Proof. exact: expectation_step. Qed.

(* δ = r + γV(s_1) − V(s_0), and r − V(s_0) where the step terminates. *)
Definition td_error_of_outcome s a (outcome : option S) : R :=
  reward M s a + γ * (if outcome is Some s' then V s' else 0) - V s.

(* Σ_{k<H} γᵏ r_k + γᴴ V(s_H), and the whole return where the episode ends before. *)
Fixpoint bootstrapped_return H : S -> trajectory S A H -> R :=
  match H with
  | 0 => fun s _ => V s
  | H'.+1 => fun s '(a, rest) =>
      reward M s a + γ * (if rest is Some (s', τ) then bootstrapped_return s' τ else 0)
  end.

(* Σ_k (γλ)ᵏ δ_k, by the backward recursion (AE-8), cut after H steps. *)
Fixpoint advantage_estimate λ H : S -> trajectory S A H -> R :=
  match H with
  | 0 => fun _ _ => 0
  | H'.+1 => fun s '(a, rest) => td_error_of_outcome s a (omap fst rest)
      + γ * λ * (if rest is Some (s', τ) then advantage_estimate λ s' τ else 0)
  end.

(* A mean over outcomes: what does not depend on the outcome comes out. *)
Lemma outcome_mean_affine s a c d (f : S -> R) :
  outcome_mean s a (fun x => c + d * (if x is Some s' then f s' else 0)) = c + d * next M f s a.
Proof.
rewrite /outcome_mean mulr0 addr0; under eq_bigr do rewrite mulrDr.
by rewrite sumD sum_pull sum_scale_right addrA -mulrDl subrK mul1r.
Qed.

Hypothesis pi_sum : sums_to_one π.

(* A constant comes out of the mean. *)
Lemma mean_after_action_shift H s a c (f : trajectory S A H.+1 -> R) :
  mean_after_action s a (fun τ => f τ - c) = mean_after_action s a f - c.
Proof.
have shift s' : expectation M π s' (fun τ : trajectory S A H => f (a, Some (s', τ)) - c) =
    expectation M π s' (fun τ => f (a, Some (s', τ))) - c.
  by rewrite expectationD expectation_constant.
rewrite /mean_after_action; under eq_bigr do rewrite shift mulrBr.
rewrite sumB sum_scale_right mulrBr addrACA -opprD -mulrDl.
by rewrite /ending subrK mul1r.
Qed.

Lemma bootstrapped_return_step H s a :
  mean_after_action s a (@bootstrapped_return H.+1 s) =
  reward M s a + γ * next M (fun s' => expectation M π s' (@bootstrapped_return H s')) s a.
Proof.
rewrite -outcome_mean_affine; congr (_ + _); apply: eq_bigr => s' _; congr (_ * _).
by rewrite expectationD expectation_constant // expectation_scale.
Qed.

Lemma advantage_estimate_step λ H s a :
  mean_after_action s a (@advantage_estimate λ H.+1 s) =
  outcome_mean s a (td_error_of_outcome s a)
    + γ * λ * next M (fun s' => expectation M π s' (@advantage_estimate λ H s')) s a.
Proof.
rewrite /mean_after_action /outcome_mean /= mulr0 addr0 -addrA; congr (_ + _).
rewrite -sum_pull -sumD; apply: eq_bigr => s' _; rewrite -mulrDr; congr (_ * _).
by rewrite expectationD expectation_constant // expectation_scale.
Qed.

End Means.
