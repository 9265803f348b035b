(* AC-2. Compatible features have mean zero in every state, so that Q_w represents an advantage.

     Σ_a π(a|s) wᵀg(s,a) = 0;  the fits of Q and of Q + b are the same for any b(s);
     if w and v(s) are fitted together, w fits Q alone, and v(s) = Σ_a π(a|s) Q(s,a), V^π for Q^π.

   Hypotheses: the scores have mean zero in every state; π sums to one; for v, ν(s) ≠ 0. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp compatible_critic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Advantages.
Variables (F : fieldType) (S A K : finType) (ν : S -> F) (π : S -> A -> F).
Variables (g : S -> A -> K -> F) (Q : S -> A -> F).
Hypotheses (pi_sum : forall s, \sum_a π s a = 1).
Hypotheses (zero_mean : forall s k, \sum_a π s a * g s a k = 0).

Lemma linear_critic_has_zero_mean w s : \sum_a π s a * linear_critic g w s a = 0.
Proof.
under eq_bigr do rewrite mulr_sumr.
rewrite exchange_big big1 // => k _; under eq_bigr do rewrite mulrCA.
by rewrite -mulr_sumr zero_mean mulr0.
Qed.

(* E_ν[g_k b] = 0 for a function b of the state. *)
Lemma score_and_state_are_orthogonal (b : S -> F) k :
  pair_mean ν π (fun s a => g s a k * b s) = 0.
Proof.
rewrite /pair_mean big1 // => s _; under eq_bigr do rewrite mulrA.
by rewrite -mulr_suml zero_mean mul0r mulr0.
Qed.

Lemma state_function_leaves_fit (b : S -> F) w :
  normal_equations ν π g (fun s a => Q s a + b s) w <-> normal_equations ν π g Q w.
Proof.
have same k : pair_mean ν π (fun s a => g s a k * (Q s a + b s - linear_critic g w s a)) =
    pair_mean ν π (fun s a => g s a k * (Q s a - linear_critic g w s a)).
  rewrite -[RHS]addr0 -(score_and_state_are_orthogonal b k) -pair_meanD.
  by apply: pair_mean_eq => s a; rewrite -mulrDr addrAC.
by split=> normal k; rewrite -(normal k) same.
Qed.

Theorem compatible_features_represent_advantages w (v : S -> F) :
  (forall s, ν s != 0) ->
  (* The normal equations of w and v together: in the scores, and in each state. *)
  normal_equations ν π g (fun s a => Q s a - v s) w ->
  (forall s, ν s * (\sum_a π s a * (Q s a - linear_critic g w s a - v s)) = 0) ->
  [/\ forall s, \sum_a π s a * linear_critic g w s a = 0, normal_equations ν π g Q w
    & forall s, v s = \sum_a π s a * Q s a].
Proof.
move=> visited normal state_normal; split=> [s||s]; first exact: linear_critic_has_zero_mean.
  exact/(state_function_leaves_fit (fun s => - v s)).
have /eqP := state_normal s; rewrite mulf_eq0 (negPf (visited s)) /=.
under eq_bigr do rewrite !mulrBr.
rewrite !sumB linear_critic_has_zero_mean subr0 sum_scale_right pi_sum mul1r subr_eq0.
by move/eqP.
Qed.

End Advantages.
