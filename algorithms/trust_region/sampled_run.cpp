#include "algorithms/trust_region/sampled_run.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

namespace lemmata {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A step as its samples see it.
struct Proposal {
  TrustRegionStep step;
  bool taken = false;
};

template <class Parametrisation>
Proposal proposed(const FiniteMdp<double>& mdp, const Parametrisation& policies,
                  const Vector<double>& theta, const Rollout<double>& rollout,
                  const SampledTrustRegionOptions& options) {
  const TrustRegion region = sampled_trust_region(mdp, policies, theta, rollout, options);
  const TrustRegionStep step = trust_region_step(region, options.region);
  return {step, step.accepted};
}

/// No search: taken wherever it moves.
template <class Parametrisation>
Proposal proposed(const FiniteMdp<double>& mdp, const Parametrisation& policies,
                  const Vector<double>& theta, const Rollout<double>& rollout,
                  const SampledNaturalOptions& options) {
  const SampledTrustRegionOptions as_seen{.baseline = options.sampling.baseline};
  const TrustRegion region = sampled_trust_region(mdp, policies, theta, rollout, as_seen);
  const Vector<double> change = sampled_natural_step(mdp, policies, theta, rollout, options).change;
  if (!change.allFinite()) throw std::domain_error{"the step is not finite"};
  return {measured_step(region, change), change.squaredNorm() > 0};
}

int batch(const SampledTrustRegionOptions& options) { return options.batch; }
int batch(const SampledNaturalOptions& options) { return options.sampling.batch; }
int horizon(const SampledTrustRegionOptions& options) { return options.horizon; }
int horizon(const SampledNaturalOptions& options) { return options.sampling.horizon; }
std::optional<double> radius(const SampledTrustRegionOptions& options) {
  return options.region.radius;
}
std::optional<double> radius(const SampledNaturalOptions& options) { return options.radius; }

/// A run on one parametrisation.
template <class Parametrisation, class Options>
struct Run {
  const TrustRegionTask& task;
  const Options& options;
  Parametrisation policies;
  std::uint64_t seed;
  EpisodeSampler sampler{task.mdp};
  Vector<double> theta = Vector<double>::Zero(policies.parameters());
  std::optional<TrustRegion> exact{};  ///< at θ
  SampledStepPoint since{.sampled_kl = none, .mean_kl = none, .sampled_gain = none, .gain = none};

  /// The episodes of iterate k.
  Rollout<double> episodes(std::int64_t k) const {
    RandomStream random{{.seed = seed, .instance = static_cast<std::uint64_t>(k)}};
    return draw_rollout(sampler, policies.policy(theta).probabilities(), batch(options),
                        horizon(options), random);
  }

  void observe() {
    if (!theta.allFinite()) throw std::domain_error{"the parameters are not finite"};
    exact = trust_region_at(task.mdp, policies, theta, 0);
  }

  SampledStepPoint measured(std::int64_t k) {
    SampledStepPoint point = since;
    point.iteration = k;
    point.performance = exact->surrogate.performance;
    point.gap = optimality_gap(task.mdp, task.optimum, exact->log_policy.array().exp());
    point.sampled_return = mean_return(episodes(k), task.mdp.discount);
    if (!std::isfinite(point.performance) || !std::isfinite(point.gap)) {
      throw std::domain_error{"J is not finite"};
    }
    since.sampled_kl = since.mean_kl = since.sampled_gain = since.gain = none;
    return point;
  }

  /// Takes a step into what is known of those since the point before.
  void include(const TrustRegionStep& sampled, const TrustRegionStep& real) {
    since.sum_of_sampled_gains += sampled.gain;
    since.sum_of_gains += real.gain;
    if (realised_gain(task.mdp, *exact, real) < 0) ++since.falls;
    if (radius(options) && real.mean_kl > *radius(options)) ++since.overshoots;
    if (sampled.mean_kl <= since.sampled_kl) return;
    since.sampled_kl = sampled.mean_kl;
    since.mean_kl = real.mean_kl;
    since.sampled_gain = sampled.gain;
    since.gain = real.gain;
  }

  void advance(std::int64_t k) {
    const Proposal made = proposed(task.mdp, policies, theta, episodes(k), options);
    if (!made.taken) {
      ++since.refused;
      return;
    }
    include(made.step, measured_step(*exact, made.step.parameters - theta));
    theta = made.step.parameters;
  }
};

template <class Parametrisation, class Options>
Recording<SampledStepPoint> recorded(Run<Parametrisation, Options> run, std::int64_t last,
                                     const GoesOn& goes_on) {
  return record_run(
      "iteration", last, goes_on, [&] { run.observe(); },
      [&](std::int64_t k) { return run.measured(k); }, [&](std::int64_t k) { run.advance(k); });
}

template <class Options>
Recording<SampledStepPoint> run(const TrustRegionTask& task, const Options& options,
                                std::uint64_t seed, std::int64_t last, const GoesOn& goes_on) {
  const int actions = task.mdp.actions();
  if (task.policy_features.size() > 0) {
    return recorded(
        Run<LinearParametrisation, Options>{task, options, {task.policy_features, actions}, seed},
        last, goes_on);
  }
  return recorded(
      Run<TabularParametrisation, Options>{task, options, {task.mdp.states(), actions}, seed}, last,
      goes_on);
}

}  // namespace

Recording<SampledStepPoint> run_sampled(const TrustRegionTask& task,
                                        const SampledNaturalOptions& options, std::uint64_t seed,
                                        std::int64_t last, const GoesOn& goes_on) {
  return run(task, options, seed, last, goes_on);
}

Recording<SampledStepPoint> run_sampled(const TrustRegionTask& task,
                                        const SampledTrustRegionOptions& options,
                                        std::uint64_t seed, std::int64_t last,
                                        const GoesOn& goes_on) {
  return run(task, options, seed, last, goes_on);
}

}  // namespace lemmata
