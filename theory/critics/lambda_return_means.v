(* Means of λ-returns, and distances between functions of the state, weighted by d.

     T^λV = r_π + γP_π((1 − λ)V + λT^λV),   the mean of the λ-return under V (AE-12);
     ‖T^λV − T^λW‖_D ≤ κ ‖V − W‖_D,   κ = γ(1 − λ)/(1 − γλ),   where dP_π ≤ d.

   dP_π ≤ d has the stationary distribution of the chain, and that of the chain which restarts at
   every end. Sums z = Σ_t cᵗP_πᵗx are given by z = x + cP_πz. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm quadratics finite_mdp scores.
From Lemmata Require Import bellman_equation_determines_the_values visitation_is_a_fixed_point.
From Lemmata Require Import policy_gradient_theorem_for_average_reward.
From Lemmata Require Import td_error_is_the_advantage_on_average bias_of_generalized_advantage.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Definitions.
Variables (R : comRingType) (S A K : finType) (M : mdp R S A) (π : policy R S A).
Variables (d : S -> R) (φ : S -> K -> R).
Implicit Types (x y z V W : S -> R).
Add Ring numbers : (commutative_ring_theory R).

(* z = Σ_t cᵗP_πᵗx. *)
Definition is_geometric_sum c x z : Prop := forall s, z s = x s + c * policy_next M π z s.

(* W = T^λV. *)
Definition is_lambda_return λ V W : Prop := forall s,
  W s = policy_reward M π s
    + discount M * policy_next M π (fun s' => (1 - λ) * V s' + λ * W s') s.

(* Φw, ⟨x,y⟩_D and ‖x‖²_D. *)
Definition linear_value (w : K -> R) s : R := \sum_k φ s k * w k.
Definition weighted_product x y : R := \sum_s d s * (x s * y s).
Definition weighted_square x : R := weighted_product x x.

Lemma policy_next_affine a b x y s :
  policy_next M π (fun s' => a * x s' + b * y s') s
  = a * policy_next M π x s + b * policy_next M π y s.
Proof.
by rewrite /policy_next -!sum_pull -sumD; apply: eq_bigr => s' _; rewrite mulrDr.
Qed.

(* P_πΦw = Σ_k w_k P_πφ_k. *)
Lemma policy_next_linear (f : S -> K -> R) (w : K -> R) s :
  policy_next M π (fun s' => \sum_k f s' k * w k) s
  = \sum_k policy_next M π (fun s' => f s' k) s * w k.
Proof.
rewrite /policy_next; under eq_bigr do rewrite mulr_sumr.
rewrite exchange_big; apply: eq_bigr => k _; rewrite mulr_suml.
by apply: eq_bigr => s' _; rewrite mulrA.
Qed.

(* (I − γλP)⁻¹(I − γP)x = x − γ(1 − λ)Pz for z = (I − γλP)⁻¹x. *)
Lemma geometric_difference γ λ x z : is_geometric_sum (γ * λ) x z ->
  is_geometric_sum (γ * λ) (fun s => x s - γ * policy_next M π x s)
    (fun s => x s - γ * (1 - λ) * policy_next M π z s).
Proof.
move=> z_sum s.
have next_difference : policy_next M π (fun s => x s - γ * (1 - λ) * policy_next M π z s) s =
    policy_next M π x s - γ * (1 - λ) * policy_next M π (policy_next M π z) s.
  rewrite policy_nextB; congr (_ - _); exact: policy_next_scale.
have next_z : policy_next M π z s =
    policy_next M π x s + γ * λ * policy_next M π (policy_next M π z) s.
  rewrite [LHS](policy_next_eq _ _ z_sum).
  have := policy_next_affine 1 (γ * λ) x (policy_next M π z) s; rewrite mul1r => <-.
  by apply: policy_next_eq => s'; rewrite mul1r.
by rewrite next_difference next_z; ring_identity R.
Qed.

(* T^λV = V + (I − γλP)⁻¹(r_π − (I − γP)V). *)
Lemma lambda_return_by_sums λ V b y :
  is_geometric_sum (discount M * λ) (policy_reward M π) b ->
  is_geometric_sum (discount M * λ) (fun s => V s - discount M * policy_next M π V s) y ->
  is_lambda_return λ V (fun s => V s + (b s - y s)).
Proof.
move=> b_sum y_sum s.
have -> : policy_next M π (fun s' => (1 - λ) * V s' + λ * (V s' + (b s' - y s'))) s =
    policy_next M π V s + λ * (policy_next M π b s - policy_next M π y s).
  transitivity (policy_next M π (fun s' => 1 * V s' + λ * (b s' - y s')) s).
    by apply: policy_next_eq => s'; ring_identity R.
  by rewrite policy_next_affine policy_nextB mul1r.
rewrite {1}b_sum {1}y_sum; ring_identity R.
Qed.

(* V and the mean generalized advantage beyond it. *)
Lemma lambda_return_by_advantages λ V m : sums_to_one π -> is_advantage_mean M π λ V m ->
  is_lambda_return λ V (fun s => V s + policy_mean π m s).
Proof.
move=> pi_sum m_mean s.
have -> : policy_mean π m s =
    bellman M π V s - V s + discount M * λ * policy_next M π (policy_mean π m) s.
  rewrite -mean_advantage // policy_next_mean -sum_pull -sumD; apply: eq_bigr => a _.
  by rewrite -mulrDr {1}m_mean td_error_is_the_advantage_on_average.
have -> : policy_next M π (fun s' => (1 - λ) * V s' + λ * (V s' + policy_mean π m s')) s =
    policy_next M π V s + λ * policy_next M π (policy_mean π m) s.
  have := policy_next_affine 1 λ V (policy_mean π m) s; rewrite mul1r => <-.
  by apply: policy_next_eq => s'; ring_identity R.
by rewrite /bellman; ring_identity R.
Qed.

End Definitions.

Section Ordered.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π : policy R S A).
Variables (d : S -> R) (c : R).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π) (c_ge0 : 0 <= c) (c_lt1 : c < 1).
Implicit Types (x y z V W : S -> R).
Add Ring numbers : (commutative_ring_theory R).

(* The MDP that pays x and discounts by c: its values are the geometric sums. *)
Let paying x : mdp R S A := Mdp (transition M) (fun s _ => x s) (start M) c.

Let paying_value x z : is_value (paying x) π z <-> is_geometric_sum M π c x z.
Proof.
have reward_eq s : policy_reward (paying x) π s = x s.
  by rewrite /policy_reward sum_scale_right (policy_sums_to_one pi_policy) mul1r.
by split=> z_eq s; rewrite {1}z_eq /bellman reward_eq.
Qed.

Lemma geometric_sum_exists x : exists z, is_geometric_sum M π c x z.
Proof.
have [|z z_value] := @value_exists _ _ _ (paying x) π _ pi_policy c_ge0 c_lt1; first by [].
by exists z; apply/paying_value.
Qed.

Lemma geometric_sum_unique x z z' :
  is_geometric_sum M π c x z -> is_geometric_sum M π c x z' -> z' =1 z.
Proof.
move=> /paying_value z_value /paying_value z'_value.
exact: (@value_unique _ _ _ (paying x) π _ pi_policy c_ge0 c_lt1).
Qed.

(* There are means of the generalized advantage (AE-6). *)
Lemma advantage_mean_exists λ Vπ V : c = discount M * λ -> is_value M π Vπ ->
  exists m, is_advantage_mean M π λ V m.
Proof.
move=> c_eq value; have [w w_sum] := geometric_sum_exists (fun s => V s - Vπ s).
exists (claimed_mean M λ Vπ V w).
apply: (claimed_mean_solves_recursion (policy_sums_to_one pi_policy) value) => s.
by rewrite -c_eq.
Qed.

Hypotheses (d_ge0 : forall s, 0 <= d s) (d_invariant : forall s, push M π d s <= d s).

Local Notation "⟨ x , y ⟩" := (weighted_product d x y) (at level 0, x at level 99).
Local Notation "‖ x ‖²" := (weighted_square d x) (at level 0, x at level 99).

Lemma weighted_square_ge0 x : 0 <= ‖x‖².
Proof. by apply: mean_ge0 => // s; rewrite -expr2 sqr_ge0. Qed.

(* ‖ax + by‖² = a²‖x‖² + 2ab⟨x,y⟩ + b²‖y‖². *)
Lemma weighted_square_affine a b x y :
  ‖fun s => a * x s + b * y s‖² = a ^+ 2 * ‖x‖² + 2%:R * (a * b) * ⟨x, y⟩ + b ^+ 2 * ‖y‖².
Proof.
rewrite /weighted_square /weighted_product -!sum_scale -!sumD; apply: eq_bigr => s _.
by ring_identity R.
Qed.

(* ‖P_πx‖² ≤ ‖x‖²: a square of a mean is at most the mean of the squares, and dP_π ≤ d. *)
Lemma next_square_le x : ‖policy_next M π x‖² <= ‖x‖².
Proof.
have P_ge0 s s' : 0 <= policy_transition M π s s'.
  by case: (policy_transition_sub s M_mdp pi_policy).
have square_next s : policy_next M π x s ^+ 2 <= policy_next M π (fun s' => x s' ^+ 2) s.
  have := cauchy_schwarz (fun=> 1) x (P_ge0 s).
  have -> : \sum_s' policy_transition M π s s' * (1 * x s') = policy_next M π x s.
    by apply: eq_bigr => s' _; rewrite mul1r.
  move/le_trans; apply; rewrite ler_pimull ?mean_ge0 // => [s'|]; first exact: sqr_ge0.
  have [_ row_le1] := policy_transition_sub s M_mdp pi_policy.
  by under eq_bigr do rewrite expr1n mulr1.
apply: (@le_trans _ _ (\sum_s d s * policy_next M π (fun s' => x s' ^+ 2) s)).
  by apply: ler_sum => s _; rewrite -expr2 ler_wpmul2l.
rewrite sum_kernel; apply: ler_sum => s _; rewrite -expr2 ler_wpmul2r ?sqr_ge0 //.
exact: d_invariant.
Qed.

(* 2⟨x,y⟩(1 − c) ≤ ‖x‖² + (1 − c)²‖y‖². *)
Lemma product_le x y : 2%:R * (1 - c) * ⟨x, y⟩ <= ‖x‖² + (1 - c) ^+ 2 * ‖y‖².
Proof.
have := weighted_square_ge0 (fun s => 1 * x s + (- (1 - c)) * y s).
rewrite weighted_square_affine expr1n sqrrN !mul1r => square_ge0.
rewrite -subr_ge0; congr (0 <= _): square_ge0; ring_identity R.
Qed.

(* z = x + cPz: (1 − c)²‖Pz‖² ≤ ‖x‖², as (1 − c²)‖Pz‖² ≤ ‖x‖² + 2c⟨x,Pz⟩ from ‖Pz‖ ≤ ‖z‖. *)
Lemma next_geometric_sum_le x z : is_geometric_sum M π c x z ->
  (1 - c) ^+ 2 * ‖policy_next M π z‖² <= ‖x‖².
Proof.
move=> z_sum; have gap_gt0 : 0 < 1 - c by rewrite subr_gt0.
have := next_square_le z.
have -> : ‖z‖² = ‖fun s => 1 * x s + c * policy_next M π z s‖².
  by apply: eq_bigr => s _; rewrite mul1r -z_sum.
rewrite weighted_square_affine expr1n !mul1r -subr_ge0.
have := product_le x (policy_next M π z).
set u := policy_next M π z; move: ‖x‖² ⟨x, u⟩ ‖u‖² => N t U product below.
(* (1 − c)·first + c·second. *)
rewrite -subr_ge0 in product; rewrite -subr_ge0.
have -> : N - (1 - c) ^+ 2 * U =
    (1 - c) * (N + 2%:R * c * t + c ^+ 2 * U - U) + c * (N + (1 - c) ^+ 2 * U
      - 2%:R * (1 - c) * t) by ring_identity R.
by rewrite addr_ge0 // mulr_ge0 // ltW.
Qed.

(* (1 − c)⟨x,Pz⟩ ≤ ‖x‖². *)
Lemma next_geometric_sum_product x z : is_geometric_sum M π c x z ->
  (1 - c) * ⟨x, policy_next M π z⟩ <= ‖x‖².
Proof.
move=> z_sum; rewrite -(ler_pmul2l (_ : 0 < 2%:R)) ?ltr0n // mulrA.
apply: le_trans (product_le _ _) _.
by rewrite mulrDl mul1r ler_add2l next_geometric_sum_le.
Qed.

End Ordered.
