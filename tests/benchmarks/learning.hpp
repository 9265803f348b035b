#pragma once
/// \file
/// Runs of A3C that benchmarks time.

#include <benchmark/benchmark.h>

#include <utility>

#include "algorithms/a3c/linear_worker.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/features/polynomial_basis.hpp"
#include "comparison.hpp"

namespace lemmata {

/// Steps so small and clipped that learning stays stable everywhere.
inline UpdateRule rule(Optimiser optimiser) {
  return {.optimiser = optimiser, .step_size = 1e-4, .largest_norm = 10};
}

inline RolloutOptions rollouts(int steps) {
  return {.steps = steps, .weights = {.entropy = 0.01, .value = 0.5}};
}

/// A run that goes on from one chunk to the next.
class Learning {
 public:
  Learning(TrainingProblem problem, const TrainingOptions& options, int workers)
      : problem_{std::move(problem)}, options_{options}, state_{start_of(problem_, workers)} {}

  Work operator()(std::int64_t steps) {
    const std::int64_t before = state_.model.steps;
    const TrainingReport report = train(problem_, options_, state_, before + steps);
    return {state_.model.steps - before, report.seconds};
  }

  int threads() const { return static_cast<int>(state_.workers.size()); }

  /// Arithmetic on NaN would time something else.
  void require_sound(benchmark::State& state) const {
    if (!state_.model.parameters.allFinite()) state.SkipWithError("learning diverged");
  }

 private:
  TrainingProblem problem_;
  TrainingOptions options_;
  TrainingState state_;
};

inline PolynomialBasis<4> polynomials(int degree) { return {CartPole::observation_box(), degree}; }

}  // namespace lemmata
