// A3C with N threads beside one, by whom they wait for and how they accumulate gradients; and how
// stale gradients are.

#include <numeric>
#include <vector>

#include "learning.hpp"
#include "worker_counts.hpp"

namespace lemmata {
namespace {

/// CartPole with 15 features, and eight environments a worker, as `lemmata run a3c` learns it.
Learning learning_by(int workers, const Discipline& discipline, Accumulation accumulation) {
  RolloutOptions options = rollouts(20);
  options.environments = 8;
  return {linear_problem(CartPole{}, polynomials(2), options),
          {.rule = rule(Optimiser::sgd), .discipline = discipline, .accumulation = accumulation},
          workers};
}

/// Argument: workers. One over one says how exact the comparison is.
void a3c_workers_over_one(benchmark::State& state, const Discipline& discipline,
                          Accumulation accumulation) {
  Learning many = learning_by(static_cast<int>(state.range(0)), discipline, accumulation);
  Learning one = learning_by(1, discipline, accumulation);
  compare(state, steps_per_second, many, one);
  many.require_sound(state);
}

const auto asynchronous = Discipline::asynchronous();
const auto synchronous = Discipline::synchronous();
const auto stale_synchronous = Discipline::stale_synchronous(8);

#define LEMMATA_WORKERS(name, discipline, accumulation)                                 \
  BENCHMARK_CAPTURE(a3c_workers_over_one, name, discipline, Accumulation::accumulation) \
      ->Apply(with_workers)                                                             \
      ->Apply(as_comparison)
LEMMATA_WORKERS(asynchronous_locked, asynchronous, locked);
LEMMATA_WORKERS(asynchronous_sharded, asynchronous, sharded);
LEMMATA_WORKERS(asynchronous_atomic, asynchronous, atomic);
LEMMATA_WORKERS(stale_synchronous_8_locked, stale_synchronous, locked);
LEMMATA_WORKERS(stale_synchronous_8_sharded, stale_synchronous, sharded);
LEMMATA_WORKERS(stale_synchronous_8_atomic, stale_synchronous, atomic);
LEMMATA_WORKERS(synchronous, synchronous, locked);  // one delivery a round

/// The staleness that so great a share of gradients does not exceed.
std::int64_t quantile(const std::vector<std::int64_t>& histogram, double share) {
  const auto all = std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0});
  std::int64_t staleness = 0, below = histogram.front();
  while (static_cast<double>(below) < share * static_cast<double>(all)) {
    below += histogram[static_cast<std::size_t>(++staleness)];
  }
  return staleness;
}

double mean(const std::vector<std::int64_t>& histogram) {
  double total = 0, gradients = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    gradients += static_cast<double>(histogram[i]);
    total += static_cast<double>(i) * static_cast<double>(histogram[i]);
  }
  return total / gradients;
}

/// Argument: workers. Over half a million updates; the time is theirs.
void a3c_staleness(benchmark::State& state) {
  const auto workers = static_cast<int>(state.range(0));
  const TrainingProblem problem = linear_problem(CartPole{}, polynomials(2), rollouts(20));
  std::vector<std::int64_t> histogram;
  for (auto _ : state) {
    TrainingState training = start_of(problem, workers);
    histogram = train(problem, {.rule = rule(Optimiser::sgd)}, training, 20 * 500'000).staleness;
  }
  state.counters["mean"] = mean(histogram);
  state.counters["median"] = static_cast<double>(quantile(histogram, 0.5));
  state.counters["99%"] = static_cast<double>(quantile(histogram, 0.99));
  state.counters["greatest"] = static_cast<double>(histogram.size()) - 1;
  state.SetLabel("updates");
}
BENCHMARK(a3c_staleness)->Apply(with_workers)->Apply(as_comparison);

}  // namespace
}  // namespace lemmata
