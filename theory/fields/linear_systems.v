(* Square linear systems over a field, indexed by a finite type instead of by numbers:
   where only 0 is sent to 0, every right side has exactly one solution, on either side of the
   kernel. Elimination itself is mathcomp's. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section LinearSystems.
Variables (F : fieldType) (S : finType) (K : S -> S -> F).

(* Only x = 0 has Kx = 0. *)
Definition injective_kernel : Prop :=
  forall x : S -> F, (forall s, \sum_s' K s s' * x s' = 0) -> forall s, x s = 0.

Let matrix : 'M[F]_#|S| := \matrix_(i, j) K (enum_val i) (enum_val j).

Lemma sum_enum (f : S -> F) : \sum_s f s = \sum_(i < #|S|) f (enum_val i).
Proof. by rewrite (reindex _ (onW_bij _ (enum_val_bij S))). Qed.

Lemma injective_matrix : injective_kernel -> matrix \in unitmx.
Proof.
move=> injective; rewrite -unitmx_tr -row_free_unit -kermx_eq0; apply/rowV0P => u.
move/sub_kermxP => u_kernel; apply/rowP => i; rewrite mxE -[i]enum_valK.
(* The row u of the kernel is a function x on S with Kx = 0. *)
pose x s := u 0 (enum_rank s); rewrite -[u 0 _]/(x _).
apply: injective => s.
transitivity ((u *m matrix^T) 0 (enum_rank s)); last by rewrite u_kernel mxE.
rewrite mxE sum_enum; apply: eq_bigr => j _.
by rewrite /x enum_valK !mxE enum_rankK mulrC.
Qed.

Lemma kernel_solvable (b : S -> F) : injective_kernel ->
  exists x : S -> F, forall s, \sum_s' K s s' * x s' = b s.
Proof.
move/injective_matrix => invertible.
pose x := invmx matrix *m \col_i b (enum_val i).
exists (fun s => x (enum_rank s) 0) => s.
have /colP/(_ (enum_rank s)) : matrix *m x = \col_i b (enum_val i) by rewrite mulKVmx.
rewrite !mxE enum_rankK => <-; rewrite sum_enum; apply: eq_bigr => j _.
by rewrite !mxE enum_rankK enum_valK.
Qed.

Lemma transposed_kernel_solvable (b : S -> F) : injective_kernel ->
  exists y : S -> F, forall s', \sum_s y s * K s s' = b s'.
Proof.
move/injective_matrix => invertible.
pose y := \row_i b (enum_val i) *m invmx matrix.
exists (fun s => y 0 (enum_rank s)) => s'.
have /rowP/(_ (enum_rank s')) : y *m matrix = \row_i b (enum_val i) by rewrite mulmxKV.
rewrite !mxE enum_rankK => <-; rewrite sum_enum; apply: eq_bigr => j _.
by rewrite !mxE enum_rankK enum_valK.
Qed.

Lemma transposed_kernel_injective (y : S -> F) : injective_kernel ->
  (forall s', \sum_s y s * K s s' = 0) -> forall s, y s = 0.
Proof.
move/injective_matrix => invertible y_kernel s.
pose u : 'rV[F]_#|S| := \row_i y (enum_val i).
have u_eq0 : u *m matrix = 0.
  apply/rowP => j; rewrite mxE [RHS]mxE.
  transitivity (\sum_s y s * K s (enum_val j)); last exact: y_kernel.
  by rewrite sum_enum; apply: eq_bigr => i _; rewrite !mxE.
have /rowP/(_ (enum_rank s)) : u = 0 by rewrite -(mulmxK invertible u) u_eq0 mul0mx.
by rewrite !mxE enum_rankK.
Qed.

(* Where Kx = 0 for an x that is not 0, yK = 0 for such a y. *)
Lemma singular_on_either_side (x : S -> F) (s : S) :
  (forall s, \sum_s' K s s' * x s' = 0) -> x s != 0 ->
  exists y : S -> F, (forall s', \sum_s y s * K s s' = 0) /\ exists s, y s != 0.
Proof.
move=> x_kernel x_neq0.
have singular : kermx matrix != 0.
  rewrite kermx_eq0 row_free_unit; apply: contra x_neq0 => invertible.
  pose column : 'cV[F]_#|S| := \col_i x (enum_val i).
  have column_eq0 : matrix *m column = 0.
    apply/colP => i; rewrite mxE [RHS]mxE -[RHS](x_kernel (enum_val i)) sum_enum.
    by apply: eq_bigr => j _; rewrite !mxE.
  have /colP/(_ (enum_rank s)) : column = 0.
    by rewrite -(mulKmx invertible column) column_eq0 mulmx0.
  by rewrite !mxE enum_rankK => /eqP.
have /rowV0Pn[v v_kernel v_neq0] := singular.
exists (fun s => v 0 (enum_rank s)); split=> [s'|].
  have /sub_kermxP v_product := v_kernel.
  transitivity ((v *m matrix) 0 (enum_rank s')); last by rewrite v_product mxE.
  by rewrite mxE sum_enum; apply: eq_bigr => i _; rewrite mxE enum_valK enum_rankK.
have /rV0Pn[i v_i] := v_neq0.
by exists (enum_val i); rewrite enum_valK.
Qed.

End LinearSystems.
