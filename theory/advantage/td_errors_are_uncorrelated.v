(* AE-11. With the true values TD errors are uncorrelated.

     V = V^π, j ≠ k:  Cov(δ_j, δ_k | s_0,a_0) = 0,   so that
     Var(Â^GAE | s_0,a_0) = Σ_{t<H} (γλ)²ᵗ Var(δ_t | s_0,a_0),   Â^GAE = Σ_{t<H} (γλ)ᵗ δ_t,

   and so the variance of GAE grows with λ, as no variance is negative. Given s_0, a_0 the first TD
   error has the mean A^π(s_0,a_0), the later ones 0.

   Hypotheses: V^π solves its equation; π sums to one; for the growth a finite MDP and a policy,
   γ ≥ 0 and λ ≥ 0. δ_t counts as 0 after an end. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities sup_norm finite_mdp trajectories.
From Lemmata Require Import expected_advantages.
From Lemmata Require Import td_error_is_the_advantage_on_average.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Uncorrelated.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A) (V : S -> R).
Hypotheses (pi_sum : sums_to_one π) (value : is_value M π V).
Add Ring numbers : (commutative_ring_theory R).

(* δ_t along a trajectory. *)
Fixpoint td_error_at H (t : nat) : S -> trajectory S A H -> R :=
  match H with
  | 0 => fun _ _ => 0
  | H'.+1 => fun s '(a, rest) =>
      if t is t'.+1 then if rest is Some (s', τ) then td_error_at t' s' τ else 0
      else td_error_of_outcome M V s a (omap fst rest)
  end.

(* GAE is their discounted sum. *)
Lemma advantage_estimate_by_td_errors λ H s (τ : trajectory S A H) :
  advantage_estimate M V λ s τ = \sum_(t < H) (discount M * λ) ^+ t * td_error_at t s τ.
Proof.
elim: H s τ => [|H IH] s; first by move=> τ; rewrite big_ord0.
case=> a rest; rewrite big_ord_recl expr0 mul1r /=; congr (_ + _).
case: rest => [[s' τ]|]; last by rewrite mulr0 big1 // => t _; rewrite mulr0.
by rewrite IH mulr_sumr; apply: eq_bigr => t _; rewrite exprS mulrA.
Qed.

Local Notation E s a := (mean_after_action M π s a).

(* E[δ_0 | s,a] = A^π(s,a). *)
Lemma first_td_error_mean H s a : E s a (@td_error_at H.+1 0 s) = advantage M V s a.
Proof.
rewrite -td_error_is_the_advantage_on_average /mean_after_action /outcome_mean; congr (_ + _).
apply: eq_bigr => s' _; congr (_ * _).
exact: (expectation_constant M pi_sum H s' (td_error_of_outcome M V s a (Some s'))).
Qed.

(* From every state, every TD error has mean 0. *)
Lemma td_error_mean_from_state H t s : expectation M π s (@td_error_at H t s) = 0.
Proof.
elim: H t s => [|H IH] [|t] s; try exact: expectation0.
  rewrite expectation_by_action; under eq_bigr do rewrite first_td_error_mean.
  by rewrite mean_advantage // -value subrr.
rewrite expectation_by_action big1 // => a _; rewrite /mean_after_action /= mulr0 add0r.
by rewrite big1 ?mulr0 // => s' _; rewrite IH mulr0.
Qed.

(* So do the later ones given s and a. *)
Lemma later_td_error_mean H t s a : E s a (@td_error_at H.+1 t.+1 s) = 0.
Proof.
rewrite /mean_after_action /= mulr0 add0r big1 // => s' _.
by rewrite td_error_mean_from_state mulr0.
Qed.

(* E[δ_jδ_k | s] = 0 for j < k: the later one has mean 0 given what went before. *)
Lemma product_mean_from_state H j k s : (j < k)%N ->
  expectation M π s (fun τ : trajectory S A H => td_error_at j s τ * td_error_at k s τ) = 0.
Proof.
elim: H j k s => [|H IH] j [|k] s // j_lt_k.
  by rewrite -[RHS](expectation0 M π 0 s); apply: expectation_eq => τ; apply: mul0r.
rewrite expectation_by_action big1 // => a _; rewrite /mean_after_action.
case: j j_lt_k => [|j] j_lt_k /=; rewrite !mulr0 add0r big1 ?mulr0 // => s' _.
  by rewrite expectation_scale td_error_mean_from_state !mulr0.
by rewrite IH // mulr0.
Qed.

Lemma product_mean H j k s a : (j < k)%N ->
  E s a (fun τ => @td_error_at H.+1 j s τ * td_error_at k s τ) = 0.
