#pragma once
/// \file
/// Two places that look alike, on which runs of actor-critic are watched. In each place one action
/// leads to the other place and pays 1, the other one stays and pays 0, and which is which differs:
///
///   place 0: action 0 moves,   place 1: action 1 moves,   start 0, γ = 3/4.
///
/// A policy takes action 0 with one probability p in both. The average reward is 2p(1 − p), so that
/// the best policy is stochastic and its Fisher information not degenerate: what a run does near
/// its limit is the noise of its updates, not the saturation of a softmax.

#include <array>

#include "algorithms/actor_critic/training.hpp"
#include "algorithms/environments/named_environments.hpp"
#include "theory/actor_critic/compatible_fit.hpp"
#include "theory/policies/average_reward_gradient.hpp"
#include "verification/engine/figure.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

inline TransitionTable alike_places() {
  TransitionTable table{.name = "alike places",
                        .discount = dyadic(0.75),
                        .start = {dyadic(1), dyadic(0)},
                        .outcomes = {2, {2, {1, WeightedOutcome{}}}}};
  for (std::size_t place = 0; place < 2; ++place) {
    const auto here = static_cast<int>(place);
    table.outcomes[place][place][0] = {.next_state = 1 - here, .reward = dyadic(1)};
    table.outcomes[place][1 - place][0] = {.next_state = here, .reward = dyadic(0)};
  }
  return table;
}

/// ‖∇η‖² of the average reward: 8p²(1 − p)²(1 − 2p)², at most 2/27.
template <class F>
F square_gradient(const F& p) {
  const F slope = p * (F{1} - p) * (F{1} - F{2} * p);
  return F{8} * slope * slope;
}

/// The policy that takes each action in both places as the instance does in its first state, of two
/// actions.
template <class F>
LinearSoftmax<F> same_everywhere(const MdpPoint<F>& x) {
  const Matrix<F> features =
      same_features(2, 2).unaryExpr([](double entry) { return F{static_cast<int>(entry)}; });
  return {Matrix<F>(x.pi().row(0).replicate(2, 1)), features};
}

/// What a run on them needs; θ has two entries, one an action.
struct AlikePlaces {
  EpisodeSampler sampler{in_field<double>(alike_places())};
  LinearParametrisation policies{same_features(2, 2), 2};
  TabularFeatures features{2};

  /// A first iterate that takes action 0 with probability p.
  ActorCriticIterate start(double p, RandomStream& random) const {
    ActorCriticIterate x = start_of(sampler, policies, features, random);
    x.theta << std::log(p), std::log(1 - p);
    return x;
  }
};

/// Squared distances of an iterate, from quantities computed exactly at its θ.
struct Distances {
  double tracking;  ///< ‖u − w*(θ)‖²
  double gradient;  ///< ‖∇((1 − γ)J)‖², or ‖∇η‖² for the average reward
  double values;    ///< ‖V_w − V‖², for the average reward up to a constant
};

/// w*(θ), the fit of least norm of the advantage in the scores.
template <class DifferentiablePolicy>
Vector<double> best_compatible(const DifferentiablePolicy& policy, const Vector<double>& weights,
                               const Matrix<double>& action_values) {
  return minimum_norm_solution(compatible_system(policy, weights, action_values));
}

template <class Places>
Distances discounted_distances(const Places& places, const ActorCriticIterate& x) {
  const FiniteMdp<double>& mdp = places.sampler.mdp();
  const auto policy = places.policies.policy(x.theta);
  const Policy<double> pi = policy.probabilities();
  const Vector<double> shares = (1 - mdp.discount) * visitation(mdp, pi);
  const Vector<double> best = best_compatible(policy, shares, advantages(mdp, pi));
  return {(x.compatible - best).squaredNorm(),
          ((1 - mdp.discount) * policy_gradient(mdp, policy)).squaredNorm(),
          (x.weights - policy_values(mdp, pi)).squaredNorm()};
}

template <class Places>
Distances average_distances(const Places& places, const ActorCriticIterate& x) {
  const FiniteMdp<double>& mdp = places.sampler.mdp();
  const auto policy = places.policies.policy(x.theta);
  const Policy<double> pi = policy.probabilities();
  const GainAndBias<double> evaluation = gain_and_bias(mdp, pi);
  const Vector<double> best = best_compatible(policy, stationary_distribution(mdp, pi),
                                              differential_action_values(mdp, evaluation));
  const Vector<double> error = x.weights - evaluation.bias;
  return {(x.compatible - best).squaredNorm(), average_reward_gradient(mdp, policy).squaredNorm(),
          (error.array() - error.mean()).matrix().squaredNorm()};
}

/// In any places that have what `AlikePlaces` has.
template <class Places>
Distances distances(Criterion criterion, const Places& places, const ActorCriticIterate& x) {
  return criterion == Criterion::discounted ? discounted_distances(places, x)
                                            : average_distances(places, x);
}

/// The production training, as a subject.
inline constexpr auto production_step = [](const auto& places, const ActorCriticIterate& x,
                                           const ActorCriticOptions& options, std::int64_t k,
                                           RandomStream& random) {
  return actor_critic_step(places.sampler, places.policies, places.features, x, options, k, random);
};

/// The instance's first policy for runs, away from the best one: 1/8 < p ≤ 3/16.
inline double start_off_the_optimum(const MdpPoint<double>& x) { return (2 + x.pi()(0, 0)) / 16; }

/// Distances of many runs at one time.
struct Checkpoint {
  int t;
  std::vector<Distances> runs;
};

/// Of runs of the production training from a start that `start` draws, after 1, 2, 4 … steps.
template <class Places, class Start>
std::vector<Checkpoint> distances_along_runs(const Places& places, Start start,
                                             const ActorCriticOptions& options, int runs,
                                             int length) {
  std::vector<Checkpoint> result;
  for (int t = 1; t <= length; t *= 2) result.push_back({t, {}});
  for (int run = 0; run < runs; ++run) {
    RandomStream random{{.seed = 7, .instance = static_cast<std::uint64_t>(run)}};
    ActorCriticIterate x = start(random);
    int t = 0;
    for (Checkpoint& checkpoint : result) {
      for (; t < checkpoint.t; ++t) x = production_step(places, x, options, t, random);
      checkpoint.runs.push_back(distances(options.criterion, places, x));
    }
  }
  return result;
}

/// The mean over the runs of one distance, and `deviations` standard errors above it.
inline Curve mean_curve(const std::string& label, const std::vector<Checkpoint>& checkpoints,
                        double Distances::*which, double deviations = 0) {
  Curve result{.label = label};
  for (const Checkpoint& checkpoint : checkpoints) {
    Eigen::ArrayXd all(static_cast<Eigen::Index>(checkpoint.runs.size()));
    for (std::size_t i = 0; i < checkpoint.runs.size(); ++i) {
      all(static_cast<Eigen::Index>(i)) = checkpoint.runs[i].*which;
    }
    const auto n = static_cast<double>(all.size());
    const double error = std::sqrt((all - all.mean()).square().sum() / (n * (n - 1)));
    result.points.emplace_back(checkpoint.t, all.mean() + deviations * error);
  }
  return result;
}

}  // namespace lemmata
