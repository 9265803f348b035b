#pragma once
/// \file
/// The baseline of least variance (`greensmith2004variance`, Theorem 8, for a baseline of each
/// state's own).

#include "theory/policies/softmax.hpp"

namespace lemmata {

/// E[‖∇log π(a|s)‖²] under a ~ π(·|s), S entries.
template <class F, class DifferentiablePolicy>
Vector<F> expected_square_scores(const DifferentiablePolicy& policy) {
  const Policy<F>& pi = policy.probabilities();
  Vector<F> result = Vector<F>::Constant(pi.rows(), F{0});
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) {
      const Vector<F> score = policy.score(s, a);
      result(s) += pi(s, a) * score.dot(score);
    }
  }
  return result;
}

/// b*(s) = E[‖∇log π(a|s)‖² Q(s,a)] / E[‖∇log π(a|s)‖²], S entries, in units of the return: of all
/// baselines it leaves ∇log π(a|s) (Q(s,a) − b) the covariance of least trace. In a state without a
/// choice, where the score is 0 and any baseline does, it is E[Q(s,a)].
template <class F, class DifferentiablePolicy>
Vector<F> optimal_baseline(const DifferentiablePolicy& policy, const Matrix<F>& action_values) {
  const Policy<F>& pi = policy.probabilities();
  Vector<F> result = Vector<F>::Constant(pi.rows(), F{0});
  for (int s = 0; s < pi.rows(); ++s) {
    F square{0}, weighted{0}, value{0};
    for (int a = 0; a < pi.cols(); ++a) {
      const Vector<F> score = policy.score(s, a);
      const F norm = pi(s, a) * score.dot(score);
      square += norm;
      weighted += norm * action_values(s, a);
      value += pi(s, a) * action_values(s, a);
    }
    result(s) = pivot_score(square) == 0.0 ? value : weighted / square;
  }
  return result;
}

}  // namespace lemmata
