(* Critics that are linear in the scores, Q_w(s,a) = Σ_k w_k g_k(s,a), with one weight for each
   parameter k of the policy; their least-squares fit under the weights ν π, and the Fisher
   information F_ν = Σ_s ν(s) Σ_a π(a|s) g gᵀ. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities quadratics.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Definitions.
Variables (R : comRingType) (S A K : finType) (ν : S -> R) (π : S -> A -> R).
Variable g : S -> A -> K -> R.
Implicit Types (w : K -> R) (f Q : S -> A -> R).

(* E_ν[f] = Σ_s ν(s) Σ_a π(a|s) f(s,a). *)
Definition pair_mean f : R := \sum_s ν s * \sum_a π s a * f s a.

Definition linear_critic w s a : R := \sum_k w k * g s a k.

Definition fisher j k : R := pair_mean (fun s a => g s a j * g s a k).

(* E_ν[(Q − Q_w)²]. *)
Definition critic_loss Q w : R := pair_mean (fun s a => (Q s a - linear_critic w s a) ^+ 2).

(* E_ν[g_k (Q − Q_w)] = 0 for every k. *)
Definition normal_equations Q w : Prop :=
  forall k, pair_mean (fun s a => g s a k * (Q s a - linear_critic w s a)) = 0.

Lemma pair_mean_eq f f' : (forall s a, f s a = f' s a) -> pair_mean f = pair_mean f'.
Proof.
by move=> ff'; apply: eq_bigr => s _; congr (_ * _); apply: eq_bigr => a _; rewrite ff'.
Qed.

Lemma pair_meanD f f' : pair_mean (fun s a => f s a + f' s a) = pair_mean f + pair_mean f'.
Proof.
rewrite /pair_mean -sumD; apply: eq_bigr => s _; rewrite -mulrDr -sumD; congr (_ * _).
by apply: eq_bigr => a _; rewrite mulrDr.
Qed.

Lemma pair_mean_scale c f : pair_mean (fun s a => c * f s a) = c * pair_mean f.
Proof.
rewrite /pair_mean -sum_pull; apply: eq_bigr => s _; congr (_ * _).
exact: sum_pull.
Qed.

