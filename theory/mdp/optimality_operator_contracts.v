(* MDP-5. The Bellman optimality operator (TV)(s) = max_a (r(s,a) + γ(P_aV)(s)).

     V ≤ W implies TV ≤ TW;   ‖TV − TW‖∞ ≤ γ‖V − W‖∞;   V^greedy(V^π) ≥ V^π;
     policy iteration stops, at a solution of V = TV, and such a V is above V^π for every π.

   So there is a deterministic policy whose values are above those of every policy
   (`optimal_policy_exists`).

   Hypotheses: a finite MDP with an action, 0 ≤ γ < 1 (monotone: 0 ≤ γ). *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums sup_norm finite_mdp.
From Lemmata Require Import bellman_equation_determines_the_values.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Optimality.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (some_action : A).
Local Notation γ := (discount M).
Hypotheses (M_mdp : is_mdp M) (discount_ge0 : 0 <= γ).
Implicit Types (V W : S -> R) (π : policy R S A).

(* An action whose value is greatest, and that value. *)
Definition greedy_action V s : A := [arg max_(a > some_action) action_value M V s a]%O.
Definition optimality V s : R := action_value M V s (greedy_action V s).

Lemma action_value_le_optimality V s a : action_value M V s a <= optimality V s.
Proof. by rewrite /optimality /greedy_action; case: arg_maxP => // b _; apply. Qed.

(* The policy that takes the action f(s) in state s. *)
Definition deterministic (f : S -> A) : policy R S A := fun s a => (a == f s)%:R.

Lemma deterministic_mean f s (x : A -> R) : \sum_a deterministic f s a * x a = x (f s).
Proof.
rewrite (bigD1 (f s)) //= /deterministic eqxx mul1r big1 ?addr0 // => a a_neq.
by rewrite (negPf a_neq) mul0r.
Qed.

Lemma deterministic_policy f : is_policy (deterministic f).
Proof.
move=> s; split=> [a|]; first exact: ler0n.
by have := deterministic_mean f s (fun=> 1); under eq_bigr do rewrite mulr1.
Qed.

Lemma bellman_greedy V s : bellman M (deterministic (greedy_action V)) V s = optimality V s.
Proof. by rewrite bellman_mean deterministic_mean. Qed.

(* T^πV ≤ TV: a mean is at most the greatest value. *)
Lemma bellman_le_optimality π V s : is_policy π -> bellman M π V s <= optimality V s.
Proof.
move=> pi_policy; rewrite bellman_mean -[leRHS](mean_constant _ (pi_policy s)).
apply: mean_le => [a|a]; [by case: (pi_policy s) | exact: action_value_le_optimality].
Qed.

Lemma action_value_monotone V W s a : (forall s, V s <= W s) ->
  action_value M V s a <= action_value M W s a.
Proof.
move=> VW; rewrite ler_add2l ler_wpmul2l // mean_le //.
by case: M_mdp => P_sub _; case: (P_sub s a).
Qed.

Lemma optimality_monotone V W : (forall s, V s <= W s) ->
  forall s, optimality V s <= optimality W s.
Proof.
move=> VW s; apply: le_trans (action_value_monotone s (greedy_action V s) VW) _.
exact: action_value_le_optimality.
Qed.

(* |Q_V(s,a) − Q_W(s,a)| ≤ γ‖V − W‖∞. *)
Lemma action_value_difference V W s a :
  `|action_value M V s a - action_value M W s a| <= γ * sup_norm (fun x => V x - W x).
Proof.
rewrite /action_value opprD addrACA subrr add0r -mulrBr -nextB normrM ger0_norm //.
rewrite ler_wpmul2l // mean_norm_le ?sup_norm_ge0 //; last by move=> x; apply: le_sup_norm.
by case: M_mdp.
Qed.

(* One side: the greedy action of V is one of those that TW has to choose from. *)
Lemma optimality_difference V W s :
  optimality V s - optimality W s <= γ * sup_norm (fun x => V x - W x).
Proof.
apply: le_trans (action_value_difference V W s (greedy_action V s)).
apply: le_trans (ler_norm _); rewrite ler_add2l ler_opp2.
exact: action_value_le_optimality.
Qed.

Lemma sup_norm_difference V W :
  sup_norm (fun s => V s - W s) = sup_norm (fun s => W s - V s).
Proof. by apply: eq_bigr => s _; rewrite distrC. Qed.

Lemma optimality_contracts V W :
  sup_norm (fun s => optimality V s - optimality W s) <= γ * sup_norm (fun s => V s - W s).
Proof.
apply: sup_norm_le => [|s]; first by rewrite mulr_ge0 ?sup_norm_ge0.
rewrite ler_norml optimality_difference andbT ler_oppl opprB sup_norm_difference.
exact: optimality_difference.
Qed.

Hypothesis discount_lt1 : γ < 1.

(* x ≤ γP_πx implies x ≤ 0: the positive part x⁺ has ‖x⁺‖ ≤ γ‖x⁺‖. *)
Lemma subsolution_le0 π (x : S -> R) : is_policy π ->
  (forall s, x s <= γ * policy_next M π x s) -> forall s, x s <= 0.
Proof.
move=> pi_policy x_le; pose p s := Num.max 0 (x s).
have p_ge0 s : 0 <= p s by rewrite le_maxr lexx.
have shrinks : sup_norm p <= γ * sup_norm p.
  apply: sup_norm_le => [|s]; first by rewrite mulr_ge0 ?sup_norm_ge0.
  have step_ge0 : 0 <= policy_next M π p s.
    by apply: mean_ge0 => // s'; case: (policy_transition_sub s M_mdp pi_policy).
  rewrite ger0_norm // le_maxl mulr_ge0 ?sup_norm_ge0 //=.
  apply: le_trans (x_le s) _; rewrite ler_wpmul2l //.
  apply: le_trans (le_trans (ler_norm _) (policy_next_norm p s M_mdp pi_policy)).
  apply: mean_le => s'; first by case: (policy_transition_sub s M_mdp pi_policy).
  by rewrite le_maxr lexx orbT.
have norm_le0 : sup_norm p <= 0.
  by rewrite -(pmulr_rle0 _ (_ : 0 < 1 - γ)) ?subr_gt0 // mulrBl mul1r subr_le0.
by move=> s; rewrite -(sup_norm_eq0 norm_le0 s) le_maxr lexx orbT.
Qed.

(* A policy whose operator lifts V has values above V … *)
Lemma value_above π V W : is_policy π -> is_value M π W ->
  (forall s, V s <= bellman M π V s) -> forall s, V s <= W s.
Proof.
move=> pi_policy W_value V_le s; rewrite -subr_le0.
apply: (subsolution_le0 (x := fun s => V s - W s) pi_policy) => {}s.
by rewrite -bellmanB -W_value ler_add2r.
Qed.

(* … and one whose operator lowers V has values below. *)
Lemma value_below π V W : is_policy π -> is_value M π W ->
  (forall s, bellman M π V s <= V s) -> forall s, W s <= V s.
Proof.
move=> pi_policy W_value V_ge s; rewrite -subr_le0.
apply: (subsolution_le0 (x := fun s => W s - V s) pi_policy) => {}s.
by rewrite -bellmanB -W_value ler_add2l ler_opp2.
Qed.

Lemma greedy_improves π V W : is_policy π -> is_value M π V ->
  is_value M (deterministic (greedy_action V)) W -> forall s, V s <= W s.
Proof.
move=> pi_policy V_value W_value; apply: (value_above (deterministic_policy _) W_value) => s.
by rewrite bellman_greedy {1}V_value bellman_le_optimality.
Qed.

Lemma optimal_above_all V π W : (forall s, V s = optimality V s) -> is_policy π ->
  is_value M π W -> forall s, W s <= V s.
Proof.
move=> V_optimal pi_policy W_value; apply: (value_below pi_policy W_value) => s.
by rewrite V_optimal bellman_le_optimality.
Qed.

(* Policy iteration: V_k the values of the policy f_k, and f_{k+1} greedy for V_k. It comes to a
   fixed point of T within as many steps as there are deterministic policies. *)
Lemma policy_iteration_stops (f : nat -> {ffun S -> A}) (V : nat -> S -> R) :
  (forall k, is_value M (deterministic (f k)) (V k)) ->
  (forall k, f k.+1 = [ffun s => greedy_action (V k) s]) ->
  exists2 k, (k < #|{ffun S -> A}|)%N & forall s, V k s = optimality (V k) s.
Proof.
move=> V_value f_greedy.
have next_value k : is_value M (deterministic (greedy_action (V k))) (V k.+1).
  move=> s; rewrite {1}V_value !bellman_mean !deterministic_mean f_greedy ffunE.
  by [].
have rises k s : V k s <= V k.+1 s.
  exact: greedy_improves (deterministic_policy _) (V_value k) (next_value k) s.
have rises_to i j s : (i <= j)%N -> V i s <= V j s.
  by elim: j => [|j IH]; rewrite leq_eqVlt => /predU1P[-> //|] // /IH /le_trans; apply.
(* Two of the first policies are the same. *)
have /injectivePn[i [j i_neq_j f_eq]] :
    ~~ injectiveb (fun i : 'I_(#|{ffun S -> A}|.+1) => f i).
  by apply/injectiveP => /leq_card; rewrite card_ord ltnn.
wlog i_lt_j : i j i_neq_j f_eq / (i < j)%N.
  move=> ordered; move: (i_neq_j); rewrite -val_eqE neq_ltn => /orP[]; first exact: ordered.
  by apply: ordered; rewrite 1?eq_sym.
exists i; first by rewrite (leq_trans i_lt_j) // -ltnS.
(* So are their values, and all in between. *)
have V_eq : V j =1 V i.
  apply: (value_unique M_mdp (deterministic_policy (f i)) discount_ge0 discount_lt1) => //.
  by rewrite f_eq.
have stays s : V i.+1 s = V i s.
  by apply: le_anti; rewrite rises -V_eq rises_to.
by move=> s; rewrite -bellman_greedy -stays {1}next_value (bellman_eq _ _ stays).
Qed.

Theorem optimality_operator_contracts :
  [/\ forall V W, (forall s, V s <= W s) -> forall s, optimality V s <= optimality W s,
      forall V W, sup_norm (fun s => optimality V s - optimality W s)
                    <= γ * sup_norm (fun s => V s - W s),
      forall π V W, is_policy π -> is_value M π V ->
        is_value M (deterministic (greedy_action V)) W -> forall s, V s <= W s,
      forall V π W, (forall s, V s = optimality V s) -> is_policy π -> is_value M π W ->
        forall s, W s <= V s
    & forall (f : nat -> {ffun S -> A}) (V : nat -> S -> R),
        (forall k, is_value M (deterministic (f k)) (V k)) ->
        (forall k, f k.+1 = [ffun s => greedy_action (V k) s]) ->
        exists2 k, (k < #|{ffun S -> A}|)%N & forall s, V k s = optimality (V k) s].
Proof.
split; [exact: optimality_monotone | exact: optimality_contracts | exact: greedy_improves | |].
  by move=> V π W V_optimal; apply: optimal_above_all.
exact: policy_iteration_stops.
Qed.

(* Run policy iteration from any policy. *)
Theorem optimal_policy_exists : exists (f : {ffun S -> A}) (V : S -> R),
  [/\ is_value M (deterministic f) V, forall s, V s = optimality V s
    & forall π W, is_policy π -> is_value M π W -> forall s, W s <= V s].
Proof.
have solvable (f : {ffun S -> A}) : exists V : {ffun S -> R},
    [forall s, V s == bellman M (deterministic f) V s].
  have [V V_value] := value_exists M_mdp (deterministic_policy f) discount_ge0 discount_lt1.
  exists [ffun s => V s]; apply/forallP => s; rewrite ffunE {1}V_value; apply/eqP.
  by apply: bellman_eq => s'; rewrite ffunE.
pose values f := xchoose (solvable f).
have values_are (f : {ffun S -> A}) : is_value M (deterministic f) (values f).
  by move=> s; have /forallP/(_ s)/eqP := xchooseP (solvable f).
pose policies k : {ffun S -> A} :=
  iter k (fun f => [ffun s => greedy_action (values f) s]) [ffun=> some_action].
have [k _ V_optimal] := policy_iteration_stops (fun k => values_are (policies k)) (fun=> erefl).
exists (policies k), (values (policies k)); split=> // π W pi_policy W_value.
exact: optimal_above_all V_optimal pi_policy W_value.
Qed.

End Optimality.
