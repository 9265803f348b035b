(* The Gaussian policy N(m,v), by its moments: no integral is needed for polynomials.

     E[(a − m)ᵏ⁺²] = (k + 1) v E[(a − m)ᵏ],    E[1] = 1,  E[a − m] = 0;

   and from them Stein's identity E[(a − m) f(a)] = v E[f'(a)] for every polynomial f. With Dm and
   Dv = 2h v, that is h = D log σ for v = σ², the score is

     g(a) = D log N(a) = (a − m) Dm/v + ((a − m)²/v − 1) h:    D E[f(a)] = E[g(a) f(a)],

   the likelihood-ratio identity for every polynomial f that does not depend on θ. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import sums ring_identities derivation polynomial_derivation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Local Open Scope ring_scope.

Section Moments.
Variables (R : comRingType) (v : R).
Implicit Types p q : {poly R}.
Add Ring numbers : (commutative_ring_theory R).

(* E[xᵏ] for x = a − m. *)
Fixpoint moment k : R :=
  match k with 0 => 1 | 1 => 0 | k'.+2 => k'.+1%:R * v * moment k' end.

(* E[p(x)]. *)
Definition centred_mean p : R := \sum_(k < size p) p`_k * moment k.

Lemma centred_mean_wide p n : (size p <= n)%N -> centred_mean p = \sum_(k < n) p`_k * moment k.
Proof.
move=> size_le; rewrite /centred_mean (big_ord_widen _ (fun k => p`_k * moment k) size_le).
rewrite big_mkcond; apply: eq_bigr => k _; case: ltnP => // beyond.
by rewrite nth_default ?mul0r.
Qed.

Lemma centred_meanD p q : centred_mean (p + q) = centred_mean p + centred_mean q.
Proof.
pose n := maxn (size p) (size q).
rewrite (@centred_mean_wide p n) ?leq_maxl // (@centred_mean_wide q n) ?leq_maxr //.
rewrite (@centred_mean_wide _ n) ?size_add // -big_split; apply: eq_bigr => k _.
by rewrite coefD mulrDl.
Qed.

Lemma centred_mean_scale c p : centred_mean (c%:P * p) = c * centred_mean p.
Proof.
have size_le : (size (c%:P * p)%R <= size p)%N.
  by apply/leq_sizeP => j size_le_j; rewrite coefCM nth_default ?mulr0.
rewrite (centred_mean_wide size_le) mulr_sumr; apply: eq_bigr => k _.
by rewrite coefCM mulrA.
Qed.

Lemma centred_mean_constant c : centred_mean c%:P = c.
Proof.
rewrite (@centred_mean_wide _ 1) ?size_polyC ?leq_b1 // big_ord1 coefC eqxx.
exact: mulr1.
Qed.

(* Stein: E[x p(x)] = v E[p'(x)]. *)
Lemma stein p : centred_mean ('X * p) = v * centred_mean p^`().
Proof.
have size_product : (size ('X * p)%R <= (size p).+1)%N.
  by apply: leq_trans (size_mul_leq _ _) _; rewrite size_polyX.
have size_derivative : (size p^`() <= size p)%N.
  by apply: leq_trans (size_poly _ _) (leq_pred _).
rewrite (centred_mean_wide size_product) (centred_mean_wide size_derivative).
rewrite big_ord_recl coefXM mul0r add0r mulr_sumr.
transitivity (\sum_(k < (size p).+1) p`_k * moment k.+1); last first.
  rewrite big_ord_recl mulr0 add0r; apply: eq_bigr => k _.
  rewrite coef_deriv lift0 /= -[p`__ *+ _]mulr_natl.
  by move: k.+1%:R p`_k.+1 (moment k) => n a b; ring_identity R.
rewrite big_ord_recr /= [p`_(size p)]nth_default // mul0r addr0; apply: eq_bigr => k _.
by rewrite coefXM.
Qed.

End Moments.

Section Gaussian.
Variables (R : comRingType) (D : derivation R) (m v h w : R).
Local Notation polynomials := [comRingType of {poly R}].
Add Ring numbers : (commutative_ring_theory R).
Add Ring polynomials : (commutative_ring_theory polynomials).
Hypotheses (variance_moves : D v = 2%:R * h * v) (v_inverse : w * v = 1).
Local Notation E := (centred_mean v).

(* f(a) as a polynomial in x, and E[f(a)]. *)
Definition shifted (f : {poly R}) : {poly R} := f \Po ('X + m%:P).
Definition gaussian_mean f : R := E (shifted f).

(* g(a), as a polynomial in x. *)
Definition gaussian_score : {poly R} :=
  (w * D m)%:P * 'X + h%:P * (w%:P * ('X * 'X) - 1).

(* DE[xᵏ] = kh E[xᵏ]. *)
Lemma derive_moment k : D (moment v k) = k%:R * h * moment v k.
Proof.
suff both n : D (moment v n) = n%:R * h * moment v n /\
    D (moment v n.+1) = n.+1%:R * h * moment v n.+1 by have [] := both k.
elim: n => [|n [IH IH']]; first by rewrite /= derive0 derive1 !mulr0 !mul0r.
split=> //=; rewrite !deriveM derive_natural variance_moves IH; move: (moment v n) => x.
by rewrite -[n.+2%:R]/((2 + n)%:R) natrD; ring_identity R.
Qed.

(* For p with fixed coefficients, D E[p(x)] = h E[x p'(x)]; in general, coefficients move too. *)
Lemma derive_centred_mean (p : {poly R}) :
  D (E p) = E (coefficient_derivation D p) + h * E ('X * p^`()).
Proof.
have size_derivative : (size (map_poly D p) <= size p)%N by exact: size_poly.
have size_product : (size ('X * p^`())%R <= size p)%N.
  have [->|p_neq0] := eqVneq p 0; first by rewrite deriv0 mulr0 size_poly0.
  apply: leq_trans (size_mul_leq _ _) _; rewrite size_polyX /=.
  exact: lt_size_deriv.
rewrite [E p]/centred_mean derive_sum (centred_mean_wide _ size_derivative).
rewrite (centred_mean_wide _ size_product) mulr_sumr -big_split; apply: eq_bigr => k _ /=.
rewrite deriveM derive_moment derivative_of_coefficients_coef; congr (_ + _).
move: (moment v k) => x; case: (nat_of_ord k) => [|j]; rewrite coefXM /=.
  by rewrite !mul0r !mulr0.
rewrite coef_deriv -[p`__ *+ _]mulr_natl; move: j.+1%:R p`_j.+1 => n a.
by ring_identity R.
Qed.

(* The chain rule: D f(x + m) = f'(x + m) Dm where f does not depend on θ. *)
Lemma derive_shifted (f : {poly R}) : (forall k, constant D f`_k) ->
  coefficient_derivation D (shifted f) = (D m)%:P * shifted f^`().
Proof.
pose Δ := coefficient_derivation D.
have shift : Δ ('X + m%:P) = (D m)%:P.
  by rewrite deriveD coefficient_derivation_of_the_variable derivative_of_a_constant add0r.
elim/poly_ind: f => [|f c IH] fixed.
  by rewrite /shifted deriv0 !comp_poly0 mulr0 derive0.
have f_fixed k : constant D f`_k by have := fixed k.+1; rewrite coefD coefMX coefC /= addr0.
have c_fixed : D c = 0 by have := fixed 0%N; rewrite /constant coefD coefMX coefC add0r.
have shifted_step : shifted (f * 'X + c%:P) = shifted f * ('X + m%:P) + c%:P.
  by rewrite /shifted comp_polyD comp_polyM comp_polyX comp_polyC.
have derived_step : shifted (f * 'X + c%:P)^`() = shifted f^`() * ('X + m%:P) + shifted f.
  by rewrite /shifted derivD derivM derivX derivC addr0 mulr1 comp_polyD comp_polyM comp_polyX.
rewrite shifted_step derived_step -/Δ deriveD deriveM IH // shift.
rewrite derivative_of_a_constant c_fixed polyC0 addr0 mulrDr mulrA; congr (_ + _).
exact: mulrC.
Qed.

Theorem gaussian_likelihood_ratio (f : {poly R}) : (forall k, constant D f`_k) ->
  D (gaussian_mean f) = E (gaussian_score * shifted f).
Proof.
move=> fixed; rewrite derive_centred_mean derive_shifted // centred_mean_scale.
(* d/dx f(x + m) = f'(x + m). *)
have -> : shifted f^`() = (shifted f)^`().
  by rewrite /shifted deriv_comp derivD derivX derivC addr0 mulr1.
move: (shifted f) => p.
have -> : gaussian_score * p = (w * D m)%:P * ('X * p)
    + (h%:P * (w%:P * ('X * ('X * p))) + (- h)%:P * p).
  rewrite /gaussian_score polyCN; move: (w * D m)%:P h%:P w%:P 'X => a b c x.
  by ring_identity [comRingType of {poly R}].
rewrite !centred_meanD !centred_mean_scale [E (_ * (_ * p))]stein !stein.
rewrite derivM derivX mul1r centred_meanD stein.
move: (E p) (E p^`()) (E (p^`())^`()) (D m) => a b c m'.
transitivity (w * v * (m' * b) + (w * v * (h * (a + v * c)) - h * a)).
  by rewrite v_inverse; ring_identity R.
by ring_identity R.
Qed.

End Gaussian.
