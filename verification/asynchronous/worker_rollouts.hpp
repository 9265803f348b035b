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

/// The row of a step's state, in a matrix that may change from step to step.
template <class F, class MatrixAt>
Matrix<F> rows_along(const Rollout<F>& rollout, MatrixAt matrix_at) {
  Matrix<F> result(static_cast<Eigen::Index>(rollout.size()), matrix_at(0).cols());
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    result.row(static_cast<Eigen::Index>(t)) =
        matrix_at(static_cast<int>(t)).row(rollout.steps[t].state);
  }
  return result;
}
template <class F>
Matrix<F> rows_along(const Rollout<F>& rollout, const Matrix<F>& matrix) {
  return rows_along(rollout, [&](int) -> const Matrix<F>& { return matrix; });
}

/// φ(s_0), φ(s_1), …, the features of a state in the row of a matrix, S × d.
template <class F>
DenseFeatures<F> features_along(const Rollout<F>& rollout, const Matrix<F>& features) {
  DenseFeatures<F> result{static_cast<int>(features.cols()), static_cast<int>(rollout.size())};
  result.matrix() = rows_along(rollout, features);
  return result;
}

/// Row t: the production's score of step t under a policy that may change from step to step.
template <class F, class PolicyAt>
Matrix<F> scores_along(const Rollout<F>& rollout, PolicyAt policy_at) {
  std::vector<int> actions;
  for (const Step<F>& step : rollout.steps) actions.push_back(step.action);
  Matrix<F> result = rows_along(rollout, policy_at);
  softmax_scores(result, actions, result);
  return result;
}

/// Row t: the production's gradient of the entropy in s_t, with numbers for log π(a|s), S × A.
template <class F>
Matrix<F> entropy_gradients_along(const Rollout<F>& rollout, const Policy<F>& policy,
                                  const Matrix<F>& logarithms) {
  const Matrix<F> pi = rows_along(rollout, policy);
  Matrix<F> result(pi.rows(), pi.cols());
  softmax_entropy_gradients(pi, rows_along(rollout, logarithms), result);
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
  Matrix<F> result = Matrix<F>::Constant(size, of.rollout.scores.cols() + 1, F{0});
  accumulate_gradient(of.rollout, advantages, of.weights, result);
  return result;
}
template <class F, class Features>
Matrix<F> accumulated(const Accumulation<F, Features>& of, int size) {
  return accumulated(of, size, advantages_of(of));
}

}  // namespace lemmata::worker_rollouts
