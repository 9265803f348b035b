#pragma once
/// \file
/// A run of gradient descent with delayed gradients, as one that is recorded: of delays that are
/// given, or of simulated workers.
///
/// \code
///   const Objective f = objective(Quadratic<double>{curvatures}, start);
///   const DelayedRunOptions options{.source = Delays{.longest = 3}, .step_size = 0.1};
///   const DelayedRecording done = run_delayed_sgd(f, options, 1000, [](auto) { return true; });
/// \endcode

#include <algorithm>
#include <functional>
#include <variant>

#include "algorithms/asynchronous/simulator.hpp"
#include "algorithms/convergence/judged_theorem.hpp"
#include "algorithms/convergence/recording.hpp"

namespace lemmata {

/// What is minimised, and what is known of it.
struct Objective {
  Vector<double> start;                              ///< x_0
  std::function<double(const Vector<double>&)> gap;  ///< f(x) − f* ≥ 0
  std::function<Vector<double>(const Vector<double>&)> gradient;
  double smoothness;   ///< L; infinite where none is known
  double least_value;  ///< f*
};

/// Of one of the problems in `problems.hpp`.
template <class Problem>
Objective objective(const Problem& problem, Vector<double> start) {
  const double least = problem.least_value();
  std::function<double(const Vector<double>&)> gap = [problem, least](const Vector<double>& x) {
    return std::max(0.0, problem.value(x) - least);
  };
  if constexpr (requires(const Vector<double>& x) { problem.gap(x); }) {
    gap = [problem](const Vector<double>& x) { return problem.gap(x); };
  }
  return {std::move(start), gap, [problem](const Vector<double>& x) { return problem.gradient(x); },
          problem.smoothness(), least};
}

enum class DelayChoice {
  fixed,   ///< τ(t) = min(t, τ)
  random,  ///< uniform from 0 to min(t, τ)
  adversarial  ///< such that ∇f(x_{t−τ(t)})ᵀ∇f(x_t) is least: the update descends least at first
};

struct Delays {
  int longest = 0;  ///< τ
  DelayChoice choice = DelayChoice::fixed;
};

/// Workers whose gradients take 1/speed each.
struct TimedWorkers {
  std::vector<double> speeds;
  Discipline discipline{};
};

struct DelayedRunOptions {
  std::variant<Delays, TimedWorkers> source{};
  double step_size = 0;
  double noise = 0;  ///< σ: a coordinate of a gradient is off by ±σ/√d, so that E‖ξ‖² = σ²
  std::uint64_t seed = 1;
};

/// What is known of a run's delays before it: they never depend on the gradients, but for
/// adversarial ones.
struct DelayForecast {
  int longest = 0;        ///< that τ(t) can be
  bool constant = false;  ///< τ(t) = min(t, longest) for all t
  bool complete = true;   ///< if not, they hold for the updates before it was interrupted
};
/// Of workers it simulates every update, and asks `goes_on` before each.
DelayForecast forecast(const std::variant<Delays, TimedWorkers>& source, std::int64_t updates,
                       const GoesOn& goes_on);

struct DelayedPoint {
  std::int64_t update = 0;           ///< t
  double gap = 0;                    ///< f(x_t) − f*
  double squared_gradient = 0;       ///< ‖∇f(x_t)‖²
  double mean_squared_gradient = 0;  ///< (1/t) Σ_{j<t} ‖∇f(x_j)‖²; NaN for t = 0
};

struct DelayedRecording : Recording<DelayedPoint> {
  std::vector<std::int64_t> staleness{};  ///< how many gradients had each, from 0 on
};

/// Runs updates 0 … last as `record_run` does. Where gradients are averaged an update has one of
/// each worker.
DelayedRecording run_delayed_sgd(const Objective& f, const DelayedRunOptions& options,
                                 std::int64_t last, const GoesOn& goes_on);

/// The bound of `DelayedDescentBound` on the mean of ‖∇f‖², and whether it speaks of a run.
struct DelayedRunBound : JudgedTheorem {
  /// After so many updates, where the hypotheses hold; infinite where it says nothing.
  std::function<double(std::int64_t updates)> at{};
};
DelayedRunBound delayed_run_bound(const Objective& f, const DelayedRunOptions& options,
                                  const DelayForecast& delays);

}  // namespace lemmata
