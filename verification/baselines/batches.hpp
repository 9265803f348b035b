#pragma once
/// \file
/// Batches of independent episodes, enumerated: what a baseline that looks at a whole batch is
/// judged by.

#include <cmath>

#include "algorithms/reinforce/reinforce.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// E[f] of `size` entries over every batch of `episodes` more episodes behind `batch`.
template <class F, class Function>
Vector<F> mean_over_batches(const MdpPoint<F>& x, int episodes, Eigen::Index size,
                            const Function& f, const Rollout<F>& batch = {}) {
  if (episodes == 0) return f(batch);
  return expectation(x.mdp, x.pi(), x.horizon, size, [&](const Trajectory<F>& trajectory) {
    Rollout<F> longer = batch;
    longer.append_episode(trajectory.steps);
    return mean_over_batches(x, episodes - 1, size, f, longer);
  });
}

/// E[ĝ] of the production estimate with a baseline, over every batch of n episodes.
template <class F, class Baseline>
Vector<F> mean_estimate_over_batches(const MdpPoint<F>& x, int episodes, Credit credit,
                                     const Baseline& baseline) {
  const auto policy = x.policy();
  return mean_over_batches(x, episodes, policy.parameters(), [&](const Rollout<F>& batch) {
    return reinforce(policy, batch, x.mdp.discount, credit, baseline);
  });
}

/// A condition for `Check::only`: at most `most_batches` batches of so many episodes.
inline constexpr double most_batches = 1000;
inline auto few_batches(int episodes) {
  return [episodes](const MdpInstance& x) {
    const auto trajectories = static_cast<double>(trajectory_count(x.table, x.horizon));
    return std::pow(trajectories, episodes) <= most_batches;
  };
}

}  // namespace lemmata
