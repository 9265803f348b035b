#pragma once
/// \file
/// Gaussian elimination over any scalar; instantiated by two files, as each takes long to compile.

#include <Eigen/LU>

#include "theory/fields/errors.hpp"
#include "theory/fields/linear_solve.hpp"

namespace lemmata {

/// Elimination on the scalars as they are: over dual numbers this differentiates the elimination
/// itself, an independent route to the derivative of a solution.
template <class F>
Matrix<F> solve(const Matrix<F>& a, const Matrix<F>& b) {
  const Eigen::PartialPivLU<Matrix<F>> lu{a};
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    if (pivot_score(lu.matrixLU()(i, i)) == 0.0) {
      throw SingularSystem{"the linear system has no unique solution"};
    }
  }
  return lu.solve(b);
}

}  // namespace lemmata
