#pragma once
/// \file
/// What a report says of a run with delayed gradients.

#include <string>

#include "algorithms/asynchronous/delayed_run.hpp"
#include "reports/run_report.hpp"

namespace lemmata {

struct DelayedSgdSetup {
  Objective objective;
  std::string begins;  ///< "from x_0 = …", in words
  DelayedRunOptions options;
  DelayForecast delays;
  std::string discipline;       ///< of workers, as it is called on the command line
  bool safe_step = false;       ///< whether none was asked for
  Vector<double> curvatures{};  ///< of a quadratic; empty for others
};

/// What is known before the run.
void describe(RunReport& report, const DelayedSgdSetup& setup);

/// What was recorded, and its bound.
void add_recording(RunReport& report, const DelayedSgdSetup& setup, const DelayedRecording& done);

}  // namespace lemmata
