// A worker of A3C beside its bare environment: steps while it learns beside steps with random
// actions, and an update beside as many bare steps.

#include <memory>
#include <string>

#include "algorithms/environments/acrobot.hpp"
#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/environments/mountain_car.hpp"
#include "algorithms/environments/tabular_environment.hpp"
#include "algorithms/features/fourier_basis.hpp"
#include "algorithms/features/state_indicators.hpp"
#include "algorithms/features/tile_coding.hpp"
#include "bare_steps.hpp"
#include "learning.hpp"

namespace lemmata {
namespace {

/// One worker, rollouts of 20 steps. Argument: its environments.
template <class Environment, class Basis>
void a3c_learning_over_bare(benchmark::State& state, const Environment& environment,
                            const Basis& basis, Optimiser optimiser = Optimiser::sgd) {
  RolloutOptions options = rollouts(20);
  options.environments = static_cast<int>(state.range(0));
  Learning learning{linear_problem(environment, basis, options), {.rule = rule(optimiser)}, 1};
  compare_single_threads(state, steps_per_second, learning, BareSteps{environment});
  learning.require_sound(state);
}

TabularEnvironment table(const std::string& name) {
  return TabularEnvironment{shipped_mdp(name), 200};
}
void a3c_learning_over_bare_table(benchmark::State& state, const std::string& name) {
  const TabularEnvironment environment = table(name);
  a3c_learning_over_bare(state, environment, StateIndicators{environment.states()});
}

#define LEMMATA_LEARNING(name, ...)                            \
  BENCHMARK_CAPTURE(a3c_learning_over_bare, name, __VA_ARGS__) \
      ->ArgName("environments")                                \
      ->Arg(1)                                                 \
      ->Arg(4)                                                 \
      ->Arg(8)                                                 \
      ->Apply(as_comparison)
LEMMATA_LEARNING(cart_pole_5_polynomials, CartPole{}, polynomials(1));
LEMMATA_LEARNING(cart_pole_15_polynomials, CartPole{}, polynomials(2));
LEMMATA_LEARNING(cart_pole_15_polynomials_rmsprop, CartPole{}, polynomials(2), Optimiser::rmsprop);
LEMMATA_LEARNING(cart_pole_35_polynomials, CartPole{}, polynomials(3));
LEMMATA_LEARNING(cart_pole_64_tiles, CartPole{},
                 TileCoding<4>{CartPole::observation_box(), 4, {1, 1, 1, 1}});
LEMMATA_LEARNING(cart_pole_16_fourier, CartPole{}, FourierBasis<4>{CartPole::observation_box(), 1});
LEMMATA_LEARNING(cart_pole_81_fourier, CartPole{}, FourierBasis<4>{CartPole::observation_box(), 2});
LEMMATA_LEARNING(mountain_car_64_tiles, MountainCar{},
                 TileCoding<2>{MountainCar::observation_box(), 4, {3, 3}});
LEMMATA_LEARNING(mountain_car_512_tiles, MountainCar{},
                 TileCoding<2>{MountainCar::observation_box(), 8, {7, 7}});
LEMMATA_LEARNING(acrobot_256_tiles, Acrobot{},
                 TileCoding<6>{Acrobot::observation_box(), 4, {1, 1, 1, 1, 1, 1}});
#define LEMMATA_LEARNING_TABLE(name, file)                    \
  BENCHMARK_CAPTURE(a3c_learning_over_bare_table, name, file) \
      ->ArgName("environments")                               \
      ->Arg(1)                                                \
      ->Arg(8)                                                \
      ->Apply(as_comparison)
LEMMATA_LEARNING_TABLE(frozen_lake, "frozen-lake-4x4");
LEMMATA_LEARNING_TABLE(taxi, "taxi");

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
  compare_single_threads(state, nanoseconds, Updates{steps}, as_many);
}
BENCHMARK(a3c_update_over_bare_steps)->ArgName("n")->Arg(5)->Arg(20)->Apply(as_comparison);

}  // namespace
}  // namespace lemmata
