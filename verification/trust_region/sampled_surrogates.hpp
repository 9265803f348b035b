#pragma once
/// \file
/// Estimates of a surrogate and a divergence from rollouts, and their means over every episode.

#include "algorithms/actor_critic/actor_critic.hpp"
#include "algorithms/trust_region/sampled_trust_region.hpp"
#include "theory/natural_gradient/divergences.hpp"
#include "verification/baselines/batches.hpp"
#include "verification/trust_region/formal_logarithms.hpp"

namespace lemmata::sampled_surrogates {

using formal_logarithms::logged;
using formal_logarithms::Logged;

/// G_t − b(s_t), for the point's b.
constexpr auto with_state_baseline = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  return StateBaseline<F>{x.state_baseline()}(rollout, returns_to_go(rollout, x.mdp.discount));
};

/// GAE(λ) under V^π.
constexpr auto with_true_values = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  return generalized_advantages(valued(rollout, policy_values(x.mdp, x.pi())), x.mdp.discount,
                                x.lambda());
};

/// G_t less that of the other episodes at the time.
constexpr auto leaving_one_out = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  return LeaveOneOut{}(rollout, returns_to_go(rollout, x.mdp.discount));
};

/// L̂(π') − Ĵ of production.
constexpr auto production = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                        const std::vector<F>& advantages) {
  return sampled_surrogate(x.pi(), rollout, x.mdp.discount, advantages)
      .gain(Policy<F>(x.other_pi() - x.pi()));
};

/// π'(a_t|s_t)/π(a_t|s_t), T entries.
template <class F>
std::vector<F> ratios(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  const Policy<F> pi = x.pi(), other = x.other_pi();
  std::vector<F> result;
  for (const Step<F>& step : rollout.steps) {
    result.push_back(other(step.state, step.action) / pi(step.state, step.action));
  }
  return result;
}

/// (1/m) Σ_t γᵗ w_t Â_t, where w is a function of the point, the rollout and its ratios.
template <class Weights>
auto weighing(Weights weights_of) {
  return [weights_of]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                               const std::vector<F>& advantages) {
    const std::vector<F> weights = weights_of(x, rollout, ratios(x, rollout));
    const std::vector<F> powers = discount_powers(rollout, x.mdp.discount);
    F sum{0};
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      sum += powers[t] * weights[t] * advantages[t];
    }
    return F(sum / F(rollout.episodes()));
  };
}

/// w(ρ_t), the ratios changed one by one.
template <class Change>
auto by_ratio(Change change) {
  return weighing([change]<class F>(const MdpPoint<F>&, const Rollout<F>&, std::vector<F> weights) {
    for (F& weight : weights) weight = change(F(weight));
    return weights;
  });
}
inline const auto by_definition = by_ratio([]<class F>(const F& ratio) { return F(ratio - F{1}); });

// Wrong ones.
inline const auto inverted =
    by_ratio([]<class F>(const F& ratio) { return F(F{1} / ratio - F{1}); });
inline const auto without_one = by_ratio([]<class F>(const F& ratio) { return ratio; });
inline const auto opposite = by_ratio([]<class F>(const F& ratio) { return F(F{1} - ratio); });
inline const auto without_ratio = by_ratio([]<class F>(const F&) { return F{1}; });
/// log ρ_t for ρ_t − 1, where logarithms are free.
inline const auto logarithm_of_ratio =
    weighing([]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout, std::vector<F> weights) {
      const Matrix<F> logs = x.action_baseline();
      for (std::size_t t = 0; t < rollout.size(); ++t) {
        weights[t] = logs(rollout.steps[t].state, rollout.steps[t].action);
      }
      return weights;
    });
/// Π_{k≤t} ρ_k − 1: the states of the new policy too.
inline const auto product_over_time =
    weighing([]<class F>(const MdpPoint<F>&, const Rollout<F>& rollout, std::vector<F> weights) {
      F product{1};
      for (std::size_t t = 0; t < rollout.size(); ++t) {
        product *= weights[t];
        weights[t] = product - F{1};
        if (rollout.ends[t]) product = F{1};
      }
      return weights;
    });
inline const auto without_discount =
    weighing([]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout, std::vector<F> weights) {
      const std::vector<F> powers = discount_powers(rollout, x.mdp.discount);
      for (std::size_t t = 0; t < weights.size(); ++t) {
        weights[t] = (weights[t] - F{1}) / powers[t];
      }
      return weights;
    });
constexpr auto by_steps = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout,
                                      const std::vector<F>& advantages) {
  const F factor = F(rollout.episodes()) / F(static_cast<int>(rollout.size()));
  return F(factor * production(x, rollout, advantages));
};

