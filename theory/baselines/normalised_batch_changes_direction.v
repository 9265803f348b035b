(* BL-8. Dividing by the batch's standard deviation changes the direction of the expected step.

   In a batch of two episodes of one step each, (R − mean)/deviation is 1 for the larger return, −1
   for the smaller, 0 at a tie: only the order of the returns is left. A sure 1 against 4 with
   probability 1/3, else 0, each arm with probability 1/2: along the preference of the sure arm the
   mean of the normalised estimate is 1/12, and ∂J/∂θ = −1/12. The expected step is downhill.

   Everything is computed, in any ordered field. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities moments.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section PairOfReturns.
Variables (R : realFieldType) (x y : R).
Add Ring numbers : (commutative_ring_theory R).

(* The mean and the standard deviation of two returns. *)
Definition pair_average : R := (x + y) / 2%:R.
Definition pair_deviation : R := `|x - y| / 2%:R.

Lemma difference_from_average : x - pair_average = (x - y) / 2%:R.
Proof.
apply: (mulIf (_ : 2%:R != 0)); first by rewrite pnatr_eq0.
by rewrite mulrBl !divfK ?pnatr_eq0 //; ring_identity R.
Qed.

Lemma other_difference_from_average : y - pair_average = - ((x - y) / 2%:R).
Proof.
apply: (mulIf (_ : 2%:R != 0)); first by rewrite pnatr_eq0.
by rewrite mulrBl mulNr !divfK ?pnatr_eq0 //; ring_identity R.
Qed.

(* It is the root of the mean squared difference from the mean. *)
Lemma pair_deviationE :
  pair_deviation ^+ 2 = ((x - pair_average) ^+ 2 + (y - pair_average) ^+ 2) / 2%:R.
Proof.
rewrite difference_from_average other_difference_from_average sqrrN -mulr2n -mulr_natr.
by rewrite mulfK ?pnatr_eq0 // /pair_deviation !exprMn real_normK ?num_real.
Qed.

(* (x − mean)/deviation: the sign of x − y. *)
Definition normalised : R := (x - pair_average) / pair_deviation.

Lemma normalised_is_sign : x != y -> normalised = Num.sg (x - y).
Proof.
move=> x_neq_y; have -> : normalised = (x - y) / `|x - y|.
  rewrite /normalised difference_from_average /pair_deviation invfM invrK mulrACA.
  by rewrite mulVf ?mulr1 ?pnatr_eq0.
by rewrite {1}[x - y]numEsg mulfK // normr_eq0 subr_eq0.
Qed.

Lemma normalised_of_more : y < x -> normalised = 1.
Proof. by move=> lt; rewrite normalised_is_sign ?gt_eqF // gtr0_sg ?subr_gt0. Qed.

Lemma normalised_of_less : x < y -> normalised = - 1.
Proof. by move=> lt; rewrite normalised_is_sign ?lt_eqF // ltr0_sg ?subr_lt0. Qed.

End PairOfReturns.

(* x/0 is 0. *)
Lemma normalised_tie (R : realFieldType) (x : R) : normalised x x = 0.
Proof. by rewrite /normalised /pair_deviation subrr normr0 mul0r invr0 mulr0. Qed.

Section Example.
Variable R : realFieldType.
Add Ring numbers : (commutative_ring_theory R).

(* The three outcomes of an episode: the sure arm; the risky arm, with and without luck. They have
   the probabilities 1/2, 1/6 and 1/3. *)
Definition outcome_weight (o : 'I_3) : R := nth 0 [:: 3%:R; 1; 2%:R] o.
Definition outcome_probability (o : 'I_3) : R := outcome_weight o / 6%:R.
Definition outcome_return (o : 'I_3) : R := nth 0 [:: 1; 4%:R; 0] o.
(* ∂log π/∂θ(sure) is 1 − π(sure) or −π(sure), a half with its sign. *)
Definition outcome_sign (o : 'I_3) : R := nth 0 [:: 1; - 1; - 1] o.
Definition outcome_score (o : 'I_3) : R := outcome_sign o / 2%:R.

(* ½ Σ_i g_i (R_i − mean)/deviation of a batch of two. *)
Definition normalised_estimate (o o' : 'I_3) : R :=
  (outcome_score o * normalised (outcome_return o) (outcome_return o')
    + outcome_score o' * normalised (outcome_return o') (outcome_return o)) / 2%:R.

(* The mean over all pairs of episodes, and ∂J/∂θ(sure) = E[g R]. *)
Definition mean_normalised_estimate : R :=
  mean outcome_probability (fun o => mean outcome_probability (normalised_estimate o)).
Definition gradient_of_the_mean : R :=
  mean outcome_probability (fun o => outcome_score o * outcome_return o).

(* With the denominators 6·6·2·2 taken out, a sum of whole numbers is left. *)
Lemma mean_by_whole_numbers : mean_normalised_estimate =
  (\sum_o \sum_o' outcome_weight o * outcome_weight o' *
    (outcome_sign o * normalised (outcome_return o) (outcome_return o')
      + outcome_sign o' * normalised (outcome_return o') (outcome_return o)))
  / (6%:R * 6%:R * 2%:R * 2%:R).
Proof.
rewrite /mean_normalised_estimate /mean mulr_suml; apply: eq_bigr => o _.
rewrite mulr_sumr mulr_suml; apply: eq_bigr => o' _.
rewrite /outcome_probability /normalised_estimate /outcome_score !invfM.
move: (6%:R^-1) (2%:R^-1) (normalised _ _) (normalised _ _) => x y m m'.
by ring_identity R.
Qed.

(* Of the nine pairs the six with different returns count. *)
Lemma whole_number_sum :
  \sum_o \sum_o' outcome_weight o * outcome_weight o' *
    (outcome_sign o * normalised (outcome_return o) (outcome_return o')
      + outcome_sign o' * normalised (outcome_return o') (outcome_return o)) = 12%:R.
Proof.
have one_lt_four : 1 < 4%:R :> R by rewrite ltr1n.
have zero_lt_four : 0 < 4%:R :> R by rewrite ltr0n.
rewrite !big_ord_recl !big_ord0 /outcome_weight /outcome_sign /outcome_return /=.
rewrite !normalised_tie !(normalised_of_less one_lt_four) !(normalised_of_more one_lt_four).
rewrite !(normalised_of_less zero_lt_four) !(normalised_of_more zero_lt_four).
rewrite !(normalised_of_less ltr01) !(normalised_of_more ltr01).
by ring_identity R.
Qed.

Theorem normalised_batch_changes_direction :
  [/\ \sum_o outcome_probability o = 1, mean outcome_probability outcome_score = 0,
      gradient_of_the_mean = - (1 / 12%:R) & mean_normalised_estimate = 1 / 12%:R].
Proof.
have inverse (n m : nat) : (0 < n)%N -> n%:R / (n * m)%:R = 1 / m%:R :> R.
  by move=> n_gt0; rewrite natrM invfM mulrA divff // pnatr_eq0 -lt0n.
split.
- rewrite /outcome_probability -mulr_suml !big_ord_recl big_ord0 /outcome_weight /=.
  by apply: canLR (mulfK _) _; rewrite ?pnatr_eq0 //; ring_identity R.
- rewrite /mean /outcome_probability /outcome_score !big_ord_recl big_ord0.
  rewrite /outcome_weight /outcome_sign /=.
  by move: (6%:R^-1) (2%:R^-1) => x y; ring_identity R.
- rewrite -(inverse 1%N) // mul1n -mulNr.
  apply: (mulIf (_ : 12%:R != 0)); rewrite ?pnatr_eq0 // divfK ?pnatr_eq0 //.
  have -> : 12%:R = 6%:R * 2%:R :> R by rewrite -natrM.
  rewrite /gradient_of_the_mean /mean /outcome_probability /outcome_score.
  transitivity (\sum_o outcome_weight o * (outcome_sign o * outcome_return o)).
    rewrite mulr_suml; apply: eq_bigr => o _.
    transitivity (outcome_weight o * (outcome_sign o * outcome_return o)
        * (6%:R / 6%:R) * (2%:R / 2%:R)); last by rewrite !divff ?mulr1 ?pnatr_eq0.
    by move: (6%:R^-1) (2%:R^-1) => x y; ring_identity R.
  rewrite !big_ord_recl big_ord0 /outcome_weight /outcome_sign /outcome_return /=.
  by ring_identity R.
- rewrite mean_by_whole_numbers whole_number_sum -!natrM.
  exact: (inverse 12%N 12%N).
Qed.

End Example.
