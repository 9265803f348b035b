(* Derivations: what is used of a partial derivative.

     D(x + y) = D x + D y,    D(x y) = D x · y + x · D y.

   Let R be the ring of differentiable functions of a parameter θ: then D = ∂/∂θ is one, and a
   theorem about every ring with a derivation is a theorem about gradients, without limits. In the
   C++ library dual numbers play this part. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Record derivation (R : comRingType) := Derivation {
  derive :> R -> R;
  deriveD : forall x y, derive (x + y) = derive x + derive y;
  deriveM : forall x y, derive (x * y) = derive x * y + x * derive y }.

(* What does not depend on θ. *)
Definition constant (R : comRingType) (D : derivation R) (x : R) : Prop := D x = 0.

Section Ring.
Variables (R : comRingType) (D : derivation R).

Lemma derive0 : D 0 = 0.
Proof. by apply: (addrI (D 0)); rewrite -deriveD !addr0. Qed.

Lemma derive1 : D 1 = 0.
Proof. by apply: (addrI (D 1)); rewrite addr0 -[in RHS](mulr1 1) deriveM mulr1 mul1r. Qed.

Lemma derive_natural n : constant D n%:R.
Proof. by elim: n => [|n IH]; rewrite /constant ?derive0 // mulrS deriveD derive1 add0r. Qed.

Lemma deriveN x : D (- x) = - D x.
Proof. by apply: (addrI (D x)); rewrite -deriveD !subrr derive0. Qed.

Lemma deriveB x y : D (x - y) = D x - D y.
Proof. by rewrite deriveD deriveN. Qed.

Lemma derive_sum (I : finType) (f : I -> R) : D (\sum_i f i) = \sum_i D (f i).
Proof. exact: (big_morph D (@deriveD R D) derive0). Qed.

Lemma derive_scale c x : constant D c -> D (c * x) = c * D x.
Proof. by move=> c_constant; rewrite deriveM c_constant mul0r add0r. Qed.

Lemma derive_sum_scale (I : finType) (c f : I -> R) : (forall i, constant D (c i)) ->
  D (\sum_i c i * f i) = \sum_i c i * D (f i).
Proof. by move=> c_constant; rewrite derive_sum; under eq_bigr do rewrite derive_scale //. Qed.

Lemma derive_sum_product (I : finType) (f g : I -> R) :
  D (\sum_i f i * g i) = \sum_i D (f i) * g i + \sum_i f i * D (g i).
Proof. by rewrite derive_sum -big_split; apply: eq_bigr => i _; rewrite deriveM. Qed.

Lemma constantX c n : constant D c -> constant D (c ^+ n).
Proof.
move=> c_constant; elim: n => [|n IH]; first by rewrite /constant expr0 derive1.
by rewrite /constant exprS derive_scale // IH mulr0.
Qed.

(* D(A B) = D A · B + A · D B for matrices, entry by entry. *)
Definition derive_matrix m n (A : 'M[R]_(m, n)) : 'M[R]_(m, n) := map_mx D A.

Lemma derive_matrix_product m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) :
  derive_matrix (A *m B) = derive_matrix A *m B + A *m derive_matrix B.
Proof.
apply/matrixP => i j; rewrite !mxE derive_sum_product.
by congr (_ + _); apply: eq_bigr => k _; rewrite !mxE.
Qed.

End Ring.

Section Field.
Variables (F : fieldType) (D : derivation F).

Lemma derive_inverse x : x != 0 -> D x^-1 = - D x / x ^+ 2.
Proof.
move=> x_neq0; apply: (mulfI x_neq0); apply: (addrI (D x / x)).
rewrite -deriveM divff // derive1 mulNr mulrN expr2 invfM mulrCA !mulrA.
by rewrite mulfK // subrr.
Qed.

End Field.
