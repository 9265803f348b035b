(* BL-5. The state value as baseline can increase the variance.

     two arms that pay 1 and 0, softmax, p the probability of the better one:
     tr Cov(0) = 2p(1 − p)³,   tr Cov(V) = 2p(1 − p)(2p − 1)²,
     tr Cov(V) − tr Cov(0) = 2p²(1 − p)(3p − 2)

   so V = p does worse than no baseline exactly when p > 2/3.

   Hypotheses: two arms, rewards 1 and 0, a softmax policy over them, 0 < p < 1 for the sign. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities moments score_covariance.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section TwoArms.
Variables (R : comRingType) (p : R).
Add Ring numbers : (commutative_ring_theory R).

(* The better arm is true. g(a)_k = 1[a = k] − π(k), the score of a tabular softmax. *)
Definition arm (a : bool) : R := if a then p else 1 - p.
Definition arm_score (a k : bool) : R := (a == k)%:R - arm k.
Definition arm_reward (a : bool) : R := if a then 1 else 0.

Lemma trace_of_two_arms b :
  covariance_trace arm arm_score arm_reward b =
  2%:R * p * (1 - p) * (1 - p - b) ^+ 2.
Proof.
rewrite covariance_traceE; last first.
- by move=> []; rewrite /mean big_bool /arm_score /=; ring_identity R.
- by rewrite big_bool /=; ring_identity R.
rewrite /mean /squared_norm !big_bool /arm_score /=; ring_identity R.
Qed.

Lemma trace_without_baseline :
  covariance_trace arm arm_score arm_reward 0 = 2%:R * p * (1 - p) ^+ 3.
Proof. by rewrite trace_of_two_arms; ring_identity R. Qed.

(* V = E[r] = p. *)
Lemma trace_with_value :
  covariance_trace arm arm_score arm_reward (mean arm arm_reward) =
  2%:R * p * (1 - p) * (2%:R * p - 1) ^+ 2.
Proof.
have -> : mean arm arm_reward = p by rewrite /mean big_bool /=; ring_identity R.
by rewrite trace_of_two_arms; ring_identity R.
Qed.

Lemma value_against_no_baseline :
  covariance_trace arm arm_score arm_reward (mean arm arm_reward)
    - covariance_trace arm arm_score arm_reward 0
  = 2%:R * p ^+ 2 * (1 - p) * (3%:R * p - 2%:R).
Proof. by rewrite trace_with_value trace_without_baseline; ring_identity R. Qed.

End TwoArms.

Theorem state_value_can_increase_variance (R : realFieldType) (p : R) : 0 < p -> p < 1 ->
  (covariance_trace (arm p) (arm_score p) (arm_reward R) 0
    < covariance_trace (arm p) (arm_score p) (arm_reward R) (mean (arm p) (arm_reward R)))
  = (2%:R / 3%:R < p).
Proof.
move=> p_gt0 p_lt1; rewrite -subr_gt0 value_against_no_baseline pmulr_rgt0; last first.
  by rewrite !mulr_gt0 ?exprn_gt0 ?subr_gt0 ?ltr0n.
by rewrite subr_gt0 ltr_pdivr_mulr ?ltr0n // mulrC.
Qed.
