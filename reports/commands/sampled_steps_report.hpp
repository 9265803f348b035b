#pragma once
/// \file
/// What a report says of a run of natural gradients or trust regions from samples.

#include <optional>

#include "algorithms/trust_region/sampled_run.hpp"
#include "reports/commands/run_setup.hpp"

namespace lemmata {

struct SampledStepsSetup {
  TrustRegionTask task;
  int batch = 1;
  int horizon = 1;
  Named<BaselineChoice> baseline{};
  std::uint64_t seed = 1;
  bool searched = false;              ///< a trust region, whose steps a line search shortens
  std::optional<double> radius{};     ///< δ
  std::optional<double> step_size{};  ///< η, where there is no δ
  double damping = 0;                 ///< λ, on the Fisher information under a distribution
};

/// What is known before the run.
void describe(RunReport& report, const SampledStepsSetup& setup);

/// What was recorded, and, of a trust region, the constraint as its bound.
void add_recording(RunReport& report, const SampledStepsSetup& setup,
                   const Recording<SampledStepPoint>& done);

}  // namespace lemmata
