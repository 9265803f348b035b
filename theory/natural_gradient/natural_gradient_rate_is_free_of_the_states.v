(* NG-8. Natural gradient ascent of a tabular softmax: O(1/T), free of the number of states.

     π_{t+1}(a|s) = π_t(a|s) exp(ηA_t(s,a)/(1 − γ)) / Z_t(s),  η > 0 (NG-7):

     V_{t+1}(s) − V_t(s) ≥ ((1 − γ)/η) log Z_t(s) ≥ 0,
     J(π') − J(π_T) ≤ E_{s~d'} KL(π'‖π_0)(s)/(ηT) + 1/((1 − γ)²T)   for every policy π' and T ≥ 1,
     J(π') − J(π_T) ≤ log|A|/(ηT) + 1/((1 − γ)²T)                   from the uniform policy,

   d' = (1 − γ)ν' of π'; an optimal π' exists (MDP-5), and J is from any start. Nothing depends on
   the number of states, on what the start covers, or on how unlikely optimal actions become.

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1, 0 ≤ r ≤ 1, η > 0; π_0 of full support; log a
   logarithm, exp > 0 and log(exp x) = x. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm logarithm finite_mdp.
From Lemmata Require Import visitation_is_a_fixed_point performance_difference.
From Lemmata Require Import optimality_operator_contracts entropy_is_bounded.
From Lemmata Require Import log_sum_exp_is_the_dual_of_entropy.
From Lemmata Require Import soft_suboptimality_is_a_divergence.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Step.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (log exp : R -> R) (η : R).
Variable some_action : A.
Local Notation γ := (discount M).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (step_gt0 : 0 < η).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Add Ring numbers : (commutative_ring_theory R).

Let gap_gt0 : 0 < 1 - γ. Proof. by rewrite subr_gt0. Qed.

(* π⁺ and its normaliser. *)
Definition weight (π : policy R S A) (V : S -> R) s a : R :=
  π s a * exp (η * (advantage M V s a / (1 - γ))).
Definition normaliser π V s : R := \sum_a weight π V s a.
Definition natural_step π V : policy R S A := fun s a => weight π V s a / normaliser π V s.

Variables (π : policy R S A) (V : S -> R).
Hypotheses (pi_policy : is_policy π) (pi_gt0 : forall s a, 0 < π s a) (value : is_value M π V).
Local Notation π' := (natural_step π V).
Local Notation Z := (normaliser π V).

Let weight_gt0 s a : 0 < weight π V s a. Proof. exact: mulr_gt0. Qed.

Lemma normaliser_gt0 s : 0 < Z s.
Proof.
rewrite /normaliser (bigD1 some_action) //= ltr_paddr // sumr_ge0 // => a _.
exact: ltW.
Qed.

Lemma natural_step_gt0 s a : 0 < π' s a.
Proof. by rewrite divr_gt0 ?normaliser_gt0. Qed.

Lemma natural_step_policy : is_policy π'.
Proof.
move=> s; split=> [a|]; first exact/ltW/natural_step_gt0.
by rewrite -mulr_suml divff // lt0r_neq0 ?normaliser_gt0.
Qed.

(* A(s,a) = ((1 − γ)/η) (log π⁺(a|s) − log π(a|s) + log Z(s)). *)
Lemma advantage_by_logarithms s a :
  advantage M V s a = (1 - γ) / η * (log (π' s a) - log (π s a) + log (Z s)).
Proof.
rewrite /natural_step (log_quotient log_is) ?normaliser_gt0 // [X in _ * X]addrAC subrK.
rewrite /weight (log_product log_is) // log_exp [X in _ * X]addrAC subrr add0r.
transitivity (advantage M V s a * ((1 - γ) / (1 - γ)) * (η / η)).
  by rewrite !divff ?mulr1 ?lt0r_neq0.
by move: (advantage _ _ _ _) (1 - γ)^-1 (η^-1) => x y z; ring_identity R.
Qed.

(* Its mean under any policy, by divergences. *)
Lemma mean_advantage_by_divergences (p : policy R S A) s : is_policy p ->
  \sum_a p s a * advantage M V s a = (1 - γ) / η *
    (\sum_a p s a * (log (p s a) - log (π s a))
      - \sum_a p s a * (log (p s a) - log (π' s a)) + log (Z s)).
Proof.
move=> p_policy; have [_ p_sum] := p_policy s; set k := (1 - γ) / η.
rewrite -sumB -[log (Z s)]mul1r -p_sum mulr_suml -sumD -sum_scale; apply: eq_bigr => a _.
by rewrite advantage_by_logarithms -/k; ring_identity R.
Qed.

Let divergence_ge0 (p q : policy R S A) s : is_policy p -> is_policy q ->
  (forall s a, 0 < q s a) -> 0 <= \sum_a p s a * (log (p s a) - log (q s a)).
Proof.
move=> p_policy q_policy q_gt0.
by have [] := gibbs log_is (p_policy s) (q_gt0 s) (proj2 (q_policy s)).
Qed.

Let scale_gt0 : 0 < (1 - γ) / η. Proof. exact: divr_gt0. Qed.

(* log Z = KL(π‖π⁺) ≥ 0, since A has mean 0 under π. *)
Lemma log_normaliser_ge0 s : 0 <= log (Z s).
Proof.
have := mean_advantage_by_divergences s pi_policy.
rewrite (mean_advantage M V s (policy_sums_to_one pi_policy)) -value subrr.
rewrite [X in _ * (X - _ + _)]big1 => [|a _]; last by rewrite subrr mulr0.
move/esym/eqP; rewrite mulf_eq0 (gt_eqF scale_gt0) /= sub0r addrC subr_eq0 => /eqP ->.
exact: (divergence_ge0 s pi_policy natural_step_policy natural_step_gt0).
Qed.

(* T^π⁺V − V = ((1 − γ)/η)(KL(π⁺‖π) + log Z). *)
Lemma step_gain s : V s + (1 - γ) / η * log (Z s) <= bellman M π' V s.
Proof.
rewrite addrC -ler_subr_addr -(mean_advantage M V s (policy_sums_to_one natural_step_policy)).
rewrite (mean_advantage_by_divergences s natural_step_policy).
rewrite [X in _ <= _ * (_ - X + _)]big1 => [|a _]; last by rewrite subrr mulr0.
rewrite subr0 (ler_pmul2l scale_gt0) ler_addr.
exact: (divergence_ge0 s natural_step_policy pi_policy pi_gt0).
Qed.

Lemma natural_step_improves V' : is_value M π' V' ->
  forall s, (1 - γ) / η * log (Z s) <= V' s - V s.
Proof.
move=> value' s.
have rises x : V x <= bellman M π' V x.
  apply: le_trans (step_gain x).
  by rewrite ler_addl (mulr_ge0 (ltW scale_gt0)) ?log_normaliser_ge0.
have above := value_above M_mdp discount_ge0 discount_lt1 natural_step_policy value' rises.
rewrite ler_subr_addl; apply: le_trans (step_gain s) _; rewrite [leRHS]value' ler_add2l.
rewrite ler_wpmul2l //; apply: ler_sum => s' _; rewrite ler_wpmul2l //.
by case: (policy_transition_sub s M_mdp natural_step_policy).
Qed.

End Step.

Section Rate.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (log exp : R -> R) (η : R).
Variable some_action : A.
Local Notation γ := (discount M).
Hypotheses (log_is : is_logarithm log) (exp_gt0 : forall x, 0 < exp x).
Hypotheses (log_exp : forall x, log (exp x) = x) (step_gt0 : 0 < η).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Hypotheses (reward_ge0 : forall s a, 0 <= reward M s a).
Hypothesis reward_le1 : forall s a, reward M s a <= 1.
(* The run, and any policy p to compare with. *)
Variables (π : nat -> policy R S A) (V : nat -> S -> R).
Hypotheses (first_policy : is_policy (π 0%N)) (first_gt0 : forall s a, 0 < π 0%N s a).
Hypothesis steps : forall t, π t.+1 = natural_step M exp η (π t) (V t).
Hypothesis values : forall t, is_value M (π t) (V t).
Variables (p : policy R S A) (U ν : S -> R).
Hypotheses (p_policy : is_policy p) (p_value : is_value M p U) (p_visits : is_visitation M p ν).
Add Ring numbers : (commutative_ring_theory R).

Let gap_gt0 : 0 < 1 - γ. Proof. by rewrite subr_gt0. Qed.
Let nu_ge0 s : 0 <= ν s. Proof. exact: (visitation_ge0 M_mdp p_policy). Qed.

Lemma run_policy t : is_policy (π t) /\ forall s a, 0 < π t s a.
Proof.
elim: t => [|t [IH IH_gt0]] //; rewrite steps; split.
  exact: (natural_step_policy M η some_action exp_gt0 (V t) IH_gt0).
exact: (natural_step_gt0 M η some_action exp_gt0 (V t) IH_gt0).
Qed.

(* Values are between 0 and 1/(1 − γ). *)
Lemma value_bounds q W s : is_policy q -> is_value M q W -> 0 <= W s /\ W s <= (1 - γ)^-1.
Proof.
move=> q_policy W_value; have [q_ge0 q_sum] := q_policy s; split.
  apply: (value_above (V := fun=> 0) M_mdp discount_ge0 discount_lt1 q_policy W_value) => x.
  rewrite /bellman /policy_next big1 ?mulr0 ?addr0 => [|s' _]; last by rewrite mulr0.
  by apply: mean_ge0 => // a; case: (q_policy x).
apply: (value_below (V := fun=> (1 - γ)^-1) M_mdp discount_ge0 discount_lt1 q_policy W_value) => x.
have [P_ge0 P_sum] := policy_transition_sub x M_mdp q_policy.
apply: (@le_trans _ _ (1 + γ * (1 - γ)^-1)).
  apply: ler_add.
    rewrite -[leRHS](mean_constant 1 (q_policy x)).
    by apply: mean_le => // a; case: (q_policy x).
  by rewrite ler_wpmul2l // /policy_next sum_scale_right ler_pimull // invr_ge0 ltW.
rewrite le_eqVlt; apply/orP; left; apply/eqP.
apply: (mulIf (lt0r_neq0 gap_gt0)); rewrite mulrDl -mulrA mulVf ?lt0r_neq0 //.
by rewrite mul1r mulr1 subrK.
Qed.

(* E_ν KL(p‖π_t). *)
Definition distance t : R := \sum_s ν s * \sum_a p s a * (log (p s a) - log (π t s a)).

Lemma distance_ge0 t : 0 <= distance t.
Proof.
have [t_policy t_gt0] := run_policy t; apply: mean_ge0 => // s.
by have [] := gibbs log_is (p_policy s) (t_gt0 s) (proj2 (t_policy s)).
Qed.

(* J(p) − J(π_t) ≤ ((1 − γ)/η)(distance_t − distance_{t+1}) + Σ_s ν(s) (V_{t+1} − V_t)(s). *)
Lemma gap_of_a_step t : performance M U - performance M (V t) <=
  (1 - γ) / η * (distance t - distance t.+1) + \sum_s ν s * (V t.+1 s - V t s).
Proof.
have [t_policy t_gt0] := run_policy t.
have := performance_difference (policy_sums_to_one p_policy) (values t) p_value p_visits.
move=> ->; rewrite /distance -sumB -sum_scale -sumD; apply: ler_sum => s _.
rewrite -mulrBr mulrCA -mulrDr ler_wpmul2l //.
rewrite (mean_advantage_by_divergences some_action log_is exp_gt0 log_exp step_gt0 discount_lt1
  (V t) t_gt0 s p_policy) steps mulrDr ler_add2l.
apply: (natural_step_improves some_action log_is exp_gt0 log_exp step_gt0 M_mdp discount_ge0
  discount_lt1 t_policy t_gt0 (values t)).
by rewrite -steps; apply: values.
Qed.

Lemma run_rises t : performance M (V t) <= performance M (V t.+1).
Proof.
have [t_policy t_gt0] := run_policy t; have [_ [start_ge0 _]] := M_mdp.
apply: mean_le => // s; rewrite -subr_ge0.
have next_value : is_value M (natural_step M exp η (π t) (V t)) (V t.+1).
  by rewrite -steps; apply: values.
apply: le_trans (natural_step_improves some_action log_is exp_gt0 log_exp step_gt0 M_mdp
  discount_ge0 discount_lt1 t_policy t_gt0 (values t) next_value s).
rewrite mulr_ge0 ?divr_ge0 ?(ltW gap_gt0) ?(ltW step_gt0) //.
exact: (log_normaliser_ge0 some_action log_is exp_gt0 log_exp step_gt0 discount_lt1 t_policy t_gt0
  (values t)).
Qed.

(* Add up: T gaps, of which the last is the least. *)
Lemma sum_of_gaps T : T%:R * (performance M U - performance M (V T)) <=
  (1 - γ) / η * (distance 0 - distance T) + \sum_s ν s * (V T s - V 0%N s).
Proof.
elim: T => [|T IH].
  by rewrite mul0r subrr mulr0 add0r big1 // => s _; rewrite subrr mulr0.
have later : performance M U - performance M (V T.+1) <= performance M U - performance M (V T).
  by rewrite ler_add2l ler_opp2 run_rises.
apply: (@le_trans _ _ (performance M U - performance M (V T)
    + T%:R * (performance M U - performance M (V T)))).
  by rewrite mulrS mulrDl mul1r ler_add // ler_wpmul2l ?ler0n.
apply: le_trans (ler_add (gap_of_a_step T) IH) _.
rewrite le_eqVlt; apply/orP; left; apply/eqP.
have -> : \sum_s ν s * (V T.+1 s - V 0%N s) =
    \sum_s ν s * (V T.+1 s - V T s) + \sum_s ν s * (V T s - V 0%N s).
  by rewrite -sumD; apply: eq_bigr => s _; rewrite -mulrDr addrA subrK.
by move: (\sum_s _) (\sum_s _) ((1 - γ) / η) (distance _) => x y k z; ring_identity R.
Qed.

Theorem natural_gradient_rate T : (0 < T)%N -> performance M U - performance M (V T) <=
  (1 - γ) * distance 0 / (η * T%:R) + ((1 - γ) ^+ 2 * T%:R)^-1.
Proof.
move=> T_gt0; have T_pos : 0 < T%:R :> R by rewrite ltr0n.
rewrite -(ler_pmul2l T_pos); apply: le_trans (sum_of_gaps T) _.
have -> : T%:R * ((1 - γ) * distance 0 / (η * T%:R) + ((1 - γ) ^+ 2 * T%:R)^-1) =
    (1 - γ) / η * distance 0 + (1 - γ)^-1 * (1 - γ)^-1.
  have T_neq0 := lt0r_neq0 T_pos; rewrite expr2 !invfM.
  transitivity (T%:R / T%:R * ((1 - γ) / η * distance 0 + (1 - γ)^-1 * (1 - γ)^-1)).
    move: (distance 0) T%:R (1 - γ)^-1 (η^-1) {T_pos T_neq0} (T%:R^-1) => d n x y z.
    by ring_identity R.
  by rewrite divff // mul1r.
apply: ler_add.
  rewrite ler_wpmul2l ?divr_ge0 ?(ltW gap_gt0) ?(ltW step_gt0) // ler_subl_addr ler_addl.
  exact: distance_ge0.
apply: (@le_trans _ _ (\sum_s ν s * (1 - γ)^-1)).
  apply: ler_sum => s _; rewrite ler_wpmul2l //.
  have [T_policy _] := run_policy T.
  have [first_ge0 _] := value_bounds s first_policy (values 0%N).
  have [_ last_le] := value_bounds s T_policy (values T).
  by rewrite ler_subl_addr; apply: le_trans last_le _; rewrite ler_addl.
rewrite sum_scale_right ler_wpmul2r ?invr_ge0 ?(ltW gap_gt0) //.
exact: (visitation_mass_le M_mdp p_policy discount_ge0 discount_lt1 p_visits).
Qed.

(* From the uniform policy (1 − γ) E_ν KL(p‖π_0) ≤ log|A|. *)
Theorem natural_gradient_rate_is_free_of_the_states T : (0 < T)%N ->
  (forall s a, π 0%N s a = #|A|%:R^-1) ->
  performance M U - performance M (V T) <=
    log #|A|%:R / (η * T%:R) + ((1 - γ) ^+ 2 * T%:R)^-1.
Proof.
move=> T_gt0 uniform; apply: le_trans (natural_gradient_rate T_gt0) _.
have T_pos : 0 < T%:R :> R by rewrite ltr0n.
rewrite ler_add2r ler_wpmul2r ?invr_ge0 ?mulr_ge0 ?(ltW step_gt0) ?ler0n //.
have card_gt0 : 0 < #|A|%:R :> R by rewrite ltr0n; apply/card_gt0P; exists some_action.
have log_uniform : log #|A|%:R^-1 = - log #|A|%:R.
  by rewrite -div1r (log_quotient log_is) ?ltr01 // (log1 log_is) sub0r.
have [point_ge0 point_le] : 0 <= log #|A|%:R /\ forall s,
    \sum_a p s a * (log (p s a) - log (π 0%N s a)) <= log #|A|%:R.
  have bounds (q : A -> R) : is_distribution q ->
      0 <= entropy_of log q /\ entropy_of log q <= log #|A|%:R.
    move=> q_distribution.
    by have [[lower _] [upper _]] := entropy_is_bounded some_action log_is q_distribution.
  have point := deterministic_policy R (fun _ : [finType of unit] => some_action) tt.
  split=> [|s]; first by have [lower upper] := bounds _ point; apply: le_trans lower upper.
  have [lower _] := bounds _ (p_policy s); have [_ p_sum] := p_policy s.
  have -> : \sum_a p s a * (log (p s a) - log (π 0%N s a)) = log #|A|%:R - entropy_of log (p s).
    under eq_bigr do rewrite uniform log_uniform opprK mulrDr.
    by rewrite sumD sum_scale_right p_sum mul1r /entropy_of opprK addrC.
  by rewrite ler_subl_addr ler_addl.
apply: (@le_trans _ _ ((1 - γ) * ((1 - γ)^-1 * log #|A|%:R))); last first.
  by rewrite mulrA divff ?mul1r ?lt0r_neq0.
rewrite ler_wpmul2l ?(ltW gap_gt0) //; apply: (@le_trans _ _ (\sum_s ν s * log #|A|%:R)).
  by apply: ler_sum => s _; rewrite ler_wpmul2l.
rewrite sum_scale_right ler_wpmul2r //.
exact: (visitation_mass_le M_mdp p_policy discount_ge0 discount_lt1 p_visits).
Qed.

End Rate.
