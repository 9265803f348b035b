(* CR-2. The fixed point of temporal differences solves the projected Bellman equation.

     A_λw = b_λ   ⟺   Φw = ΠT^λ(Φw),      since   b_λ − A_λw = ΦᵀD(T^λ(Φw) − Φw) for every w,

   A_λ = ΦᵀD(I − γλP_π)⁻¹(I − γP_π)Φ, b_λ = ΦᵀD(I − γλP_π)⁻¹r_π, T^λV the mean λ-return under V, and
   Π the projection in ‖·‖_D: Φw = Πf says that no Φw' is nearer to f than Φw.

   Hypotheses: a finite MDP, a policy, 0 ≤ γλ < 1; weights d ≥ 0 of the states; for the first
   identity any d. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities finite_mdp compatible_critic.
From Lemmata Require Import lambda_return_means td_is_stable_on_policy.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Local Open Scope ring_scope.

Section Projection.
Variables (R : realFieldType) (S K : finType) (d : S -> R) (φ : S -> K -> R).
Local Notation Φ := (linear_value φ).

(* Φw = Πf: of all Φw', Φw is nearest to f in ‖·‖_D. *)
Definition is_projection (f : S -> R) (w : K -> R) : Prop := forall w',
  weighted_square d (fun s => f s - Φ w s) <= weighted_square d (fun s => f s - Φ w' s).

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
    weighted_square d (fun s => f s - Φ u s).
  by rewrite /compatible_critic.critic_loss one_action; under eq_bigr do rewrite critic expr2.
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

End Projection.

Section FixedPoint.
Variables (R : realFieldType) (S A K : finType) (M : mdp R S A) (π : policy R S A) (λ : R).
Variables (d : S -> R) (φ ψ : S -> K -> R) (b : S -> R).
Local Notation γ := (discount M).
Local Notation Φ := (linear_value φ).
Hypotheses (M_mdp : is_mdp M) (pi_policy : is_policy π).
Hypotheses (decay_ge0 : 0 <= γ * λ) (decay_lt1 : γ * λ < 1).
(* ψ_k = (I − γλP)⁻¹(I − γP)φ_k and b = (I − γλP)⁻¹r_π. *)
Hypotheses (features : are_td_features M π λ φ ψ).
Hypothesis payments : is_geometric_sum M π (γ * λ) (policy_reward M π) b.
Add Ring numbers : (commutative_ring_theory R).

Definition td_vector k : R := weighted_product d (fun s => φ s k) b.

(* T^λ is a function: two solutions differ by x = γλPx. *)
Lemma lambda_return_unique V W W' : is_lambda_return M π λ V W ->
  is_lambda_return M π λ V W' -> W' =1 W.
Proof.
move=> W_return W'_return.
have as_sum X : is_lambda_return M π λ V X -> is_geometric_sum M π (γ * λ)
    (fun s => policy_reward M π s + γ * (1 - λ) * policy_next M π V s) X.
  by move=> X_return s; rewrite {1}X_return policy_next_affine; ring_identity R.
by apply: (geometric_sum_unique M_mdp pi_policy decay_ge0 decay_lt1); apply: as_sum.
Qed.

(* b − Aw = ΦᵀD(T^λ(Φw) − Φw). *)
Theorem td_residual w W k : is_lambda_return M π λ (Φ w) W ->
  td_vector k - \sum_j td_matrix d φ ψ k j * w j =
  weighted_product d (fun s => φ s k) (fun s => W s - Φ w s).
Proof.
move=> W_return.
have W_eq : W =1 (fun s => Φ w s + (b s - linear_value ψ w s)).
  apply: lambda_return_unique W_return; apply: lambda_return_by_sums payments _.
  exact: td_features_of_a_value.
rewrite td_matrix_product /td_vector /weighted_product -sumB; apply: eq_bigr => s _.
by rewrite W_eq; ring_identity R.
Qed.

Hypothesis d_ge0 : forall s, 0 <= d s.

Theorem td_solves_the_projected_bellman_equation w W : is_lambda_return M π λ (Φ w) W ->
  (forall k, \sum_j td_matrix d φ ψ k j * w j = td_vector k) <-> is_projection d φ W w.
Proof.
move=> W_return; rewrite projection_is_orthogonal //; split=> solved k.
  by rewrite -[LHS](td_residual k W_return) solved subrr.
by apply/esym/eqP; rewrite -subr_eq0 (td_residual k W_return); apply/eqP; apply: solved.
Qed.

End FixedPoint.

(* There are such b, ψ_k and T^λV. *)
Lemma td_equations_exist (R : realFieldType) (S A K : finType) (M : mdp R S A) (π : policy R S A)
    (λ : R) (φ : S -> K -> R) : is_mdp M -> is_policy π ->
  0 <= discount M * λ -> discount M * λ < 1 ->
  [/\ exists ψ, are_td_features M π λ φ ψ,
      exists b, is_geometric_sum M π (discount M * λ) (policy_reward M π) b
    & forall V, exists W, is_lambda_return M π λ V W].
Proof.
move=> M_mdp pi_policy decay_ge0 decay_lt1.
have solve := geometric_sum_exists M_mdp pi_policy decay_ge0 decay_lt1.
have payments := solve (policy_reward M π); split=> // [|V].
  suff [ψ ψ_sum] : exists ψ : {ffun K -> {ffun S -> R}}, forall k,
      is_geometric_sum M π (discount M * λ)
        (fun s => φ s k - discount M * policy_next M π (fun s' => φ s' k) s) (ψ k).
    by exists (fun s k => ψ k s).
  have one k : exists y : {ffun S -> R}, [forall s, y s == φ s k
      - discount M * policy_next M π (fun s' => φ s' k) s
      + discount M * λ * policy_next M π y s].
    have [y y_sum] := solve (fun s => φ s k - discount M * policy_next M π (fun s' => φ s' k) s).
    exists [ffun s => y s]; apply/forallP => s; rewrite ffunE y_sum; apply/eqP.
    by congr (_ + _ * _); apply: policy_next_eq => s'; rewrite ffunE.
  exists [ffun k => xchoose (one k)] => k s; rewrite ffunE.
  by have /forallP/(_ s)/eqP := xchooseP (one k).
have [b b_sum] := payments.
have [y y_sum] := solve (fun s => V s - discount M * policy_next M π V s).
by exists (fun s => V s + (b s - y s)); apply: lambda_return_by_sums.
Qed.
