#pragma once
/// \file
/// Estimators of the gradient from one episode, as theorems speak of them: a function of an
/// MdpPoint, a policy and a Rollout, evaluated on every episode that there is, or on sampled ones.

#include "algorithms/reinforce/reinforce.hpp"
#include "algorithms/sampling/episode_sampler.hpp"
#include "theory/policies/likelihood_ratio_moments.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// The same estimator as a function of a trajectory.
template <class F, class Estimator>
auto on_trajectory(const MdpPoint<F>& x, const TabularSoftmax<F>& policy, Estimator estimator) {
  return [&x, &policy, estimator](const Trajectory<F>& trajectory) -> Vector<F> {
    const Rollout<F> rollout = rollout_of(trajectory.steps);
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

/// E[measure(ĝ)] over every episode.
template <class F, class Estimator, class Measure>
F mean_of(const MdpPoint<F>& x, Estimator estimator, Measure measure) {
  const auto policy = x.policy();
  const auto estimate = on_trajectory(x, policy, estimator);
  const auto measured = [&](const Trajectory<F>& trajectory) -> Vector<F> {
    return Vector<F>::Constant(1, measure(estimate(trajectory)));
  };
  return expectation(x.mdp, policy.probabilities(), x.horizon, 1, measured)(0);
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

/// uᵀ∇J for every direction u of the point, with the exact second moment of the undiscounted
/// estimate over a geometric horizon as the declared variance.
inline std::vector<MeanClaim> gradient_over_geometric_horizons(const MdpPoint<double>& x) {
  constexpr double never_zero = 1e-9;
  const auto policy = x.policy();
  const Matrix<double> directions = x.directions();
  const Vector<double> gradient = performance_derivatives(x.mdp, policy, directions);
  std::vector<MeanClaim> claims;
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const auto scores = scores_along<double>(policy, directions.col(k));
    const double second_moment =
        likelihood_ratio_second_moment(x.mdp, policy.probabilities(), scores);
    claims.push_back(
        {gradient(k), Relation::equal, FiniteVariance{std::max(second_moment, never_zero)}});
  }
  return claims;
}

/// The predicate on sampled episodes that go on with probability γ after each step: E[ĝ] = ∇J.
template <class Estimator>
Check is_unbiased_over_geometric_horizons(Estimator estimator) {
  return sampled([estimator](const MdpPoint<double>& x) {
           constexpr int longest = 10'000;  // reached with probability at most (7/8)^10,000
           const auto policy = x.policy();
           const EpisodeSampler sampler{x.mdp};
           return Experiment{
               gradient_over_geometric_horizons(x),
               [=, directions = x.directions()](RandomStream& random) -> Vector<double> {
                 const int horizon = geometric_horizon(x.mdp.discount, longest, random);
                 const Rollout<double> rollout =
                     rollout_of(sampler.draw(policy.probabilities(), horizon, random));
                 return directions.transpose() * estimator(x, policy, rollout);
               }};
         })
      .only("γ ≤ 7/8: sampled episodes are short",
            [](const MdpInstance& x) { return view<double>(x.table.discount) <= 0.875; });
}

}  // namespace lemmata