Lemma pair_meanB f f' : pair_mean (fun s a => f s a - f' s a) = pair_mean f - pair_mean f'.
Proof.
rewrite -[- pair_mean f']mulN1r -pair_mean_scale -pair_meanD.
by apply: pair_mean_eq => s a; rewrite mulN1r.
Qed.

Lemma pair_mean_sum (f : K -> S -> A -> R) :
  pair_mean (fun s a => \sum_k f k s a) = \sum_k pair_mean (f k).
Proof.
rewrite /pair_mean exchange_big; apply: eq_bigr => s _; rewrite [RHS]sum_scale; congr (_ * _).
by rewrite exchange_big; apply: eq_bigr => a _; rewrite mulr_sumr.
Qed.

(* E_ν[g_k Q_w] = (F w)_k. *)
Lemma score_mean_of_linear_critic w k :
  pair_mean (fun s a => g s a k * linear_critic w s a) = \sum_j fisher k j * w j.
Proof.
rewrite -[RHS](eq_bigr _ (fun j _ => mulrC _ _)) -(eq_bigr _ (fun j _ => pair_mean_scale _ _)).
rewrite -pair_mean_sum; apply: pair_mean_eq => s a; rewrite mulr_sumr.
by apply: eq_bigr => j _; rewrite mulrCA.
Qed.

(* A mean over pairs is one sum with the weights ν(s)π(a|s). *)
Lemma pair_mean_as_sum f :
  pair_mean f = \sum_(sa : S * A) ν sa.1 * π sa.1 sa.2 * f sa.1 sa.2.
Proof.
rewrite sum_pair; apply: eq_bigr => s _; rewrite mulr_sumr; apply: eq_bigr => a _.
by rewrite mulrA.
Qed.

(* The normal equations say F w = E_ν[g Q]. *)
Lemma normal_equations_by_fisher Q w : normal_equations Q w <->
  forall k, \sum_j fisher k j * w j = pair_mean (fun s a => g s a k * Q s a).
Proof.
have residual k : pair_mean (fun s a => g s a k * (Q s a - linear_critic w s a)) =
    pair_mean (fun s a => g s a k * Q s a) - \sum_j fisher k j * w j.
  rewrite -score_mean_of_linear_critic -pair_meanB.
  by apply: pair_mean_eq => s a; rewrite mulrBr.
split=> normal k; first by apply/esym/eqP; rewrite -subr_eq0 -residual normal.
by rewrite residual normal subrr.
Qed.

End Definitions.

Section LeastSquares.
Variables (R : realFieldType) (S A K : finType) (ν : S -> R) (π : S -> A -> R).
Variables (g : S -> A -> K -> R) (Q : S -> A -> R).
Hypotheses (nu_ge0 : forall s, 0 <= ν s) (pi_ge0 : forall s a, 0 <= π s a).
Add Ring numbers : (commutative_ring_theory R).

Lemma pair_mean_ge0 f : (forall s a, 0 <= f s a) -> 0 <= pair_mean ν π f.
Proof. by move=> f_ge0; do 2![apply: sumr_ge0 => ? _; rewrite mulr_ge0 //]. Qed.

(* E_ν[ff']² ≤ E_ν[f²] E_ν[f'²]. *)
Lemma pair_mean_cauchy_schwarz f f' :
  pair_mean ν π (fun s a => f s a * f' s a) ^+ 2 <=
  pair_mean ν π (fun s a => f s a ^+ 2) * pair_mean ν π (fun s a => f' s a ^+ 2).
Proof. by rewrite !pair_mean_as_sum cauchy_schwarz // => sa; rewrite mulr_ge0. Qed.

(* The loss along a line from w: E(Q − Q_w)² − 2tE[(Q − Q_w)Q_u] + t²E[Q_u²]. *)
Lemma critic_loss_along_a_line w u t :
  critic_loss ν π g Q (fun k => w k + t * u k) =
  critic_loss ν π g Q w
    - 2%:R * t * pair_mean ν π (fun s a => (Q s a - linear_critic g w s a) * linear_critic g u s a)
    + t ^+ 2 * pair_mean ν π (fun s a => linear_critic g u s a ^+ 2).
Proof.
rewrite /critic_loss -!pair_mean_scale -pair_meanB -pair_meanD; apply: pair_mean_eq => s a.
have -> : linear_critic g (fun k => w k + t * u k) s a =
    linear_critic g w s a + t * linear_critic g u s a.
  rewrite /linear_critic -sum_scale -sumD; apply: eq_bigr => k _.
  by rewrite mulrDl mulrA.
by move: (linear_critic g w s a) (linear_critic g u s a) => x y; ring_identity R.
Qed.

(* The least-squares fits are the solutions of the normal equations. *)
Theorem least_squares_by_normal_equations w :
  (forall w', critic_loss ν π g Q w <= critic_loss ν π g Q w') <-> normal_equations ν π g Q w.
Proof.
pose residual u :=
  pair_mean ν π (fun s a => (Q s a - linear_critic g w s a) * linear_critic g u s a).
have square_ge0 u : 0 <= pair_mean ν π (fun s a => linear_critic g u s a ^+ 2).
  by apply: pair_mean_ge0 => s a; apply: sqr_ge0.
split=> [least k | normal w'].
  (* Along the coordinate k the loss has no linear part. *)
  pose u j : R := (j == k)%:R.
  have u_critic s a : linear_critic g u s a = g s a k.
    rewrite /linear_critic (bigD1 k) //= /u eqxx mul1r big1 ?addr0 // => j j_neq.
    by rewrite (negPf j_neq) mul0r.
  transitivity (residual u); first by apply: pair_mean_eq => s a; rewrite u_critic mulrC.
  apply: (no_linear_part (square_ge0 u)) => t.
  have := least (fun j => w j + t * u j); rewrite critic_loss_along_a_line -/(residual u).
  by rewrite -addrA ler_addl addrC.
(* The loss at w' is that at w and a square. *)
have w'_eq : critic_loss ν π g Q w' = critic_loss ν π g Q (fun k => w k + 1 * (w' k - w k)).
  apply: pair_mean_eq => s a; congr ((_ - _) ^+ 2); apply: eq_bigr => k _.
  by rewrite mul1r addrC subrK.
have residual_eq0 : residual (fun k => w' k - w k) = 0.
  transitivity (\sum_k (w' k - w k)
      * pair_mean ν π (fun s a => g s a k * (Q s a - linear_critic g w s a))); last first.
    by rewrite big1 // => k _; rewrite normal mulr0.
  rewrite -(eq_bigr _ (fun k _ => pair_mean_scale _ _ _ _)) -pair_mean_sum.
  apply: pair_mean_eq => s a; rewrite mulr_sumr; apply: eq_bigr => k _.
  by rewrite [LHS]mulrC -mulrA.
rewrite w'_eq critic_loss_along_a_line -/(residual _) residual_eq0 mulr0 subr0.
by rewrite expr1n mul1r ler_addl square_ge0.
Qed.

End LeastSquares.
