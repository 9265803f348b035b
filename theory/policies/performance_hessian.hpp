#pragma once
/// \file
/// The Hessian of the performance by dual numbers of dual numbers, through the elimination that
/// gives V: it knows no formula for second derivatives.

#include "theory/policies/performance_gradient.hpp"

namespace lemmata {

/// ∂²J/∂u_i∂u_j for the columns u of `directions` (`parameters()` × k), k × k and symmetric.
/// \throws SingularSystem if γ = 1 and the policy may never end.
template <class F, class DifferentiablePolicy>
Matrix<F> performance_hessian(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                              const Matrix<F>& directions) {
  const FiniteMdp<Dual<Dual<F>>> constant = as_constant(as_constant(mdp));
  Matrix<F> result(directions.cols(), directions.cols());
  for (Eigen::Index i = 0; i < directions.cols(); ++i) {
    const auto moving = policy.along(directions.col(i));
    for (Eigen::Index j = 0; j <= i; ++j) {
      const Vector<Dual<F>> other =
          directions.col(j).unaryExpr([](const F& x) { return Dual<F>{x}; });
      const auto probabilities = moving.along(other).probabilities();
      result(i, j) = performance(constant, probabilities).derivative.derivative;
      result(j, i) = result(i, j);
    }
  }
  return result;
}

}  // namespace lemmata
