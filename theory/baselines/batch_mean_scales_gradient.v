(* BL-7. A batch mean that contains the sample scales the gradient; leave-one-out leaves it alone.

     E[(1/n) Σ_i x_i (y_i − (1/n) Σ_j y_j)]              = (1 − 1/n) E[xy]
     E[(1/n) Σ_i x_i (y_i − (1/(n−1)) Σ_{j≠i} y_j)]      = E[xy]

   for n independent episodes, x_i of mean zero and y_i anything of episode i: at each time t its
   score g_t and its return G_t, so that REINFORCE over the batch has the means (1 − 1/n) DJ_H and
   DJ_H (`batch_mean_scales_policy_gradient`).

   Hypotheses: n independent draws from one distribution; E[x] = 0; n is not 0 in the field, and for
   a mean over the others to be one, n − 1 neither. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums derivation moments independence finite_mdp trajectories episodes.
From Lemmata Require Import scores bellman_equation_determines_the_values score_has_zero_mean.
From Lemmata Require Import reinforce_is_unbiased.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Batch.
Variables (F : fieldType) (T : finType) (p : T -> F) (x y : T -> F) (n : nat).
Local Notation N := (n%:R : F).
Hypotheses (p_sum : \sum_e p e = 1) (zero_mean : mean p x = 0) (N_neq0 : N != 0).

(* The estimate of a batch ω, where episode i has the baseline Σ_j w_ij y_j. *)
Definition batch_estimate (w : 'I_n -> 'I_n -> F) (ω : draws T n) : F :=
  N^-1 * \sum_i x (ω i) * (y (ω i) - \sum_j w i j * y (ω j)).

(* The mean over all n episodes, and over the n − 1 others. *)
Definition batch_mean (i j : 'I_n) : F := N^-1.
Definition leave_one_out (i j : 'I_n) : F := if i == j then 0 else (N - 1)^-1.

Local Notation E := (mean (product_probability p (n := n))).

(* E[x_i y_j]: for i ≠ j they are independent, and E[x_i] = 0. *)
Lemma score_with_return i j :
  E (fun ω => x (ω i) * y (ω j)) = if i == j then mean p (fun e => x e * y e) else 0.
Proof.
case: eqP => [<-|/eqP i_neq_j]; first exact: mean_of_one_draw (fun e => x e * y e) i.
by rewrite mean_of_two_draws // zero_mean mul0r.
Qed.

(* What counts is the weight of an episode's own return in its baseline. *)
Lemma batch_estimate_mean w :
  E (batch_estimate w) = N^-1 * (\sum_i (1 - w i i) * mean p (fun e => x e * y e)).
Proof.
rewrite mean_scale mean_sum; congr (_ * _); apply: eq_bigr => i _.
transitivity (E (fun ω => x (ω i) * y (ω i) - \sum_j w i j * (x (ω i) * y (ω j)))).
  by apply: mean_eq => ω; rewrite mulrBr -sum_pull.
rewrite meanB mean_sum score_with_return eqxx mulrBl mul1r; congr (_ - _).
rewrite (bigD1 i) //= mean_scale score_with_return eqxx big1 ?addr0 // => j j_neq_i.
by rewrite mean_scale score_with_return eq_sym (negPf j_neq_i) mulr0.
Qed.

(* A mean of n equal terms. *)
Lemma mean_of_equal_terms (c : F) : N^-1 * (\sum_(i < n) c) = c.
Proof. by rewrite sumr_const card_ord -[c *+ n]mulr_natl mulrA mulVf ?mul1r. Qed.

Theorem batch_mean_scales_gradient :
  E (batch_estimate batch_mean) = (1 - N^-1) * mean p (fun e => x e * y e) /\
  E (batch_estimate leave_one_out) = mean p (fun e => x e * y e).
Proof.
rewrite !batch_estimate_mean; split.
  exact: (mean_of_equal_terms ((1 - N^-1) * mean p (fun e => x e * y e))).
under eq_bigr do rewrite /leave_one_out eqxx subr0 mul1r.
exact: mean_of_equal_terms.
Qed.

(* Both baselines are what they are called: weights that add up to one. *)
Lemma batch_mean_weights i : \sum_j batch_mean i j = 1.
Proof. by rewrite sumr_const card_ord -[_ *+ n]mulr_natl divff. Qed.

Lemma leave_one_out_weights i : N - 1 != 0 -> \sum_j leave_one_out i j = 1.
Proof.
move=> others_neq0; rewrite (bigD1 i) //= /leave_one_out eqxx add0r.
under eq_bigr => j j_neq_i do rewrite eq_sym (negPf j_neq_i).
rewrite sumr_const -[_ *+ _]mulr_natl.
have -> : #|[pred j : 'I_n | j != i]| = n.-1.
  by have := cardC1 i; rewrite card_ord => <-; apply: eq_card => j.
by rewrite -subn1 natrB ?divff //; case: n i => [[]|].
Qed.

End Batch.

(* REINFORCE over n episodes, each return G_t less the mean of the returns G_t of the batch, or of
   the other episodes; one that has ended before t counts as 0. *)
Section Episodes.
Variables (F : fieldType) (S A : finType) (D : derivation F) (M : mdp F S A) (π : policy F S A).
Variables (g : S -> A -> F) (H n : nat).
Hypotheses (fixed : fixed_dynamics D M) (pi_sum : sums_to_one π) (score : is_score D π g).
Hypotheses (start_sum : \sum_s start M s = 1) (n_neq0 : n%:R != 0 :> F).

Definition score_at t (e : episode S A H) : F := at_time g t e.1 e.2.
Definition return_from t (e : episode S A H) : F := return_to_go M t e.1 e.2.
Definition reinforce_with_batch_baseline (w : 'I_n -> 'I_n -> F)
    (ω : draws (episode S A H) n) : F :=
  \sum_(t < H) discount M ^+ t * batch_estimate (score_at t) (return_from t) w ω.

Theorem batch_mean_scales_policy_gradient
    (E := mean (product_probability (episode_probability M π (H := H)) (n := n))) :
  E (reinforce_with_batch_baseline (@batch_mean F n))
    = (1 - n%:R^-1) * D (performance M (value_iterate M π H)) /\
  E (reinforce_with_batch_baseline (@leave_one_out F n))
    = D (performance M (value_iterate M π H)).
Proof.
have probability_sum := episode_probability_sum H pi_sum start_sum.
have zero_mean t : mean (episode_probability M π (H := H)) (score_at t) = 0.
  rewrite mean_is_episode_mean /episode_mean big1 // => s _.
  by rewrite zero_mean_at_time ?mulr0 // => {}s; apply: score_has_zero_mean pi_sum score s.
have gradient : \sum_(t < H) discount M ^+ t *
    mean (episode_probability M π (H := H)) (fun e => score_at t e * return_from t e)
    = D (performance M (value_iterate M π H)).
  under eq_bigr do rewrite -mean_scale.
  rewrite -mean_sum mean_is_episode_mean; exact: reinforce_of_one_episode.
have of_time t := batch_mean_scales_gradient (return_from t) probability_sum (zero_mean t) n_neq0.
rewrite /E /reinforce_with_batch_baseline !mean_sum -gradient; split.
  rewrite -sum_pull; apply: eq_bigr => t _; rewrite mean_scale; congr (_ * _).
  by have [] := of_time t.
by apply: eq_bigr => t _; rewrite mean_scale; congr (_ * _); have [] := of_time t.
Qed.

End Episodes.
