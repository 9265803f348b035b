(* MDP-2. Discounted visitation.

     ν = μ + γP_πᵀν,    (1 − γ) Σ_s ν(s) + γ Σ_s ν(s) e_π(s) = 1,

   where e_π(s) is the probability that the step taken in s is the last. Without termination Σν is
   therefore 1/(1 − γ). For γ < 1 there is exactly one such ν, it is nowhere negative, and

     ν = Σ_{t<k} γᵗ (P_πᵀ)ᵗμ + γᵏ (P_πᵀ)ᵏν:   it counts visits, discounted, from the start on.

   Hypotheses: a finite MDP, 0 ≤ γ < 1, any policy; for the equations alone, any γ. That there is
   one ν for γ = 1 too where an end is within reach is in `ends_within_reach`. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm linear_systems finite_mdp.
From Lemmata Require Import bellman_equation_determines_the_values.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Equations.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A) (ν : S -> R).
Local Notation γ := (discount M).
Hypothesis visitation : is_visitation M π ν.

(* Where the mass p of the states goes in one step: (P_πᵀp)(s'). *)
Definition push (p : S -> R) s' : R := \sum_s p s * policy_transition M π s s'.

(* Σ_s p(s) (P_πᵗy)(s) = Σ_s ((P_πᵀ)ᵗp)(s) y(s). *)
Lemma push_is_adjoint (y : S -> R) t (p : S -> R) :
  \sum_s p s * iter t (policy_next M π) y s = \sum_s iter t push p s * y s.
Proof.
elim: t p => [|t IH] p //.
transitivity (\sum_s push p s * iter t (policy_next M π) y s); first exact: sum_kernel.
by rewrite IH iterSr.
Qed.

(* e_π(s), the probability that a step from s is the last. *)
Definition policy_ending s : R := \sum_a π s a * ending M s a.

Lemma policy_endingE s : sums_to_one π ->
  \sum_s' policy_transition M π s s' = 1 - policy_ending s.
Proof.
move=> pi_sum; rewrite exchange_big /=; under eq_bigr do rewrite -mulr_sumr.
rewrite /policy_ending; under [in RHS]eq_bigr do rewrite mulrBr mulr1.
by rewrite sumB pi_sum opprB addrC subrK.
Qed.

(* What is there flows on with weight γ, or ends. *)
Lemma visitation_mass : sums_to_one π -> \sum_s start M s = 1 ->
  (1 - γ) * (\sum_s ν s) + γ * (\sum_s ν s * policy_ending s) = 1.
Proof.
move=> pi_sum start_sum.
(* The flow of the constant 1: Σν(s)(1 − γΣ_s' P_π(s,s')) = Σμ = 1. *)
transitivity (\sum_s start M s * 1); last by rewrite sum_scale_right start_sum mulr1.
rewrite -(visitation_flow (fun=> 1) visitation) -sum_scale -sum_pull -sumD.
apply: eq_bigr => s _; rewrite /policy_next sum_scale_right mulr1 policy_endingE //.
by rewrite mulrC -mulrDr; congr (_ * _); rewrite mulrBr mulr1 opprB addrA addrAC.
Qed.

Lemma push_add_scale (p q : S -> R) c s :
  push (fun x => p x + c * q x) s = push p s + c * push q s.
Proof.
rewrite /push; under eq_bigr do rewrite mulrDl -mulrA.
by rewrite sumD sum_scale.
Qed.

Lemma iter_push_eq p q k : p =1 q -> iter k push p =1 iter k push q.
Proof. by move=> pq; elim: k => [|k IH] s //=; apply: eq_bigr => s' _; rewrite IH. Qed.

Lemma visitation_expansion k s :
  ν s = \sum_(t < k) γ ^+ t * iter t push (start M) s + γ ^+ k * iter k push ν s.
Proof.
elim: k => [|k IH]; first by rewrite big_ord0 expr0 mul1r add0r.
rewrite {1}IH big_ord_recr -addrA exprS -mulrA mulrCA -mulrDr /=; congr (_ + _ * _).
(* (P_πᵀ)ᵏν = (P_πᵀ)ᵏ(μ + γP_πᵀν), and the operator is linear. *)
rewrite (iter_push_eq k visitation) -/(push ν) -iterS iterSr.
elim: k {IH} s => [|k IH] s //=; rewrite -push_add_scale.
by apply: eq_bigr => s' _; rewrite IH.
Qed.

End Equations.

Section Ordered.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π : policy R S A).
Local Notation γ := (discount M).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π) (discount_ge0 : 0 <= γ).
Hypothesis discount_lt1 : γ < 1.

(* Pushing mass forward makes no mass. *)
Lemma push_mass (p : S -> R) : (forall s, 0 <= p s) -> \sum_s push M π p s <= \sum_s p s.
Proof.
move=> p_ge0; rewrite exchange_big; apply: ler_sum => s _; rewrite -mulr_sumr ler_pimulr //.
by case: (policy_transition_sub s M_mdp pi_policy).
Qed.