Proof.
case: k => [|k] // j_lt_k; rewrite /mean_after_action.
case: j j_lt_k => [|j] j_lt_k /=; rewrite !mulr0 add0r big1 // => s' _.
  by rewrite expectation_scale td_error_mean_from_state !mulr0.
by rewrite product_mean_from_state // mulr0.
Qed.

(* Var(f | s,a) and Cov(f,g | s,a). *)
Definition covariance_after_action H s a (f g : trajectory S A H.+1 -> R) : R :=
  E s a (fun τ => f τ * g τ) - E s a f * E s a g.

Theorem td_errors_are_uncorrelated H j k s a : j != k ->
  covariance_after_action s a (@td_error_at H.+1 j s) (td_error_at k s) = 0.
Proof.
rewrite neq_ltn /covariance_after_action => /orP[]; last first.
  move=> k_lt_j; have -> : E s a (fun τ => @td_error_at H.+1 j s τ * td_error_at k s τ) =
      E s a (fun τ => @td_error_at H.+1 k s τ * td_error_at j s τ).
    rewrite /mean_after_action mulrC; congr (_ + _); first by rewrite mulrC [X in _ * X]mulrC.
    by apply: eq_bigr => s' _; congr (_ * _); apply: expectation_eq => τ; rewrite mulrC.
  rewrite product_mean //; case: j k_lt_j => // j _.
  by rewrite later_td_error_mean mul0r subrr.
move=> j_lt_k; rewrite product_mean //; case: k j_lt_k => // k _.
by rewrite later_td_error_mean mulr0 subrr.
Qed.

(* Means and covariances of sums. *)
Lemma mean_after_action_eq H s a (f g : trajectory S A H.+1 -> R) : f =1 g -> E s a f = E s a g.
Proof.
move=> fg; rewrite /mean_after_action fg; congr (_ + _); apply: eq_bigr => s' _.
by congr (_ * _); apply: expectation_eq => τ.
Qed.

Lemma mean_after_action_sum H n s a (c : 'I_n -> R) (f : 'I_n -> trajectory S A H.+1 -> R) :
  E s a (fun τ => \sum_i c i * f i τ) = \sum_i c i * E s a (f i).
Proof.
rewrite /mean_after_action; under [RHS]eq_bigr do rewrite mulrDr mulrCA.
rewrite big_split -mulr_sumr /=; congr (_ + _).
under [RHS]eq_bigr do rewrite mulr_sumr.
rewrite exchange_big; apply: eq_bigr => s' _; rewrite expectation_sum mulr_sumr.
by apply: eq_bigr => i _; rewrite expectation_scale mulrCA.
Qed.

Lemma mean_after_action_affine H s a (c : R) (f g : trajectory S A H.+1 -> R) :
  E s a (fun τ => f τ + c * g τ) = E s a f + c * E s a g.
