#pragma once
/// \file
/// The best fit of action values in compatible features (Sutton et al. 2000, `sutton2000policy`,
/// Theorem 2): with the score g(s,a) = ∇log π(a|s),
///
///   Q_w(s,a) = wᵀg(s,a),   w = argmin Σ_s ν(s) Σ_a π(a|s) (Q(s,a) − wᵀg(s,a))²,
///
/// any of whose minimisers solves Σ ν π g gᵀ w = Σ ν π g Q. The matrix is the Fisher information of
/// the policy under ν; it is singular where parameters are redundant, as those of a tabular softmax
/// are, and w is then one of many with the same Q_w.

#include "theory/critics/linear_values.hpp"

namespace lemmata {

/// Σ ν π g gᵀ w = Σ ν π g Q, d equations, for state weights ν (S) and action values Q (S × A).
template <class F, class DifferentiablePolicy>
LinearSystem<F> compatible_system(const DifferentiablePolicy& policy,
                                  const Vector<F>& state_weights, const Matrix<F>& action_values) {
  const Policy<F>& pi = policy.probabilities();
  const Eigen::Index d = policy.parameters();
  LinearSystem<F> system{Matrix<F>::Constant(d, d, F{0}), Vector<F>::Constant(d, F{0})};
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) {
      const Vector<F> score = policy.score(s, a);
      const Vector<F> weighted = (state_weights(s) * pi(s, a)) * score;
      system.matrix += weighted * score.transpose();
      system.vector += action_values(s, a) * weighted;
    }
  }
  return system;
}

/// Q_w(s,a) = wᵀ∇log π(a|s), S × A.
template <class F, class DifferentiablePolicy>
Matrix<F> compatible_values(const DifferentiablePolicy& policy, const Vector<F>& weights) {
  const Policy<F>& pi = policy.probabilities();
  Matrix<F> result(pi.rows(), pi.cols());
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) result(s, a) = policy.score(s, a).dot(weights);
  }
  return result;
}

}  // namespace lemmata
