#pragma once
/// \file
/// Rollouts of an MDP as a worker of A3C sees them, and the gradient that production accumulates
/// over one. A theorem's wrong subjects change what goes into it.

#include "algorithms/a3c/linear_rollout.hpp"
#include "algorithms/a3c/softmax_head.hpp"

namespace lemmata::worker_rollouts {

/// All that one gradient is a function of.
template <class F, class Features = DenseFeatures<F>>
struct Accumulation {
  LinearRollout<F, Features> rollout;
  F discount{1};
  F lambda{1};  ///< A3C's
  ObjectiveWeights<F> weights{};
};

/// φ(s_0), φ(s_1), …, the features of a state in the row of a matrix, S × d.
template <class F>
DenseFeatures<F> features_along(const Rollout<F>& rollout, const Matrix<F>& features) {
  DenseFeatures<F> result{static_cast<int>(features.cols()), static_cast<int>(rollout.size())};
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    result.columns.col(static_cast<Eigen::Index>(t)) =
        features.row(rollout.steps[t].state).transpose();
  }
  return result;
}

/// Column t: the production's score of step t under a policy that may change from step to step.
template <class F, class PolicyAt>
Matrix<F> scores_along(const Rollout<F>& rollout, PolicyAt policy_at) {
  Matrix<F> result(policy_at(0).cols(), static_cast<Eigen::Index>(rollout.size()));
  for (Eigen::Index t = 0; t < result.cols(); ++t) {
    const Step<F>& step = rollout.steps[static_cast<std::size_t>(t)];
    const Vector<F> pi = policy_at(static_cast<int>(t)).row(step.state).transpose();
    softmax_score(pi.data(), static_cast<int>(pi.size()), step.action, result.col(t).data());
  }
  return result;
}

/// Column t: the production's gradient of the entropy in s_t, with numbers for log π(a|s), S × A.
template <class F>
Matrix<F> entropy_gradients_along(const Rollout<F>& rollout, const Policy<F>& policy,
                                  const Matrix<F>& logarithms) {
  Matrix<F> result(policy.cols(), static_cast<Eigen::Index>(rollout.size()));
  for (Eigen::Index t = 0; t < result.cols(); ++t) {
    const int state = rollout.steps[static_cast<std::size_t>(t)].state;
    const Vector<F> pi = policy.row(state).transpose(), log_pi = logarithms.row(state).transpose();
    softmax_entropy_gradient(pi.data(), log_pi.data(), static_cast<int>(pi.size()),
                             result.col(t).data());
  }
  return result;
}

/// As `valued`, and where the last episode is cut, it is so by the rollout's end alone.
template <class F>
ValuedRollout<F> valued_by_worker(const Rollout<F>& rollout, const Vector<F>& values) {
  ValuedRollout<F> result = valued(rollout, values);
  result.truncated.back() = false;
  return result;
}

template <class F, class Features>
std::vector<F> advantages_of(const Accumulation<F, Features>& of) {
  return generalized_advantages(of.rollout.steps, of.discount, of.lambda);
}

/// What production accumulates from 0, d × (K + 1), with these advantages or its own.
template <class F, class Features>
Matrix<F> accumulated(const Accumulation<F, Features>& of, int size,
                      const std::vector<F>& advantages) {
  Matrix<F> result = Matrix<F>::Constant(size, of.rollout.scores.rows() + 1, F{0});
  accumulate_gradient(of.rollout, advantages, of.weights, result);
  return result;
}
template <class F, class Features>
Matrix<F> accumulated(const Accumulation<F, Features>& of, int size) {
  return accumulated(of, size, advantages_of(of));
}

}  // namespace lemmata::worker_rollouts
