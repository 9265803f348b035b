#pragma once
/// \file
/// The Hessian of the KL divergence from a policy times a vector, by dual numbers of dual numbers:
/// what automatic differentiation does twice. It knows the probabilities and no score.

#include "theory/policies/softmax.hpp"

namespace lemmata::divergence_curvature {

/// (∇²_θ' Σ_s ν(s) KL(π_θ‖π_θ')(s))v at θ' = θ, entry by entry: −Σ ν π ∂_i∂_v log π'.
template <class F, class DifferentiablePolicy>
Vector<F> divergence_hessian_times(const DifferentiablePolicy& policy,
                                   const Vector<F>& state_weights, const Vector<F>& v) {
  const Policy<F>& pi = policy.probabilities();
  const auto moving = policy.along(v);
  Vector<F> result = Vector<F>::Constant(v.size(), F{0});
  for (Eigen::Index i = 0; i < v.size(); ++i) {
    Vector<Dual<F>> unit = Vector<Dual<F>>::Constant(v.size(), Dual<F>{});
    unit(i) = Dual<F>{F{1}};
    const Policy<Dual<Dual<F>>> other = moving.along(unit).probabilities();
    for (int s = 0; s < pi.rows(); ++s) {
      for (int a = 0; a < pi.cols(); ++a) {
        const Dual<Dual<F>>& p = other(s, a);
        const Dual<F> slope = p.derivative / p.value;
        result(i) -= state_weights(s) * pi(s, a) * slope.derivative;
      }
    }
  }
  return result;
}

}  // namespace lemmata::divergence_curvature
