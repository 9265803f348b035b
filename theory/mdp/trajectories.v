(* Trajectories of at most H steps, their probabilities, and expectations over them.

   A trajectory from a state s is nothing for H = 0, and otherwise an action a with what follows:
   either the end (None), or the next state s' and a trajectory from there of at most H − 1 steps.
   There are finitely many, so an expectation is a sum.

     Pr(a, end | s)      = π(a|s) (1 − Σ_s' P(s'|s,a))
     Pr(a, s', τ' | s)   = π(a|s) P(s'|s,a) Pr(τ'|s') *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums finite_mdp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Trajectories.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A).
Local Notation γ := (discount M).

Fixpoint trajectory H : finType :=
  if H is H'.+1 then [finType of A * option (S * trajectory H')] else [finType of unit].

(* Pr(τ|s). *)
Fixpoint probability H : S -> trajectory H -> R :=
  match H with
  | 0 => fun _ _ => 1
  | H'.+1 => fun s '(a, rest) => π s a *
      (if rest is Some (s', τ) then transition M s a s' * probability s' τ else ending M s a)
  end.

(* E[f(τ) | s_0 = s]. *)
Definition expectation H s (f : trajectory H -> R) : R := \sum_τ probability s τ * f τ.

(* f(s_t,a_t), and 0 where the episode has ended before step t. *)
Fixpoint at_time (f : S -> A -> R) H (t : nat) : S -> trajectory H -> R :=
  match H with
  | 0 => fun _ _ => 0
  | H'.+1 => fun s '(a, rest) =>
      if t is t'.+1 then if rest is Some (s', τ) then at_time f t' s' τ else 0 else f s a
  end.

(* G_t = Σ_k γᵏ r_{t+k}, the return from step t on. *)
Definition return_to_go H t s (τ : trajectory H) : R :=
  \sum_(k < H) γ ^+ k * at_time (reward M) (t + k) s τ.

(* Expectations are linear. *)
Lemma expectation_eq H s (f g : trajectory H -> R) : f =1 g -> expectation s f = expectation s g.
Proof. by move=> fg; apply: eq_bigr => τ _; rewrite fg. Qed.

Lemma expectationD H s (f g : trajectory H -> R) :
  expectation s (fun τ => f τ + g τ) = expectation s f + expectation s g.
Proof. by rewrite -sumD; apply: eq_bigr => τ _; rewrite mulrDr. Qed.

Lemma expectation_scale H s c (f : trajectory H -> R) :
  expectation s (fun τ => c * f τ) = c * expectation s f.
Proof. exact: sum_pull. Qed.

Lemma expectation_sum H s n (f : 'I_n -> trajectory H -> R) :
  expectation s (fun τ => \sum_i f i τ) = \sum_i expectation s (f i).
Proof. by rewrite exchange_big; apply: eq_bigr => τ _; rewrite mulr_sumr. Qed.

Lemma expectation0 H s : expectation s (fun _ : trajectory H => 0) = 0.
Proof. by rewrite /expectation big1 // => τ _; rewrite mulr0. Qed.

(* One step: first the action, then the end or the next state, then the rest. *)
Lemma expectation_step H s (f : trajectory H.+1 -> R) :
  expectation s f = \sum_a π s a * (ending M s a * f (a, None)
    + \sum_s' transition M s a s' * expectation s' (fun τ => f (a, Some (s', τ)))).
Proof.
rewrite /expectation sum_pair; apply: eq_bigr => a _.
rewrite sum_option sum_pair -!mulrA mulrDr; congr (_ + _).
rewrite mulr_sumr; apply: eq_bigr => s' _; rewrite !mulr_sumr.
by apply: eq_bigr => τ _; rewrite /= !mulrA.
Qed.

Hypothesis pi_sum : sums_to_one π.

(* The probabilities of all trajectories add up to 1. *)
Lemma expectation1 H s : expectation s (fun _ : trajectory H => 1) = 1.
Proof.
elim: H s => [|H IH] s.
  by rewrite /expectation (bigD1 tt) //= mulr1 big1 ?addr0 // => -[].
rewrite expectation_step -[RHS](pi_sum s); apply: eq_bigr => a _.
under eq_bigr do rewrite IH mulr1.
by rewrite mulr1 subrK mulr1.
Qed.

Lemma expectation_constant H s c : expectation s (fun _ : trajectory H => c) = c.
Proof.
transitivity (c * expectation s (fun _ : trajectory H => 1)); last by rewrite expectation1 mulr1.
by rewrite -expectation_scale; apply: expectation_eq => τ; rewrite mulr1.
Qed.

(* What is known after the first action comes out of the expectation: here, a function f of the
   first pair and a function g of the rest, which is 0 after an end. *)
Definition over_rest H (g : S -> trajectory H -> R) (τ : trajectory H.+1) : R :=
  if τ.2 is Some (s', rest) then g s' rest else 0.

Lemma expectation_first_and_rest H s (f c : A -> R) (g : S -> trajectory H -> R) :
  expectation s (fun τ : trajectory H.+1 => f τ.1 + c τ.1 * over_rest g τ) =
  \sum_a π s a * (f a + c a * \sum_s' transition M s a s' * expectation s' (g s')).
Proof.
rewrite expectation_step; apply: eq_bigr => a _; congr (_ * _).
rewrite /over_rest /= mulr0 addr0.
under eq_bigr do rewrite expectationD expectation_constant expectation_scale mulrDr.
by rewrite sumD sum_pull sum_scale_right addrA -mulrDl subrK mul1r.
Qed.

