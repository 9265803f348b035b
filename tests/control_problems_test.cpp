// What A3C is run on by name: how it is judged, and what it refuses.

#include "algorithms/a3c/control_problems.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "algorithms/features/box_scaling.hpp"

namespace lemmata {
namespace {

using testing::ElementsAre;

const ControlEnvironment& environment(const std::string& name) {
  const auto& all = control_environments();
  return *std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
}

TrainingProblem pendulum(int step_limit) {
  RolloutOptions options = environment("pendulum").settings.rollout;
  options.step_limit = step_limit;
  return environment("pendulum").problem({.degree = 1}, options).training;
}

/// A pendulum never ends an episode.
TEST(GreedyEpisodesTest, EndWhereNothingElseEndsThem) {
  const TrainingProblem problem = pendulum(0);
  EXPECT_EQ(problem.greedy_returns(problem.start, {.number = 1}),
            pendulum(1'000'000).greedy_returns(problem.start, {.number = 1}));
}

TEST(GreedyEpisodesTest, AskWhetherTheyGoOn) {
  const TrainingProblem problem = pendulum(1'000'000'000);
  int asked = 0;
  const GreedyEpisodes episodes{.number = 100, .goes_on = [&] { return ++asked < 3; }};
  EXPECT_THROW(problem.greedy_returns(problem.start, episodes), EpisodesStopped);
  EXPECT_EQ(asked, 3);
  // Short ones are not worth it.
  EXPECT_EQ(pendulum(200).greedy_returns(problem.start, episodes).size(), 100U);
  EXPECT_EQ(asked, 3);
}

/// A problem as its environment has it, with tiles, whose index is a number cast to an int.
LinearProblem tiled(const std::string& name) {
  const ControlEnvironment& one = environment(name);
  return one.problem({.kind = FeatureKind::tiles, .tilings = 2, .tiles = 2}, one.settings.rollout);
}

TEST(PossibleStatesTest, AreAllThatWorkersComeTo) {
  for (const ControlEnvironment& one : control_environments()) {
    const LinearProblem problem = tiled(one.name);
    const auto worker = problem.training.worker(5, 0, {});
    // Parameters that push one way are those that go farthest.
    for (const double push : {0.0, 50.0, -50.0}) {
      const Vector<double> parameters =
          Vector<double>::LinSpaced(problem.training.start.size(), push, -push);
      Vector<double> direction;
      for (int rollout = 0; rollout < 300; ++rollout) {
        worker->roll_out(parameters, direction);
        EXPECT_TRUE(problem.is_possible(worker->state().episodes.at(0))) << one.name;
      }
    }
  }
}

TEST(PossibleStatesTest, AreNoOthers) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (const ControlEnvironment& one : control_environments()) {
    const LinearProblem problem = tiled(one.name);
    const auto worker = problem.training.worker(5, 0, {});
    Vector<double> direction;
    worker->roll_out(problem.training.start, direction);
    const EpisodeState state = worker->state().episodes.at(0);
    for (std::size_t i = 0; i < state.environment.size(); ++i) {
      for (const double number : {1e308, -1e308, 300.0, -300.0, none}) {
        EpisodeState changed = state;
        changed.environment[i] = number;
        EXPECT_FALSE(problem.is_possible(changed)) << one.name << " " << i << " " << number;
      }
    }
    EpisodeState longer = state;
    longer.environment.push_back(0);
    EXPECT_FALSE(problem.is_possible(longer));
  }
}

TEST(PossibleStatesTest, AreNotThoseOfEpisodesThatAreOver) {
  const auto is_possible = [](const std::string& name, const std::vector<double>& numbers) {
    return tiled(name).is_possible({.environment = numbers, .steps = 3});
  };
  EXPECT_TRUE(is_possible("cart-pole", {2.3, 0, 0.2, 0}));
  EXPECT_FALSE(is_possible("cart-pole", {2.5, 0, 0.2, 0}));
  EXPECT_TRUE(is_possible("mountain-car", {0.49, 0.01}));
  EXPECT_FALSE(is_possible("mountain-car", {0.55, 0.01}));
  EXPECT_TRUE(is_possible("acrobot", {1.0, 0.5, 0, 0}));
  EXPECT_FALSE(is_possible("acrobot", {3.14, 0.0, 0, 0}));
  EXPECT_TRUE(is_possible("pendulum", {4.3, 8}));  // π + 3·0.05·8
  EXPECT_FALSE(is_possible("pendulum", {4.4, 8}));
  EXPECT_TRUE(tiled("cart-pole").is_possible({.environment = {0, 0, 0, 0}, .steps = 499}));
  EXPECT_FALSE(tiled("cart-pole").is_possible({.environment = {0, 0, 0, 0}, .steps = 500}));
}

TEST(BoxScalingTest, NoNumberIsInTheBoxToo) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const BoxScaling<1> scaling{{{-1}, {3}}};
  EXPECT_EQ(scaling.unit({none})[0], 0);
  EXPECT_EQ(scaling.centred({none})[0], -1);
  EXPECT_EQ(scaling.unit({0})[0], 0.25);
  EXPECT_EQ(scaling.unit({-2})[0], 0);
  EXPECT_EQ(scaling.unit({1e308})[0], 1);
}

TEST(ControlProblemsTest, RefuseMoreFeaturesThanAWorkerHolds) {
  const auto number_of = [](const FeatureChoice& choice) {
    return environment("acrobot").problem(choice, {.steps = 20}).features;
  };
  EXPECT_EQ(number_of({.kind = FeatureKind::polynomial, .degree = 3}), 84);
  EXPECT_EQ(number_of({.kind = FeatureKind::fourier, .degree = 2}), 729);
  EXPECT_EQ(number_of({.kind = FeatureKind::tiles}), 8 * 531'441);
  for (const FeatureChoice& choice :
       {FeatureChoice{.kind = FeatureKind::fourier, .degree = 20},
        FeatureChoice{.kind = FeatureKind::tiles, .tilings = 1, .tiles = 1000}}) {
    EXPECT_THROW(number_of(choice), std::invalid_argument);
  }
  EXPECT_THROW(environment("acrobot").problem({.degree = 20}, {.steps = 1000}),
               std::invalid_argument);
}

/// However few features they have, and where their product is no int.
TEST(ControlProblemsTest, RefuseLongerRolloutsThanAWorkerHolds) {
  const FeatureChoice one_tile{.kind = FeatureKind::tiles, .tilings = 1, .tiles = 1};
  for (const auto& [environments, steps] : {std::pair{1, 10'000'000},
                                            {10'000'000, 1},
                                            {4'000, 4'000},
                                            {1'000'000, 1'000'000},
                                            {65'536, 65'536}}) {
    const RolloutOptions options{.steps = steps, .environments = environments};
    EXPECT_THROW(environment("acrobot").problem(one_tile, options), std::invalid_argument);
    EXPECT_THROW(tabular_problem(FiniteMdp<double>{1, 2}, options), std::invalid_argument);
  }
  EXPECT_NO_THROW(environment("acrobot").problem(one_tile, {.steps = 1000, .environments = 1000}));
}

}  // namespace
}  // namespace lemmata
