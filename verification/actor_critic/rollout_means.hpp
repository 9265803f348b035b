#pragma once
/// \file
/// Means of the directions of whole rollouts: over every complete episode and every pair of them,
/// and over episodes cut after a number of steps.

#include "theory/fields/linear_solve.hpp"
#include "verification/actor_critic/one_step_means.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// The production.
constexpr auto of_rollout = [](const auto& policy, const auto& features, const auto& weights,
                               const auto& rollout, const auto& discount, const auto& advantage) {
  return rollout_directions(policy, features, weights, rollout, discount, advantage);
};

/// The production, its actor with other weights of the scores than γᵗÂ_t.
template <class WeightsOf>
auto of_rollout_weighted_by(WeightsOf weights_of) {
  return [weights_of]<class F>(const auto& policy, const auto& features, const Vector<F>& weights,
                               const Rollout<F>& rollout, const F& discount,
                               const auto& advantage) {
    auto result = rollout_directions(policy, features, weights, rollout, discount, advantage);
    const auto estimates = advantage(valued(rollout, features.values(weights)), discount);
    result.actor = mean_weighted_score(policy, rollout, weights_of(rollout, estimates, discount));
    return result;
  };
}

/// GAE with the point's λ, and what it is in the mean: γ(1 − λ)P_a K e and K(TV − V) with
/// K = (I − γλP_π)⁻¹.
struct GeneralizedCase {
  template <class F>
  GeneralizedAdvantage<F> estimator(const MdpPoint<F>& x) const {
    return {x.lambda()};
  }
  template <class F>
  MeanAdvantage<F> mean(const MdpPoint<F>& x, const Vector<F>& values) const {
    const Policy<F> pi = x.pi();
    const F decay = x.mdp.discount * x.lambda();
    Matrix<F> sides(x.mdp.states(), 2);
    sides << values - policy_values(x.mdp, pi), bellman(x.mdp, pi, values) - values;
    const Matrix<F> traced =
        solve<F>(identity_matrix<F>(x.mdp.states()) - decay * policy_transitions(x.mdp, pi), sides);
    const F factor = x.mdp.discount - decay;
    return {factor * successor_means<F>(x.mdp, traced.col(0)), traced.col(1)};
  }
};

/// n steps for n the point's horizon: γⁿP_aP_πⁿ⁻¹e and Σ_{k<n} (γP_π)ᵏ(TV − V).
struct NStepCase {
  template <class F>
  NStepAdvantage estimator(const MdpPoint<F>& x) const {
    return {x.horizon};
  }
  template <class F>
  MeanAdvantage<F> mean(const MdpPoint<F>& x, const Vector<F>& values) const {
    const Policy<F> pi = x.pi();
    const Matrix<F> step = x.mdp.discount * policy_transitions(x.mdp, pi);
    Vector<F> later = values - policy_values(x.mdp, pi);
    for (int k = 1; k < x.horizon; ++k) later = step * later;
    Vector<F> change = bellman(x.mdp, pi, values) - values;
    const Vector<F> first = change;
    for (int k = 1; k < x.horizon; ++k) change = first + step * change;
    return {x.mdp.discount * successor_means(x.mdp, later), change};
  }
};

/// Σ_t Pr(s_t = s): what a critic of complete episodes counts, without discount.
template <class F>
Vector<F> undiscounted_visits(MdpPoint<F> x) {
  x.mdp.discount = F{1};
  return visitation(x.mdp, x.pi());
}

/// Condition for `Check::only`: few enough complete episodes; two of them.
inline bool few_episodes(const MdpInstance& x) {
  return x.table.states() <= 3 && x.table.actions() <= 3;
}
inline bool few_pairs(const MdpInstance& x) {
  return x.table.states() <= 2 && x.table.actions() <= 2;
}

/// E[f(rollout)] over the rollouts of one complete episode, or of two.
template <class F, class EstimateOf>
Vector<F> mean_over_rollouts(const MdpPoint<F>& x, int episodes, Eigen::Index size,
                             EstimateOf estimate_of) {
  const auto mean_over = [&](auto estimate) {
    return expectation(x.mdp, x.pi(), x.mdp.states(), size, estimate);
  };
  return mean_over([&](const Trajectory<F>& first) -> Vector<F> {
    if (episodes == 1) return estimate_of(rollout_of(first.steps));
    return mean_over([&](const Trajectory<F>& second) -> Vector<F> {
      Rollout<F> both = rollout_of(first.steps);
      both.append_episode(second.steps);
      return estimate_of(both);
    });
  });
}

/// The predicate: over rollouts of complete episodes a subject's directions have the claimed mean.
template <class Subject, class CriticOf, class Estimate>
Check has_mean_over_episodes(int episodes, Subject subject, CriticOf critic_of, Estimate estimate,
                             ClaimedBias bias) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& point) {
           const MdpPoint<F> x = with_complete_episodes(point);
           const auto policy = x.policy();
           const auto critic = critic_of(x);
           const auto advantage = estimate.estimator(x);
           const Vector<F> mean =
               mean_over_rollouts(x, episodes, policy.parameters() + critic.weights.size(),
                                  [&](const Rollout<F>& rollout) {
                                    return together(subject(policy, critic.features, critic.weights,
                                                            rollout, x.mdp.discount, advantage));
                                  });
           const MeanAdvantage<F> of_estimate = mean_with_bias(x, critic.values(), estimate, bias);
           return equal(seen(x, mean),
                        claimed_directions(x, critic, of_estimate, undiscounted_visits(x)));
         })
      .only(episodes == 1 ? "complete episodes are enumerated up to 3 states and 3 actions"
                          : "pairs of episodes are enumerated up to 2 states and 2 actions",
            episodes == 1 ? few_episodes : few_pairs);
}

/// ∂/∂u (J_H + γᴴE[V(s_H)]) for every direction u, V held fixed, by dual numbers through the
/// dynamic programme.
template <class F>
Vector<F> lookahead_derivatives(const MdpPoint<F>& x, const Vector<F>& values) {
  const Matrix<F> directions = x.directions();
  const FiniteMdp<Dual<F>> constant = as_constant(x.mdp);
  const auto policy = x.policy();
  Vector<F> result(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const Policy<Dual<F>> moving = policy.along(directions.col(k)).probabilities();
    Vector<Dual<F>> ahead = values.unaryExpr([](const F& v) { return Dual<F>{v}; });
    for (int t = 0; t < x.horizon; ++t) ahead = bellman(constant, moving, ahead);
    result(k) = constant.start.dot(ahead).derivative;
  }
  return result;
}

/// The predicate: over episodes cut after H steps, λ = 1, a subject's actor ascends that for any V.
template <class Subject>
Check ascends_the_lookahead(Subject subject) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto policy = x.policy();
           const TabularFeatures features{x.mdp.states()};
           const Vector<F> values = x.values();
           const Vector<F> mean =
               expectation(x.mdp, policy.probabilities(), x.horizon, policy.parameters(),
                           [&](const Trajectory<F>& episode) -> Vector<F> {
                             return subject(policy, features, values, rollout_of(episode.steps),
                                            x.mdp.discount, GeneralizedAdvantage<F>{F{1}})
                                 .actor;
                           });
           return equal(x.directions().transpose() * mean, lookahead_derivatives(x, values));
         })
      .only(for_quick_solves, has_at_most<64>);
}

}  // namespace lemmata
