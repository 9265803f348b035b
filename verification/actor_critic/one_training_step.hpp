#pragma once
/// \file
/// The mean of one step of actor-critic training for the average reward on two places that look
/// alike, where the chain is in its long-run distribution and the critic has the true values up to
/// a constant: what each part of an iterate should move by, and where the chain should be next.

#include "verification/actor_critic/alike_places.hpp"
#include "verification/engine/check.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// An iterate in its long run, and the means of what one step changes.
struct LongRun {
  ActorCriticIterate x{};
  Vector<double> shares{};    ///< of its states
  Vector<double> expected{};  ///< of `changes`
};

inline constexpr std::int64_t later_step = 5;  ///< k, where the step sizes are no longer the first

/// Of u, θ, w and the gain, each over its step size; and whether the chain is in place 0.
inline Vector<double> changes(const ActorCriticIterate& from, const ActorCriticIterate& to,
                              const TimeScales& scales) {
  const double actor = scales.actor()(later_step);
  const double critic = scales.critic()(later_step);
  Vector<double> result(8);
  result << (to.compatible - from.compatible) / critic, (to.theta - from.theta) / actor,
      (to.weights - from.weights) / critic, (to.gain - from.gain) / critic, to.state == 0;
  return result;
}

/// From π(0) = p and u = (1, −1), with the bias for V_w and a gain that lowers every δ by 1/2. Then
/// E[Δu]/β is the gradient less Fu, with Fu = 2p(1 − p)u; E[Δθ]/α is the gradient; and E[Δw]/β is
/// −1/2 of each state's share.
inline LongRun long_run(double p) {
  const AlikePlaces places;
  const FiniteMdp<double>& mdp = places.sampler.mdp();
  RandomStream unused{{}};
  LongRun result{.x = places.start(p, unused)};
  const auto policy = places.policies.policy(result.x.theta);
  const Policy<double>& pi = policy.probabilities();
  const Vector<double> gradient =
      average_reward_derivatives(mdp, policy, identity_matrix<double>(2));
  result.shares = stationary_distribution(mdp, pi);
  result.x.weights = gain_and_bias(mdp, pi).bias;
  result.x.gain = result.shares.dot(policy_rewards(mdp, pi)) + 0.5;
  result.x.compatible << 1, -1;
  const Vector<double> fitted = 2 * p * (1 - p) * result.x.compatible;
  result.expected = Vector<double>(8);
  result.expected << gradient - fitted, gradient, -0.5 * result.shares, -0.5, result.shares(0);
  return result;
}

/// What bounds the eight changes, with room for wrong steps.
inline std::vector<MeanClaim> claims_of(const LongRun& start) {
  const Vector<double>& values = start.x.weights;
  const double error = 1 + std::max(std::abs(start.x.gain), values.cwiseAbs().maxCoeff());
  const auto within = [](double largest) { return Bounded{-largest, largest}; };
  std::vector<MeanClaim> result;
  for (int i = 0; i < 8; ++i) {
    const Tail tail = i < 4 ? within(2 * error + 4) : within(2 * error);
    result.push_back({start.expected(i), Relation::equal, i < 7 ? tail : Bounded{-1e-9, 1}});
  }
  return result;
}

/// The predicate: one step of training for the average reward moves by these means.
template <class NextStep>
Check moves_by_its_means(NextStep next, const ActorCriticOptions& options) {
  return sampled(
             [=](const MdpPoint<double>& instance) {
               const LongRun start = long_run(start_off_the_optimum(instance));
               const AlikePlaces places;
               return Experiment{claims_of(start), [=](RandomStream& random) {
                                   ActorCriticIterate x = start.x;
                                   x.state = random.index_of(start.shares);
                                   return changes(x, next(places, x, options, later_step, random),
                                                  options.scales);
                                 }};
             },
             15'000)
      .only("few states, as the instance gives nothing but the first policy, 1/8 < p ≤ 3/16",
            has_at_most<3>);
}

}  // namespace lemmata
