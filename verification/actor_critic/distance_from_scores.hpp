#pragma once
/// \file
/// How far features of states, f(s) = ∇V(s), are from the scores of the actions, for the theorem on
/// critics of states.

#include "verification/actor_critic/gradient_by_critic.hpp"

namespace lemmata {

/// Σ_a π(a|s) |f(s) − g(s,a)|² for f(s) in rows, S entries.
template <class F, class DifferentiablePolicy>
Vector<F> distance_from_scores(const DifferentiablePolicy& policy, const Matrix<F>& features) {
  const Policy<F>& pi = policy.probabilities();
  Vector<F> result = Vector<F>::Constant(pi.rows(), F{0});
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) {
      const Vector<F> difference = features.row(s).transpose() - policy.score(s, a);
      result(s) += pi(s, a) * difference.dot(difference);
    }
  }
  return result;
}

/// Σ_a π(a|s) |g(s,a)|² for the linear softmax, for features of S rows.
constexpr auto square_of_scores = []<class F>(const MdpPoint<F>& x, const Matrix<F>& f) {
  const Matrix<F> none = Matrix<F>::Constant(f.rows(), f.cols(), F{0});
  return distance_from_scores(x.linear_policy(), none);
};

/// The f(s), S × 2, nearest to the scores of all actions by least squares.
constexpr auto nearest_to_the_scores = []<class F>(const MdpPoint<F>& x) {
  const Matrix<F> g = scores(x), indicators = scores_and_states(x).rightCols(x.mdp.states());
  const Vector<F> weights = pair_weights(x.state_weights(), x.pi());
  Matrix<F> result(x.mdp.states(), 2);
  for (int i = 0; i < 2; ++i) {
    result.col(i) = projection_system(indicators, weights, Vector<F>(g.col(i))).solution();
  }
  return result;
};

}  // namespace lemmata
