(* AE-1. With the true values the TD error is the advantage, on average.

     E[r_t + γV^π(s_{t+1}) − V^π(s_t) | s_t = s, a_t = a] = A^π(s,a)

   with V(s_{t+1}) = 0 where step t terminates; for any other V the mean is
   A^π(s,a) − e(s) + γ(P_ae)(s), e = V − V^π.

   Hypotheses: none; V^π may be any function, for which A^π is its Q − V. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp trajectories expected_advantages.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section TdError.
Variables (R : comRingType) (S A : finType) (M : mdp R S A).
Local Notation γ := (discount M).
Add Ring numbers : (commutative_ring_theory R).

Theorem td_error_is_the_advantage_on_average V s a :
  outcome_mean M s a (td_error_of_outcome M V s a) = advantage M V s a.
Proof.
transitivity (outcome_mean M s a
    (fun x => reward M s a - V s + γ * (if x is Some s' then V s' else 0))).
  rewrite /outcome_mean /td_error_of_outcome addrAC; congr (_ + _).
  by apply: eq_bigr => s' _; rewrite addrAC.
by rewrite outcome_mean_affine addrAC.
Qed.

(* A_W = A_V − e + γP_ae for e = W − V. *)
Lemma advantage_of_another_function V W s a :
  advantage M W s a =
  advantage M V s a - (W s - V s) + γ * next M (fun x => W x - V x) s a.
Proof. by rewrite nextB /advantage /action_value; ring_identity R. Qed.

Corollary td_error_of_a_critic Vπ V s a :
  outcome_mean M s a (td_error_of_outcome M V s a) =
  advantage M Vπ s a - (V s - Vπ s) + γ * next M (fun x => V x - Vπ x) s a.
Proof.
by rewrite td_error_is_the_advantage_on_average (advantage_of_another_function Vπ).
Qed.

End TdError.
