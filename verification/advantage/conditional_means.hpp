#pragma once
/// \file
/// Means of advantage estimates given the first state and action, over every episode.

#include "algorithms/advantage/generalized_advantage.hpp"
#include "theory/mdp/start.hpp"
#include "theory/mdp/values.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

/// E[f(rollout under V) | s_0 = s, a_0 = a] over the episodes of `horizon` steps under the point's
/// policy, S × A; an episode that has not terminated by then is cut.
template <class F, class Estimate>
Matrix<F> mean_given_first_action(const MdpPoint<F>& x, const Vector<F>& values, int horizon,
                                  Estimate estimate) {
  const Policy<F> pi = x.pi();
  Matrix<F> result = Matrix<F>::Constant(x.mdp.states(), x.mdp.actions(), F{0});
  for (int s = 0; s < x.mdp.states(); ++s) {
    for_each_trajectory(started_in(x.mdp, s), pi, horizon, [&](const Trajectory<F>& trajectory) {
      if (trajectory.steps.front().state != s) return;
      const Rollout<F> rollout = rollout_of(trajectory.steps);
      const int action = trajectory.steps.front().action;
      result(s, action) +=
          trajectory.probability / pi(s, action) * estimate(valued(rollout, values));
    });
  }
  return result;
}

}  // namespace lemmata
