(* CR-3. The fixed point of temporal differences is not much worse than the best approximation.

     (1 − κ²) ‖Φw_λ − V^π‖²_D ≤ ‖ΠV^π − V^π‖²_D,   κ = γ(1 − λ)/(1 − γλ),   so that
     ‖Φw_λ − V^π‖²_D ≤ ((1 − γλ)/(1 − γ))² ‖ΠV^π − V^π‖²_D:

   V^π itself is found where Φ can represent it, and ΠV^π for λ = 1. T^λ contracts by κ in ‖·‖_D,
   and V^π is its fixed point. Φw_λ = ΠT^λΦw_λ is Aw = b (CR-2), which CR-1 makes solvable.

   Hypotheses: a finite MDP, 0 ≤ γ < 1, 0 ≤ λ ≤ 1, a policy; weights d ≥ 0 with dP_π ≤ d, as the
   stationary distribution has, also where ends restart from μ. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm finite_mdp visitation_is_a_fixed_point.
From Lemmata Require Import bellman_equation_determines_the_values.
From Lemmata Require Import lambda_return_means td_is_stable_on_policy.
From Lemmata Require Import td_solves_the_projected_bellman_equation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Error.
Variables (R : realFieldType) (S A K : finType) (M : mdp R S A) (π : policy R S A) (λ : R).
Variables (d : S -> R) (φ : S -> K -> R) (V : S -> R).
Local Notation γ := (discount M).
Local Notation Φ := (linear_value φ).
Local Notation "‖ x ‖²" := (weighted_square d x) (at level 0, x at level 99).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π).
Hypotheses (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Hypotheses (lambda_ge0 : 0 <= λ) (lambda_le1 : λ <= 1).
Hypotheses (d_ge0 : forall s, 0 <= d s) (d_invariant : forall s, push M π d s <= d s).
Hypothesis value : is_value M π V.
Add Ring numbers : (commutative_ring_theory R).

Let decay_ge0 : 0 <= γ * λ := mulr_ge0 discount_ge0 lambda_ge0.
Let decay_lt1 : γ * λ < 1.
Proof. by apply: le_lt_trans discount_lt1; rewrite ler_pimulr. Qed.

(* V^π = T^λV^π. *)
Lemma value_is_lambda_return : is_lambda_return M π λ V V.
Proof.
move=> s; rewrite {1}value /bellman; congr (_ + _ * _); apply: policy_next_eq => s'.
by rewrite mulrBl mul1r subrK.
Qed.

(* T^λ contracts: (1 − γλ)²‖T^λU − T^λV‖² ≤ (γ(1 − λ))²‖U − V‖². *)
Lemma lambda_return_contracts U W : is_lambda_return M π λ U W ->
  (1 - γ * λ) ^+ 2 * ‖fun s => W s - V s‖² <= (γ * (1 - λ)) ^+ 2 * ‖fun s => U s - V s‖².
Proof.
move=> W_return; pose x s := U s - V s.
have [z z_sum] := geometric_sum_exists M_mdp pi_policy decay_ge0 decay_lt1 x.
(* W − V = γ(1 − λ)Pz with z = x + γλPz, as both solve y = γ(1 − λ)Px + γλPy. *)
have difference : is_geometric_sum M π (γ * λ)
    (fun s => γ * (1 - λ) * policy_next M π x s) (fun s => W s - V s).
  move=> s; rewrite !policy_nextB {1}W_return {1}value_is_lambda_return !policy_next_affine.
  by ring_identity R.
have next_z : is_geometric_sum M π (γ * λ)
    (fun s => γ * (1 - λ) * policy_next M π x s) (fun s => γ * (1 - λ) * policy_next M π z s).
  move=> s; rewrite {1}(policy_next_eq _ _ z_sum).
  have := policy_next_affine M π 1 (γ * λ) x (policy_next M π z) s; rewrite mul1r.
  have -> : policy_next M π (fun s' => 1 * x s' + γ * λ * policy_next M π z s') s =
      policy_next M π (fun s' => x s' + γ * λ * policy_next M π z s') s.
    by apply: policy_next_eq => s'; rewrite mul1r.
  by move=> ->; rewrite policy_next_scale; ring_identity R.
have difference_eq := geometric_sum_unique M_mdp pi_policy decay_ge0 decay_lt1 next_z difference.
have -> : ‖fun s => W s - V s‖² = (γ * (1 - λ)) ^+ 2 * ‖policy_next M π z‖².
  rewrite /weighted_square /weighted_product -sum_scale; apply: eq_bigr => s _.
  by rewrite difference_eq; ring_identity R.
rewrite mulrCA ler_wpmul2l ?sqr_ge0 //.
exact: (next_geometric_sum_le M_mdp pi_policy decay_ge0 decay_lt1 d_ge0 d_invariant z_sum).
Qed.

(* What is orthogonal to every feature is so to every Φu. *)
Lemma orthogonal_to_values f w u : is_projection d φ f w ->
  weighted_product d (Φ u) (fun s => f s - Φ w s) = 0.
Proof.
rewrite projection_is_orthogonal // => orthogonal.
rewrite /weighted_product /linear_value.
under eq_bigr do rewrite mulr_suml mulr_sumr.
rewrite exchange_big big1 // => k _.
transitivity (u k * \sum_s d s * (φ s k * (f s - Φ w s))); last by rewrite orthogonal mulr0.
by rewrite -sum_scale; apply: eq_bigr => s _; rewrite /linear_value; ring_identity R.
Qed.

(* Pythagoras: ‖f − Φu‖² = ‖f − Πf‖² + ‖Πf − Φu‖². *)
Lemma pythagoras f w u : is_projection d φ f w ->
  ‖fun s => f s - Φ u s‖² = ‖fun s => f s - Φ w s‖² + ‖fun s => Φ w s - Φ u s‖².
Proof.
move=> projection; have orthogonal := orthogonal_to_values (fun k => w k - u k) projection.
have difference s : Φ (fun k => w k - u k) s = Φ w s - Φ u s.
  by rewrite /linear_value -sumB; apply: eq_bigr => k _; rewrite mulrBr.
transitivity (‖fun s => f s - Φ u s‖² + (-2%:R) * weighted_product d
    (Φ (fun k => w k - u k)) (fun s => f s - Φ w s)); first by rewrite orthogonal mulr0 addr0.
rewrite /weighted_square /weighted_product -sum_scale -!sumD; apply: eq_bigr => s _.
by rewrite difference; ring_identity R.
Qed.

Variables (w v : K -> R) (W : S -> R).
Hypotheses (W_return : is_lambda_return M π λ (Φ w) W) (fixed_point : is_projection d φ W w).
Hypothesis best : is_projection d φ V v.

Lemma error_of_the_td_fixed_point_by_squares :
  ((1 - γ * λ) ^+ 2 - (γ * (1 - λ)) ^+ 2) * ‖fun s => Φ w s - V s‖²
  <= (1 - γ * λ) ^+ 2 * ‖fun s => Φ v s - V s‖².
Proof.
have swap (f g : S -> R) : ‖fun s => f s - g s‖² = ‖fun s => g s - f s‖².
  by apply: eq_bigr => s _; ring_identity R.
(* ‖Φw − V‖² = ‖Φv − V‖² + ‖Φw − Φv‖², and Φw − Φv = Π(W − V) is no longer than W − V. *)
have projected : ‖fun s => Φ w s - Φ v s‖² <= ‖fun s => W s - V s‖².
  have -> : ‖fun s => W s - V s‖² = ‖fun s => (W s - V s) - (Φ w s - Φ v s)‖²
      + ‖fun s => Φ w s - Φ v s‖².
    have from_w := orthogonal_to_values (fun k => w k - v k) fixed_point.
    have from_v := orthogonal_to_values (fun k => w k - v k) best.
    have difference s : Φ (fun k => w k - v k) s = Φ w s - Φ v s.
      by rewrite /linear_value -sumB; apply: eq_bigr => k _; rewrite mulrBr.
    transitivity (‖fun s => W s - V s‖² + (-2%:R) * (
        weighted_product d (Φ (fun k => w k - v k)) (fun s => W s - Φ w s)
        - weighted_product d (Φ (fun k => w k - v k)) (fun s => V s - Φ v s))).
      by rewrite from_w from_v subrr mulr0 addr0.
    rewrite /weighted_square /weighted_product -sumB -sum_scale -!sumD.
    by apply: eq_bigr => s _; rewrite difference; ring_identity R.
  by rewrite ler_addr weighted_square_ge0.
rewrite [‖fun s => Φ w s - V s‖²]swap (pythagoras w best) [‖fun s => Φ v s - V s‖²]swap.
rewrite [‖fun s => Φ v s - Φ w s‖²]swap.
have := lambda_return_contracts W_return.
rewrite [‖fun s => Φ w s - V s‖²]swap (pythagoras w best) [‖fun s => Φ v s - Φ w s‖²]swap.
have factor_ge0 : 0 <= (1 - γ * λ) ^+ 2 := sqr_ge0 _.
move=> contracts; have := le_trans (ler_wpmul2l factor_ge0 projected) contracts.
set D := ‖fun s => Φ w s - Φ v s‖²; set B := ‖fun s => V s - Φ v s‖².
rewrite -subr_ge0 -[_ <= _ * B]subr_ge0; move: D B {contracts projected} => D B gap_ge0.
by congr (0 <= _): gap_ge0; ring_identity R.
Qed.

Theorem error_of_the_td_fixed_point (κ := γ * (1 - λ) / (1 - γ * λ)) :
  (1 - κ ^+ 2) * ‖fun s => Φ w s - V s‖² <= ‖fun s => Φ v s - V s‖² /\
  ‖fun s => Φ w s - V s‖² <= ((1 - γ * λ) / (1 - γ)) ^+ 2 * ‖fun s => Φ v s - V s‖².
Proof.
have gap_gt0 : 0 < 1 - γ by rewrite subr_gt0.
have decay_gap_gt0 : 0 < 1 - γ * λ by rewrite subr_gt0.
have bound := error_of_the_td_fixed_point_by_squares.
split.
  rewrite -(ler_pmul2l (exprn_gt0 2 decay_gap_gt0)) mulrA mulrBr mulr1 -exprMn.
  by rewrite /κ mulrCA divff ?mulr1 // lt0r_neq0.
(* (1 − γλ)² − γ²(1 − λ)² = (1 − γ)(1 − γλ + γ(1 − λ)) ≥ (1 − γ)². *)
rewrite exprMn exprVn mulrAC ler_pdivl_mulr ?exprn_gt0 // [leLHS]mulrC.
apply: le_trans bound; rewrite ler_wpmul2r ?weighted_square_ge0 // -subr_ge0.
have -> : (1 - γ * λ) ^+ 2 - (γ * (1 - λ)) ^+ 2 - (1 - γ) ^+ 2 =
    2%:R * (1 - γ) * (γ * (1 - λ)) by ring_identity R.
by rewrite !mulr_ge0 ?ler0n ?subr_ge0 // ltW.
Qed.

End Error.
