(* TD errors and advantage estimates along one stretch of an episode: r_t the rewards, v_t the
   critic's values of the states s_t, 0 once the episode has terminated.

     δ_t = r_t + γv_{t+1} − v_t,    Â^(n)_t = Σ_{k<n} γᵏ δ_{t+k},    Â^GAE_t = Σ_{k<N} (γλ)ᵏ δ_{t+k}

   with N the number of steps that are left from t on. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Definitions.
Variables (R : comRingType) (γ : R) (r v : nat -> R).

Definition td_error t : R := r t + γ * v t.+1 - v t.

Definition n_step_advantage n t : R := \sum_(k < n) γ ^+ k * td_error (t + k).

(* G^(n)_t = Σ_{k<n} γᵏ r_{t+k} + γⁿ v_{t+n}. *)
Definition n_step_return n t : R := \sum_(k < n) γ ^+ k * r (t + k) + γ ^+ n * v (t + n).

Definition generalized_advantage λ N t : R := \sum_(k < N) (γ * λ) ^+ k * td_error (t + k).

End Definitions.
