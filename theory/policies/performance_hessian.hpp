#pragma once
/// \file
/// The Hessian of the performance by dual numbers of dual numbers, through the elimination or the
/// dynamic programme that gives V: it knows no formula for second derivatives.

#include "theory/policies/performance_gradient.hpp"

namespace lemmata {

/// ∂²f(π)/∂u_i∂u_j for the columns u of `directions` (`parameters()` × k), k × k and symmetric, of
/// a function f of the probabilities over `Dual<Dual<F>>`.
template <class F, class DifferentiablePolicy, class Objective>
Matrix<F> second_derivatives(const DifferentiablePolicy& policy, const Matrix<F>& directions,
                             Objective objective) {
  Matrix<F> result(directions.cols(), directions.cols());
  for (Eigen::Index i = 0; i < directions.cols(); ++i) {
    const auto moving = policy.along(directions.col(i));
    for (Eigen::Index j = 0; j <= i; ++j) {
      const Vector<Dual<F>> other =
          directions.col(j).unaryExpr([](const F& x) { return Dual<F>{x}; });
      result(i, j) = objective(moving.along(other).probabilities()).derivative.derivative;
      result(j, i) = result(i, j);
    }
  }
  return result;
}

/// ∂²J/∂u_i∂u_j, k × k.
/// \throws SingularSystem if γ = 1 and the policy may never end.
template <class F, class DifferentiablePolicy>
Matrix<F> performance_hessian(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                              const Matrix<F>& directions) {
  const FiniteMdp<Dual<Dual<F>>> constant = as_constant(as_constant(mdp));
  return second_derivatives(policy, directions,
                            [&](const auto& pi) { return performance(constant, pi); });
}

/// The same for the horizon-H objective J_H, through the dynamic programme.
template <class F, class DifferentiablePolicy>
Matrix<F> horizon_performance_hessian(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                                      const Matrix<F>& directions, int horizon) {
  const FiniteMdp<Dual<Dual<F>>> constant = as_constant(as_constant(mdp));
  return second_derivatives(policy, directions, [&](const auto& pi) {
    return horizon_performance(constant, pi, horizon);
  });
}

}  // namespace lemmata
