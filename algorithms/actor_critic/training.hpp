#pragma once
/// \file
/// Actor-critic as training, one step of the environment at a time. Iterate k, in a state s of a
/// chain that restarts after every end, takes an action, sees r and s′, and updates
///
///   critic       w ← w + β_k δ φ(s)
///   compatible   u ← u + β_k (δ − uᵀg) g,   g = ∇log π_θ(a|s)
///   actor        θ ← θ + α_k δ g,   or with the compatible critic   θ ← θ + α_k (uᵀg) g
///
///   discounted   δ = r + γV_w(s′) − V_w(s); the chain restarts besides with probability 1 − γ, so
///                that states come from ν/Σν, and the actor moves along ∇J/Σν, which is
///                (1 − γ)∇J where nothing ends;
///   average      δ = r − η + V_w(s′) − V_w(s) and η ← η + β_k (r − η); the actor ascends the
///                average reward.
///
/// \code
///   const ActorCriticOptions options{.scales = TimeScales::two(actor, critic)};
///   ActorCriticIterate x = start_of(sampler, policies, features, random);
///   for (int k = 0; k < 100'000; ++k) {
///     x = actor_critic_step(sampler, policies, features, x, options, k, random);
///   }
/// \endcode

#include "algorithms/actor_critic/actor_critic.hpp"
#include "algorithms/actor_critic/compatible_critic.hpp"
#include "algorithms/actor_critic/time_scales.hpp"
#include "algorithms/policy_gradient/parametrisation.hpp"
#include "algorithms/sampling/episode_sampler.hpp"

namespace lemmata {

enum class Criterion { discounted, average };

/// What weighs the score in the actor's update.
enum class ActorWeight { td_error, compatible_critic };

/// Whether the actor sees the critic as it was before this step's update, or after it. After it,
/// the actor reuses the step that the critic has just learned from, which biases its direction by a
/// term of the order of β_k (AC-10).
enum class UpdateOrder { simultaneous, critic_first };

struct ActorCriticOptions {
  TimeScales scales;
  Criterion criterion = Criterion::discounted;
  ActorWeight weight = ActorWeight::td_error;
  UpdateOrder order = UpdateOrder::simultaneous;
};

template <class F>
struct ActorCriticIterateIn {
  Vector<F> theta;       ///< θ of the policy
  Vector<F> weights;     ///< w of the values
  Vector<F> compatible;  ///< u of the compatible critic, as many as θ
  F gain{0};             ///< η, for the average criterion
  int state = 0;         ///< s, where the chain stands
};
using ActorCriticIterate = ActorCriticIterateIn<double>;

/// What an update goes by.
template <class F>
struct ChainStep {
  Step<F> step;
  int next_state;  ///< where the chain goes on, after any restart
  F actor_step;    ///< α_k
  F critic_step;   ///< β_k
};

/// The first iterate: all zero, in a state drawn from μ.
template <class Parametrisation, class Features>
ActorCriticIterate start_of(const EpisodeSampler& sampler, const Parametrisation& policies,
                            const Features& features, RandomStream& random) {
  return {.theta = Vector<double>::Zero(policies.parameters()),
          .weights = Vector<double>::Zero(features.weights()),
          .compatible = Vector<double>::Zero(policies.parameters()),
          .state = sampler.draw_start(random)};
}

/// Iterate k + 1 from iterate k, whose policy is π_θ, by what it sees. Of the options the
/// criterion, the weight and the order count.
template <class F, class DifferentiablePolicy, class Features>
ActorCriticIterateIn<F> updated(const DifferentiablePolicy& policy, const Features& features,
                                const F& discount, const ActorCriticOptions& options,
                                const ActorCriticIterateIn<F>& x, const ChainStep<F>& seen) {
  const Step<F>& step = seen.step;
  const Vector<F> score = policy.score(step.state, step.action);
  const auto error_of = [&](const ActorCriticIterateIn<F>& y) {
    return options.criterion == Criterion::discounted
               ? td_error(features, y.weights, step, discount)
               : differential_td_error(features, y.weights, y.gain, step, seen.next_state);
  };
  const auto actor_weight = [&](const ActorCriticIterateIn<F>& y) {
    return options.weight == ActorWeight::td_error ? error_of(y) : F(y.compatible.dot(score));
  };
  const F error = error_of(x);
  ActorCriticIterateIn<F> result = x;
  features.add(result.weights, F(seen.critic_step * error), step.state);
  result.compatible =
      compatible_step(policy, x.compatible, step.state, step.action, error, seen.critic_step);
  result.gain += seen.critic_step * (step.reward - x.gain);
  const bool after = options.order == UpdateOrder::critic_first;
  result.theta += (seen.actor_step * actor_weight(after ? result : x)) * score;
  result.state = seen.next_state;
  return result;
}

/// Iterate k + 1 from iterate k, by a step that is drawn.
template <class Parametrisation, class Features>
ActorCriticIterate actor_critic_step(const EpisodeSampler& sampler, const Parametrisation& policies,
                                     const Features& features, const ActorCriticIterate& x,
                                     const ActorCriticOptions& options, std::int64_t k,
                                     RandomStream& random) {
  const auto policy = policies.policy(x.theta);
  const double discount = sampler.mdp().discount;
  const double going_on = options.criterion == Criterion::discounted ? discount : 1;
  const Step<double> step = sampler.draw_step(policy.probabilities(), x.state, random);
  const int next = next_chain_state(sampler, step, going_on, random);
  return updated(policy, features, discount, options, x,
                 {step, next, options.scales.actor()(k), options.scales.critic()(k)});
}

/// The episodes of an iterate, where training goes by episodes.
struct EpisodeBatch {
  int count = 1;  ///< ≥ 1
  int horizon;    ///< the most steps of one, ≥ 1; where it is cut its last value counts
};

/// Training by episodes: iterate k + 1 from iterate k by `rollout_directions` of fresh episodes,
/// with an advantage of one step, of n or GAE(λ). The actor ascends J as far as the horizon sees.
template <class Parametrisation, class Features, class Advantage>
ActorCriticIterate episodic_actor_critic_step(
    const EpisodeSampler& sampler, const Parametrisation& policies, const Features& features,
    ActorCriticIterate x, const TimeScales& scales, const EpisodeBatch& episodes,
    const Advantage& advantage, std::int64_t k, RandomStream& random) {
  const auto policy = policies.policy(x.theta);
  Rollout<double> rollout;
  for (int i = 0; i < episodes.count; ++i) {
    rollout.append_episode(sampler.draw(policy.probabilities(), episodes.horizon, random));
  }
  const auto direction =
      rollout_directions(policy, features, x.weights, rollout, sampler.mdp().discount, advantage);
  x.theta += scales.actor()(k) * direction.actor;
  x.weights += scales.critic()(k) * direction.critic;
  return x;
}

}  // namespace lemmata
