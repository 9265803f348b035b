(* n independent draws from the distribution p of finitely many outcomes: the product measure on
   functions ω from {0 … n − 1} to outcomes, Pr(ω) = Π_i p(ω_i). *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums moments.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Independence.
Variables (R : comRingType) (T : finType) (p : T -> R) (n : nat).
Hypothesis p_sum : \sum_x p x = 1.

Definition draws : finType := [finType of {ffun 'I_n -> T}].
Definition product_probability (ω : draws) : R := \prod_i p (ω i).

(* E[Π_i f_i(ω_i)] = Π_i E[f_i]. *)
Lemma mean_of_product (f : 'I_n -> T -> R) :
  mean product_probability (fun ω => \prod_i f i (ω i)) = \prod_i mean p (f i).
Proof.
rewrite /mean /product_probability; under eq_bigr do rewrite -big_split /=.
by rewrite -(bigA_distr_bigA (fun i x => p x * f i x)).
Qed.

Lemma product_probability_sum : \sum_ω product_probability ω = 1.
Proof.
rewrite /product_probability -(bigA_distr_bigA (fun _ x => p x)).
by under eq_bigr do rewrite p_sum; rewrite big1.
Qed.

(* The mean of what depends on one draw alone. *)
Lemma mean_of_one_draw (X : T -> R) i :
  mean product_probability (fun ω => X (ω i)) = mean p X.
Proof.
pose f k x := if k == i then X x else 1.
transitivity (mean product_probability (fun ω => \prod_k f k (ω k))).
  apply: mean_eq => ω; rewrite (bigD1 i) //= /f eqxx big1 ?mulr1 // => k.
  by move/negPf=> ->.
rewrite mean_of_product (bigD1 i) //= big1 => [|k /negPf k_neq].
  by rewrite mulr1; apply: mean_eq => x; rewrite /f eqxx.
by rewrite -[RHS](mean_of_constant p_sum); apply: mean_eq => x; rewrite /f k_neq.
Qed.

(* The average of a function of each draw has the function's mean; w is 1/n. *)
Lemma mean_of_average (X : T -> R) (w : R) : w * n%:R = 1 ->
  mean product_probability (fun ω => w * \sum_i X (ω i)) = mean p X.
Proof.
move=> w_inverse; rewrite mean_scale mean_sum; under eq_bigr do rewrite mean_of_one_draw.
by rewrite sumr_const card_ord -[_ *+ n]mulr_natl mulrA w_inverse mul1r.
Qed.

(* Different draws are independent: E[X(ω_i) Y(ω_j)] = E[X] E[Y]. *)
Lemma mean_of_two_draws (X Y : T -> R) i j : i != j ->
  mean product_probability (fun ω => X (ω i) * Y (ω j)) = mean p X * mean p Y.
Proof.
move=> i_neq_j; have j_neq_i : j != i by rewrite eq_sym.
pose f k x := if k == i then X x else if k == j then Y x else 1.
have others (g : 'I_n -> R) : (forall k, k != i -> k != j -> g k = 1) ->
    \prod_k g k = g i * g j.
  move=> g_eq1; rewrite (bigD1 i) //= (bigD1 j) //= big1 ?mulr1 // => k /andP[].
  exact: g_eq1.
transitivity (mean product_probability (fun ω => \prod_k f k (ω k))).
  apply: mean_eq => ω; rewrite others /f ?eqxx ?(negPf j_neq_i) // => k.
  by move=> /negPf -> /negPf ->.
rewrite mean_of_product others => [|k /negPf k_neq_i /negPf k_neq_j].
  by congr (_ * _); apply: mean_eq => x; rewrite /f ?eqxx ?(negPf j_neq_i) ?eqxx.
by rewrite -[RHS](mean_of_constant p_sum); apply: mean_eq => x; rewrite /f k_neq_i k_neq_j.
Qed.

(* Cov(X(ω_i), X(ω_j)) = 0. *)
Lemma covariance_of_two_draws (X : T -> R) i j : i != j ->
  covariance product_probability (fun ω => X (ω i)) (fun ω => X (ω j)) = 0.
Proof.
move=> i_neq_j; rewrite (covarianceE product_probability_sum).
by rewrite mean_of_two_draws // !mean_of_one_draw subrr.
Qed.

Lemma variance_of_one_draw (X : T -> R) i :
  variance product_probability (fun ω => X (ω i)) = variance p X.
Proof.
rewrite (varianceE product_probability_sum) (varianceE p_sum).
by rewrite (mean_of_one_draw (fun x => X x ^+ 2)) mean_of_one_draw.
Qed.

End Independence.
