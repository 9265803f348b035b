(* AC-3. A critic of states alone, put in the place of Q, gives no gradient and is never compatible.

     Σ_s ν(s) Σ_a Dπ(a|s) V_φ(s) = 0 for every V_φ;
     Σ_a π(a|s) |f(s) − g(s,a)|² = |f(s)|² + Σ_a π(a|s) |g(s,a)|²,   g = ∇_θ log π, f = ∇_φ V_φ.

   So f(s) can be every action's score only where all scores are 0, and θ does not move π at all.

   Hypotheses: π sums to one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation finite_mdp scores.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Theorem critic_of_states_gives_no_gradient (R : comRingType) (S A : finType) (D : derivation R)
    (π : policy R S A) (ν V : S -> R) : sums_to_one π ->
  \sum_s ν s * (\sum_a D (π s a) * V s) = 0.
Proof.
move=> pi_sum; rewrite big1 // => s _.
by rewrite sum_scale_right derivative_sums_to_zero // mul0r mulr0.
Qed.

Section Distance.
Variables (R : comRingType) (A K : finType) (p : A -> R) (g : A -> K -> R) (f : K -> R).
Hypotheses (p_sum : \sum_a p a = 1) (zero_mean : forall k, \sum_a p a * g a k = 0).
Add Ring numbers : (commutative_ring_theory R).

Lemma mean_by_parameter (h : A -> K -> R) :
  \sum_a p a * (\sum_k h a k) = \sum_k \sum_a p a * h a k.
Proof. by rewrite exchange_big; apply: eq_bigr => a _; rewrite mulr_sumr. Qed.

Theorem distance_from_the_scores :
  \sum_a p a * (\sum_k (f k - g a k) ^+ 2) =
  \sum_k f k ^+ 2 + \sum_a p a * (\sum_k g a k ^+ 2).
Proof.
rewrite !mean_by_parameter -sumD; apply: eq_bigr => k _.
(* In each parameter, Σ_a p (f − g)² = f² − 2fΣ_a p g + Σ_a p g². *)
transitivity (\sum_a p a * f k ^+ 2 - 2%:R * f k * (\sum_a p a * g a k)
    + \sum_a p a * g a k ^+ 2).
  by rewrite -sum_pull -sumB -sumD; apply: eq_bigr => a _; ring_identity R.
by rewrite zero_mean mulr0 subr0 sum_scale_right p_sum mul1r.
Qed.

End Distance.

(* The text's condition ∇_φV_φ(s) = ∇_θ log π(a|s) for every action forces all scores to 0. *)
Corollary compatible_state_critic_has_no_scores (R : comRingType) (A K : finType) (p : A -> R)
    (g : A -> K -> R) (f : K -> R) :
  \sum_a p a = 1 -> (forall k, \sum_a p a * g a k = 0) ->
  (forall a k, f k = g a k) -> forall a k, g a k = 0.
Proof.
move=> p_sum zero_mean compatible a k.
(* f is the mean of the scores. *)
transitivity (\sum_b p b * f k); first by rewrite sum_scale_right p_sum mul1r.
by rewrite -[RHS](zero_mean k); apply: eq_bigr => b _; rewrite (compatible b).
Qed.
