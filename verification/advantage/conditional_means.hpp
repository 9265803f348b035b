#pragma once
/// \file
/// Means given the first state and action: of advantage estimates, over every episode, and of
/// functions of the next state. Also by how much values are wrong.

#include "algorithms/advantage/generalized_advantage.hpp"
#include "theory/mdp/trajectories.hpp"
#include "theory/mdp/values.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

/// E[f(rollout under V) | s_0 = s, a_0 = a] over the episodes of `horizon` steps under the point's
/// policy, S × A; an episode that has not terminated by then is cut.
template <class F, class Estimate>
Matrix<F> mean_given_first_action(const MdpPoint<F>& x, const Vector<F>& values, int horizon,
                                  Estimate estimate) {
  const Policy<F> pi = x.pi();
  FiniteMdp<F> from_everywhere = x.mdp;  // given its state, no start is more likely than another
  from_everywhere.start.setConstant(F{1});
  Matrix<F> result = Matrix<F>::Constant(x.mdp.states(), x.mdp.actions(), F{0});
  for_each_trajectory(from_everywhere, pi, horizon, [&](const Trajectory<F>& trajectory) {
    const Step<F>& first = trajectory.steps.front();
    result(first.state, first.action) += trajectory.probability / pi(first.state, first.action) *
                                         estimate(valued(rollout_of(trajectory.steps), values));
  });
  return result;
}

/// (P_a v)(s), S × A.
template <class F>
Matrix<F> successor_means(const FiniteMdp<F>& mdp, const Vector<F>& values) {
  Matrix<F> result(mdp.states(), mdp.actions());
  for (int s = 0; s < result.rows(); ++s) {
    for (int a = 0; a < result.cols(); ++a) {
      result(s, a) = successor_distribution(mdp, s, a).dot(values);
    }
  }
  return result;
}

/// V − V^π.
template <class F>
Vector<F> error_of(const MdpPoint<F>& x, const Vector<F>& values) {
  return values - policy_values(x.mdp, x.pi());
}

}  // namespace lemmata
