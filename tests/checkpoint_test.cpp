// Training saved and resumed: to the last bit, or refused.

#include "algorithms/a3c/checkpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "algorithms/a3c/linear_worker.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/features/polynomial_basis.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::vector<RunSetting> settings{{"--workers", "2"}, {"--seed", "1"}};
constexpr TrainingOptions rmsprop{
    .rule = {.step_size = 1e-3, .decay_over = 4000, .largest_norm = 50},
    .discipline = {.bound = 0, .averaged = true}};

TrainingProblem cart_pole() {
  return linear_problem(CartPole{}, PolynomialBasis<4>{CartPole::observation_box(), 1},
                        {.steps = 7, .environments = 2});
}

TrainingState trained(std::int64_t steps, int workers = 2) {
  const TrainingProblem problem = cart_pole();
  TrainingState state = start_of(problem, workers);
  train(problem, rmsprop, state, steps);
  return state;
}

TrainingState parsed(const std::string& text, int workers = 2) {
  const TrainingProblem problem = cart_pole();
  const auto is_possible = [](const EpisodeState& episode) { return episode.steps < 500; };
  return parse_checkpoint(text, "a.json", {problem, settings, workers, is_possible});
}

void expect_same(const TrainingState& a, const TrainingState& b) {
  EXPECT_EQ(a.model.parameters, b.model.parameters);
  EXPECT_EQ(a.model.squares, b.model.squares);
  EXPECT_EQ(a.model.steps, b.model.steps);
  EXPECT_EQ(a.model.updates, b.model.updates);
  ASSERT_EQ(a.workers.size(), b.workers.size());
  for (std::size_t i = 0; i < a.workers.size(); ++i) {
    ASSERT_EQ(a.workers[i].episodes.size(), b.workers[i].episodes.size());
    for (std::size_t e = 0; e < a.workers[i].episodes.size(); ++e) {
      EXPECT_EQ(a.workers[i].episodes[e].environment, b.workers[i].episodes[e].environment);
      EXPECT_EQ(a.workers[i].episodes[e].steps, b.workers[i].episodes[e].steps);
      EXPECT_EQ(a.workers[i].episodes[e].total_return, b.workers[i].episodes[e].total_return);
    }
    EXPECT_EQ(a.workers[i].rollouts, b.workers[i].rollouts);
    EXPECT_EQ(a.workers[i].failure, b.workers[i].failure);
  }
}

TEST(CheckpointTest, KeepsEveryBit) {
  TrainingState state = trained(2000);
  state.model.parameters(0) = std::numeric_limits<double>::denorm_min();
  state.model.parameters(1) = -0.0;
  state.model.parameters(2) = std::nextafter(0.1, 1);
  state.model.parameters(3) = std::numeric_limits<double>::max();
  state.model.steps = std::numeric_limits<std::int64_t>::max();
  state.workers[1].failure = "it said \"no\"\nand ∞";
  const TrainingState read = parsed(checkpoint_text(state, settings));
  expect_same(state, read);
  EXPECT_TRUE(std::signbit(read.model.parameters(1)));
}

TEST(CheckpointTest, KeepsWorkersThatHaveNotBegun) {
  const TrainingState state = start_of(cart_pole(), 2);
  expect_same(state, parsed(checkpoint_text(state, settings)));
}

TEST(CheckpointTest, GoesOnAsIfItHadNeverStopped) {
  const TrainingProblem problem = cart_pole();
  for (const int workers : {1, 2}) {
    for (const std::int64_t stop : {0, 700, 1999}) {
      TrainingState state = parsed(checkpoint_text(trained(stop, workers), settings), workers);
      train(problem, rmsprop, state, 4000);
      expect_same(trained(4000, workers), state);
    }
  }
}

TEST(CheckpointTest, IsNotWrittenOfNumbersThatAreNone) {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    TrainingState state = trained(100);
    state.model.parameters(4) = bad;
    EXPECT_THROW(checkpoint_text(state, settings), std::domain_error);
    state = trained(100);
    state.workers[0].episodes[1].environment[2] = bad;
    EXPECT_THROW(checkpoint_text(state, settings), std::domain_error);
    state = trained(100);
    state.workers[0].episodes[1].total_return = bad;
    EXPECT_THROW(checkpoint_text(state, settings), std::domain_error);
  }
}

void expect_refused(const std::string& text, const std::string& reason) {
  try {
    parsed(text);
    ADD_FAILURE() << "accepted, though " << reason;
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr(reason));
    EXPECT_THAT(error.what(), HasSubstr("a.json"));
  }
}

/// A checkpoint with a value put in its place.
std::string with(const std::string& place, const json& value) {
  json whole = json::parse(checkpoint_text(trained(500), settings));
  whole[json::json_pointer(place)] = value;
  return whole.dump();
}
std::string without(const std::string& key, const std::string& place) {
  json whole = json::parse(checkpoint_text(trained(500), settings));
  whole[json::json_pointer(place)].erase(key);
  return whole.dump();
}

