(* AC-11. The updates of actor and critic are the gradients of their losses, what they aim at held
   fixed.

     −D Σ_t −γᵗ log π(a_t|s_t) Â_t       = Σ_t γᵗ Â_t g_t                    for D = ∂/∂θ_i,
     −D Σ_t ½ (Ĝ_t − V_w(s_t))²          = Σ_t (Ĝ_t − V_w(s_t)) φ_t          for D = ∂/∂w_i,
     −D ½ (r + γV_w(s') − V_w(s))²       = δ (φ(s) − γφ(s')),  if the target moves with w,

   which is another update. In the mean, −D(−E_ν[log π A^π]) = DJ with ν, π and A^π held fixed.

   Hypotheses: D log π = g; DV_w(s_t) = φ_t; Â_t, Ĝ_t and γ do not depend on the parameter; ½ is a
   number h with 2h = 1. A sum over the rollout may carry any constant factor, such as 1/m. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation freezing finite_mdp scores.
From Lemmata Require Import policy_gradient_theorem.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Rollout.
Variables (R : comRingType) (D : derivation R) (T : nat) (γ h : R).
Variables (ℓ g A_hat : 'I_T -> R) (target value φ : 'I_T -> R).
Hypotheses (half : 2%:R * h = 1) (half_fixed : constant D h) (discount_fixed : constant D γ).
Hypotheses (log_score : forall t, D (ℓ t) = g t) (advantage_held : forall t, constant D (A_hat t)).
Hypotheses (feature : forall t, D (value t) = φ t) (target_held : forall t, constant D (target t)).
Add Ring numbers : (commutative_ring_theory R).

Definition actor_loss : R := \sum_(t < T) - (γ ^+ t * ℓ t * A_hat t).
Definition critic_loss : R := \sum_(t < T) h * (target t - value t) ^+ 2.

Lemma actor_update : - D actor_loss = \sum_(t < T) γ ^+ t * (A_hat t * g t).
Proof.
rewrite derive_sum -sumrN; apply: eq_bigr => t _; rewrite deriveN opprK deriveM advantage_held.
rewrite mulr0 addr0 derive_scale; last exact: constantX.
by rewrite log_score -mulrA [g t * _]mulrC.
Qed.

(* D½x² = x Dx. *)
Lemma derive_half_square x : D (h * x ^+ 2) = x * D x.
Proof.
rewrite derive_scale // expr2 deriveM -[RHS]mul1r -half.
by ring_identity R.
Qed.

Lemma critic_update : - D critic_loss = \sum_(t < T) (target t - value t) * φ t.
Proof.
rewrite derive_sum -sumrN; apply: eq_bigr => t _.
by rewrite derive_half_square deriveB target_held feature sub0r mulrN opprK.
Qed.

(* The target r + γV_w(s') of one step moves with w: the residual gradient. *)
Lemma residual_update (r v v' f f' : R) : constant D r -> D v = f -> D v' = f' ->
  - D (h * (r + γ * v' - v) ^+ 2) = (r + γ * v' - v) * (f - γ * f').
Proof.
move=> r_fixed v_feature v'_feature; rewrite derive_half_square deriveB deriveD r_fixed.
by rewrite derive_scale // v_feature v'_feature add0r -[LHS]mulrN opprB.
Qed.

Theorem updates_are_gradients_of_losses :
  - D actor_loss = \sum_(t < T) γ ^+ t * (A_hat t * g t) /\
  - D critic_loss = \sum_(t < T) (target t - value t) * φ t.
Proof. by split; [exact: actor_update | exact: critic_update]. Qed.

End Rollout.

Section Mean.
Variables (R : comRingType) (S A : finType) (D : derivation R) (freeze : {rmorphism R -> R}).
Variables (M : mdp R S A) (π : policy R S A) (ℓ g : S -> A -> R) (V ν : S -> R).
Hypotheses (freezing : is_freezing D freeze) (fixed : fixed_dynamics D M).
Hypotheses (pi_sum : sums_to_one π) (score : is_score D π g).
Hypothesis log_score : forall s a, D (ℓ s a) = g s a.
Hypotheses (value : is_value M π V) (visitation : is_visitation M π ν).

(* −E_ν[log π A^π], where the distribution of s and a and the advantages are held fixed. *)
Definition mean_actor_loss : R := - \sum_s freeze (ν s) *
  (\sum_a freeze (π s a) * (freeze (advantage M V s a) * ℓ s a)).

Theorem mean_update_is_the_policy_gradient :
  freeze (- D mean_actor_loss) = freeze (D (performance M V)).
Proof.
have [frozen_constant frozen_twice] := freezing.
rewrite (policy_gradient_by_advantage fixed value visitation pi_sum).
rewrite /mean_actor_loss deriveN opprK derive_sum_scale; last by move=> s; apply: frozen_constant.
rewrite !rmorph_sum; apply: eq_bigr => s _; rewrite !rmorphM frozen_twice; congr (_ * _).
rewrite derive_sum_scale; last by move=> a; apply: frozen_constant.
rewrite !rmorph_sum; apply: eq_bigr => a _; rewrite derive_scale; last exact: frozen_constant.
by rewrite log_score score !rmorphM !frozen_twice mulrCA mulrC mulrAC.
Qed.

End Mean.
