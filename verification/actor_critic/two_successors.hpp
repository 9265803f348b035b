#pragma once
/// \file
/// An MDP with two successors that look alike to a critic of states, and what the production's
/// actor and critic do there.

#include "algorithms/actor_critic/actor_critic.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// State 0 leads to state 1, and action a there to state 2 + a. Whatever is done then, state 2 ends
/// with 1 and state 3 with nothing. With the probability p of action 0 in state 1 J = γ²p.
template <class F>
FiniteMdp<F> two_successors(const F& discount) {
  FiniteMdp<F> mdp{4, 2};
  mdp.discount = discount;
  mdp.start(0) = F{1};
  for (int a = 0; a < 2; ++a) {
    mdp.outcomes(0, a) = {{F{1}, 1, F{0}, false}};
    mdp.outcomes(1, a) = {{F{1}, 2 + a, F{0}, false}};
    mdp.outcomes(2, a) = {{F{1}, 0, F{1}, true}};
    mdp.outcomes(3, a) = {{F{1}, 0, F{0}, true}};
  }
  return mdp;
}

/// Features of a critic to which the two successors look alike.
template <class F>
LinearFeatures<F> successors_alike() {
  Matrix<F> features = Matrix<F>::Constant(4, 3, F{0});
  for (int s = 0; s < 4; ++s) features(s, s < 3 ? s : 2) = F{1};
  return {std::move(features)};
}

/// Its fixed point under TD(λ), for any λ: γ²p, γp, and the mean p of what the successors earn.
template <class F>
Vector<F> fixed_point_of_successors(const F& discount, const Policy<F>& pi) {
  const F p = pi(1, 0);
  return Vector<F>{{discount * discount * p, discount * p, p}};
}

/// What the production's actor and critic do there on average with GAE(λ), one below the other: 8
/// and 3 entries.
template <class F>
Vector<F> mean_directions_at_successors(const TabularSoftmax<F>& policy, const Vector<F>& weights,
                                        const F& discount, const F& lambda) {
  return expectation(two_successors(discount), policy.probabilities(), 3, 11,
                     [&](const Trajectory<F>& episode) -> Vector<F> {
                       const auto directions = rollout_directions(
                           policy, successors_alike<F>(), weights, rollout_of(episode.steps),
                           discount, GeneralizedAdvantage<F>{lambda});
                       Vector<F> both(11);
                       both << directions.actor, directions.critic;
                       return both;
                     });
}

/// A policy for the four states, in the proportions of the ends of the rows of the point's.
template <class F>
TabularSoftmax<F> at_successors(const MdpPoint<F>& x) {
  const Policy<F> pi = x.pi();
  Matrix<F> preferences(4, 2);
  for (int s = 0; s < 4; ++s) {
    const Eigen::Index row = s % pi.rows();
    preferences.row(s) << pi(row, 0), pi(row, pi.cols() - 1);
  }
  return TabularSoftmax<F>{std::move(preferences)};
}

/// The predicate: at the fixed point, with GAE(λ), λ that of the point or 0, the critic rests on
/// average and the actor goes by (constant + slope·λ)∇J.
inline Check goes_by(bool one_step, int constant, int slope) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const TabularSoftmax<F> policy = at_successors(x);
    const F discount = x.mdp.discount, lambda = one_step ? F{0} : x.lambda();
    const Vector<F> weights = fixed_point_of_successors(discount, policy.probabilities());
    Vector<F> expected = Vector<F>::Constant(11, F{0});
    expected.head(8) =
        F(F{constant} + F{slope} * lambda) *
        performance_derivatives(two_successors(discount), policy, identity_matrix<F>(8));
    return equal(mean_directions_at_successors(policy, weights, discount, lambda), expected);
  });
}

/// The predicate: with the values of state 1 and of the successors off by b and c, the one-step
/// critic moves them by times·(b − γc) and times·c on average, and the actor rests.
inline Check moves_errors_by(int times) {
  return enumerated_identity([times]<class F>(const MdpPoint<F>& x) {
    const TabularSoftmax<F> policy = at_successors(x);
    const F discount = x.mdp.discount, b = x.critic_weights()(0), c = x.critic_weights()(1);
    const Vector<F> weights =
        fixed_point_of_successors(discount, policy.probabilities()) + Vector<F>{{F{0}, b, c}};
    Vector<F> expected = Vector<F>::Constant(11, F{0});
    expected.tail(3) << discount * b, F{times} * (b - discount * c), F{times} * c;
    return equal(mean_directions_at_successors(policy, weights, discount, F{0}), expected);
  });
}

/// ∇J = (0, 0, γ²p(1−p), −γ²p(1−p), 0, …).
inline Check gradient_at_successors() {
  return identity([]<class F>(const MdpPoint<F>& x) {
    const TabularSoftmax<F> policy = at_successors(x);
    const Policy<F>& pi = policy.probabilities();
    const F slope = x.mdp.discount * x.mdp.discount * pi(1, 0) * pi(1, 1);
    Vector<F> expected = Vector<F>::Constant(8, F{0});
    expected.segment(2, 2) << slope, -slope;
    return equal(
        performance_derivatives(two_successors(x.mdp.discount), policy, identity_matrix<F>(8)),
        expected);
  });
}

}  // namespace lemmata
