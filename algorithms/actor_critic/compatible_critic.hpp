#pragma once
/// \file
/// A critic on compatible features, Q_w(s,a) = wᵀ∇log π(a|s), learned from samples: step by step
/// towards a target such as the TD error, or as a regression over a rollout. What it converges to
/// is theory/actor_critic/compatible_fit.hpp's w.
///
/// Both learn an advantage: the features have mean 0 in every state, so a state's value in the
/// target has no part in the mean.

#include "algorithms/reinforce/rollout.hpp"
#include "theory/critics/linear_values.hpp"

namespace lemmata {

/// w + β(target − wᵀg)g with g = ∇log π(a|s): stochastic descent of the squared error.
template <class F, class DifferentiablePolicy>
Vector<F> compatible_step(const DifferentiablePolicy& policy, const Vector<F>& weights, int state,
                          int action, const F& target, const F& step_size) {
  const Vector<F> score = policy.score(state, action);
  return weights + (step_size * (target - score.dot(weights))) * score;
}

/// The equations Σ_t c_t g_t g_tᵀ w = Σ_t c_t g_t q_t of the weighted regression of targets q on
/// scores; weights c and targets have T entries.
template <class F, class DifferentiablePolicy>
LinearSystem<F> compatible_regression(const DifferentiablePolicy& policy, const Rollout<F>& rollout,
                                      const std::vector<F>& targets,
                                      const std::vector<F>& weights) {
  const Eigen::Index d = policy.parameters();
  LinearSystem<F> system{Matrix<F>::Constant(d, d, F{0}), Vector<F>::Constant(d, F{0})};
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const Vector<F> score = policy.score(rollout.steps[t].state, rollout.steps[t].action);
    const Vector<F> weighted = weights[t] * score;
    system.matrix += weighted * score.transpose();
    system.vector += targets[t] * weighted;
  }
  return system;
}

/// The solution of least Euclidean norm of A w = b, or of its least-squares problem; singular
/// values below 10⁻¹² of the largest count as 0.
Vector<double> minimum_norm_solution(const LinearSystem<double>& system);

}  // namespace lemmata