TEST(CheckpointTest, IsRefusedIfMadeWithOtherSettings) {
  expect_refused(with("/settings/--workers", "4"), "a.json was made with --workers 4, not 2");
  expect_refused(with("/settings/--seed", "01"), "a.json was made with --seed 01, not 1");
  expect_refused(with("/settings/--clip", "1"), "a.json was made with --clip 1");
  expect_refused(without("--seed", "/settings"), "a.json was made without --seed 1");
  expect_refused(with("/settings/--seed", 1), "settings[\"--seed\"]: must be a string");
}

TEST(CheckpointTest, IsRefusedIfItIsNone) {
  expect_refused("", "the file is empty");
  expect_refused("{\"P\": {}}", "is no checkpoint");
  expect_refused("[]", "is no checkpoint");
  expect_refused("3", "is no checkpoint");
  expect_refused(with("/schema", "lemmata.run/1"), "is no checkpoint");
  expect_refused(with("/schema", 2), "is no checkpoint");
  expect_refused(with("/schema", "lemmata.checkpoint/1"),
                 "of another version of Lemmata: its schema is lemmata.checkpoint/1, not lemmata.");
  const std::string whole = checkpoint_text(trained(500), settings);
  for (std::size_t size = 1; size + 1 < whole.size(); size += 97) {
    expect_refused(whole.substr(0, size), "invalid JSON");
  }
  expect_refused(whole + "x", "invalid JSON");
}

TEST(CheckpointTest, IsRefusedWithoutAPartAndWithAnother) {
  for (const char* key : {"settings", "steps", "updates", "parameters", "squares", "workers"}) {
    expect_refused(without(key, ""), std::string{key} + "\" is missing");
  }
  for (const char* key : {"environment", "steps", "return"}) {
    expect_refused(without(key, "/workers/1/episodes/0"),
                   "[\"episodes\"][0]: \"" + std::string{key} + "\" is missing");
  }
  for (const char* key : {"episodes", "rollouts", "failure"}) {
    expect_refused(without(key, "/workers/1"),
                   "workers[1]: \"" + std::string{key} + "\" is missing");
  }
  expect_refused(with("/more", 1), "unknown key \"more\"");
  expect_refused(with("/workers/0/more", 1), "workers[0]: unknown key \"more\"");
  expect_refused(with("/workers/0/episodes/1/more", 1), "[\"episodes\"][1]: unknown key \"more\"");
}

TEST(CheckpointTest, IsRefusedWithOtherSizes) {
  for (const int workers : {1, 3}) {
    expect_refused(
        checkpoint_text(trained(100, workers), settings),
        "workers: has " + std::to_string(workers) + " entries, not one for each of 2 workers");
  }
  expect_refused(with("/parameters/15", 0.0), "parameters: has 16 entries, not 15");
  expect_refused(with("/squares", {1.0}), "squares: has 1 entries, not 15");
  expect_refused(with("/workers/0/episodes/1/environment", {1.0, 2.0}),
                 "another number of entries");
  json whole = json::parse(checkpoint_text(trained(500), settings));
  whole["workers"][1]["episodes"].erase(1);
  expect_refused(whole.dump(), "an episode in each of its environments");
  expect_refused(with("/workers/1/episodes", json::array()),
                 "is empty, although the worker has delivered rollouts");
}

TEST(CheckpointTest, IsRefusedWithNumbersThatCannotBe) {
  expect_refused(with("/parameters/3", nullptr), "parameters[3]: must be a number, not null");
  expect_refused(with("/parameters/3", "NaN"), "parameters[3]: must be a number, not a string");
  expect_refused(with("/squares/3", -1.0), "a square is negative");
  expect_refused(with("/steps", -1), "steps: must be a whole number from 0");
  expect_refused(with("/steps", 1.5), "steps: must be a whole number from 0");
  expect_refused(with("/updates", std::uint64_t{1} << 63),
                 "updates: must be a whole number from 0");
  expect_refused(with("/workers/1/rollouts", "3"), "rollouts\"]: must be a whole number from 0");
  expect_refused(with("/workers/1/rollouts", std::numeric_limits<std::int64_t>::max()),
                 "rollouts\"]: is more than the steps of all workers");
  expect_refused(with("/workers/1/episodes/0/steps", 500), "cannot be in this state");
  std::string text = with("/steps", 77'777);
  text.replace(text.find("77777"), 5, "NaN");
  expect_refused(text, "NaN is not a JSON number");
  text = with("/workers/0/episodes/0/return", 77'777);
  text.replace(text.find("77777"), 5, "1e999");
  expect_refused(text, "too large for a double");
}

TEST(CheckpointTest, IsRefusedIfNoWorkerIsLeft) {
  TrainingState state = trained(100);
  for (WorkerState& worker : state.workers) worker.failure = "gone";
  expect_refused(checkpoint_text(state, settings), "no worker is left");
}

TEST(CheckpointTest, IsRefusedIfItCannotBeRead) {
  const TrainingProblem problem = cart_pole();
  EXPECT_THROW(read_checkpoint("/nowhere/a.json", {problem, settings, 2}), InputError);
  EXPECT_THROW(read_checkpoint("/", {problem, settings, 2}), InputError);
}

}  // namespace
}  // namespace lemmata
