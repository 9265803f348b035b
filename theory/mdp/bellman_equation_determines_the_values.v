(* MDP-1. Bellman evaluation.

     V = r_π + γP_πV has exactly one solution V^π; it is what the sums Σ_{j<k} γʲP_πʲr_π = V_k of
     V_{k+1} = r_π + γP_πV_k, V_0 = 0, tend to:   |V^π(s) − V_k(s)| ≤ γᵏ ‖r‖∞ / (1 − γ).

   Hypotheses: a finite MDP, 0 ≤ γ < 1, any policy. For γ = 1 see `ends_within_reach`. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm linear_systems finite_mdp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Sums.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A).

(* V_k, what the next k steps earn. *)
Definition value_iterate k : S -> R := iter k (bellman M π) (fun=> 0).

Lemma policy_next_sum n (f : 'I_n -> S -> R) s :
  policy_next M π (fun x => \sum_j f j x) s = \sum_j policy_next M π (f j) s.
Proof. by rewrite /policy_next exchange_big; apply: eq_bigr => s' _; rewrite mulr_sumr. Qed.

Lemma policy_next_scale c (f : S -> R) s :
  policy_next M π (fun x => c * f x) s = c * policy_next M π f s.
Proof. exact: sum_pull. Qed.

(* V_k = Σ_{j<k} γʲ P_πʲ r_π. *)
Lemma value_iterate_is_neumann_sum k s :
  value_iterate k s =
  \sum_(j < k) discount M ^+ j * iter j (policy_next M π) (policy_reward M π) s.
Proof.
elim: k s => [|k IH] s; first by rewrite big_ord0.
rewrite big_ord_recl expr0 mul1r /= /bellman; congr (_ + _).
rewrite (policy_next_eq _ _ IH) policy_next_sum mulr_sumr; apply: eq_bigr => j _.
by rewrite policy_next_scale mulrA -exprS.
Qed.

End Sums.

Section Bound.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π : policy R S A).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π).
Local Notation γ := (discount M).
Hypotheses (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).

(* Where x = γP_πx, ‖x‖ ≤ γ‖x‖, and so x = 0. *)
Lemma no_value_without_reward (x : S -> R) :
  (forall s, x s = γ * policy_next M π x s) -> forall s, x s = 0.
Proof.
move=> x_fixed; apply: sup_norm_eq0.
have shrinks : sup_norm x <= γ * sup_norm x.
  apply: sup_norm_le => [|s]; first by rewrite mulr_ge0 ?sup_norm_ge0.
  by rewrite x_fixed normrM ger0_norm // ler_wpmul2l ?policy_next_norm.
by rewrite -(pmulr_rle0 _ (_ : 0 < 1 - γ)) ?subr_gt0 // mulrBl mul1r subr_le0.
Qed.

(* I − γP_π. *)
Definition resolvent_kernel (s s' : S) : R := (s == s')%:R - γ * policy_transition M π s s'.

Lemma resolvent_kernelE (x : S -> R) s :
  \sum_s' resolvent_kernel s s' * x s' = x s - γ * policy_next M π x s.
Proof.
under eq_bigr do rewrite mulrBl -mulrA.
rewrite sumB sum_scale (bigD1 s) //= eqxx mul1r big1 ?addr0 // => s' s'_neq.
by rewrite eq_sym (negPf s'_neq) mul0r.
Qed.

Lemma resolvent_kernel_injective : injective_kernel resolvent_kernel.
Proof.
move=> x x_kernel; apply: no_value_without_reward => s.
by apply/eqP; rewrite -subr_eq0 -resolvent_kernelE x_kernel.
Qed.

Lemma value_exists : exists V, is_value M π V.
Proof.
have [V V_solves] := kernel_solvable (policy_reward M π) resolvent_kernel_injective.
by exists V => s; rewrite /bellman -V_solves resolvent_kernelE subrK.
Qed.

Lemma value_unique V W : is_value M π V -> is_value M π W -> W =1 V.
Proof.
move=> V_value W_value s; apply/eqP; rewrite -subr_eq0; apply/eqP.
apply: (no_value_without_reward (x := fun s => W s - V s)) => {}s.
by rewrite {1}W_value {1}V_value bellmanB.
Qed.

(* ‖r‖∞, over states and actions. *)
Definition reward_norm : R := sup_norm (fun sa : S * A => reward M sa.1 sa.2).

Lemma policy_reward_norm s : `|policy_reward M π s| <= reward_norm.
Proof.
apply: mean_norm_le (sup_norm_ge0 _) _; first exact: distribution_sub.
by move=> a; apply: (le_sup_norm _ (s, a)).
Qed.

(* |V^π(s)| ≤ ‖r‖∞/(1 − γ), as ‖V‖ ≤ ‖r‖ + γ‖V‖. *)
Lemma value_norm V : is_value M π V -> sup_norm V <= reward_norm / (1 - γ).
Proof.
move=> V_value; rewrite ler_pdivl_mulr ?subr_gt0 // mulrBr mulr1 ler_subl_addr.
apply: sup_norm_le => [|s]; first by rewrite addr_ge0 ?mulr_ge0 ?sup_norm_ge0.
rewrite V_value; apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
  exact: policy_reward_norm.
by rewrite normrM ger0_norm // mulrC ler_wpmul2r ?policy_next_norm.
Qed.

(* Each application of the operator brings any function nearer to V^π by the factor γ. *)
Lemma iterate_error V k s : is_value M π V ->
  `|V s - value_iterate M π k s| <= γ ^+ k * sup_norm V.
Proof.
move=> V_value; elim: k s => [|k IH] s; first by rewrite subr0 expr0 mul1r le_sup_norm.
rewrite V_value /= bellmanB normrM ger0_norm // exprS -mulrA ler_wpmul2l //.
apply: le_trans (policy_next_norm _ s M_mdp pi_policy) _.
by apply: sup_norm_le => //; rewrite mulr_ge0 ?exprn_ge0 ?sup_norm_ge0.
Qed.

Theorem bellman_equation_determines_the_values : exists V, [/\ is_value M π V,
  forall W, is_value M π W -> W =1 V
  & forall k s, `|V s - value_iterate M π k s| <= γ ^+ k * reward_norm / (1 - γ)].
Proof.
have [V V_value] := value_exists; exists V; split=> // [W|k s]; first exact: value_unique.
apply: le_trans (iterate_error k s V_value) _.
by rewrite -mulrA ler_wpmul2l ?exprn_ge0 ?value_norm.
Qed.

End Bound.
