(* CR-5. The squared TD error is not least at the true values, not even in a table.

     E[δ² | s] = ((TV − V)(s))² + Var(r + γV(s') | s),   δ = r + γV(s') − V(s):

   its minimiser accepts Bellman errors where they make targets vary less. One state is enough: each
   step earns 1 and with probability 1/2 another follows, γ = 1. Then V^π = 2, and the squared TD
   error is ½ + ½(1 − V)², which is 1 at V^π = 2 and ½ at V = 1, where it is least.

   Hypotheses: π sums to one, for the identity. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp expected_advantages.
From Lemmata Require Import trajectories td_error_is_the_advantage_on_average.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Split.
Variables (R : comRingType) (S A : finType) (M : mdp R S A) (π : policy R S A).
Hypothesis pi_sum : sums_to_one π.
Add Ring numbers : (commutative_ring_theory R).

(* E[f(a, s') | s], the mean over actions and outcomes of one step. *)
Definition step_mean s (f : A -> option S -> R) : R := \sum_a π s a * outcome_mean M s a (f a).

Lemma outcome_meanD s a (f f' : option S -> R) :
  outcome_mean M s a (fun o => f o + f' o) = outcome_mean M s a f + outcome_mean M s a f'.
Proof.
rewrite /outcome_mean mulrDr addrACA -sumD; congr (_ + _).
by apply: eq_bigr => s' _; rewrite mulrDr.
Qed.

Lemma outcome_mean_scale s a c (f : option S -> R) :
  outcome_mean M s a (fun o => c * f o) = c * outcome_mean M s a f.
Proof. by rewrite /outcome_mean mulrCA sum_pull -mulrDr. Qed.

Lemma outcome_mean_constant s a c : outcome_mean M s a (fun=> c) = c.
Proof. by rewrite /outcome_mean sum_scale_right -mulrDl subrK mul1r. Qed.

Lemma step_mean_affine s (f f' : A -> option S -> R) c d :
  step_mean s (fun a o => f a o + (c * f' a o + d)) = step_mean s f + (c * step_mean s f' + d).
Proof.
rewrite -[d in RHS]mul1r -(pi_sum s) mulr_suml -sum_pull -!sumD; apply: eq_bigr => a _.
by rewrite !outcome_meanD outcome_mean_scale outcome_mean_constant !mulrDr.
Qed.

Local Notation δ V s := (fun a o => td_error_of_outcome M V s a o).

(* E[δ | s] = (TV − V)(s). *)
Lemma td_error_mean V s : step_mean s (δ V s) = bellman M π V s - V s.
Proof.
rewrite -mean_advantage //; apply: eq_bigr => a _.
by rewrite td_error_is_the_advantage_on_average.
Qed.

(* The variance of the target r + γV(s'), which is that of δ: E(δ − E[δ])². *)
Definition target_variance V s : R :=
  step_mean s (fun a o => (td_error_of_outcome M V s a o - (bellman M π V s - V s)) ^+ 2).

Theorem squared_td_error_splits V s :
  step_mean s (fun a o => td_error_of_outcome M V s a o ^+ 2) =
  (bellman M π V s - V s) ^+ 2 + target_variance V s.
Proof.
rewrite /target_variance; set b := bellman M π V s - V s.
have -> : step_mean s (fun a o => (td_error_of_outcome M V s a o - b) ^+ 2) =
    step_mean s (fun a o => td_error_of_outcome M V s a o ^+ 2
      + ((- (2%:R * b)) * td_error_of_outcome M V s a o + b ^+ 2)).
  apply: eq_bigr => a _; congr (_ * _); rewrite /outcome_mean; congr (_ * _ + _).
    by move: (td_error_of_outcome _ _ _ _ _) => x; ring_identity R.
  apply: eq_bigr => s' _; congr (_ * _).
  by move: (td_error_of_outcome _ _ _ _ _) => x; ring_identity R.
rewrite step_mean_affine td_error_mean -/b; move: (step_mean _ _) => x.
by ring_identity R.
Qed.

End Split.

(* One state, one action: reward 1, and another step with probability 1/2; γ = 1. *)
Section Example.
Variable R : realFieldType.
Add Ring numbers : (commutative_ring_theory R).

Definition coin : mdp R [finType of unit] [finType of unit] :=
  Mdp (fun _ _ _ => 1 / 2%:R) (fun _ _ => 1) (fun _ => 1) 1.
Definition only_policy : policy R [finType of unit] [finType of unit] := fun _ _ => 1.

Definition squared_td_error (V : R) : R :=
  step_mean coin only_policy tt
    (fun a o => td_error_of_outcome coin (fun=> V) tt a o ^+ 2).

Lemma sum_unit (f : unit -> R) : \sum_x f x = f tt.
Proof. by rewrite (bigD1 tt) //= big1 ?addr0 // => -[]. Qed.

Lemma two_halves : 1 / 2%:R + 1 / 2%:R = 1 :> R.
Proof. by rewrite -mulrDl -[1 + 1]/(2%:R) divff // pnatr_eq0. Qed.

Lemma coin_value : is_value coin only_policy (fun=> 2%:R).
Proof.
move=> s; rewrite /bellman /policy_reward /policy_next /policy_transition !sum_unit /= !mul1r.
by rewrite mulVf // pnatr_eq0.
Qed.

(* E[δ²] = ½ + ½(1 − V)². *)
Lemma squared_td_errorE V : squared_td_error V = 1 / 2%:R + 1 / 2%:R * (1 - V) ^+ 2.
Proof.
rewrite /squared_td_error /step_mean /outcome_mean /td_error_of_outcome /ending !sum_unit /=.
have -> : 1 - 1 / 2%:R = 1 / 2%:R :> R by rewrite -{1}two_halves addrK.
rewrite /only_policy.
by move: (1 / 2%:R) => h; ring_identity R.
Qed.

Theorem squared_td_error_is_not_least_at_the_values :
  is_value coin only_policy (fun=> 2%:R) /\
  (forall V, squared_td_error 1 <= squared_td_error V) /\
  squared_td_error 1 < squared_td_error 2%:R.
Proof.
have half_gt0 : 0 < 1 / 2%:R :> R by rewrite divr_gt0 ?ltr01 ?ltr0n.
split; first exact: coin_value; split=> [V|]; rewrite !squared_td_errorE.
  by rewrite subrr expr0n mulr0 ler_add2l mulr_ge0 ?sqr_ge0 // ltW.
rewrite subrr expr0n mulr0 ltr_add2l mulr_gt0 // exprn_even_gt0 //= subr_eq0.
by rewrite -[1]/(1%:R) eqr_nat.
Qed.

End Example.
