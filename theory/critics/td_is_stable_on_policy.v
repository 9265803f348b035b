(* CR-1. Temporal differences are stable on-policy, and may diverge off-policy.

     (1 − γλ) wᵀA_λw ≥ (1 − γ) ‖Φw‖²_D,   A_λ = ΦᵀD(I − γλP_π)⁻¹(I − γP_π)Φ,

   and A_λ is positive definite. Off-policy there may be nothing: of two states with the values w
   and 2w, the first leading to the second, the first alone gives A = 1 − 2γ < 0 for γ > 1/2.

   The columns of (I − γλP_π)⁻¹(I − γP_π)Φ are the ψ_k of ψ_k = (I − γP_π)φ_k + γλP_πψ_k.

   Hypotheses: a finite MDP, 0 ≤ γ ≤ 1, 0 ≤ λ ≤ 1, γλ < 1, a policy; weights d ≥ 0 with dP_π ≤ d,
   as the stationary distribution has, also where ends restart from μ; for definiteness γ < 1, and
   that the features of visited states determine the weights. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm finite_mdp.
From Lemmata Require Import visitation_is_a_fixed_point lambda_return_means.
From Lemmata Require Import policy_gradient_theorem_for_average_reward.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Matrix.
Variables (R : comRingType) (S A K : finType) (M : mdp R S A) (π : policy R S A) (λ : R).
Variables (d : S -> R) (φ ψ : S -> K -> R).
Local Notation γ := (discount M).
Add Ring numbers : (commutative_ring_theory R).

(* ψ_k = (I − γλP)⁻¹(I − γP)φ_k. *)
Definition are_td_features : Prop := forall k, is_geometric_sum M π (γ * λ)
  (fun s => φ s k - γ * policy_next M π (fun s' => φ s' k) s) (fun s => ψ s k).

(* A_jk = ⟨φ_j,ψ_k⟩_D, and wᵀAw. *)
Definition td_matrix j k : R := weighted_product d (fun s => φ s j) (fun s => ψ s k).
Definition td_form (w : K -> R) : R := \sum_j w j * \sum_k td_matrix j k * w k.

(* Aw = ΦᵀDΨw. *)
Lemma td_matrix_product w j :
  \sum_k td_matrix j k * w k = weighted_product d (fun s => φ s j) (linear_value ψ w).
Proof.
under eq_bigr do rewrite mulr_suml.
rewrite exchange_big; apply: eq_bigr => s _.
by under eq_bigr do rewrite -!mulrA; rewrite -!mulr_sumr.
Qed.

Lemma td_formE w : td_form w = weighted_product d (linear_value φ w) (linear_value ψ w).
Proof.
rewrite /td_form; under eq_bigr do rewrite td_matrix_product mulr_sumr.
rewrite exchange_big; apply: eq_bigr => s _.
rewrite mulr_suml mulr_sumr; apply: eq_bigr => j _; ring_identity R.
Qed.

(* Ψw = (I − γλP)⁻¹(I − γP)Φw. *)
Lemma td_features_of_a_value w : are_td_features -> is_geometric_sum M π (γ * λ)
  (fun s => linear_value φ w s - γ * policy_next M π (linear_value φ w) s) (linear_value ψ w).
Proof.
move=> features s; rewrite !policy_next_linear /linear_value -!sum_scale -sumB -sumD.
by apply: eq_bigr => k _; rewrite features; ring_identity R.
Qed.

End Matrix.

Section Stability.
Variables (R : realFieldType) (S A K : finType) (M : mdp R S A) (π : policy R S A) (λ : R).
Variables (d : S -> R) (φ ψ : S -> K -> R).
Local Notation γ := (discount M).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π).
Hypotheses (discount_ge0 : 0 <= γ) (lambda_ge0 : 0 <= λ) (lambda_le1 : λ <= 1).
Hypothesis decay_lt1 : γ * λ < 1.
Hypotheses (d_ge0 : forall s, 0 <= d s) (d_invariant : forall s, push M π d s <= d s).
Hypothesis features : are_td_features M π λ φ ψ.
Add Ring numbers : (commutative_ring_theory R).

Theorem td_is_stable_on_policy w :
  (1 - γ) * weighted_square d (linear_value φ w) <= (1 - γ * λ) * td_form d φ ψ w.
