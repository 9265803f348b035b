// What a delivery into shared parameters costs, sharded and atomic beside locked, from threads that
// do nothing else or work a microsecond in between. The times are those of a thread from one
// delivery to the next, its own microsecond included.

#include <algorithm>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "algorithms/a3c/parameter_store.hpp"
#include "comparison.hpp"

namespace lemmata {
namespace {

/// Multiplications that wait for each other.
double multiplied(int times) {
  double x = 1;
  for (int i = 0; i < times; ++i) {
    x *= 1.0000001;
    benchmark::DoNotOptimize(x);
  }
  return x;
}

/// How many of them take a microsecond here.
int multiplications_of_a_microsecond() {
  constexpr int many = 100'000;
  double least = 1;
  for (int i = 0; i < 10; ++i) {
    least = std::min(least, timed(many, [] { return multiplied(many); }).seconds);
  }
  return static_cast<int>(many * 1e-6 / least);
}

class Deliveries {
 public:
  Deliveries(Accumulation accumulation, Optimiser optimiser, Eigen::Index parameters, int threads,
             int multiplications)
      : store_{parameter_store(LearnedModel{Vector<double>::Zero(parameters)},
                               {.optimiser = optimiser, .step_size = 1e-4}, accumulation)},
        direction_{Vector<double>::Constant(parameters, 1e-3)},
        threads_{threads},
        multiplications_{multiplications} {}

  /// Each thread delivers so often; from the first one's begin to the last one's end.
  Work operator()(std::int64_t amount) {
    std::vector<Clock::time_point> begins(static_cast<std::size_t>(threads_)), ends = begins;
    {
      std::latch start{threads_};
      std::vector<std::jthread> team;
      for (std::size_t i = 0; i < begins.size(); ++i) {
        team.emplace_back([&, i] {
          Snapshot snapshot;
          store_->fetch(snapshot);
          start.arrive_and_wait();
          begins[i] = Clock::now();
          deliver(amount, snapshot);
          ends[i] = Clock::now();
        });
      }
    }
    return {amount, seconds_between(*std::min_element(begins.begin(), begins.end()),
                                    *std::max_element(ends.begin(), ends.end()))};
  }

  int threads() const { return threads_; }

 private:
  void deliver(std::int64_t times, Snapshot& snapshot) {
    for (std::int64_t i = 0; i < times; ++i) {
      multiplied(multiplications_);
      store_->deliver_and_fetch(direction_, 1, snapshot);
    }
  }

  std::unique_ptr<ParameterStore> store_;
  Vector<double> direction_;
  int threads_;
  int multiplications_;
};

/// Arguments: parameters, threads, and whether a microsecond of work is in between.
void a3c_accumulation_over_locked(benchmark::State& state, Accumulation accumulation,
                                  Optimiser optimiser) {
  static const int of_a_microsecond = multiplications_of_a_microsecond();
  const auto threads = static_cast<int>(state.range(1));
  const int multiplications = state.range(2) != 0 ? of_a_microsecond : 0;
  const auto by = [&](Accumulation how) {
    return Deliveries{how, optimiser, state.range(0), threads, multiplications};
  };
  if (threads == 1) {
    compare_single_threads(state, nanoseconds, by(accumulation), by(Accumulation::locked));
  } else {
    compare(state, nanoseconds, by(accumulation), by(Accumulation::locked));
  }
}

#define LEMMATA_ACCUMULATION(accumulation, optimiser)                         \
  BENCHMARK_CAPTURE(a3c_accumulation_over_locked, accumulation##_##optimiser, \
                    Accumulation::accumulation, Optimiser::optimiser)         \
      ->ArgNames({"parameters", "threads", "microseconds"})                   \
      ->ArgsProduct({{16, 64, 256}, {1, 2, 4}, {0, 1}})                       \
      ->Apply(as_comparison)
LEMMATA_ACCUMULATION(sharded, sgd);
LEMMATA_ACCUMULATION(atomic, sgd);
LEMMATA_ACCUMULATION(sharded, rmsprop);

}  // namespace
}  // namespace lemmata