Proof.
have next_mean s' : transition M s a s' *
      expectation M π s' (fun τ => f (a, Some (s', τ)) + c * g (a, Some (s', τ))) =
    transition M s a s' * expectation M π s' (fun τ => f (a, Some (s', τ)))
    + c * (transition M s a s' * expectation M π s' (fun τ => g (a, Some (s', τ)))).
  by rewrite expectationD expectation_scale mulrDr mulrCA.
rewrite /mean_after_action (eq_bigr _ (fun s' _ => next_mean s')) sumD sum_scale.
by move: (\sum_s' _) (\sum_s' _) => x y; ring_identity R.
Qed.

Corollary variance_of_td_error_sum H (c : R) s a :
  let sum τ := \sum_(t < H.+1) c ^+ t * @td_error_at H.+1 t s τ in
  covariance_after_action s a sum sum =
  \sum_(t < H.+1) c ^+ t * (c ^+ t *
    covariance_after_action s a (@td_error_at H.+1 t s) (td_error_at t s)).
Proof.
move=> sum; rewrite /covariance_after_action.
have square : E s a (fun τ => sum τ * sum τ) =
    \sum_(t < H.+1) c ^+ t * \sum_(u < H.+1) c ^+ u *
      E s a (fun τ => @td_error_at H.+1 t s τ * td_error_at u s τ).
  under [RHS]eq_bigr do rewrite -mean_after_action_sum.
  rewrite -mean_after_action_sum; apply: mean_after_action_eq => τ.
  rewrite {1}/sum mulr_suml; apply: eq_bigr => t _; rewrite -mulrA; congr (_ * _).
  by rewrite /sum mulr_sumr; apply: eq_bigr => u _; rewrite mulrCA.
have product : E s a sum * E s a sum =
    \sum_(t < H.+1) c ^+ t * \sum_(u < H.+1) c ^+ u *
      (E s a (@td_error_at H.+1 t s) * E s a (@td_error_at H.+1 u s)).
  rewrite /sum mean_after_action_sum mulr_suml; apply: eq_bigr => t _.
  by rewrite -mulrA; congr (_ * _); rewrite mulr_sumr; apply: eq_bigr => u _; rewrite mulrCA.
rewrite square product -sumrB; apply: eq_bigr => t _; rewrite -mulrBr -sumrB; congr (_ * _).
(* In the row of t only the covariance of δ_t with itself is left. *)
rewrite (bigD1 t) //= -mulrBr big1 ?addr0 // => u u_neq_t; rewrite -mulrBr.
have := @td_errors_are_uncorrelated H t u s a; rewrite eq_sym => /(_ u_neq_t).
by rewrite /covariance_after_action => ->; rewrite mulr0.
Qed.

End Uncorrelated.

(* No variance is negative, so that each of the terms grows with λ. *)
Section Growth.
Variables (R : realFieldType) (S A : finType) (M : mdp R S A) (π : policy R S A) (V : S -> R).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π) (value : is_value M π V).
Local Notation γ := (discount M).
Local Notation E s a := (mean_after_action M π s a).
Local Notation variance s a f := (covariance_after_action M π s a f f).
Add Ring numbers : (commutative_ring_theory R).

Let ending_ge0 s a : 0 <= ending M s a.
Proof. by have [P_sub _] := M_mdp; rewrite subr_ge0; case: (P_sub s a). Qed.

Let transition_ge0 s a s' : 0 <= transition M s a s'.
Proof. by have [P_sub _] := M_mdp; case: (P_sub s a). Qed.

Lemma probability_ge0 H s (τ : trajectory S A H) : 0 <= probability M π s τ.
Proof.
elim: H s τ => [|H IH] s; first by move=> τ; apply: ler01.
by case=> a [[s' τ]|] /=; have [pi_ge0 _] := pi_policy s; rewrite !mulr_ge0.
Qed.

Lemma mean_after_action_ge0 H s a (f : trajectory S A H.+1 -> R) :
  (forall τ, 0 <= f τ) -> 0 <= E s a f.
Proof.
move=> f_ge0; rewrite addr_ge0 ?mulr_ge0 //; apply: mean_ge0 => // s'.
by apply: sumr_ge0 => τ _; rewrite mulr_ge0 ?probability_ge0.
Qed.

Lemma variance_after_action_ge0 H s a (f : trajectory S A H.+1 -> R) : 0 <= variance s a f.
Proof.
have pi_sum := policy_sums_to_one pi_policy; pose c := E s a f.
(* Var(f) = E[(f − c)²] for c = E[f]. *)
have -> : variance s a f = E s a (fun τ => (f τ - c) ^+ 2).
  transitivity (E s a (fun τ => f τ * f τ + (- 2%:R * c) * f τ) - - c ^+ 2).
    rewrite mean_after_action_affine /covariance_after_action -/c.
    by move: (E s a _) => x; ring_identity R.
  rewrite -mean_after_action_shift //; apply: mean_after_action_eq => τ.
  by ring_identity R.
by apply: mean_after_action_ge0 => τ; apply: sqr_ge0.
Qed.

Theorem variance_grows_with_lambda H s a λ λ' : 0 <= γ -> 0 <= λ -> λ <= λ' ->
  variance s a (advantage_estimate M V λ (H := H.+1) s)
  <= variance s a (advantage_estimate M V λ' (H := H.+1) s).
Proof.
move=> discount_ge0 lambda_ge0 lambda_le.
have decay_ge0 : 0 <= γ * λ by rewrite mulr_ge0.
have decay_le : γ * λ <= γ * λ' by rewrite ler_wpmul2l.
have by_td_errors l : variance s a (advantage_estimate M V l (H := H.+1) s) =
    \sum_(t < H.+1) (γ * l) ^+ t * ((γ * l) ^+ t * variance s a (@td_error_at _ _ _ M V H.+1 t s)).
  have pi_sum := policy_sums_to_one pi_policy.
  rewrite -(variance_of_td_error_sum pi_sum value) /covariance_after_action; congr (_ - _ * _);
  by apply: mean_after_action_eq => τ; rewrite !advantage_estimate_by_td_errors.
rewrite !by_td_errors; apply: ler_sum => t _; rewrite !mulrA -!expr2.
rewrite ler_wpmul2r ?variance_after_action_ge0 // ler_sqr ?nnegrE ?exprn_ge0 //.
  by rewrite ler_expn2r ?nnegrE // (le_trans decay_ge0).
exact: le_trans decay_ge0 decay_le.
Qed.

End Growth.
