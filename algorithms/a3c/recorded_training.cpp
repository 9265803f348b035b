#include "algorithms/a3c/recorded_training.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include "algorithms/convergence/counts.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t intervals = 50;

/// Where the next point is, wherever the run is resumed. Rollouts are whole, so that it may be a
/// few steps farther.
std::int64_t next_point(std::int64_t steps, std::int64_t last) {
  std::int64_t i = 1;
  while (last * i / intervals <= steps) ++i;
  return last * i / intervals;
}

class Recorder {
 public:
  Recorder(TrainingState& state, std::int64_t last, const TrainingObserver& observer)
      : state_{state}, last_{last}, observer_{observer} {}

  TrainingRecording record(const TrainingProblem& problem, const TrainingOptions& options) {
    TrainingTeam team{problem,
                      options,
                      state_,
                      {.goes_on = observer_.goes_on, .before_delivery = observer_.before_delivery}};
    TrainingReport report;
    while (add_point(report) && goes_on_after(report)) {
      try {
        report = team.run(next_point(state_.model.steps, last_));
      } catch (const EveryWorkerFailed& error) {
        run_.diverged = at_step() + error.what();
        return std::move(run_);
      }
      seconds_ += report.seconds;
      add_counts(run_.staleness, report.staleness);
    }
    return std::move(run_);
  }

 private:
  bool goes_on_after(const TrainingReport& report) {
    const std::int64_t steps = state_.model.steps;
    if (steps >= last_) return false;
    run_.interrupted = report.stopped || (observer_.goes_on && !observer_.goes_on(steps));
    return !run_.interrupted;
  }

  std::string at_step() const { return "at step " + std::to_string(state_.model.steps) + ", "; }

  /// Returns whether training can go on from it.
  bool add_point(const TrainingReport& since) {
    const Vector<double>& parameters = state_.model.parameters;
    if (!parameters.allFinite()) {
      run_.diverged = at_step() + "a parameter is no finite number";
      return false;
    }
    if (!state_.model.squares.allFinite()) {
      run_.diverged = at_step() + "a gradient's square is no finite number";
      return false;
    }
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    run_.points.push_back(
        {.steps = state_.model.steps,
         .updates = state_.model.updates,
         .seconds = seconds_,
         .mean_return = since.episodes.mean_return(),
         .mean_staleness = mean_of_counts(since.staleness),
         .largest_staleness =
             since.staleness.empty() ? none : static_cast<double>(since.staleness.size() - 1),
         .measured = observer_.measure ? observer_.measure(parameters) : std::vector<double>{}});
    if (observer_.recorded) observer_.recorded(run_.points.back(), state_);
    return true;
  }

  TrainingState& state_;
  const std::int64_t last_;
  const TrainingObserver& observer_;
  TrainingRecording run_{};
  double seconds_ = 0;
};

}  // namespace

TrainingRecording record_training(const TrainingProblem& problem, const TrainingOptions& options,
                                  TrainingState& state, std::int64_t last,
                                  const TrainingObserver& observer) {
  return Recorder{state, last, observer}.record(problem, options);
}

}  // namespace lemmata
