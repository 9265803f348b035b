(* AE-11. With the true values TD errors are uncorrelated.

     V = V^π, j ≠ k:  Cov(δ_j, δ_k | s_0,a_0) = 0,   so that
     Var(Σ_{t<H} cᵗ δ_t | s_0,a_0) = Σ_{t<H} c²ᵗ Var(δ_t | s_0,a_0),   c = γλ,

   and so grows with |c|, as no variance is negative (this last is not shown here). Given s_0, a_0
   the first TD error has the mean A^π(s_0,a_0), the later ones 0.

   Hypotheses: V^π solves its equation; π sums to one. δ_t counts as 0 after an end. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp trajectories expected_advantages.
From Lemmata Require Import td_error_is_the_advantage_on_average.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

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
