// A3C beside what bounds it: a worker's steps while it learns beside the bare environment's, an
// update beside as many bare steps, and N workers beside one, by whom they wait for and how they
// accumulate gradients; and how stale gradients are.

#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/a3c/linear_worker.hpp"
#include "algorithms/environments/acrobot.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/environments/mountain_car.hpp"
#include "algorithms/environments/random_steps.hpp"
#include "algorithms/environments/tabular_environment.hpp"
#include "algorithms/features/fourier_basis.hpp"
#include "algorithms/features/polynomial_basis.hpp"
#include "algorithms/features/state_indicators.hpp"
#include "algorithms/features/tile_coding.hpp"
#include "comparison.hpp"
#include "worker_counts.hpp"

namespace lemmata {
namespace {

/// Steps so small and clipped that learning stays stable everywhere.
UpdateRule rule(Optimiser optimiser) {
  return {.optimiser = optimiser, .step_size = 1e-4, .largest_norm = 10};
}

RolloutOptions rollouts(int steps) {
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

  /// Arithmetic on NaN would time something else.
  void require_sound(benchmark::State& state) const {
    if (!state_.model.parameters.allFinite()) state.SkipWithError("learning diverged");
  }

 private:
  TrainingProblem problem_;
  TrainingOptions options_;
  TrainingState state_;
};

/// Steps with random actions and nothing else.
template <class Environment>
class BareSteps {
 public:
  explicit BareSteps(const Environment& environment) : environment_{environment} {}

  Work operator()(std::int64_t steps) {
    return timed(steps, [&] { return random_steps(environment_, steps, random_); });
  }

 private:
  Environment environment_;
  RandomStream random_{{.seed = 1}};
};

/// One worker, rollouts of 20 steps.
template <class Environment, class Basis>
void a3c_learning_over_bare(benchmark::State& state, const Environment& environment,
                            const Basis& basis, Optimiser optimiser = Optimiser::sgd) {
  Learning learning{linear_problem(environment, basis, rollouts(20)), {.rule = rule(optimiser)}, 1};
  compare(state, steps_per_second, learning, BareSteps{environment});
  learning.require_sound(state);
}

PolynomialBasis<4> polynomials(int degree) { return {CartPole::observation_box(), degree}; }

TabularEnvironment table(const std::string& name) {
  return TabularEnvironment{shipped_mdp(name), 200};
}
void a3c_learning_over_bare_table(benchmark::State& state, const std::string& name) {
  const TabularEnvironment environment = table(name);
  a3c_learning_over_bare(state, environment, StateIndicators{environment.states()});
}

#define LEMMATA_LEARNING(name, ...) \
  BENCHMARK_CAPTURE(a3c_learning_over_bare, name, __VA_ARGS__)->Apply(as_comparison)
LEMMATA_LEARNING(cart_pole_5_polynomials, CartPole{}, polynomials(1));
LEMMATA_LEARNING(cart_pole_15_polynomials, CartPole{}, polynomials(2));
LEMMATA_LEARNING(cart_pole_15_polynomials_rmsprop, CartPole{}, polynomials(2), Optimiser::rmsprop);
LEMMATA_LEARNING(cart_pole_35_polynomials, CartPole{}, polynomials(3));
LEMMATA_LEARNING(cart_pole_64_tiles, CartPole{},
                 TileCoding<4>{CartPole::observation_box(), 4, {1, 1, 1, 1}});
LEMMATA_LEARNING(cart_pole_81_fourier, CartPole{}, FourierBasis<4>{CartPole::observation_box(), 2});
LEMMATA_LEARNING(mountain_car_64_tiles, MountainCar{},
                 TileCoding<2>{MountainCar::observation_box(), 4, {3, 3}});
LEMMATA_LEARNING(mountain_car_512_tiles, MountainCar{},
                 TileCoding<2>{MountainCar::observation_box(), 8, {7, 7}});
LEMMATA_LEARNING(acrobot_256_tiles, Acrobot{},
                 TileCoding<6>{Acrobot::observation_box(), 4, {1, 1, 1, 1, 1, 1}});
BENCHMARK_CAPTURE(a3c_learning_over_bare_table, frozen_lake, "frozen-lake-4x4")
    ->Apply(as_comparison);
BENCHMARK_CAPTURE(a3c_learning_over_bare_table, taxi, "taxi")->Apply(as_comparison);

/// Rollouts and deliveries of one worker, without threads around it.
class Updates {
 public:
  explicit Updates(int steps)
      : steps_{steps},
        worker_{CartPole{}, polynomials(2), softmax_head(CartPole{}), rollouts(steps), 1,
                0,          WorkerState{}},
        store_{parameter_store(LearnedModel{Vector<double>::Zero(45)}, rule(Optimiser::sgd),
                               Accumulation::locked)} {
    store_->fetch(snapshot_);
  }

  Work operator()(std::int64_t updates) {
    return timed(updates, [&] {
      for (std::int64_t i = 0; i < updates; ++i) {
        worker_.roll_out(snapshot_.parameters, direction_);
        store_->deliver_and_fetch(direction_, steps_, snapshot_);
      }
      return snapshot_.updates;
    });
  }

 private:
  int steps_;
  LinearWorker<CartPole, PolynomialBasis<4>, SoftmaxHead<2>> worker_;
  std::unique_ptr<ParameterStore> store_;
  Snapshot snapshot_{};
  Vector<double> direction_{};
};

/// Argument: steps of a rollout, and of the environment beside it.
void a3c_update_over_bare_steps(benchmark::State& state) {
  const auto steps = static_cast<int>(state.range(0));
  BareSteps bare{CartPole{}};
  const auto as_many = [&](std::int64_t updates) -> Work {
    return {updates, bare(updates * steps).seconds};
  };
  compare(state, nanoseconds, Updates{steps}, as_many);
}
BENCHMARK(a3c_update_over_bare_steps)->ArgName("n")->Arg(5)->Arg(20)->Apply(as_comparison);

/// CartPole with 15 features.
Learning learning_by(int workers, const Discipline& discipline, Accumulation accumulation) {
  return {linear_problem(CartPole{}, polynomials(2), rollouts(20)),
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
