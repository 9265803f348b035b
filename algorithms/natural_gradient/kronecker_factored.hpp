#pragma once
/// \file
/// The direction of K-FAC (Martens & Grosse 2015, `martens2015optimizing`) for a softmax over
/// linear functions of the state: in place of F⁻¹∇J
///
///   X = (E[C] + √λI)⁻¹ ∇J (E[φφᵀ] + √λI)⁻¹,
///
/// which solves ((E[C] + √λI) ⊗ (E[φφᵀ] + √λI)) vec(X) = vec(∇J) by the two factors and never forms
/// the product. E[C] is always singular: without damping there is no such X. The damping is that of
/// each factor, and not λI on the product: it adds √λ(E[C] ⊗ I + I ⊗ E[φφᵀ]) besides.
///
/// Cost for A actions and d features: O(A³ + d³) to eliminate and O(Ad(A + d)) to apply, where F
/// itself would take O(A³d³).
///
/// \code
///   const auto factors = kronecker_factors(policy, state_features, visits / visits.sum());
///   weights += step_size * kronecker_factored_direction(factors, gradient, 0.1);
/// \endcode

#include <type_traits>

#include "theory/fields/linear_solve.hpp"
#include "theory/natural_gradient/kronecker.hpp"

namespace lemmata {

/// X, A × d as the gradient; `root_damping` is √λ.
/// \throws SingularSystem if a damped factor is singular, as the first is for √λ = 0
template <class F>
Matrix<F> kronecker_factored_direction(const KroneckerFactors<F>& factors,
                                       const Matrix<F>& gradient,
                                       const std::type_identity_t<F>& root_damping) {
  const auto damped = [&](Matrix<F> factor) {
    for (Eigen::Index i = 0; i < factor.rows(); ++i) factor(i, i) += root_damping;
    return factor;
  };
  const Matrix<F> half = solve<F>(damped(factors.actions), gradient);
  const Matrix<F> transposed = half.transpose();
  return solve<F>(damped(factors.features), transposed).transpose();
}

}  // namespace lemmata
