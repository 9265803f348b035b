(* Values and visitations where γ = 1 is allowed: MDP-1 and MDP-2 for γ ≤ 1, if from every state the
   episode has some chance to end within H steps,

     (P_πᴴ1)(s) < 1 in every state   ⇒   V = r_π + γP_πV and ν = μ + γP_πᵀν have exactly one
     solution each, and ν is nowhere negative.

   x = γP_πx implies |x| ≤ P_πᴴ|x| ≤ c‖x‖∞ with c < 1, so that x = 0.

   Hypotheses: a finite MDP, 0 ≤ γ ≤ 1, a policy, an end within reach. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm linear_systems finite_mdp.
From Lemmata Require Import bellman_equation_determines_the_values visitation_is_a_fixed_point.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Ends.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π : policy R S A) (H : nat).
Local Notation γ := (discount M).
Local Notation P := (policy_next M π).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π).
Hypotheses (discount_ge0 : 0 <= γ) (discount_le1 : γ <= 1).

(* Of the episodes from s some end within H steps. *)
Hypothesis may_end : forall s, iter H P (fun=> 1) s < 1.

Let P_ge0 s s' : 0 <= policy_transition M π s s'.
Proof. by case: (policy_transition_sub s M_mdp pi_policy). Qed.

Lemma policy_next_monotone x y : (forall s, x s <= y s) -> forall s, P x s <= P y s.
Proof. by move=> xy s; apply: mean_le. Qed.

Lemma iterated_next_monotone n x y : (forall s, x s <= y s) ->
  forall s, iter n P x s <= iter n P y s.
Proof. by move=> xy; elim: n => [|n IH] //= s; apply: policy_next_monotone. Qed.

(* Pⁿ of a constant c is c Pⁿ1. *)
Lemma iterated_next_constant n (c : R) s : iter n P (fun=> c) s = c * iter n P (fun=> 1) s.
Proof.
elim: n s => [|n IH] s; first by rewrite mulr1.
by rewrite /= (policy_next_eq _ _ IH) policy_next_scale.
Qed.

(* x ≤ Px and x ≥ 0 leave x = 0. *)
Lemma nothing_is_kept (x : S -> R) : (forall s, 0 <= x s) -> (forall s, x s <= P x s) ->
  forall s, x s = 0.
Proof.
move=> x_ge0 x_le.
have iterated n s : x s <= iter n P x s.
  by elim: n s => [|n IH] s //=; apply: le_trans (x_le s) _; apply: policy_next_monotone.
have [s0 _|no_state] := pickP (fun _ : S => true); last by move=> s; have := no_state s.
(* Where x is greatest, it is at most itself times something less than 1. *)
have [i _ greatest] := arg_maxP x (isT : xpredT s0).
have x_le0 : x i <= 0.
  rewrite -(pmulr_rle0 _ (_ : 0 < 1 - iter H P (fun=> 1) i)) ?subr_gt0 // mulrBl mul1r subr_le0.
  apply: le_trans (iterated H i) _; rewrite mulrC -iterated_next_constant.
  by apply: iterated_next_monotone => s; apply: greatest.
by move=> s; apply: le_anti; rewrite x_ge0 andbT; apply: le_trans x_le0; apply: greatest.
Qed.

Lemma only_zero_stays (x : S -> R) : (forall s, x s = γ * P x s) -> forall s, x s = 0.
Proof.
move=> x_fixed s; apply/eqP; rewrite -normr_eq0; apply/eqP.
apply: (nothing_is_kept (x := fun s => `|x s|)) => {}s //.
rewrite x_fixed normrM (ger0_norm discount_ge0); apply: le_trans (mean_norm _ (P_ge0 s)).
by rewrite ler_pimull.
Qed.

Let injective : injective_kernel (resolvent_kernel M π).
Proof.
move=> x x_kernel; apply: only_zero_stays => s.
by apply/eqP; rewrite -subr_eq0 -resolvent_kernelE x_kernel.
Qed.

Theorem values_where_ends_are_in_reach :
  exists V, is_value M π V /\ forall W, is_value M π W -> W =1 V.
Proof.
have [V V_solves] := kernel_solvable (policy_reward M π) injective.
have V_value : is_value M π V by move=> s; rewrite /bellman -V_solves resolvent_kernelE subrK.
exists V; split=> // W W_value s; apply/eqP; rewrite -subr_eq0; apply/eqP.
apply: (only_zero_stays (x := fun s => W s - V s)) => {}s.
by rewrite {1}W_value {1}V_value bellmanB.
Qed.

Theorem visitations_where_ends_are_in_reach : exists ν, [/\ is_visitation M π ν,
  forall ν', is_visitation M π ν' -> ν' =1 ν & forall s, 0 <= ν s].
Proof.
have [ν ν_solves] := transposed_kernel_solvable (start M) injective.
have visitation : is_visitation M π ν.
  by move=> s; rewrite -ν_solves transposed_resolvent_kernel subrK.
exists ν; split=> // [ν' visitation' s|s].
  apply/eqP; rewrite -subr_eq0; apply/eqP.
  apply: (transposed_kernel_injective (y := fun s => ν' s - ν s) injective) => s'.
  under eq_bigr do rewrite mulrBl.
  by rewrite sumB !transposed_resolvent_kernel {1}visitation' {1}visitation !addrK subrr.
(* The negative part n of ν has n ≤ Pᵀn, so that Σn ≤ Σ n Pᴴ1 < Σn, were it not 0. *)
pose n x := Num.max 0 (- ν x).
have n_ge0 x : 0 <= n x by rewrite le_maxr lexx.
have push_ge0 (q : S -> R) x : (forall y, 0 <= q y) -> 0 <= push M π q x.
  by move=> q_ge0; apply: mean_ge0.
have n_le x : n x <= push M π n x.
  rewrite le_maxl push_ge0 //= visitation opprD -mulrN.
  apply: le_trans (_ : _ <= γ * - push M π ν x) _.
    by rewrite ler_naddl // oppr_le0; case: M_mdp => _ [].
  apply: (@le_trans _ _ (γ * push M π n x)); last by rewrite ler_pimull ?push_ge0.
  rewrite ler_wpmul2l // -sumrN; apply: ler_sum => y _; rewrite -mulNr ler_wpmul2r //.
  by rewrite le_maxr lexx orbT.
have n_iterated k x : n x <= iter k (push M π) n x.
  elim: k x => [|k IH] x //=; apply: le_trans (n_le x) _.
  by apply: ler_sum => y _; rewrite ler_wpmul2r.
have sum_le0 : \sum_x n x * (1 - iter H P (fun=> 1) x) <= 0.
  under eq_bigr do rewrite mulrBr mulr1.
  rewrite sumB (push_is_adjoint M π) subr_le0; apply: ler_sum => x _; rewrite mulr1.
  exact: n_iterated.
have n_eq0 : n s <= 0.
  rewrite -(pmulr_lle0 _ (_ : 0 < 1 - iter H P (fun=> 1) s)) ?subr_gt0 //.
  apply: le_trans sum_le0; rewrite (bigD1 s) //= ler_addl; apply: sumr_ge0 => x _.
  by rewrite mulr_ge0 // subr_ge0 ltW.
by rewrite -oppr_le0; apply: le_trans n_eq0; rewrite le_maxr lexx orbT.
Qed.

End Ends.
