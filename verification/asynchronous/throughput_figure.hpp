#pragma once
/// \file
/// Throughput of training as measured, against one bare environment.

#include <algorithm>
#include <chrono>
#include <thread>

#include "algorithms/a3c/linear_worker.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/features/polynomial_basis.hpp"
#include "verification/engine/figure.hpp"
#include "verification/engine/spread.hpp"

namespace lemmata::throughput {

inline constexpr std::int64_t steps_measured = 200'000;

/// Steps a second of one environment alone, whose actions are drawn evenly.
inline double bare_speed(std::uint64_t seed) {
  const CartPole environment;
  RandomStream random{{.seed = seed}};
  const auto begin = std::chrono::steady_clock::now();
  auto state = environment.start(random);
  std::int64_t ended = 0;
  for (std::int64_t t = 0; t < steps_measured; ++t) {
    const auto transition = environment.step(state, static_cast<int>(random() & 1), random);
    state = transition.terminated ? environment.start(random) : transition.next;
    ended += transition.terminated ? 1 : 0;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  // What is not used might not be computed.
  return static_cast<double>(steps_measured + (ended < 0 ? 1 : 0)) / seconds.count();
}

inline double training_speed(const TrainingProblem& problem, int workers, Accumulation accumulation,
                             std::uint64_t seed) {
  TrainingState state = start_of(problem, workers);
  const TrainingReport report =
      train(problem, {.accumulation = accumulation, .seed = seed}, state, steps_measured);
  return static_cast<double>(state.model.steps) / report.seconds;
}

/// Of interleaved repetitions, each against the bare environment just before it.
inline Figure against_the_bare_environment() {
  return {
      .title = "Throughput on this machine",
      .caption =
          "Measured on the machine that wrote this page, which may do other work: environment "
          "steps a second of asynchronous training on CartPole with a quadratic basis, rollouts of "
          "20 steps, against one bare environment run just before, the median of nine interleaved "
          "repetitions with the least and the largest. Dashed: N times one worker, as far as there "
          "are cores.",
      .x_label = "workers",
      .y_label = "steps a second / those of a bare environment",
      .curves = [] {
        constexpr std::uint64_t repetitions = 9;
        const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
        const int most = std::min(2 * cores, 16);
        const TrainingProblem problem =
            linear_problem(CartPole{}, PolynomialBasis{CartPole::observation_box(), 2}, {});
        const auto places = static_cast<std::size_t>(most);
        std::vector<std::vector<double>> locked(places), sharded(places);
        for (std::uint64_t seed = 1; seed <= repetitions; ++seed) {
          for (int workers = 1; workers <= most; ++workers) {
            const auto place = static_cast<std::size_t>(workers - 1);
            const double bare = bare_speed(seed);
            locked[place].push_back(training_speed(problem, workers, Accumulation::locked, seed) /
                                    bare);
            sharded[place].push_back(training_speed(problem, workers, Accumulation::sharded, seed) /
                                     bare);
          }
        }
        Curve median{.label = "one lock: median"}, least{.label = "one lock: least"},
            largest{.label = "one lock: largest"}, shares{.label = "a lock a share: median"},
            linear{.label = "N times one worker, up to the cores", .bound = true};
        for (std::size_t place = 0; place < places; ++place) {
          const Spread under_one_lock = spread_of(locked[place]);
          const double n = static_cast<double>(place + 1);
          median.points.emplace_back(n, under_one_lock.median);
          least.points.emplace_back(n, under_one_lock.least);
          largest.points.emplace_back(n, under_one_lock.largest);
          shares.points.emplace_back(n, spread_of(sharded[place]).median);
          linear.points.emplace_back(
              n, std::min(n, static_cast<double>(cores)) * spread_of(locked[0]).median);
        }
        return std::vector{median, least, largest, shares, linear};
      }};
}

}  // namespace lemmata::throughput