Proof.
have decay_ge0 : 0 <= γ * λ by rewrite mulr_ge0.
rewrite td_formE; set x := linear_value φ w.
have [z z_sum] := geometric_sum_exists M_mdp pi_policy decay_ge0 decay_lt1 x.
(* Ψw = x − γ(1 − λ)Pz. *)
have y_eq : linear_value ψ w =1 (fun s => x s - γ * (1 - λ) * policy_next M π z s).
  apply: (geometric_sum_unique M_mdp pi_policy decay_ge0 decay_lt1).
    exact: (geometric_difference z_sum).
  exact: td_features_of_a_value.
have -> : weighted_product d x (linear_value ψ w) =
    weighted_square d x - γ * (1 - λ) * weighted_product d x (policy_next M π z).
  rewrite /weighted_square /weighted_product -sum_scale -sumB; apply: eq_bigr => s _.
  by rewrite y_eq; ring_identity R.
have := next_geometric_sum_product M_mdp pi_policy decay_ge0 decay_lt1 d_ge0 d_invariant z_sum.
move: (weighted_square d x) (weighted_product _ _ _) => N t product.
rewrite -subr_ge0.
have -> : (1 - γ * λ) * (N - γ * (1 - λ) * t) - (1 - γ) * N =
    γ * (1 - λ) * (N - (1 - γ * λ) * t) by ring_identity R.
by rewrite !mulr_ge0 ?subr_ge0.
Qed.

Corollary td_matrix_is_positive_definite w : γ < 1 ->
  (forall u, (forall s, 0 < d s -> linear_value φ u s = 0) -> forall k, u k = 0) ->
  (exists k, w k != 0) -> 0 < td_form d φ ψ w.
Proof.
move=> discount_lt1 determined [k w_neq0].
rewrite -(pmulr_rgt0 _ (_ : 0 < 1 - γ * λ)) ?subr_gt0 //.
apply: lt_le_trans (td_is_stable_on_policy w).
rewrite mulr_gt0 ?subr_gt0 // lt_neqAle weighted_square_ge0 // andbT.
apply: contraNneq w_neq0 => /esym/eqP norm_eq0; apply/eqP/determined => s d_gt0.
move: norm_eq0; rewrite psumr_eq0 => [|s' _]; last by rewrite -expr2 mulr_ge0 ?sqr_ge0.
move/allP/(_ s (mem_index_enum s)); rewrite /= mulf_eq0 (gt_eqF d_gt0) /= -expr2 sqrf_eq0.
by move/eqP.
Qed.

End Stability.

(* The stationary distribution of the chain that restarts from μ at every end has dP_π ≤ d. *)
Lemma stationary_is_invariant (R : realFieldType) (S A : finType) (M : mdp R S A)
    (π : policy R S A) (d : S -> R) : is_mdp M -> is_policy π -> (forall s, 0 <= d s) ->
  is_stationary (restarting M) π d -> forall s, push M π d s <= d s.
Proof.
move=> [P_sub [start_ge0 _]] pi_policy d_ge0 [stationary _] s'; rewrite [leRHS]stationary.
apply: ler_sum => s _; rewrite ler_wpmul2l //; apply: ler_sum => a _.
have [pi_ge0 _] := pi_policy s; rewrite ler_wpmul2l //= ler_addl mulr_ge0 // subr_ge0.
by have [_] := P_sub s a.
Qed.

(* Off-policy: updates in the first of two states alone, features 1 and 2, the first leading to the
   second: A = φ(s)(φ(s) − γφ(s')) = 1 − 2γ, so that w ← w − αAw grows at every step size. *)
Definition feature_of_two (R : realFieldType) (s : bool) : R := if s then 2%:R else 1.

Theorem td_may_diverge_off_policy (R : realFieldType) (γ α w : R) (φ := feature_of_two R) :
  1 / 2%:R < γ -> 0 < α -> w != 0 ->
  `|w| < `|w - α * (φ false * (φ false - γ * φ true) * w)|.
Proof.
move=> discount_large step_gt0 w_neq0.
have -> : w - α * (φ false * (φ false - γ * φ true) * w) = (1 + α * (γ * 2%:R - 1)) * w.
  rewrite /φ mul1r mulrDl mul1r -mulrA -mulrN; congr (_ + _ * _).
  by rewrite -mulNr opprB.
rewrite normrM ltr_pmull ?normr_gt0 //.
have grows : 0 < α * (γ * 2%:R - 1).
  by rewrite mulr_gt0 // subr_gt0 -ltr_pdivr_mulr ?ltr0n.
by rewrite gtr0_norm ?ltr_addl ?addr_gt0 ?ltr01.
Qed.
