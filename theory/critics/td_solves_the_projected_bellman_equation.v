(* CR-2. The fixed point of temporal differences solves the projected Bellman equation.

     Aw = b   ⟺   Φw = ΠT(Φw),      since   b − Aw = ΦᵀD(T(Φw) − Φw) for every w,

   A = ΦᵀD(I − γP_π)Φ, b = ΦᵀDr_π, T = T^π (λ = 0), and Π the projection in ‖·‖_D: Φw = Πf says that
   no Φw' is nearer to f than Φw.

   Hypotheses: weights d ≥ 0 of the states; for the first identity any d. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp compatible_critic.
From Lemmata Require Import policy_gradient_theorem_for_average_reward td_is_stable_on_policy.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Projection.
Variables (R : realFieldType) (S A K : finType) (M : mdp R S A) (π : policy R S A).
Variables (d : S -> R) (φ : S -> K -> R).
Local Notation γ := (discount M).
Local Notation Φ := (linear_value φ).
Add Ring numbers : (commutative_ring_theory R).

Definition td_vector k : R := \sum_s d s * (φ s k * policy_reward M π s).

(* Φw = Πf: of all Φw', Φw is nearest to f in ‖·‖_D. *)
Definition is_projection (f : S -> R) (w : K -> R) : Prop := forall w',
  squared_norm_d d (fun s => f s - Φ w s) <= squared_norm_d d (fun s => f s - Φ w' s).

(* b − Aw = ΦᵀD(T(Φw) − Φw). *)
Lemma td_residual w k :
  td_vector k - \sum_j td_matrix M π d φ k j * w j =
  \sum_s d s * (φ s k * (bellman M π (Φ w) s - Φ w s)).
Proof.
have -> : \sum_j td_matrix M π d φ k j * w j =
    \sum_s d s * (φ s k * (Φ w s - γ * policy_next M π (Φ w) s)).
  under eq_bigr do rewrite mulr_suml.
  rewrite exchange_big; apply: eq_bigr => s _.
  under eq_bigr do rewrite -!mulrA.
  rewrite -!mulr_sumr; congr (_ * (_ * _)).
  under eq_bigr do rewrite mulrBl -mulrA.
  rewrite sumB sum_scale; congr (_ - _ * _).
  rewrite [RHS]/policy_next; under [RHS]eq_bigr do rewrite mulr_sumr.
  rewrite exchange_big; apply: eq_bigr => j _; rewrite mulr_suml.
  by apply: eq_bigr => s' _; rewrite mulrA.
rewrite -sumB; apply: eq_bigr => s _; rewrite /bellman.
by move: (policy_next _ _ _ _) (policy_reward _ _ _) => x r; ring_identity R.
Qed.

Hypothesis d_ge0 : forall s, 0 <= d s.

(* Nearest is: the difference is orthogonal to every feature. As a fit of f by the features, with
   one action, this is the equivalence of least squares and normal equations. *)
Lemma projection_is_orthogonal f w :
  is_projection f w <-> forall k, \sum_s d s * (φ s k * (f s - Φ w s)) = 0.
Proof.
pose one (s : S) (a : unit) : R := 1.
pose g s (a : unit) k := φ s k.
have one_action (x : S -> unit -> R) : pair_mean d one x = \sum_s d s * x s tt.
  apply: eq_bigr => s _; congr (_ * _); rewrite (bigD1 tt) //= big1 => [|[] //].
  by rewrite addr0 mul1r.
have critic u s : linear_critic g u s tt = Φ u s by apply: eq_bigr => k _; rewrite mulrC.
have loss u : compatible_critic.critic_loss d one g (fun s _ => f s) u =
    squared_norm_d d (fun s => f s - Φ u s).
  by rewrite /compatible_critic.critic_loss one_action; under eq_bigr do rewrite critic.
have normal k : pair_mean d one (fun s a => g s a k * (f s - linear_critic g w s a)) =
    \sum_s d s * (φ s k * (f s - Φ w s)).
  by rewrite one_action; under eq_bigr do rewrite critic.
have one_ge0 s a : 0 <= one s a := ler01.
have [to_normal to_least] :=
  least_squares_by_normal_equations g (fun s _ => f s) d_ge0 one_ge0 w.
split=> [nearest k | orthogonal w'].
  by rewrite -normal; apply: to_normal => w'; rewrite !loss; apply: nearest.
by rewrite -!loss; apply: to_least => k; rewrite normal.
Qed.

Theorem td_solves_the_projected_bellman_equation w :
  (forall k, \sum_j td_matrix M π d φ k j * w j = td_vector k) <->
  is_projection (bellman M π (Φ w)) w.
Proof.
rewrite projection_is_orthogonal; split=> solved k.
  by rewrite -td_residual solved subrr.
by apply/esym/eqP; rewrite -subr_eq0 td_residual solved.
Qed.

End Projection.
