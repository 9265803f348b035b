(* EN-12. The entropy-regularised value is the worst case over a set of rewards.

     min {V^π_r̃(s) : β log Σ_a exp((r − r̃)(s,a)/β) ≤ ε(s) for every s} = U(s),

   U the value of π where r − β log π − ε is paid: V_β^π(s) − E Σ_t γᵗ ε(s_t). It is attained, in
   all states at once, at r̃ = r − β log π − ε. The set does not depend on the policy; the
   minimiser does.

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1, β > 0; a policy of full support; log a
   logarithm, exp > 0 and log(exp x) = x. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm finite_mdp.
From Lemmata Require Import optimality_operator_contracts log_sum_exp_is_the_dual_of_entropy.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section WorstCase.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (log exp : R -> R) (β : R).
Variables (some_action : A) (π : policy R S A) (ε : S -> R).
Local Notation γ := (discount M).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (beta_gt0 : 0 < β).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Hypotheses (pi_policy : is_policy π) (pi_gt0 : forall s a, 0 < π s a).
Add Ring numbers : (commutative_ring_theory R).

(* The MDP that pays r', and the rewards near r. *)
Definition paying (r' : S -> A -> R) : mdp R S A := Mdp (transition M) r' (start M) γ.
Definition is_near (r' : S -> A -> R) : Prop := forall s,
  β * log (partition exp β (fun a => reward M s a - r' s a)) <= ε s.

Definition worst_reward s a : R := reward M s a - β * log (π s a) - ε s.

(* Σ_a exp(log π(a|s) + ε/β) = exp(ε/β). *)
Lemma worst_reward_is_near : is_near worst_reward.
Proof.
move=> s; have [_ pi_sum] := pi_policy s.
have -> : partition exp β (fun a => reward M s a - worst_reward s a) = exp (ε s / β).
  rewrite /partition -[RHS]mul1r -pi_sum mulr_suml; apply: eq_bigr => a _.
  rewrite -[in RHS](exp_log log_is exp_gt0 log_exp (pi_gt0 s a)).
  rewrite -(exp_add log_is exp_gt0 log_exp); congr (exp _).
  rewrite /worst_reward; have -> : reward M s a - (reward M s a - β * log (π s a) - ε s) =
    β * log (π s a) + ε s by ring_identity R.
  by rewrite mulrDl mulrAC divff ?mul1r // lt0r_neq0.
by rewrite log_exp mulrC divfK // lt0r_neq0.
Qed.

(* In every state π earns no less of r' than of the worst reward: the duality of EN-2 for r − r'. *)
Lemma worst_reward_is_least r' s : is_near r' ->
  \sum_a π s a * worst_reward s a <= \sum_a π s a * r' s a.
Proof.
move=> /(_ s) near; have [_ pi_sum] := pi_policy s.
have [dual _] := log_sum_exp_is_the_dual_of_entropy (fun a => reward M s a - r' s a) log_is
  exp_gt0 log_exp beta_gt0 some_action (pi_policy s).
rewrite -subr_le0; apply: le_trans (_ : _ <= \sum_a π s a * (reward M s a - r' s a)
  + β * entropy_of log (π s) - ε s) _; last by rewrite subr_le0; apply: le_trans dual near.
rewrite le_eqVlt; apply/orP; left; apply/eqP.
rewrite /entropy_of mulrN -sum_pull -sumB -[ε s]mul1r -pi_sum mulr_suml -!sumB.
by apply: eq_bigr => a _; rewrite /worst_reward; ring_identity R.
Qed.

Theorem entropy_is_a_worst_case_over_rewards U : is_value (paying worst_reward) π U ->
  is_near worst_reward /\
  forall r' V, is_near r' -> is_value (paying r') π V -> forall s, U s <= V s.
Proof.
move=> U_value; split=> [|r' V near V_value]; first exact: worst_reward_is_near.
have paying_mdp : is_mdp (paying r') := M_mdp.
apply: (value_above paying_mdp discount_ge0 discount_lt1 pi_policy V_value) => s.
by rewrite {1}U_value ler_add2r worst_reward_is_least.
Qed.

(* U = V_β^π − E Σ_t γᵗ ε(s_t): values are linear in what is paid. *)
Lemma worst_value V X : is_value (paying (fun s a => reward M s a - β * log (π s a))) π V ->
  is_value (paying (fun s _ => ε s)) π X ->
  is_value (paying worst_reward) π (fun s => V s - X s).
Proof.
move=> V_value X_value s; rewrite {1}V_value {1}X_value /bellman policy_nextB mulrBr.
rewrite opprD addrACA; congr (_ + _); rewrite /policy_reward -sumB.
by apply: eq_bigr => a _; rewrite -mulrBr.
Qed.

End WorstCase.
