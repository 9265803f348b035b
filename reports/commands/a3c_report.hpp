#pragma once
/// \file
/// What a report says of training with A3C.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/a3c/checkpoint.hpp"
#include "algorithms/a3c/control_problems.hpp"
#include "algorithms/a3c/recorded_training.hpp"
#include "algorithms/dynamic_programming/optimum.hpp"
#include "reports/run_report.hpp"

namespace lemmata {

/// A finite MDP, and the best that can be done in it.
struct SolvedMdp {
  FiniteMdp<double> mdp;
  Optimum optimum;
};

struct A3cSetup {
  LinearProblem problem;
  TrainingOptions options;
  RolloutOptions rollout;
  FeatureChoice features;
  std::vector<int> workers;  ///< run with each in turn
  int bound = 0;             ///< of the stale-synchronous discipline
  std::int64_t steps = 0;
  int greedy_episodes = 0;
  std::optional<double> solved_at{};
  std::shared_ptr<const SolvedMdp> solved{};  ///< where it is an MDP
  std::vector<RunSetting> chosen{};  ///< what a checkpoint must agree in, but for --workers
  std::vector<std::pair<int, std::int64_t>> failures{};  ///< worker and rollout
  std::string checkpoint{};
  std::string resumed_from{};
  std::int64_t resumed_at = 0;  ///< step
};

/// The value of a chosen option, such as "--features".
const std::string& value_of(const A3cSetup& setup, const std::string& option);

/// A run with one number of workers, and where it ended.
struct A3cRun {
  int workers;
  TrainingRecording recording;
  TrainingState state;
};

/// What is measured of parameters: the mean return of greedy episodes, or J exactly, that of the
/// policy and that of its likeliest actions. No number where a policy may never end.
/// \throws EpisodesStopped where greedy episodes take long, and are to go on no longer
std::vector<double> measured(const A3cSetup& setup, const Vector<double>& parameters,
                             const std::function<bool()>& goes_on = {});

/// What is known before the run.
void describe(RunReport& report, const A3cSetup& setup);

/// What was recorded; the last run is the one whose records the report shows.
void add_runs(RunReport& report, const A3cSetup& setup, const std::vector<A3cRun>& runs);

/// What a progress line says of the last point.
std::string progress_words(const TrainingPoint& point);

}  // namespace lemmata
