(* AE-3. The bias of the n-step advantage.

     E[Â^(n) | s,a] − A^π(s,a) = γⁿ (P_a P_πⁿ⁻¹ e)(s) − e(s),   e = V − V^π,
     Â^(n) = Σ_{k<n} γᵏ r_k + γⁿ V(s_n) − V(s_0),

   the error of V n steps on, discounted, and the error of the state itself.

   Hypotheses: V^π solves its equation, π sums to one; n ≥ 1 is n + 1 below. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp trajectories expected_advantages.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Bias.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A) (Vπ V : S -> R).
Local Notation γ := (discount M).
Local Notation e := (fun s => V s - Vπ s).
Hypotheses (pi_sum : sums_to_one π) (value : is_value M π Vπ).
Add Ring numbers : (commutative_ring_theory R).

(* n applications of the Bellman operator to V are the mean of n rewards and V after them. *)
Lemma bootstrapped_return_mean n s :
  expectation M π s (bootstrapped_return M V (H := n) s) = iter n (bellman M π) V s.
Proof.
elim: n s => [|n IH] s; first by rewrite /= (expectation_constant M pi_sum 0).
rewrite expectation_by_action /= bellman_mean; apply: eq_bigr => a _; congr (_ * _).
rewrite bootstrapped_return_step //; congr (_ + _ * _).
by apply: eq_bigr => s' _; rewrite IH.
Qed.

(* (T^π)ⁿV − V^π = γⁿP_πⁿe. *)
Lemma iterated_bellman_error n s :
  iter n (bellman M π) V s - Vπ s = γ ^+ n * iter n (policy_next M π) e s.
Proof.
elim: n s => [|n IH] s; first by rewrite mul1r.
rewrite /= {1}value bellmanB (policy_next_eq _ _ IH) exprS -mulrA; congr (_ * _).
exact: sum_pull.
Qed.

Theorem bias_of_n_step_advantage n s a :
  mean_after_action M π s a (fun τ => bootstrapped_return M V (H := n.+1) s τ - V s)
    - advantage M Vπ s a
  = γ ^+ n.+1 * next M (iter n (policy_next M π) e) s a - (V s - Vπ s).
Proof.
rewrite mean_after_action_shift // bootstrapped_return_step //.
(* r + γP_a(T^π)ⁿV, less r + γP_aV^π, is γP_aγⁿP_πⁿe. *)
have -> : next M (fun s' => expectation M π s' (bootstrapped_return M V (H := n) s')) s a =
    next M Vπ s a + γ ^+ n * next M (iter n (policy_next M π) e) s a.
  rewrite /next -sum_pull -sumD; apply: eq_bigr => s' _; rewrite -mulrDr; congr (_ * _).
  by rewrite bootstrapped_return_mean -iterated_bellman_error addrC subrK.
rewrite /advantage /action_value exprS; move: (γ ^+ n) (next M (iter n _ _) s a) => x y.
by ring_identity R.
Qed.

End Bias.
