#pragma once
/// \file
/// An MDP with two successors that look alike to a critic of states, and what the production's
/// actor and critic do there.

#include "algorithms/actor_critic/actor_critic.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// Action a of state 0 leads to state 1 + a. Whatever is done there, state 1 ends with 1 and state
/// 2 with nothing. With the probability p of action 0 in state 0 J = γp.
template <class F>
FiniteMdp<F> two_successors(const F& discount) {
  FiniteMdp<F> mdp{3, 2};
  mdp.discount = discount;
  mdp.start(0) = F{1};
  for (int a = 0; a < 2; ++a) {
    mdp.outcomes(0, a) = {{F{1}, 1 + a, F{0}, false}};
    mdp.outcomes(1, a) = {{F{1}, 0, F{1}, true}};
    mdp.outcomes(2, a) = {{F{1}, 0, F{0}, true}};
  }
  return mdp;
}

/// Features of a critic to which the two successors look alike.
template <class F>
LinearFeatures<F> successors_alike() {
  Matrix<F> features(3, 2);
  features << F{1}, F{0}, F{0}, F{1}, F{0}, F{1};
  return {std::move(features)};
}

/// Its fixed point under TD(λ), for any λ: the mean p of what the successors earn, and γp.
template <class F>
Vector<F> fixed_point_of_successors(const F& discount, const Policy<F>& pi) {
  Vector<F> weights(2);
  weights << discount * pi(0, 0), pi(0, 0);
  return weights;
}

/// What the production's actor and critic do on average there, one below the other, with GAE(λ).
template <class F>
Vector<F> mean_directions_at_successors(const TabularSoftmax<F>& policy, const F& discount,
                                        const F& lambda) {
  const FiniteMdp<F> mdp = two_successors(discount);
  const Policy<F>& pi = policy.probabilities();
  const Vector<F> weights = fixed_point_of_successors(discount, pi);
  return expectation(
      mdp, pi, 2, policy.parameters() + 2, [&](const Trajectory<F>& episode) -> Vector<F> {
        const auto directions =
            rollout_directions(policy, successors_alike<F>(), weights, rollout_of(episode.steps),
                               discount, GeneralizedAdvantage<F>{lambda});
        Vector<F> both(policy.parameters() + 2);
        both << directions.actor, directions.critic;
        return both;
      });
}

/// A policy for three states, in the proportions of the ends of the rows of π.
template <class F>
TabularSoftmax<F> at_successors(const Policy<F>& pi) {
  Matrix<F> preferences(3, 2);
  for (int s = 0; s < 3; ++s) {
    const Eigen::Index row = s % pi.rows();
    preferences.row(s) << pi(row, 0), pi(row, pi.cols() - 1);
  }
  return TabularSoftmax<F>{std::move(preferences)};
}

/// The predicate: with GAE(λ), λ that of the point or 0, the critic rests on average and the actor
/// goes by (constant + slope·λ)∇J.
inline Check goes_by(bool one_step, int constant, int slope) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const TabularSoftmax<F> policy = at_successors(x.pi());
    const F lambda = one_step ? F{0} : x.lambda();
    const FiniteMdp<F> mdp = two_successors(x.mdp.discount);
    Vector<F> expected = Vector<F>::Constant(8, F{0});
    expected.head(6) = F(F{constant} + F{slope} * lambda) *
                       performance_derivatives(mdp, policy, identity_matrix<F>(6));
    return equal(mean_directions_at_successors(policy, x.mdp.discount, lambda), expected);
  });
}

}  // namespace lemmata
