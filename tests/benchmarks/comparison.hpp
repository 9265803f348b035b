#pragma once
/// \file
/// Benchmarks that compare two pieces of work, each done in chunks of a few milliseconds, in turn.
/// Their counters `of`, `to`, `ratio`, `least` and `greatest` are those of `Ratio`, and their label
/// is the unit of `of` and `to`: the report makes a table of them. Their time is that of the whole
/// comparison.
///
/// \code
///   void fast_over_slow(benchmark::State& state) { compare(state, nanoseconds, Fast{}, Slow{}); }
///   BENCHMARK(fast_over_slow)->Apply(as_comparison);
/// \endcode

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <ctime>

#include "paired_ratio.hpp"

namespace lemmata {

/// How much a comparison does.
struct ComparisonEffort {
  int rounds;
  int pairs;       ///< a round
  double seconds;  ///< that a chunk takes
};
inline constexpr ComparisonEffort full_effort{5, 5, 0.02};
inline constexpr ComparisonEffort quick_effort{3, 3, 0.01};
/// That of this run of the program, which `--quick` sets.
inline ComparisonEffort comparison_effort = full_effort;

/// What a piece of work did.
struct Work {
  std::int64_t amount;
  double seconds;
};

/// What is compared.
struct Quantity {
  const char* unit;
  double (*value)(const Work&);
};
inline constexpr Quantity steps_per_second{
    "steps/s", [](const Work& x) { return static_cast<double>(x.amount) / x.seconds; }};
inline constexpr Quantity nanoseconds{
    "ns", [](const Work& x) { return 1e9 * x.seconds / static_cast<double>(x.amount); }};

using Clock = std::chrono::steady_clock;
inline double seconds_between(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

/// Work whose result is kept, so that it is done.
template <class Do>
Work timed(std::int64_t amount, Do work) {
  const auto begin = Clock::now();
  benchmark::DoNotOptimize(work());
  return {amount, seconds_between(begin, Clock::now())};
}

/// What three times the same work took at least: nothing disturbed that one.
template <class Side>
Work undisturbed(std::int64_t amount, Side& side) {
  Work result = side(amount);
  for (int i = 0; i < 2; ++i) {
    const Work again = side(amount);
    if (again.seconds < result.seconds) result = again;
  }
  return result;
}

/// How much of a work fills so many seconds, found by doing it.
template <class Side>
std::int64_t amount_that_takes(double seconds, Side& side) {
  std::int64_t amount = 1;
  Work done = undisturbed(amount, side);
  while (done.seconds < seconds / 4) done = undisturbed(amount *= 4, side);
  const double wanted = seconds / done.seconds * static_cast<double>(done.amount);
  return std::max(std::int64_t{1}, static_cast<std::int64_t>(wanted));
}

inline void report_ratio(benchmark::State& state, const Ratio& ratio, const char* unit) {
  state.counters["of"] = ratio.of;
  state.counters["to"] = ratio.to;
  state.counters["ratio"] = ratio.ratio;
  state.counters["least"] = ratio.least;
  state.counters["greatest"] = ratio.greatest;
  state.SetLabel(unit);
}

/// Sides are called with the amount to do, and return the `Work` that they did.
template <class Of, class To>
void compare(benchmark::State& state, const Quantity& quantity, Of&& of, To&& to) {
  const ComparisonEffort effort = comparison_effort;
  PairedRatio measured;
  for (auto _ : state) {
    const std::int64_t amount_of = amount_that_takes(effort.seconds, of);
    const std::int64_t amount_to = amount_that_takes(effort.seconds, to);
    for (int round = 0; round < effort.rounds; ++round) {
      for (int pair = 0; pair < effort.pairs; ++pair) {
        const double value = quantity.value(of(amount_of));
        measured.add(value, quantity.value(to(amount_to)));
      }
      measured.end_round();
    }
  }
  report_ratio(state, measured.result(), quantity.unit);
}

/// The same for sides that keep one thread busy: in the processor time of this program, so that
/// other programs, which may interrupt it, do not count.
template <class Of, class To>
void compare_single_threads(benchmark::State& state, const Quantity& quantity, Of&& of, To&& to) {
  const auto in_processor_time = [](auto& side) {
    return [&side](std::int64_t amount) -> Work {
      const std::clock_t begin = std::clock();
      const std::int64_t done = side(amount).amount;
      return {done, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC};
    };
  };
  compare(state, quantity, in_processor_time(of), in_processor_time(to));
}

inline void as_comparison(benchmark::internal::Benchmark* benchmark) {
  benchmark->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
}

}  // namespace lemmata
