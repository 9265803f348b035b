#pragma once
/// \file
/// Runs of natural gradients and trust regions that see samples only, measured along the way by
/// what the MDP knows of them: J, and what a step really gained and how far it really went beside
/// what its episodes say. Iterate k draws its episodes from a random stream of its own, named by
/// the seed and k.

#include "algorithms/natural_gradient/sampled_natural_gradient.hpp"
#include "algorithms/trust_region/sampled_trust_region.hpp"
#include "algorithms/trust_region/trust_region_run.hpp"

namespace lemmata {

/// After k steps from the uniform policy. Of the steps since the point before, the four numbers are
/// those of the one that went farthest by its own samples; not a number where there was none.
struct SampledStepPoint {
  std::int64_t iteration = 0;  ///< k
  double performance = 0;      ///< J(π_k), in units of the reward
  double gap = 0;              ///< J* − J(π_k)
  double sampled_return = 0;   ///< the mean return of the episodes drawn at π_k
  double sampled_kl = 0;    ///< mean of KL(π‖π') over the shares of the sampled visits, in nats
  double mean_kl = 0;       ///< Σ_s d(s) KL(π(·|s)‖π'(·|s)), d = ν/Σν
  double sampled_gain = 0;  ///< L̂(π') − Ĵ
  double gain = 0;          ///< L_π(π') − J(π)

  // Since the start:
  std::int64_t refused = 0;       ///< iterations without a step
  std::int64_t falls = 0;         ///< steps at which J fell
  std::int64_t overshoots = 0;    ///< steps whose mean divergence exceeds δ, if there is a δ
  double sum_of_sampled_gains{};  ///< what the steps promise by their samples,
  double sum_of_gains{};          ///< and what their surrogates gain
};

/// Runs steps of the sampled natural gradient as `record_run` does.
Recording<SampledStepPoint> run_sampled(const TrustRegionTask& task,
                                        const SampledNaturalOptions& options, std::uint64_t seed,
                                        std::int64_t last, const GoesOn& goes_on);

/// The same of the sampled trust region.
Recording<SampledStepPoint> run_sampled(const TrustRegionTask& task,
                                        const SampledTrustRegionOptions& options,
                                        std::uint64_t seed, std::int64_t last,
                                        const GoesOn& goes_on);

}  // namespace lemmata
