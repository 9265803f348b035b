#pragma once
/// \file
/// Estimators of the gradient from one episode, as theorems speak of them: a function of an
/// MdpPoint, a policy and a Rollout, evaluated on every episode that there is.

#include "algorithms/reinforce/reinforce.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// The same estimator as a function of a trajectory.
template <class F, class Estimator>
auto on_trajectory(const MdpPoint<F>& x, const TabularSoftmax<F>& policy, Estimator estimator) {
  return [&x, &policy, estimator](const Trajectory<F>& trajectory) -> Vector<F> {
    Rollout<F> rollout;
    rollout.append_episode(trajectory.steps);
    return estimator(x, policy, rollout);
  };
}

/// E[ĝ] over every episode of the point's horizon, in closed arithmetic.
template <class F, class Estimator>
Vector<F> mean_estimate(const MdpPoint<F>& x, Estimator estimator) {
  const auto policy = x.policy();
  return expectation(x.mdp, policy.probabilities(), x.horizon, policy.parameters(),
                     on_trajectory(x, policy, estimator));
}

/// The predicate: E[ĝ] = ∇J_H, in every coordinate or along one random direction (`directions`).
template <class Estimator>
Check is_unbiased(Estimator estimator) {
  return enumerated_identity([estimator]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> directions = x.directions();
    return equal(directions.transpose() * mean_estimate(x, estimator),
                 horizon_performance_derivatives(x.mdp, x.policy(), directions, x.horizon));
  });
}

/// The predicate: two estimators agree on every single episode, compared up to 200,000 numbers.
template <class Estimator, class Other>
Check agree_on_every_episode(Estimator estimator, Other other) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto policy = x.policy();
           const auto estimates = [&](auto which) {
             return pathwise(x.mdp, policy.probabilities(), x.horizon, policy.parameters(),
                             on_trajectory(x, policy, which));
           };
           return equal(estimates(estimator), estimates(other));
         })
      .only("episodes are compared one by one up to 200,000 numbers", [](const MdpInstance& x) {
        const auto parameters = static_cast<std::uint64_t>(x.table.states() * x.table.actions());
        return trajectory_count(x.table, x.horizon) * parameters <= 200'000;
      });
}

}  // namespace lemmata
