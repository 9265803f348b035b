#pragma once
/// \file
/// Mean squared errors of advantage estimates given the first state and action, S × A: summed over
/// every episode, and put together from the squared bias and the variance.

#include "theory/advantage/generalized_advantage_moments.hpp"
#include "theory/fields/linear_solve.hpp"
#include "verification/advantage/conditional_means.hpp"

namespace lemmata {

/// E[(Â − A^π(s,a))² | s, a] over the episodes of at most `horizon` steps, where Â is what a lambda
/// reads off the rollout under V.
template <class F, class Estimate>
Matrix<F> enumerated_squared_error(FiniteMdp<F> mdp, const Policy<F>& pi, const Vector<F>& values,
                                   int horizon, Estimate estimate) {
  const Matrix<F> truth = advantages(mdp, pi);
  mdp.start.setConstant(F{1});  // given its state, no start is more likely than another
  Matrix<F> result = Matrix<F>::Constant(mdp.states(), mdp.actions(), F{0});
  for_each_trajectory(mdp, pi, horizon, [&](const Trajectory<F>& trajectory) {
    const Step<F>& first = trajectory.steps.front();
    const F estimated = estimate(valued(rollout_of(trajectory.steps), values));
    const F error = estimated - truth(first.state, first.action);
    result(first.state, first.action) +=
        trajectory.probability / pi(first.state, first.action) * error * error;
  });
  return result;
}

template <class F>
struct ErrorParts {
  Matrix<F> bias;
  Matrix<F> variance;

  Matrix<F> mean_squared_error() const { return bias.cwiseProduct(bias) + variance; }
};

/// γ(1 − λ)P_a(I − γλP_π)⁻¹e − e(s) for e = V − V^π, with the variance of GAE.
template <class F>
ErrorParts<F> error_parts(const FiniteMdp<F>& mdp, const Policy<F>& pi, const Vector<F>& values,
                          const F& lambda) {
  const Vector<F> error = values - policy_values(mdp, pi);
  const Matrix<F> system =
      identity_matrix<F>(mdp.states()) - mdp.discount * lambda * policy_transitions(mdp, pi);
  const F scale = mdp.discount * (F{1} - lambda);
  return {scale * successor_means(mdp, Vector<F>(solve<F>(system, error))) -
              error.replicate(1, mdp.actions()),
          generalized_advantage_moments(mdp, pi, values, lambda).variance()};
}

/// γⁿP_aP_πⁿ⁻¹e − e(s), with the variance of the n-step advantage.
template <class F>
ErrorParts<F> n_step_error_parts(const FiniteMdp<F>& mdp, const Policy<F>& pi,
                                 const Vector<F>& values, int n) {
  const Vector<F> error = values - policy_values(mdp, pi);
  const Matrix<F> transitions = policy_transitions(mdp, pi);
  Vector<F> later = power(mdp.discount, n) * error;
  for (int k = 1; k < n; ++k) later = transitions * later;
  return {successor_means(mdp, later) - error.replicate(1, mdp.actions()),
          n_step_advantage_moments(mdp, pi, values, n).variance()};
}

}  // namespace lemmata
