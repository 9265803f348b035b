// What a step of each environment costs under random actions, each drawn with a word of its own:
// items_per_second are steps on one core. Beside it a random word alone, and what features cost.

#include <benchmark/benchmark.h>

#include <vector>

#include "algorithms/a3c/linear_worker.hpp"
#include "algorithms/environments/acrobot.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/environments/mountain_car.hpp"
#include "algorithms/environments/pendulum.hpp"
#include "algorithms/environments/random_steps.hpp"
#include "algorithms/environments/tabular_environment.hpp"
#include "algorithms/features/fourier_basis.hpp"
#include "algorithms/features/polynomial_basis.hpp"
#include "algorithms/features/tile_coding.hpp"
#include "random_mdp.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t steps = 100'000;

template <class E>
void run_at_random(benchmark::State& state, const E& environment) {
  RandomStream random{{.seed = 1}};
  for (auto _ : state) benchmark::DoNotOptimize(random_steps(environment, steps, random));
  state.SetItemsProcessed(state.iterations() * steps);
}

void cart_pole_steps(benchmark::State& state) { run_at_random(state, CartPole{}); }
void mountain_car_steps(benchmark::State& state) { run_at_random(state, MountainCar{}); }
void acrobot_steps(benchmark::State& state) { run_at_random(state, Acrobot{}); }
void continuous_pendulum_steps(benchmark::State& state) {
  run_at_random(state, ContinuousPendulum{});
}
void discretised_pendulum_steps(benchmark::State& state) {
  run_at_random(state, DiscretisedPendulum{5});
}
BENCHMARK(cart_pole_steps)->Unit(benchmark::kMillisecond);
BENCHMARK(mountain_car_steps)->Unit(benchmark::kMillisecond);
BENCHMARK(acrobot_steps)->Unit(benchmark::kMillisecond);
BENCHMARK(continuous_pendulum_steps)->Unit(benchmark::kMillisecond);
BENCHMARK(discretised_pendulum_steps)->Unit(benchmark::kMillisecond);

/// Argument: states.
void tabular_steps(benchmark::State& state) {
  run_at_random(state, TabularEnvironment{random_mdp(static_cast<int>(state.range(0)), 4, 4)});
}
BENCHMARK(tabular_steps)->Arg(100)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void random_words(benchmark::State& state) {
  RandomStream random{{.seed = 1}};
  for (auto _ : state) {
    std::uint64_t all = 0;
    for (std::int64_t t = 0; t < steps; ++t) all ^= random();
    benchmark::DoNotOptimize(all);
  }
  state.SetItemsProcessed(state.iterations() * steps);
}
BENCHMARK(random_words)->Unit(benchmark::kMillisecond);

/// Of observations all over CartPole's box, four at once; items are observations.
template <class Basis>
void encode(benchmark::State& state, const Basis& basis) {
  const Box<4> box = CartPole::observation_box();
  std::vector<CartPole::Observation> observations{box.low, box.low, box.high, box.high};
  const auto at_once = std::ssize(observations);
  FeaturesOf<Basis> features{codes(basis), static_cast<int>(at_once)};
  const Matrix<double> theta{basis.size(), 0};
  Matrix<double> products{at_once, 0};
  for (auto _ : state) {
    for (CartPole::Observation& x : observations) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] += 0.01 * static_cast<double>(i + 1);
        if (x[i] > box.high[i]) x[i] = box.low[i];
      }
    }
    features.encode(basis, observations, 0, theta, products);
    benchmark::DoNotOptimize(&features);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * at_once);
}

/// Argument: degree.
void polynomial_features(benchmark::State& state) {
  encode(state, PolynomialBasis<4>{CartPole::observation_box(), static_cast<int>(state.range(0))});
}
/// Argument: order.
void fourier_features(benchmark::State& state) {
  encode(state, FourierBasis<4>{CartPole::observation_box(), static_cast<int>(state.range(0))});
}
/// Argument: grids of 8 tiles in each dimension.
void tile_features(benchmark::State& state) {
  encode(state, TileCoding<4>{CartPole::observation_box(), static_cast<int>(state.range(0)), 8});
}
BENCHMARK(polynomial_features)->Arg(2)->Arg(3);
BENCHMARK(fourier_features)->Arg(1)->Arg(3)->Arg(5);
BENCHMARK(tile_features)->Arg(8)->Arg(16);

}  // namespace
}  // namespace lemmata
