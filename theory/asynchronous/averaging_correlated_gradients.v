(* AS-11. Averaging the gradients of N workers divides their variance by N if they are independent,
   and by less if they are correlated.

     Var((g_1 + … + g_N)/N) = σ²(1 + (N − 1)ρ)/N,

   for variances σ² and covariances ρσ² between any two: σ²/N at ρ = 0, which independent draws
   have, and σ² at ρ = 1, where N workers do the work of one.

   Hypotheses: N ≠ 0 in the field. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities moments independence.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Average.
Variables (F : fieldType) (Ω : finType) (p : Ω -> F) (N : nat) (X : 'I_N -> Ω -> F) (σ2 ρ : F).
Local Notation n := (N%:R : F).
Hypotheses (n_neq0 : n != 0) (same_variance : forall i, variance p (X i) = σ2).
Hypothesis same_correlation : forall i j, i != j -> covariance p (X i) (X j) = ρ * σ2.

Definition average ω : F := n^-1 * \sum_i X i ω.

(* One worker's share: its variance, and N − 1 covariances. *)
Lemma row_of_covariances i : \sum_j covariance p (X i) (X j) = σ2 * (1 + (n - 1) * ρ).
Proof.
have diagonal : covariance p (X i) (X i) = σ2 := same_variance i.
rewrite (bigD1 i) //= diagonal.
under eq_bigr => j j_neq do rewrite same_correlation 1?eq_sym //.
have others : #|[pred j : 'I_N | j != i]| = N.-1.
  by have := cardC1 i; rewrite card_ord => <-; apply: eq_card => j.
have N_gt0 : (0 < N)%N by apply: leq_ltn_trans (ltn_ord i).
have predecessor : N.-1%:R = n - 1 by rewrite -subn1 natrB.
rewrite sumr_const others -[_ *+ _]mulr_natl predecessor mulrDr mulr1; congr (_ + _).
by rewrite mulrA mulrC.
Qed.

Theorem averaging_correlated_gradients :
  variance p average = σ2 * (1 + (n - 1) * ρ) / n.
Proof.
rewrite /average variance_scale variance_sum; under eq_bigr do rewrite row_of_covariances.
rewrite sumr_const card_ord; move: (σ2 * _) => x.
by rewrite -[x *+ N]mulr_natl expr2 -mulrA mulKf // mulrC.
Qed.

End Average.

(* Independent draws of one distribution have ρ = 0. *)
Corollary averaging_independent_gradients (F : fieldType) (T : finType) (p : T -> F) (g : T -> F)
    (N : nat) : \sum_x p x = 1 -> N%:R != 0 :> F ->
  variance (product_probability p (n := N)) (average (fun i (ω : draws T N) => g (ω i)))
  = variance p g / N%:R.
Proof.
move=> p_sum N_neq0.
rewrite (@averaging_correlated_gradients _ _ _ _ _ (variance p g) 0) // => [|i|i j i_neq_j].
- by rewrite mulr0 addr0 mulr1.
- exact: variance_of_one_draw.
- by rewrite mul0r covariance_of_two_draws.
Qed.

(* One gradient N times over is no better than once. *)
Corollary averaging_copies (F : fieldType) (Ω : finType) (p g : Ω -> F) (N : nat) :
  N%:R != 0 :> F -> variance p (average (fun _ : 'I_N => g)) = variance p g.
Proof.
move=> N_neq0.
rewrite (@averaging_correlated_gradients _ _ _ _ _ (variance p g) 1) // => [|i j _].
  by rewrite mulr1 addrC subrK mulfK.
by rewrite mul1r.
Qed.
