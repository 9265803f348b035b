#pragma once
/// \file
/// What a report says of an ascent's run.

#include <optional>
#include <string>

#include "algorithms/policy_gradient/convergence_bounds.hpp"
#include "algorithms/reinforce/training.hpp"
#include "reports/run_report.hpp"

namespace lemmata {

struct AscentSetup {
  std::string update;        ///< what an iteration does, in plain mathematics
  std::string policy;        ///< how the policy is parametrised
  std::string norm;          ///< of what the recorded norm is
  std::string norm_meaning;  ///< the same in words
  Ascent ascent;
  Optimum optimum;
  double step_size;
  bool guaranteed_step = false;  ///< whether it was not asked for
  std::optional<ConvergenceBound> bound{};
};

/// Of an algorithm that draws episodes.
struct EpisodeSettings {
  ReinforceOptions options;
  std::string baseline;
  std::string credit;
  std::string ascends;  ///< what the estimate ascends, in words
  std::uint64_t seed;
};

/// What is known before the run; `episodes` if it draws any.
void describe(RunReport& report, const AscentSetup& setup,
              const std::optional<EpisodeSettings>& episodes);

/// What was recorded, and its bound.
void add_recording(RunReport& report, const AscentSetup& setup, const Convergence& done);

}  // namespace lemmata
