#pragma once
/// \file
/// Whether a symmetric matrix of balls is positive definite, decided with certainty.

#include "theory/fields/field.hpp"

namespace lemmata {

/// Whether xᵀAx > 0 for every x ≠ 0, where the symmetric matrix A (n × n) is read from its lower
/// triangle; the entries above the diagonal are ignored. The verdict holds for every symmetric
/// matrix in the balls, at the working precision:
///  - certainly true if A has a Cholesky factor in balls (Arb's `arb_mat_cho`);
///  - certainly false if a diagonal entry is not positive, or if xᵀAx < 0 in balls for some
///    approximate eigenvector x of the midpoints, computed at the working precision;
///  - undecided otherwise. Matrices that are singular or nearly so are undecided at every
///    precision, or at those that do not tell their least eigenvalue from 0.
///
/// Neither side depends on the scale of the rows and columns: 1 and 10⁻¹⁰⁰⁰ may stand side by side.
/// A matrix without rows is positive definite.
///
/// Source: `johansson2017arb`.
/// \throws std::invalid_argument if A is not square.
Truth is_positive_definite(const Matrix<Ball>& a);

}  // namespace lemmata