constexpr auto with_action_baseline = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  std::vector<F> result = returns_to_go(rollout, x.mdp.discount);
  const Matrix<F> b = x.action_baseline();
  for (std::size_t t = 0; t < result.size(); ++t) {
    result[t] -= b(rollout.steps[t].state, rollout.steps[t].action);
  }
  return result;
};
constexpr auto with_wrong_values = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  return generalized_advantages(valued(rollout, x.state_baseline()), x.mdp.discount, x.lambda());
};

/// KL(π‖π') and KL(π'‖π) for free logarithms, S entries each.
template <class F>
struct FreeDivergences {
  explicit FreeDivergences(const MdpPoint<F>& x) {
    const Matrix<F> logs = x.action_baseline();
    const Matrix<F> other_logs = logs.cwiseProduct(logs);
    const Policy<Logged<F>> policy = logged<F>(x.pi(), logs);
    const Policy<Logged<F>> other = logged<F>(x.other_pi(), other_logs);
    forward = formal_logarithms::plain<F>(kl_divergences(policy, other));
    backward = formal_logarithms::plain<F>(kl_divergences(other, policy));
  }
  Vector<F> forward, backward;
};

/// D̂(π') of production.
constexpr auto sampled_divergence = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  const std::vector<F> unused(rollout.size(), F{0});
  return F(sampled_surrogate(x.pi(), rollout, x.mdp.discount, unused)
               .visitation.dot(FreeDivergences<F>{x}.forward));
};
constexpr auto reversed_divergence = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  const std::vector<F> unused(rollout.size(), F{0});
  return F(sampled_surrogate(x.pi(), rollout, x.mdp.discount, unused)
               .visitation.dot(FreeDivergences<F>{x}.backward));
};
constexpr auto undiscounted_divergence = []<class F>(const MdpPoint<F>& x,
                                                     const Rollout<F>& rollout) {
  const Vector<F> divergences = FreeDivergences<F>{x}.forward;
  F sum{0};
  for (const Step<F>& step : rollout.steps) sum += divergences(step.state);
  return F(sum / F(rollout.episodes()));
};
/// −(1/m) Σ γᵗ log ρ_t over the sampled actions: unbiased too, and what much code takes.
constexpr auto divergence_by_actions = []<class F>(const MdpPoint<F>& x,
                                                   const Rollout<F>& rollout) {
  const Matrix<F> logs = x.action_baseline();
  const std::vector<F> powers = discount_powers(rollout, x.mdp.discount);
  F sum{0};
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const F log = logs(rollout.steps[t].state, rollout.steps[t].action);
    sum += powers[t] * (log - log * log);
  }
  return F(sum / F(rollout.episodes()));
};
/// D̂/Σν̂, the mean that a trust region is held to, as an estimate of Σ d KL, d = ν/Σν.
constexpr auto share_weighted = []<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
  F visits{0};
  for (const F& power_t : discount_powers(rollout, x.mdp.discount)) visits += power_t;
  return F(visitation(x.mdp, x.pi()).sum() / visits * sampled_divergence(x, rollout));
};

/// Two arms of the same mean ½, rewards 0 or 1, that end at once: L_π(π') = J(π) for every π'.
template <class F>
FiniteMdp<F> equal_arms() {
  FiniteMdp<F> mdp{1, 2};
  mdp.start(0) = F{1};
  mdp.discount = F{1} / F{2};
  const F half = F{1} / F{2};
  for (int a = 0; a < 2; ++a) mdp.outcomes(0, a) = {{half, 0, F{1}, true}, {half, 0, F{0}, true}};
  return mdp;
}

/// Gains of the steps that production takes from the uniform policy by batches of two pulls, on
/// average over all sixteen: by their own samples, and by the MDP.
struct SelectedGains {
  double promised = 0;
  double real = 0;
  int steps = 0;  ///< batches that lead to a step
};

inline SelectedGains selected_gains() {
  const FiniteMdp<double> mdp = equal_arms<double>();
  const TabularParametrisation policies{1, 2};
  const Vector<double> theta = Vector<double>::Zero(2);
  const Policy<double> pi = policies.policy(theta).probabilities();
  const SampledTrustRegionOptions options{
      .region = {.radius = 0x1p-5}, .batch = 2, .horizon = 1, .baseline = BaselineChoice::none};
  const TrustRegion exact = trust_region_at(mdp, policies, theta, 0);
  SelectedGains result;
  for_each_trajectory(mdp, pi, 1, [&](const Trajectory<double>& first) {
    for_each_trajectory(mdp, pi, 1, [&](const Trajectory<double>& second) {
      Rollout<double> batch = rollout_of(first.steps);
      batch.append_episode(second.steps);
      const TrustRegion region = sampled_trust_region(mdp, policies, theta, batch, options);
      const TrustRegionStep step = trust_region_step(region, options.region);
      if (!step.accepted) return;
      const double probability = first.probability * second.probability;
      result.promised += probability * step.gain;
      result.real += probability * measured_step(exact, step.parameters - theta).gain;
      ++result.steps;
    });
  });
  return result;
}

}  // namespace lemmata::sampled_surrogates
