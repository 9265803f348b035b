#pragma once
/// \file
/// What critics do on average to weights that are held: means of updates, and of equations, over
/// steps and episodes.

#include "algorithms/critics/least_squares.hpp"
#include "theory/mdp/values.hpp"
#include "verification/critics/on_policy.hpp"

namespace lemmata {

/// E[f(step)] over one step from a state drawn from the distribution, or the sum under any weights.
template <class F, class Statistic>
Vector<F> mean_over_steps(FiniteMdp<F> mdp, const Policy<F>& policy, const Vector<F>& distribution,
                          Eigen::Index size, Statistic statistic) {
  mdp.start = distribution;
  return expectation(mdp, policy, 1, size, [&](const Trajectory<F>& trajectory) {
    return statistic(trajectory.steps.front());
  });
}

/// E[f(rollout)] over rollouts that are an episode of at most `horizon` steps, twice over: what
/// leaks from one episode into the next shows.
template <class F, class Update>
Vector<F> mean_over_repeated_episodes(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon,
                                      Eigen::Index size, Update update) {
  return expectation(mdp, policy, horizon, size, [&](const Trajectory<F>& trajectory) {
    Rollout<F> rollout = rollout_of(trajectory.steps);
    rollout.append_episode(trajectory.steps);
    return update(rollout);
  });
}

/// The mean of equations from rollouts of one step, states drawn from the distribution.
template <class F, class Equations>
LinearSystem<F> mean_system(const MdpPoint<F>& x, const Vector<F>& distribution,
                            Equations equations) {
  const LinearFeatures<F> features{x.state_features()};
  LinearSystem<F> mean = empty_system<F>(features.weights());
  FiniteMdp<F> mdp = x.mdp;
  mdp.start = distribution;
  for_each_trajectory(mdp, x.pi(), 1, [&](const Trajectory<F>& trajectory) {
    const LinearSystem<F> one = equations(features, rollout_of(trajectory.steps), x.mdp.discount);
    mean.matrix += trajectory.probability * one.matrix;
    mean.vector += trajectory.probability * one.vector;
  });
  return mean;
}

/// The MDP where a step leads to a later state or ends: S steps at most.
template <class F>
FiniteMdp<F> made_to_end(FiniteMdp<F> mdp) {
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (auto& outcome : mdp.outcomes(s, a)) {
        outcome.terminal = outcome.terminal || outcome.next_state <= s;
      }
    }
  }
  return mdp;
}

/// The mean λ-return under V of n steps and no more, by n applications of the Bellman operator.
template <class F>
Vector<F> cut_lambda_bellman(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                             const Vector<F>& values, const F& lambda, int n) {
  Vector<F> result = values;
  for (int k = 0; k < n; ++k) {
    const Vector<F> next = (F{1} - lambda) * values + lambda * result;
    result = bellman(mdp, policy, next);
  }
  return result;
}

/// A TD method: the weights after a step. The production one.
inline constexpr auto td_zero = []<class F>(const LinearFeatures<F>& features,
                                            const Vector<F>& weights, const Step<F>& step,
                                            const F& discount, const F& step_size) {
  return td_step(features, weights, step, discount, step_size);
};

/// Both sides of the TD error are moved.
inline constexpr auto residual_gradient = []<class F>(const LinearFeatures<F>& features,
                                                      const Vector<F>& weights, const Step<F>& step,
                                                      const F& discount, const F& step_size) {
  return residual_gradient_step(features, weights, step, step, discount, step_size);
};

}  // namespace lemmata