Lemma expectation_rest H s (c : A -> R) (g : S -> trajectory H -> R) :
  expectation s (fun τ : trajectory H.+1 => c τ.1 * over_rest g τ) =
  \sum_a π s a * (c a * \sum_s' transition M s a s' * expectation s' (g s')).
Proof.
have := expectation_first_and_rest s (fun=> 0) c g.
by under eq_bigr do rewrite add0r; move=> <-; apply: expectation_eq => τ; rewrite add0r.
Qed.

(* What has mean zero in every state has mean zero at every time. *)
Lemma zero_mean_at_time f H t s : (forall s, \sum_a π s a * f s a = 0) ->
  expectation s (fun τ : trajectory H => at_time f t s τ) = 0.
Proof.
move=> zero_mean; elim: H t s => [|H IH] [|t] s; try exact: expectation0.
  rewrite expectation_step -[RHS](zero_mean s); apply: eq_bigr => a _; congr (_ * _).
  under eq_bigr do rewrite expectation_constant.
  by rewrite sum_scale_right -mulrDl subrK mul1r.
rewrite expectation_step big1 // => a _ /=; rewrite mulr0 add0r big1 ?mulr0 // => s' _.
by rewrite IH mulr0.
Qed.

(* The mean over episodes: s_0 is drawn from μ. *)
Definition episode_mean H (f : S -> trajectory H -> R) : R :=
  \sum_s start M s * expectation s (f s).

End Trajectories.

Section Steps.
Variables (R : comRingType) (S A : finType) (M : mdp R S A).
Local Notation γ := (discount M).
Implicit Type f : S -> A -> R.

Lemma at_time_first f H s (τ : trajectory S A H.+1) : at_time f 0 s τ = f s τ.1.
Proof. by case: τ. Qed.

Lemma at_time_later f H t s (τ : trajectory S A H.+1) :
  at_time f t.+1 s τ = over_rest (at_time f t) τ.
Proof. by case: τ => a []. Qed.

Lemma at_time_mul f g H t s (τ : trajectory S A H) :
  at_time f t s τ * at_time g t s τ = at_time (fun s a => f s a * g s a) t s τ.
Proof.
by elim: H t s τ => [|H IH] [|t] s //=; rewrite ?mulr0 // => -[a [[s' τ]|]] //=; rewrite mulr0.
Qed.

(* There are at most H steps. *)
Lemma at_time_beyond f H t s (τ : trajectory S A H) : (H <= t)%N -> at_time f t s τ = 0.
Proof.
elim: H t s τ => [|H IH] [|t] s //= [a [[s' τ]|]] // t_ge; exact: IH.
Qed.

Lemma over_rest_sum H n (g : 'I_n -> S -> trajectory S A H -> R) (τ : trajectory S A H.+1) :
  \sum_i over_rest (g i) τ = over_rest (fun s' rest => \sum_i g i s' rest) τ.
Proof. by rewrite /over_rest; case: τ => a [[s' rest]|] //=; rewrite big1. Qed.

Lemma over_rest_scale H c (g : S -> trajectory S A H -> R) (τ : trajectory S A H.+1) :
  c * over_rest g τ = over_rest (fun s' rest => c * g s' rest) τ.
Proof. by rewrite /over_rest; case: τ => a [[s' rest]|] //=; rewrite mulr0. Qed.

Lemma over_rest_mul H (f g : S -> trajectory S A H -> R) (τ : trajectory S A H.+1) :
  over_rest f τ * over_rest g τ = over_rest (fun s' rest => f s' rest * g s' rest) τ.
Proof. by rewrite /over_rest; case: τ => a [[s' rest]|] //=; rewrite mulr0. Qed.

(* G_0 of a trajectory is its first reward and γ times the return of the rest. *)
Lemma return_step H s (τ : trajectory S A H.+1) :
  return_to_go M 0 s τ = reward M s τ.1 + γ * over_rest (return_to_go M 0) τ.
Proof.
rewrite /return_to_go big_ord_recl expr0 mul1r add0n at_time_first; congr (_ + _).
under eq_bigr do rewrite add0n lift0 at_time_later exprS -mulrA over_rest_scale.
by rewrite -mulr_sumr over_rest_sum.
Qed.

(* G_{t+1} of a trajectory is G_t of its rest. *)
Lemma return_later H t s (τ : trajectory S A H.+1) :
  return_to_go M t.+1 s τ = over_rest (return_to_go M t) τ.
Proof.
rewrite -[RHS]addr0 /return_to_go big_ord_recr; congr (_ + _).
  under eq_bigr do rewrite addSn at_time_later over_rest_scale.
  exact: over_rest_sum.
by rewrite at_time_beyond ?mulr0 //= addSn ltnS leq_addl.
Qed.

(* V_H(s) = E[G_0 | s_0 = s]: expectations of the return obey the recursion of the values. *)
Lemma expected_return_step π H s : sums_to_one π ->
  expectation M π s (fun τ : trajectory S A H.+1 => return_to_go M 0 s τ) =
  bellman M π (fun s' => expectation M π s' (fun τ : trajectory S A H => return_to_go M 0 s' τ)) s.
Proof.
move=> pi_sum; rewrite (expectation_eq _ _ _ (return_step s)).
rewrite (expectation_first_and_rest M pi_sum s (reward M s) (fun=> γ)).
by rewrite bellman_mean.
Qed.

End Steps.
