(* AE-2. n discounted TD errors add up to the n-step advantage.

     Σ_{k<n} γᵏ δ_{t+k} = Σ_{k<n} γᵏ r_{t+k} + γⁿ v_{t+n} − v_t    for every v.

   Hypotheses: none. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import ring_identities temporal_differences.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Telescope.
Variables (R : comRingType) (γ : R) (r v : nat -> R).
Add Ring numbers : (commutative_ring_theory R).

Theorem td_errors_add_up_to_n_step_advantage n t :
  n_step_advantage γ r v n t = n_step_return γ r v n t - v t.
Proof.
rewrite /n_step_return; elim: n => [|n IH].
  by rewrite /n_step_advantage !big_ord0 addn0 expr0 mul1r add0r subrr.
(* The next TD error takes γⁿv_{t+n} away and brings γⁿ⁺¹v_{t+n+1}. *)
rewrite /n_step_advantage big_ord_recr /= -/(n_step_advantage γ r v n t) IH big_ord_recr /=.
rewrite /td_error addnS exprS; move: (\sum_(k < n) _) (γ ^+ n) => sum x.
by ring_identity R.
Qed.

End Telescope.
