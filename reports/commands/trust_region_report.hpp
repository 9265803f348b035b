#pragma once
/// \file
/// What a report says of a run of a trust region.

#include <optional>

#include "algorithms/trust_region/trust_region_run.hpp"
#include "reports/run_report.hpp"

namespace lemmata {

struct TrustRegionSetup {
  TrustRegionTask task;
  TrustRegionOptions options;
  std::optional<RadiusRule> rule;  ///< if the radius adapts
};

/// What is known before the run.
void describe(RunReport& report, const TrustRegionSetup& setup);

/// What was recorded, and the constraint as its bound.
void add_recording(RunReport& report, const TrustRegionSetup& setup,
                   const Recording<TrustRegionPoint>& done);

}  // namespace lemmata
