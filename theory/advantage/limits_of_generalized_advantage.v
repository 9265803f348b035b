(* AE-5. GAE at λ = 0 and λ = 1.

     λ = 0:  Â_t = δ_t = r_t + γv_{t+1} − v_t;
     λ = 1:  Â_t = Σ_{k<N} γᵏ r_{t+k} + γᴺv_{t+N} − v_t = G_t − v_t,

   with N ≥ 1 the steps that are left; v_{t+N} is 0 where the episode terminates there. The return
   is counted, and discounted, from t on.

   Hypotheses: none. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import temporal_differences td_errors_add_up_to_n_step_advantage.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Theorem limits_of_generalized_advantage (R : comRingType) (γ : R) (r v : nat -> R) N t :
  generalized_advantage γ r v 0 N.+1 t = td_error γ r v t /\
  generalized_advantage γ r v 1 N.+1 t = n_step_return γ r v N.+1 t - v t.
Proof.
split.
  rewrite /generalized_advantage big_ord_recl expr0 mul1r addn0 big1 ?addr0 // => k _.
  by rewrite mulr0 expr0n mul0r.
rewrite -td_errors_add_up_to_n_step_advantage.
by apply: eq_bigr => k _; rewrite mulr1.
Qed.
