// Classic control, held to runs of Gymnasium.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "algorithms/environments/acrobot.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/environments/mountain_car.hpp"
#include "algorithms/environments/pendulum.hpp"

namespace lemmata {
namespace {

using nlohmann::json;

json trace(const std::string& name) {
  return json::parse(std::ifstream{std::string{LEMMATA_TRACES} + "/" + name + ".json"});
}

/// A torque is an array of one.
template <class E>
typename E::Action action_of(const json& step) {
  if constexpr (HasNumberedActions<E>) {
    return step["action"].get<int>();
  } else {
    return step["action"].at(0).get<double>();
  }
}

/// So many units in the last place of x, or of 1 for less.
double units(int count, double x) { return count * 0x1p-53 * std::max(1.0, std::abs(x)); }

/// A step to x may be off by so much: it rounds a few dozen times, and what it rounds may be larger
/// than x.
double rounding(double x) { return units(16, x); }

/// The part of it that a run carries on, after the pendulum's few operations.
double carried(double x) { return units(4, x); }

/// How far two runs of the same actions may come apart by rounding alone: each step adds `carried`,
/// which the later steps enlarge. The factors are those of twins, who leave the run by a small
/// nudge of one coordinate each.
template <class E>
class RoundingGrowth {
 public:
  using State = typename E::State;

  explicit RoundingGrowth(const E& environment) : environment_{environment} {}

  void step(const State& before, typename E::Action action) {
    const auto own = environment_.step(before, action, random_);
    reward_ = rounding(own.reward);
    std::transform(own.next.begin(), own.next.end(), state_.begin(), carried);
    for (Twin& twin : twins_) {
      const auto its = environment_.step(twin.state, action, random_);
      reward_ += std::abs(its.reward - own.reward) / nudge * twin.rounding;
      for (std::size_t i = 0; i < state_.size(); ++i) {
        state_[i] += std::abs(its.next[i] - own.next[i]) / nudge * twin.rounding;
      }
      twin.state = its.next;
    }
    for (std::size_t i = 0; i < state_.size(); ++i) {
      twins_.push_back({own.next, carried(own.next[i])});
      twins_.back().state[i] += nudge;
    }
  }

  const State& state() const { return state_; }
  double reward() const { return reward_; }

 private:
  static constexpr double nudge = 1e-7;

  struct Twin {
    State state;
    double rounding;
  };

  E environment_;
  RandomStream random_{{}};
  std::vector<Twin> twins_;
  State state_{};
  double reward_ = 0;
};

/// Each step alone, from the state that Gymnasium was in.
template <class E>
void expect_every_step_of(const json& trace, const E& environment) {
  RandomStream random{{}};
  typename E::State state = trace["initial_state"];
  for (const json& step : trace["steps"]) {
    const auto transition = environment.step(state, action_of<E>(step), random);
    const typename E::State expected = step["state"];
    for (std::size_t i = 0; i < state.size(); ++i) {
      ASSERT_NEAR(transition.next[i], expected[i], rounding(expected[i]));
    }
    const double reward = step["reward"];
    ASSERT_NEAR(transition.reward, reward, rounding(reward));
    ASSERT_EQ(transition.terminated, step["terminated"].get<bool>());
    state = expected;
  }
}

/// The whole run, from its start on our own. Gymnasium's observations have single precision.
template <class E>
void expect_run_of(const json& trace, const E& environment) {
  RandomStream random{{}};
  RoundingGrowth<E> growth{environment};
  typename E::State state = trace["initial_state"];
  for (const json& step : trace["steps"]) {
    const auto action = action_of<E>(step);
    growth.step(state, action);
    const auto transition = environment.step(state, action, random);
    state = transition.next;
    const typename E::State expected = step["state"];
    for (std::size_t i = 0; i < state.size(); ++i) {
      ASSERT_NEAR(state[i], expected[i], std::max(1e-12, growth.state()[i]));
      ASSERT_LT(growth.state()[i], 1e-9);
    }
    ASSERT_NEAR(transition.reward, step["reward"].get<double>(), std::max(1e-12, growth.reward()));
    ASSERT_EQ(transition.terminated, step["terminated"].get<bool>());
    const typename E::Observation seen = environment.observation(state);
    ASSERT_EQ(step["observation"].size(), seen.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const double single = step["observation"].at(i);
      ASSERT_NEAR(seen[i], single, 0x1p-24 * std::abs(single) + 1e-11);
    }
  }
}

template <class E>
void expect_trace(const std::string& name, std::size_t steps, const E& environment) {
  SCOPED_TRACE(name);
  const json run = trace(name);
  ASSERT_EQ(run["steps"].size(), steps);
  expect_every_step_of(run, environment);
  expect_run_of(run, environment);
}

TEST(EnvironmentTracesTest, CartPole) {
  expect_trace("cart-pole-1", 29, CartPole{});
  expect_trace("cart-pole-2", 14, CartPole{});
}

TEST(EnvironmentTracesTest, MountainCar) {
  expect_trace("mountain-car-1", 200, MountainCar{});
  expect_trace("mountain-car-2", 200, MountainCar{});
}

TEST(EnvironmentTracesTest, Acrobot) {
  expect_trace("acrobot-1", 200, Acrobot{});
  expect_trace("acrobot-2", 200, Acrobot{});
}

// Where the pendulum is upright, errors double within four steps: the last bits in which NumPy's
// sine differs from the C library's have grown to 7e-12 in the end.
TEST(EnvironmentTracesTest, Pendulum) {
  expect_trace("pendulum-1", 200, ContinuousPendulum{});
  expect_trace("pendulum-2", 200, ContinuousPendulum{});
}

}  // namespace
}  // namespace lemmata
