// Classic control by hand, its bounds, symmetries and starts, and runs of random actions.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "algorithms/environments/acrobot.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/environments/mountain_car.hpp"
#include "algorithms/environments/pendulum.hpp"
#include "algorithms/environments/random_steps.hpp"
#include "algorithms/environments/tabular_environment.hpp"
#include "verification/engine/statistics/experiment.hpp"

namespace lemmata {
namespace {

using std::numbers::pi;
using testing::DoubleNear;
using testing::ElementsAre;

constexpr double infinity = std::numeric_limits<double>::infinity();

double above(double x) { return std::nextafter(x, infinity); }
double below(double x) { return std::nextafter(x, -infinity); }

/// A step, where randomness plays no part.
template <class E>
Transition<typename E::State> stepped(const E& environment, const typename E::State& state,
                                      typename E::Action action) {
  RandomStream random{{}};
  return environment.step(state, action, random);
}

TEST(CartPoleTest, ThePushOfARestingCartByHand) {
  const auto step = stepped(CartPole{}, {0, 0, 0, 0}, 1);
  EXPECT_THAT(step.next,
              ElementsAre(0, DoubleNear(8.0 / 41, 1e-15), 0, DoubleNear(-12.0 / 41, 1e-15)));
  EXPECT_EQ(step.reward, 1);
  EXPECT_FALSE(step.terminated);
}

TEST(CartPoleTest, PlacesMoveByTheVelocitiesBeforeTheStep) {
  const auto step = stepped(CartPole{}, {1, 2, 0.1, -3}, 0);
  EXPECT_DOUBLE_EQ(step.next[0], 1.04);
  EXPECT_DOUBLE_EQ(step.next[2], 0.04);
}

TEST(CartPoleTest, EndsJustBeyondItsBounds) {
  const double twelve_degrees = 12 * pi / 180;
  EXPECT_DOUBLE_EQ(CartPole::steepest, twelve_degrees);
  for (const double sign : {-1.0, 1.0}) {
    const auto ends = [=](double position, double angle) {
      return stepped(CartPole{}, {sign * position, 0, sign * angle, 0}, 0).terminated;
    };
    EXPECT_FALSE(ends(2.4, 0));
    EXPECT_TRUE(ends(above(2.4), 0));
    EXPECT_FALSE(ends(0, CartPole::steepest));
    EXPECT_TRUE(ends(0, above(CartPole::steepest)));
    EXPECT_EQ(stepped(CartPole{}, {sign * 3, 0, 0, 0}, 0).reward, 1);
  }
}

TEST(CartPoleTest, IsNeverTruncatedByItself) {
  CartPole::State state{0, 0, 0.01, 0};
  for (int t = 0; t < 3 * CartPole::step_limit(); ++t) {
    const double falls = state[2] + 0.5 * state[3] + 0.03 * state[0] + 0.08 * state[1];
    const auto step = stepped(CartPole{}, state, falls > 0 ? 1 : 0);
    ASSERT_FALSE(step.terminated) << t;
    state = step.next;
  }
}

TEST(MountainCarTest, ThePullOnTheSlopeByHand) {
  // At 0 the height sin 3x rises at full slope.
  for (int action = 0; action < 3; ++action) {
    const double velocity = 0.01 + 0.001 * (action - 1) - 0.0025;
    EXPECT_THAT(stepped(MountainCar{}, {0, 0.01}, action).next,
                ElementsAre(DoubleNear(velocity, 1e-17), DoubleNear(velocity, 1e-17)));
  }
}

TEST(MountainCarTest, StopsAtTheWallAndAtFullSpeed) {
  EXPECT_THAT(stepped(MountainCar{}, {-1.19, -0.05}, 0).next, ElementsAre(-1.2, 0));
  EXPECT_THAT(stepped(MountainCar{}, {-0.5, -0.07}, 0).next, ElementsAre(-0.5 - 0.07, -0.07));
  EXPECT_THAT(stepped(MountainCar{}, {-0.8, 0.07}, 2).next, ElementsAre(-0.8 + 0.07, 0.07));
  EXPECT_THAT(stepped(MountainCar{}, {0.59, 0.06}, 2).next[0], 0.6);
}

TEST(MountainCarTest, EndsAtTheGoal) {
  EXPECT_TRUE(MountainCar::has_ended({0.5, 0}));
  EXPECT_FALSE(MountainCar::has_ended({below(0.5), 0.07}));
  EXPECT_FALSE(MountainCar::has_ended({0.5, -1e-300}));
  const auto step = stepped(MountainCar{}, {0.49, 0.03}, 2);
  EXPECT_TRUE(step.terminated);
  EXPECT_EQ(step.reward, -1);
}

TEST(AcrobotTest, HangsAndStandsStill) {
  const auto hanging = stepped(Acrobot{}, {0, 0, 0, 0}, 1);
  EXPECT_THAT(hanging.next, ElementsAre(0, 0, 0, 0));
  EXPECT_EQ(hanging.reward, -1);
  EXPECT_FALSE(hanging.terminated);
  const auto standing = stepped(Acrobot{}, {pi, 0, 0, 0}, 1);
  EXPECT_NEAR(std::abs(standing.next[0]), pi, 1e-15);
  EXPECT_EQ(standing.reward, 0);
  EXPECT_TRUE(standing.terminated);
}

TEST(AcrobotTest, EndsAboveItsHeight) {
  // The first link upright and the second level, but for a little.
  EXPECT_FALSE(Acrobot::has_ended({pi, pi / 2 + 1e-12, 0, 0}));
  EXPECT_TRUE(Acrobot::has_ended({pi, pi / 2 - 1e-12, 0, 0}));
  EXPECT_FALSE(Acrobot::has_ended({0, pi, 0, 0}));
  // The first link at 45° beside upright, the second upright or level.
  EXPECT_TRUE(Acrobot::has_ended({3 * pi / 4, pi / 4, 0, 0}));
  EXPECT_FALSE(Acrobot::has_ended({3 * pi / 4, -pi / 4, 0, 0}));
}

/// Kinetic and potential energy of the two links, J, by their centres' velocities.
double energy(const Acrobot::State& state) {
  const auto [angle_1, angle_2, velocity_1, velocity_2] = state;
  const double sum = angle_1 + angle_2, turn = velocity_1 + velocity_2;
  const double across = std::cos(angle_1) * velocity_1 + 0.5 * std::cos(sum) * turn;
  const double up = std::sin(angle_1) * velocity_1 + 0.5 * std::sin(sum) * turn;
  const double kinetic = 0.5 * (0.25 * velocity_1 * velocity_1 + across * across + up * up +
                                velocity_1 * velocity_1 + turn * turn);
  return kinetic - 9.8 * (1.5 * std::cos(angle_1) + 0.5 * std::cos(sum));
}

// Up to the error of Runge-Kutta steps as long as these.
TEST(AcrobotTest, KeepsItsEnergyWithoutTorque) {
  Acrobot::State state{1, -1, 1, 1};
  const double at_first = energy(state), at_rest = energy({0, 0, 0, 0});
  for (int t = 0; t < 30; ++t) {
    state = stepped(Acrobot{}, state, 1).next;
    ASSERT_NEAR(energy(state), at_first, 0.01 * (at_first - at_rest));
  }
}

TEST(AcrobotTest, WrapsAnglesAndClipsVelocities) {
  const auto step = stepped(Acrobot{}, {3.1, -3.1, 12, -28}, 1);
  EXPECT_LE(std::abs(step.next[0]), pi);
  EXPECT_LE(std::abs(step.next[1]), pi);
  EXPECT_LT(step.next[0], 0);  // beyond π
  double fastest_1 = 0, fastest_2 = 0;
  for (int t = 0; t < 50; ++t) {
    const auto fast = stepped(Acrobot{}, {0.1 * t, 0.3 * t, 4 * pi, -9 * pi}, t % 3).next;
    fastest_1 = std::max(fastest_1, std::abs(fast[2]));
    fastest_2 = std::max(fastest_2, std::abs(fast[3]));
  }
  EXPECT_EQ(fastest_1, 4 * pi);
  EXPECT_EQ(fastest_2, 9 * pi);
}

TEST(PendulumTest, AStepByHand) {
  const auto step = stepped(ContinuousPendulum{}, {pi / 2, 1}, -1.5);
  const double velocity = 1 + 0.05 * (15 - 4.5);
  EXPECT_THAT(step.next, ElementsAre(DoubleNear(pi / 2 + 0.05 * velocity, 1e-15),
                                     DoubleNear(velocity, 1e-15)));
  EXPECT_NEAR(step.reward, -(pi * pi / 4 + 0.1 + 0.00225), 1e-15);
  EXPECT_FALSE(step.terminated);
}

TEST(PendulumTest, ClipsTorqueAndVelocity) {
  const ContinuousPendulum pendulum;
  for (const double sign : {-1.0, 1.0}) {
    const auto clipped = stepped(pendulum, {1, 0}, sign * infinity);
    const auto largest = stepped(pendulum, {1, 0}, sign * 2);
    EXPECT_EQ(clipped.next, largest.next);
    EXPECT_EQ(clipped.reward, largest.reward);
    EXPECT_NE(stepped(pendulum, {1, 0}, sign * 1.9).reward, largest.reward);
    EXPECT_EQ(stepped(pendulum, {sign * 1.5, sign * 7.9}, 0).next[1], sign * 8);
  }
}

TEST(PendulumTest, AngleInRewardsIsTheDistanceFromUpright) {
  for (const double turns : {-3.0, -1.0, 1.0, 2.0}) {
    EXPECT_NEAR(stepped(ContinuousPendulum{}, {0.4 + turns * 2 * pi, 0}, 0).reward, -0.16, 1e-14);
  }
  EXPECT_NEAR(stepped(ContinuousPendulum{}, {pi + 0.1, 0}, 0).reward, -(pi - 0.1) * (pi - 0.1),
              1e-14);
}

TEST(PendulumTest, LevelsAreEvenlySpacedTorques) {
  const DiscretisedPendulum pendulum{5};
  EXPECT_EQ(pendulum.actions(), 5);
  for (int action = 0; action < 5; ++action) {
    EXPECT_EQ(pendulum.torque(action), action - 2);
    const auto step = stepped(pendulum, {1, 2}, action);
    const auto same = stepped(ContinuousPendulum{}, {1, 2}, action - 2.0);
    EXPECT_EQ(step.next, same.next);
    EXPECT_EQ(step.reward, same.reward);
  }
  EXPECT_THAT(DiscretisedPendulum{2}.torque(0), -2);
  EXPECT_THAT(DiscretisedPendulum{2}.torque(1), 2);
  EXPECT_THROW(DiscretisedPendulum{1}, std::invalid_argument);
}

/// A number in ±largest.
double any_within(double largest) { return largest * *rc::gen::inRange(-1000, 1001) / 1000; }

template <std::size_t n>
std::array<double, n> opposite(std::array<double, n> x) {
  for (double& entry : x) entry = -entry;
  return x;
}

// The mirror image of a step is the step of the mirror image.
RC_GTEST_PROP(MirrorTest, CartPole, ()) {
  const CartPole::State state{any_within(2), any_within(3), any_within(1), any_within(3)};
  const int action = *rc::gen::inRange(0, 2);
  RC_ASSERT(stepped(CartPole{}, opposite(state), 1 - action).next ==
            opposite(stepped(CartPole{}, state, action).next));
}

RC_GTEST_PROP(MirrorTest, Acrobot, ()) {
  const Acrobot::State state{any_within(3), any_within(3), any_within(12), any_within(28)};
  const int action = *rc::gen::inRange(0, 3);
  RC_ASSERT(stepped(Acrobot{}, opposite(state), 2 - action).next ==
            opposite(stepped(Acrobot{}, state, action).next));
}

RC_GTEST_PROP(MirrorTest, Pendulum, ()) {
  const Pendulum::State state{any_within(20), any_within(8)};
  const double torque = any_within(3);
  const auto step = stepped(ContinuousPendulum{}, state, torque);
  const auto mirrored = stepped(ContinuousPendulum{}, opposite(state), -torque);
  RC_ASSERT(mirrored.next == opposite(step.next));
  RC_ASSERT(mirrored.reward == step.reward);
  RC_ASSERT(step.reward <= 0);
  RC_ASSERT(!step.terminated);
}

/// Starts lie in centre ± half_width, entry by entry, with the moments of the uniform distribution.
template <class E>
void expect_uniform_starts(const E& environment, const std::vector<double>& centre,
                           const std::vector<double>& half_width) {
  const std::size_t n = centre.size();
  const auto scaled = [=](const typename E::State& state, std::size_t i) {
    return half_width[i] == 0 ? 0.0 : (state[i] - centre[i]) / half_width[i];
  };
  RandomStream random{{.seed = 1}};
  for (int k = 0; k < 1000; ++k) {
    const auto state = environment.start(random);
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_LE(std::abs(state[i] - centre[i]), half_width[i] * (1 + 1e-14));
    }
  }
  Vector<double> moments(static_cast<Eigen::Index>(2 * n));
  for (std::size_t i = 0; i < n; ++i) {
    moments.segment<2>(static_cast<Eigen::Index>(2 * i)) << 0, half_width[i] == 0 ? 0 : 1.0 / 3;
  }
  const auto sample = [=](RandomStream& stream) -> Vector<double> {
    const auto state = environment.start(stream);
    Vector<double> result(static_cast<Eigen::Index>(2 * n));
    for (std::size_t i = 0; i < n; ++i) {
      const double x = scaled(state, i);
      result.segment<2>(static_cast<Eigen::Index>(2 * i)) << x, x * x;
    }
    return result;
  };
  ExperimentTest test{means_equal(moments, Bounded{-1, 1}, sample), 1e-9};
  test.add(test.draw({.seed = 2}, 20000));
  EXPECT_FALSE(test.rejects());
}

TEST(StartTest, IsUniformInItsRange) {
  expect_uniform_starts(CartPole{}, {0, 0, 0, 0}, {0.05, 0.05, 0.05, 0.05});
  expect_uniform_starts(MountainCar{}, {-0.5, 0}, {0.1, 0});
  expect_uniform_starts(Acrobot{}, {0, 0, 0, 0}, {0.1, 0.1, 0.1, 0.1});
  expect_uniform_starts(ContinuousPendulum{}, {0, 0}, {pi, 1});
}

template <class E>
void expect_refusal_of_other_actions(const E& environment) {
  RandomStream random{{}};
  const auto state = environment.start(random);
  for (const int action : {-1, environment.actions(), std::numeric_limits<int>::max(),
                           std::numeric_limits<int>::min()}) {
    EXPECT_THROW(environment.step(state, action, random), std::out_of_range);
  }
  EXPECT_NO_THROW(environment.step(state, 0, random));
  EXPECT_NO_THROW(environment.step(state, environment.actions() - 1, random));
}

TEST(ActionTest, OthersAreRefused) {
  expect_refusal_of_other_actions(CartPole{});
  expect_refusal_of_other_actions(MountainCar{});
  expect_refusal_of_other_actions(Acrobot{});
  expect_refusal_of_other_actions(DiscretisedPendulum{3});
  EXPECT_THROW(stepped(ContinuousPendulum{}, {0, 0}, std::nan("")), std::out_of_range);
}

template <class E>
void expect_starts_in_box(const E& environment) {
  const auto box = E::observation_box();
  RandomStream random{{}};
  for (int k = 0; k < 100; ++k) {
    const auto seen = environment.observation(environment.start(random));
    for (std::size_t i = 0; i < seen.size(); ++i) {
      EXPECT_TRUE(box.low[i] <= seen[i] && seen[i] <= box.high[i]);
    }
  }
}

TEST(ObservationBoxTest, HoldsTheStarts) {
  expect_starts_in_box(CartPole{});
  expect_starts_in_box(MountainCar{});
  expect_starts_in_box(Acrobot{});
  expect_starts_in_box(ContinuousPendulum{});
}

}  // namespace
}  // namespace lemmata
