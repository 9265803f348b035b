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

/// What a side does, in the processor time of this program: other programs, which may interrupt it,
/// do not count.
template <class Side>
Work in_processor_time(std::int64_t amount, Side& side) {
  const std::clock_t begin = std::clock();
  const std::int64_t done = side(amount).amount;
  return {done, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC};
}

template <class Side>
int threads_of(const Side& side) {
  if constexpr (requires { side.threads(); }) {
    return side.threads();
  } else {
    return 1;
  }
}

/// How much of a work fills about so many seconds of each of its threads, found by doing it.
template <class Side>
std::int64_t amount_that_takes(double seconds, Side& side) {
  const double wanted = seconds * threads_of(side);
  Work done = in_processor_time(1, side);
  while (done.seconds < wanted / 2) {
    const double growth = std::clamp(0.75 * wanted / done.seconds, 2.0, 16.0);
    const double amount = growth * static_cast<double>(done.amount);
    done = in_processor_time(static_cast<std::int64_t>(amount), side);
  }
  return done.amount;
}

inline void report_ratio(benchmark::State& state, const Ratio& ratio, const char* unit) {
  state.counters["of"] = ratio.of;
  state.counters["to"] = ratio.to;
  state.counters["ratio"] = ratio.ratio;
  state.counters["least"] = ratio.least;
  state.counters["greatest"] = ratio.greatest;
  state.SetLabel(unit);
}

/// Sides are called with the amount to do, and return the `Work` that they did. Those that busy
/// several threads say how many: `threads()`.
template <class Of, class To>
void compare(benchmark::State& state, const Quantity& quantity, Of&& of, To&& to) {
  const ComparisonEffort effort = comparison_effort;
  // It takes time to start threads.
  const double seconds = (threads_of(of) > 1 ? 2 : 1) * effort.seconds;
  PairedRatio measured;
  for (auto _ : state) {
    const std::int64_t amount_of = amount_that_takes(seconds, of);
    const std::int64_t amount_to = amount_that_takes(seconds, to);
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

/// The same in processor time, for sides that keep one thread busy.
template <class Of, class To>
void compare_single_threads(benchmark::State& state, const Quantity& quantity, Of&& of, To&& to) {
  compare(
      state, quantity, [&](std::int64_t amount) { return in_processor_time(amount, of); },
      [&](std::int64_t amount) { return in_processor_time(amount, to); });
}

inline void as_comparison(benchmark::internal::Benchmark* benchmark) {
  benchmark->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
}

}  // namespace lemmata
