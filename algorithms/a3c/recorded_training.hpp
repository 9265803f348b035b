#pragma once
/// \file
/// Training measured along the way, at fifty evenly spaced numbers of environment steps.

#include <functional>
#include <vector>

#include "algorithms/a3c/training.hpp"
#include "algorithms/convergence/recording.hpp"

namespace lemmata {

/// What was recorded after so many steps. Means are over what happened since the point before, and
/// no number where nothing did.
struct TrainingPoint {
  std::int64_t steps;
  std::int64_t updates;
  double seconds;      ///< of training in this run, without what is measured in between
  double mean_return;  ///< undiscounted, of the episodes that ended
  double mean_staleness;
  double largest_staleness;
  std::vector<double> measured;  ///< by `TrainingObserver::measure`
};

struct TrainingRecording : Recording<TrainingPoint> {
  std::vector<std::int64_t> staleness{};  ///< how many gradients had each, from 0 on
};

/// Who looks on, all in the calling thread but for `before_delivery`.
struct TrainingObserver {
  std::function<std::vector<double>(const Vector<double>& parameters)> measure{};
  /// Asked now and then, with the steps done so far; where it says no, workers stop after their
  /// rollout.
  GoesOn goes_on{};
  std::function<void(const TrainingPoint& point, const TrainingState& state)> recorded{};
  std::function<void(int worker, std::int64_t rollout)>
      before_delivery{};  ///< \see TrainingControl
};

/// Trains until `last` environment steps have been done in all, and leaves the state where it can
/// go on. The run has diverged where a parameter or a square is no finite number, or where every
/// worker has failed.
TrainingRecording record_training(const TrainingProblem& problem, const TrainingOptions& options,
                                  TrainingState& state, std::int64_t last,
                                  const TrainingObserver& observer);

}  // namespace lemmata
