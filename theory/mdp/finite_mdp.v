(* Finite Markov decision processes, policies, and what is defined by a fixed point.

   S states, A actions; P(s'|s,a) the transition probabilities, r(s,a) the rewards, μ the start
   distribution, γ the discount. What is missing of Σ_s' P(s'|s,a) to 1 is the probability that the
   episode ends with this step: after an end nothing more is earned.

   Numbers are from any commutative ring R: the rationals, the reals, dual numbers, differentiable
   functions of a parameter. Where order matters, R is an ordered field, and `is_mdp` says what
   makes the numbers probabilities.

   Values V and visitations ν enter theorems by their equations `is_value` and `is_visitation`.
   MDP-1 and MDP-2 show that for γ < 1 there is exactly one solution of each; for γ = 1 theorems
   hold for whatever solves them. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Record mdp (R : comRingType) (S A : finType) := Mdp {
  transition : S -> A -> S -> R;  (* P(s'|s,a) is transition s a s' *)
  reward : S -> A -> R;           (* r(s,a) *)
  start : S -> R;                 (* μ(s) *)
  discount : R }.                 (* γ *)

(* π(a|s) is π s a. *)
Definition policy (R : comRingType) (S A : finType) := S -> A -> R.

Section Definitions.
Variables (R : comRingType) (S A : finType) (M : mdp R S A).
Implicit Types (π : policy R S A) (V ν : S -> R).

(* (P_a V)(s) = Σ_s' P(s'|s,a) V(s'). *)
Definition next V s a : R := \sum_s' transition M s a s' * V s'.

(* P_π(s,s') = Σ_a π(a|s) P(s'|s,a)    and    r_π(s) = Σ_a π(a|s) r(s,a). *)
Definition policy_transition π s s' : R := \sum_a π s a * transition M s a s'.
Definition policy_reward π s : R := \sum_a π s a * reward M s a.

(* (P_π V)(s). *)
Definition policy_next π V s : R := \sum_s' policy_transition π s s' * V s'.

(* (T^π V)(s) = r_π(s) + γ(P_πV)(s), and V^π = T^πV^π. *)
Definition bellman π V s : R := policy_reward π s + discount M * policy_next π V s.
Definition is_value π V : Prop := forall s, V s = bellman π V s.

(* Q(s,a) = r(s,a) + γ(P_aV)(s)    and    A(s,a) = Q(s,a) − V(s). *)
Definition action_value V s a : R := reward M s a + discount M * next V s a.
Definition advantage V s a : R := action_value V s a - V s.

(* ν = μ + γP_πᵀν, the discounted visitation, not normalised. *)
Definition is_visitation π ν : Prop :=
  forall s', ν s' = start M s' + discount M * \sum_s ν s * policy_transition π s s'.

(* J = μᵀV. *)
Definition performance V : R := \sum_s start M s * V s.

(* Σ_a π(a|s) = 1. *)
Definition sums_to_one π : Prop := forall s, \sum_a π s a = 1.

(* The probability that the step of action a in state s is the last. *)
Definition ending s a : R := 1 - \sum_s' transition M s a s'.

(* One step of a policy is the mean of one step of its actions. *)
Lemma policy_next_mean π V s : policy_next π V s = \sum_a π s a * next V s a.
Proof. by rewrite /policy_next /next sum_kernel. Qed.

Lemma bellman_mean π V s : bellman π V s = \sum_a π s a * action_value V s a.
Proof.
rewrite /bellman policy_next_mean /policy_reward -sum_pull -sumD.
by apply: eq_bigr => a _; rewrite mulrDr.
Qed.

(* V^π(s) = Σ_a π(a|s) Q^π(s,a). *)
Lemma value_is_mean π V : is_value π V -> forall s, V s = \sum_a π s a * action_value V s a.
Proof. by move=> value s; rewrite {1}value bellman_mean. Qed.

(* Σ_a π'(a|s) A(s,a) = (T^π'V)(s) − V(s): what one step of π' gains on V. *)
Lemma mean_advantage π V s : sums_to_one π ->
  \sum_a π s a * advantage V s a = bellman π V s - V s.
Proof.
move=> pi_sum; under eq_bigr do rewrite mulrBr.
by rewrite sumB bellman_mean sum_scale_right pi_sum mul1r.
Qed.

Lemma policy_nextB π V W s :
  policy_next π (fun x => V x - W x) s = policy_next π V s - policy_next π W s.
Proof. by rewrite /policy_next -sumB; apply: eq_bigr => s' _; rewrite mulrBr. Qed.

Lemma bellmanB π V W s :
  bellman π V s - bellman π W s = discount M * policy_next π (fun x => V x - W x) s.
Proof. by rewrite /bellman opprD addrACA subrr add0r policy_nextB mulrBr. Qed.

Lemma nextB V W s a : next (fun x => V x - W x) s a = next V s a - next W s a.
Proof. by rewrite /next -sumB; apply: eq_bigr => s' _; rewrite mulrBr. Qed.

Lemma policy_next_eq π V W : V =1 W -> policy_next π V =1 policy_next π W.
Proof. by move=> V_eq s; apply: eq_bigr => s' _; rewrite V_eq. Qed.

Lemma bellman_eq π V W : V =1 W -> bellman π V =1 bellman π W.
Proof. by move=> V_eq s; rewrite /bellman (policy_next_eq π V_eq). Qed.

(* Most of what is said of ν below rests on this: for every function x of the state

     Σ_s ν(s) (x(s) − γ(P_πx)(s)) = Σ_s μ(s) x(s).

   A visitation turns what x loses from one step to the next into what it is at the start. *)
Lemma visitation_flow π ν (x : S -> R) : is_visitation π ν ->
  \sum_s ν s * (x s - discount M * policy_next π x s) = \sum_s start M s * x s.
Proof.
move=> visitation; under eq_bigr do rewrite mulrBr.
rewrite sumB sum_pull sum_kernel -sum_scale -sumB; apply: eq_bigr => s _.
by rewrite {1}visitation mulrDl mulrA addrK.
Qed.

End Definitions.

Section Ordered.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A).

(* P's rows are probabilities, of which some may be missing; 0 ≤ γ ≤ 1 is for theorems to say. *)
Definition is_mdp : Prop :=
  (forall s a, is_subdistribution (transition M s a)) /\ is_distribution (start M).

(* π(·|s) is a distribution in every state. *)
Definition is_policy (π : policy R S A) : Prop := forall s, is_distribution (π s).

Lemma policy_sums_to_one π : is_policy π -> sums_to_one π.
Proof. by move=> pi_policy s; case: (pi_policy s). Qed.

Lemma policy_transition_sub π s : is_mdp -> is_policy π ->
  is_subdistribution (policy_transition M π s).
Proof.
move=> [P_sub _] pi_policy; have [pi_ge0 pi_sum] := pi_policy s.
split=> [s'|]; first by apply: mean_ge0 => // a; case: (P_sub s a).
rewrite exchange_big /= -pi_sum; apply: ler_sum => a _.
by rewrite -mulr_sumr ler_pimulr //; case: (P_sub s a).
Qed.

(* |P_πV| ≤ ‖V‖∞. *)
Lemma policy_next_norm π V s : is_mdp -> is_policy π ->
  `|policy_next M π V s| <= sup_norm V.
Proof.
move=> M_mdp pi_policy; apply: mean_norm_le; [|exact: sup_norm_ge0|exact: le_sup_norm].
exact: policy_transition_sub.
Qed.

End Ordered.
