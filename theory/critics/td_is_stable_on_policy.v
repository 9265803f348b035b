(* CR-1. Temporal differences are stable on-policy, and may diverge off-policy.

     wᵀAw ≥ (1 − γ) ‖Φw‖²_D,   A = ΦᵀD(I − γP_π)Φ  (λ = 0),

   and A is positive definite. Off-policy there may be nothing: of two states with the values w and
   2w, the first leading to the second, the first alone gives A = 1 − 2γ < 0 for γ > 1/2.

   Hypotheses: a finite MDP, 0 ≤ γ < 1, a policy; D a distribution that its chain leaves alone (an
   end restarting from μ); for definiteness, that the features of visited states determine the
   weights. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm finite_mdp.
From Lemmata Require Import policy_gradient_theorem_for_average_reward.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Stability.
Variables (R : realFieldType) (S A K : finType) (M : mdp R S A) (π : policy R S A).
Variables (d : S -> R) (φ : S -> K -> R).
Local Notation γ := (discount M).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π).
Hypotheses (discount_ge0 : 0 <= γ) (discount_lt1 : γ < 1).
Hypotheses (d_ge0 : forall s, 0 <= d s) (stationary : is_stationary M π d).
Add Ring numbers : (commutative_ring_theory R).

(* Φw, and ‖x‖²_D. *)
Definition linear_value (w : K -> R) s : R := \sum_k φ s k * w k.
Definition squared_norm_d (x : S -> R) : R := \sum_s d s * x s ^+ 2.

(* A_jk = Σ_s d(s) φ_j(s) (φ_k(s) − γ(P_πφ_k)(s)), and wᵀAw. *)
Definition td_matrix j k : R :=
  \sum_s d s * (φ s j * (φ s k - γ * policy_next M π (fun s' => φ s' k) s)).
Definition td_form (w : K -> R) : R := \sum_j w j * \sum_k td_matrix j k * w k.

(* wᵀAw = Σ_s d(s) x(s) (x(s) − γ(P_πx)(s)) for x = Φw. *)
Lemma td_formE w : td_form w = \sum_s d s *
  (linear_value w s * (linear_value w s - γ * policy_next M π (linear_value w) s)).
Proof.
have step s : linear_value w s - γ * policy_next M π (linear_value w) s =
    \sum_k (φ s k - γ * policy_next M π (fun s' => φ s' k) s) * w k.
  under [RHS]eq_bigr do rewrite mulrBl -mulrA.
  rewrite sumB sum_scale; congr (_ - _ * _).
  rewrite /policy_next /linear_value; under eq_bigr do rewrite mulr_sumr.
  rewrite exchange_big; apply: eq_bigr => k _; rewrite mulr_suml.
  by apply: eq_bigr => s' _; rewrite mulrA.
rewrite /td_form; under eq_bigr do rewrite mulr_sumr.
under [RHS]eq_bigr do rewrite step mulr_suml mulr_sumr.
rewrite [RHS]exchange_big; apply: eq_bigr => j _.
under [RHS]eq_bigr do rewrite mulr_sumr mulr_sumr.
rewrite [RHS]exchange_big; apply: eq_bigr => k _; rewrite mulr_suml mulr_sumr.
by apply: eq_bigr => s _; ring_identity R.
Qed.

(* 2 Σ d x P_πx ≤ Σ d (x² + P_πx²) = 2 Σ d x²: stationarity moves the second square back. *)
Lemma cross_term x : \sum_s d s * (x s * policy_next M π x s) <= squared_norm_d x.
Proof.
have P_ge0 s s' : 0 <= policy_transition M π s s'.
  by case: (policy_transition_sub s M_mdp pi_policy).
have row_le1 s : \sum_s' policy_transition M π s s' <= 1.
  by case: (policy_transition_sub s M_mdp pi_policy).
rewrite -(ler_pmul2l (_ : 0 < 2%:R)) ?ltr0n //.
have -> : 2%:R * squared_norm_d x =
    squared_norm_d x + \sum_s d s * policy_next M π (fun s' => x s' ^+ 2) s.
  by rewrite (stationary_flow _ stationary) mulrDl mul1r.
rewrite mulr_sumr -sumD; apply: ler_sum => s _; rewrite mulrCA -mulrDr ler_wpmul2l //.
apply: (@le_trans _ _ (\sum_s' policy_transition M π s s' * (x s ^+ 2 + x s' ^+ 2))).
  rewrite mulr_sumr mulr_sumr; apply: ler_sum => s' _.
  have -> : 2%:R * (x s * (policy_transition M π s s' * x s')) =
      policy_transition M π s s' * (2%:R * (x s * x s')) by rewrite [x s * _]mulrCA mulrCA.
  rewrite ler_wpmul2l // -subr_ge0.
  have -> : x s ^+ 2 + x s' ^+ 2 - 2%:R * (x s * x s') = (x s - x s') ^+ 2 by ring_identity R.
  exact: sqr_ge0.
under eq_bigr do rewrite mulrDr.
by rewrite sumD ler_add2r sum_scale_right ler_pimull ?sqr_ge0.
Qed.

Theorem td_is_stable_on_policy w :
  (1 - γ) * squared_norm_d (linear_value w) <= td_form w.
Proof.
rewrite td_formE; set x := linear_value w.
have -> : \sum_s d s * (x s * (x s - γ * policy_next M π x s)) =
    squared_norm_d x - γ * \sum_s d s * (x s * policy_next M π x s).
  by rewrite -sum_scale -sumB; apply: eq_bigr => s _; ring_identity R.
by rewrite mulrBl mul1r ler_add2l ler_opp2 ler_wpmul2l // cross_term.
Qed.

Corollary td_matrix_is_positive_definite w :
  (forall u, (forall s, 0 < d s -> linear_value u s = 0) -> forall k, u k = 0) ->
  (exists k, w k != 0) -> 0 < td_form w.
Proof.
move=> determined [k w_neq0]; apply: lt_le_trans (td_is_stable_on_policy w).
rewrite mulr_gt0 ?subr_gt0 // lt_neqAle; apply/andP; split; last first.
  by apply: mean_ge0 => // s; apply: sqr_ge0.
apply: contraNneq w_neq0 => /esym/eqP norm_eq0; apply/eqP/determined => s d_gt0.
move: norm_eq0; rewrite psumr_eq0 => [|s' _]; last by rewrite mulr_ge0 ?sqr_ge0.
move/allP/(_ s (mem_index_enum s)); rewrite /= mulf_eq0 (gt_eqF d_gt0) /= sqrf_eq0.
by move/eqP.
Qed.

End Stability.

(* Updates in the first of two states alone, features 1 and 2, the first leading to the second:
   A = φ(s)(φ(s) − γφ(s')) = 1 − 2γ, so that w ← w − αAw grows at every step size. *)
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