(* Σν⁻ ≤ γΣν⁻ for the negative part ν⁻ of ν, so that there is none. *)
Lemma visitation_ge0 ν s : is_visitation M π ν -> 0 <= ν s.
Proof.
move=> visitation; pose n s := Num.max 0 (- ν s).
have n_ge0 x : 0 <= n x by rewrite le_maxr lexx.
have n_le x : n x <= γ * push M π n x.
  rewrite le_maxl; apply/andP; split.
    rewrite mulr_ge0 ?mean_ge0 // => y.
    by case: (policy_transition_sub y M_mdp pi_policy).
  rewrite visitation opprD -mulrN ler_naddl //; first by rewrite oppr_le0; case: M_mdp => _ [].
  rewrite ler_wpmul2l // -sumrN; apply: ler_sum => y _; rewrite -mulNr ler_wpmul2r //.
    by case: (policy_transition_sub y M_mdp pi_policy).
  by rewrite le_maxr lexx orbT.
have sum_le0 : \sum_x n x <= 0.
  rewrite -(pmulr_rle0 _ (_ : 0 < 1 - γ)) ?subr_gt0 // mulrBl mul1r subr_le0.
  apply: le_trans (ler_sum _ (fun x _ => n_le x)) _.
  by rewrite -mulr_sumr ler_wpmul2l // push_mass.
have n_eq0 : n s <= 0.
  by apply: le_trans sum_le0; rewrite (bigD1 s) //= ler_addl sumr_ge0.
by rewrite -oppr_le0; apply: le_trans n_eq0; rewrite le_maxr lexx orbT.
Qed.

Lemma transposed_resolvent_kernel (ν : S -> R) s' :
  \sum_s ν s * resolvent_kernel M π s s' = ν s' - γ * push M π ν s'.
Proof.
under eq_bigr do rewrite mulrBr mulrCA.
rewrite sumB sum_scale (bigD1 s') //= eqxx mulr1 big1 ?addr0 // => s s_neq.
by rewrite (negPf s_neq) mulr0.
Qed.

Theorem visitation_is_a_fixed_point : exists ν, [/\ is_visitation M π ν,
  forall ν', is_visitation M π ν' -> ν' =1 ν,
  forall s, 0 <= ν s
  & (1 - γ) * (\sum_s ν s) + γ * (\sum_s ν s * policy_ending M π s) = 1].
Proof.
have injective := resolvent_kernel_injective M_mdp pi_policy discount_ge0 discount_lt1.
have [ν ν_solves] := transposed_kernel_solvable (start M) injective.
have visitation : is_visitation M π ν.
  by move=> s; rewrite -ν_solves transposed_resolvent_kernel subrK.
exists ν; split=> // [ν' visitation' s|s|]; last 2 first.
- exact: visitation_ge0.
- by apply: visitation_mass => //; [exact: policy_sums_to_one | case: M_mdp => _ []].
(* The difference of two solutions is sent to 0. *)
apply/eqP; rewrite -subr_eq0; apply/eqP.
apply: (transposed_kernel_injective (y := fun s => ν' s - ν s) injective) => s'.
under eq_bigr do rewrite mulrBl.
by rewrite sumB !transposed_resolvent_kernel {1}visitation' {1}visitation !addrK subrr.
Qed.

(* Where no step is the last, Σν = 1/(1 − γ). *)
Corollary visitation_mass_without_ends ν : is_visitation M π ν ->
  (forall s a, ending M s a = 0) -> \sum_s ν s = (1 - γ)^-1.
Proof.
move=> visitation no_end.
have one_minus_discount : 1 - γ != 0 by rewrite subr_eq0 gt_eqF.
apply: (mulfI one_minus_discount); rewrite divff //.
have start_sum : \sum_s start M s = 1 by case: M_mdp => _ [].
have := visitation_mass visitation (policy_sums_to_one pi_policy) start_sum.
rewrite [X in _ + γ * X]big1 ?mulr0 ?addr0 // => s _.
by rewrite /policy_ending big1 ?mulr0 // => a _; rewrite no_end mulr0.
Qed.

(* Σν ≤ 1/(1 − γ) in any case. *)
Lemma visitation_mass_le ν : is_visitation M π ν -> \sum_s ν s <= (1 - γ)^-1.
Proof.
move=> visitation.
rewrite -[leRHS]mul1r ler_pdivl_mulr ?subr_gt0 // mulrC.
have [P_sub [_ start_sum]] := M_mdp.
have mass := visitation_mass visitation (policy_sums_to_one pi_policy) start_sum.
rewrite -[leRHS]mass ler_addl mulr_ge0 //.
apply: mean_ge0 => s; first exact: visitation_ge0.
apply: mean_ge0 => a; first by case: (pi_policy s).
by rewrite subr_ge0; case: (P_sub s a).
Qed.

End Ordered.
