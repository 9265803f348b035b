#pragma once
/// \file
/// Where the roots of a real polynomial lie, decided with certainty.

#include "theory/fields/field.hpp"

namespace lemmata {

/// Whether every root of p(z) = Σ_k c_k z^k, k = 0 … n, lies in the open unit disc |z| < 1, for
/// every choice of real coefficients c (n + 1 of them, constant term first) in the balls.
///
/// The Schur–Cohn recursion at the working precision. With the reflection coefficient κ = c_0/c_n:
///  - |κ| ≥ 1 refutes it, as |κ| is the product of the roots' moduli;
///  - if |κ| < 1, then p has all its roots in the open disc if and only if the polynomial of degree
///    n − 1, (p(z) − κ zⁿp(1/z))/z, has: on the circle |κ zⁿp(1/z)| < |p(z)|, unless both have the
///    same root there (Rouché);
///  - otherwise it is undecided.
///
/// At |κ| = 1 it is refuted if the balls are still exact, as with small dyadic coefficients, and
/// undecided at every precision if they are not. Some step meets it if a root lies on the circle,
/// or outside beside its own reciprocal; otherwise only by chance, as where the moduli multiply
/// to 1. A constant has no roots to fail. A leading coefficient that may be zero is undecided.
///
/// Sources: `schur1918potenzreihen`, `cohn1922anzahl`.
/// \throws std::invalid_argument if the leading coefficient is an exact zero or there is none.
Truth has_all_roots_in_unit_disc(const Vector<Ball>& coefficients);

}  // namespace lemmata
