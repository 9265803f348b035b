// Finite MDPs: one worked by hand, and invariants of random ones.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.hpp"
#include "theory/fields/errors.hpp"
#include "theory/mdp/average_reward.hpp"
#include "theory/mdp/return_variance.hpp"
#include "theory/mdp/trajectories.hpp"
#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

using R = Rational;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

R over(int numerator, int denominator) { return R{numerator} / R{denominator}; }

/// γ = 1/2, μ = (3/4, 1/4), π(·|0) = (1/2, 1/2), π(·|1) = (1/4, 3/4).
///   0 ─a0─▶ 1 with reward 2;   0 ─a1─▶ 0 with reward 0, or the end with reward 4, evenly
///   1 ─a0─▶ the end with reward 1;   1 ─a1─▶ 0 with reward −1
TransitionTable by_hand() {
  return {.name = "by hand",
          .discount = {1, -1},
          .start = {{3, 0}, {1, 0}},
          .outcomes = {{{{{1, 0}, 1, {2, 0}, false}},
                        {{{5, 0}, 0, {0, 0}, false}, {{5, 0}, 0, {4, 0}, true}}},
                       {{{{1, 0}, 0, {1, 0}, true}}, {{{1, 0}, 0, {-1, 0}, false}}}}};
}

class ByHandTest : public testing::Test {
 protected:
  FiniteMdp<R> mdp = in_field<R>(by_hand());
  Policy<R> pi = matrix(over(1, 2), over(1, 2), over(1, 4), over(3, 4));

  static Vector<R> vector(const R& a, const R& b) { return Vector<R>{{a, b}}; }
  static Matrix<R> matrix(const R& a, const R& b, const R& c, const R& d) {
    return Matrix<R>{{a, b}, {c, d}};
  }
};

TEST_F(ByHandTest, ModelIsReadOff) {
  EXPECT_EQ(mdp.discount, over(1, 2));
  EXPECT_EQ(mdp.start, vector(over(3, 4), over(1, 4)));
  EXPECT_EQ(expected_rewards(mdp), matrix(R{2}, R{2}, R{1}, R{-1}));
  EXPECT_EQ(policy_rewards(mdp, pi), vector(R{2}, over(-1, 2)));
  EXPECT_EQ(policy_transitions(mdp, pi), matrix(over(1, 4), over(1, 2), over(3, 4), R{0}));
  EXPECT_EQ(successor_distribution(mdp, 0, 1), vector(over(1, 2), R{0}));
  EXPECT_EQ(successor_distribution(mdp, 1, 0), vector(R{0}, R{0}));
}

TEST_F(ByHandTest, VarianceOfTheReturnByCause) {
  // One step: V_1 = (2, −1/2); Q_1 = (2, 2 | 1, −1), of which only the outcomes of (0, a1) vary,
  // by 4.
  const auto one = return_variance(mdp, pi, 1);
  EXPECT_EQ(one.start, over(3, 16) * over(25, 4));
  EXPECT_EQ(one.policy, over(1, 4) * over(3, 4));
  EXPECT_EQ(one.environment, over(3, 4) * over(1, 2) * R{4});
  // G is 2, 0, 4, 1, −1 with probabilities 6, 3, 3, 1, 3 of 16: E[G] = 22/16, E[G²] = 76/16.
  EXPECT_EQ(one.total(), over(76, 16) - over(22, 16) * over(22, 16));
  EXPECT_EQ(return_variance(mdp, pi, 0).total(), R{0});
}

TEST_F(ByHandTest, VarianceOfTheReturnOfTwoSteps) {
  // Targets from V_1 = (2, −1/2): (0,a0) 2 − 1/4, (0,a1) 1 or 4 evenly, (1,a0) 1, (1,a1) −1 + 1; so
  // Q_2 = (7/4, 5/2 | 1, 0) and V_2 = (17/8, 1/4).
  const auto two = return_variance(mdp, pi, 2);
  EXPECT_EQ(two.start, over(3, 16) * power(over(17, 8) - over(1, 4), 2));
  // The second step as above, times γ² = 1/4 and from Pr(s_1 = ·) = (3/8, 3/8).
  EXPECT_EQ(two.policy, over(3, 4) * over(9, 64) + over(1, 4) * over(3, 16) +
                            over(1, 4) * over(3, 8) * over(3, 4));
  EXPECT_EQ(two.environment, over(3, 8) * over(9, 4) + over(1, 4) * over(3, 16) * R{4});
}

TEST_F(ByHandTest, Values) {
  const Vector<R> values = vector(over(12, 5), over(2, 5));
  EXPECT_EQ(policy_values(mdp, pi), values);
  EXPECT_EQ(action_values(mdp, values), matrix(over(11, 5), over(13, 5), R{1}, over(1, 5)));
  EXPECT_EQ(advantages(mdp, pi), matrix(over(-1, 5), over(1, 5), over(3, 5), over(-1, 5)));
  EXPECT_EQ(bellman(mdp, pi, vector(R{4}, R{8})), vector(over(9, 2), R{1}));
  EXPECT_EQ(bellman_optimality(mdp, vector(R{4}, R{8})), vector(R{6}, R{1}));
}

TEST_F(ByHandTest, VisitationAndPerformance) {
  EXPECT_EQ(visitation(mdp, pi), vector(over(27, 25), over(13, 25)));
  EXPECT_EQ(performance(mdp, pi), over(19, 10));
  EXPECT_EQ(performance_by_visitation(mdp, pi), over(19, 10));
  EXPECT_EQ(stationary_distribution(mdp, pi), vector(over(5, 8), over(3, 8)));
}

TEST_F(ByHandTest, AverageReward) {
  // From 0 half of a1 ends, 1/4 in all, and from 1 all of a0, 1/4; μ restarts them.
  EXPECT_EQ(restarting_transitions(mdp, pi),
            matrix(over(7, 16), over(9, 16), over(15, 16), over(1, 16)));
  EXPECT_TRUE(is_unichain(mdp, pi));
  // ρ = (5/8, 3/8), r_π = (2, −1/2); h(0) − h(1) = (5/2)/(3/2), and ρ·h = 0.
  EXPECT_EQ(average_reward(mdp, pi), over(17, 16));
  const auto [gain, bias] = gain_and_bias(mdp, pi);
  EXPECT_EQ(gain, over(17, 16));
  EXPECT_EQ(bias, vector(over(5, 8), over(-25, 24)));
  // μ·h = 5/24.
  EXPECT_EQ(differential_action_values(mdp, {gain, bias}),
            matrix(over(-5, 48), over(65, 48), over(7, 48), over(-23, 16)));
}

TEST_F(ByHandTest, HorizonValues) {
  EXPECT_EQ(horizon_values(mdp, pi, 0), vector(R{0}, R{0}));
  EXPECT_EQ(horizon_values(mdp, pi, 1), vector(R{2}, over(-1, 2)));
  EXPECT_EQ(horizon_values(mdp, pi, 2), vector(over(17, 8), over(1, 4)));
  EXPECT_EQ(horizon_performance(mdp, pi, 1), over(11, 8));
  EXPECT_EQ(horizon_performance(mdp, pi, 2), over(53, 32));
}

TEST_F(ByHandTest, TrajectoriesAndTheirProbabilities) {
  std::vector<std::string> found;
  for_each_trajectory(mdp, pi, 2, [&](const Trajectory<R>& trajectory) {
    std::string text;
    for (const Step<R>& step : trajectory.steps) {
      text += fmt::format("s{} a{} {}, ", step.state, step.action, to_string(step.reward));
    }
    found.push_back(text + to_string(trajectory.probability));
  });
  EXPECT_THAT(found, ElementsAre("s0 a0 2, s1 a0 1, 3/32", "s0 a0 2, s1 a1 -1, 9/32",
                                 "s0 a1 0, s0 a0 2, 3/32", "s0 a1 0, s0 a1 0, 3/64",
                                 "s0 a1 0, s0 a1 4, 3/64", "s0 a1 4, 3/16",  //
                                 "s1 a0 1, 1/16", "s1 a1 -1, s0 a0 2, 3/32",
                                 "s1 a1 -1, s0 a1 0, 3/64", "s1 a1 -1, s0 a1 4, 3/64"));
  EXPECT_EQ(trajectory_count(by_hand(), 2), 10U);
}

TEST_F(ByHandTest, TheOptimumIsTheGreedyFixedPoint) {
  // Always a1 in 0 and a0 in 1: V(0) = 2 + V(0)/4, V(1) = 1; a0 in 0 gives 5/2.
  const Vector<R> optimal = vector(over(8, 3), R{1});
  EXPECT_EQ(bellman_optimality(mdp, optimal), optimal);
  EXPECT_EQ(greedy_policy(action_values(mdp, optimal)), matrix(R{0}, R{1}, R{1}, R{0}));
}

TEST_F(ByHandTest, MayNeverEndUnderAPolicyThatAvoidsTheEnds) {
  const auto deterministic = [](int in_0, int in_1) {
    Policy<R> policy = Policy<R>::Constant(2, 2, R{0});
    policy(0, in_0) = policy(1, in_1) = R{1};
    return policy;
  };
  EXPECT_FALSE(may_never_end(mdp, pi));
  EXPECT_FALSE(may_never_end(mdp, deterministic(0, 0)));
  EXPECT_FALSE(may_never_end(mdp, deterministic(1, 1)));
  EXPECT_TRUE(may_never_end(mdp, deterministic(0, 1)));
}

TEST(GreedyPolicyTest, TiesGoToTheFirstAction) {
  Matrix<R> q(3, 3);
  q << R{1}, R{1}, R{1}, R{0}, R{2}, R{2}, R{3}, R{0}, R{3};
  Policy<R> expected = Policy<R>::Constant(3, 3, R{0});
  expected(0, 0) = expected(1, 1) = expected(2, 0) = R{1};
  EXPECT_EQ(greedy_policy(q), expected);
}

/// 0 → 1 → … → S−1 → the end, or round in a circle; reward 1 a step.
TransitionTable corridor(int states, bool ends) {
  TransitionTable table{.name = {}, .discount = {1, 0}, .start = {}, .outcomes = {}};
  for (int s = 0; s < states; ++s) {
    const bool last = s == states - 1;
    table.start.push_back({s == 0 ? 1 : 0, 0});
    table.outcomes.push_back({{{{1, 0}, last ? 0 : s + 1, {1, 0}, last && ends}}});
  }
  return table;
}

TEST(UndiscountedTest, ValuesCountTheStepsToTheEnd) {
  const auto mdp = in_field<R>(corridor(3, true));
  const Policy<R> only = Policy<R>::Constant(3, 1, R{1});
  EXPECT_EQ(policy_values(mdp, only), (Vector<R>{{R{3}, R{2}, R{1}}}));
  EXPECT_EQ(visitation(mdp, only), (Vector<R>{{R{1}, R{1}, R{1}}}));
}

template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const SingularSystem& error) {
    return error.what();
  }
  return "nothing was thrown";
}

template <class F>
class NeverEndingTest : public testing::Test {};
using Fields = testing::Types<Modular, Rational, Ball, double, Dual<Rational>>;
TYPED_TEST_SUITE(NeverEndingTest, Fields, );

TYPED_TEST(NeverEndingTest, HasNoValueWithoutDiscount) {
  using F = TypeParam;
  const TransitionTable table = corridor(3, false);
  FiniteMdp<F> mdp{3, 1};
  mdp.discount = F{1};
  mdp.start(0) = F{1};
  for (int s = 0; s < 3; ++s) mdp.outcomes(s, 0) = {{F{1}, (s + 1) % 3, F{1}, false}};
  const Policy<F> only = Policy<F>::Constant(3, 1, F{1});
  EXPECT_THAT(message_of([&] { policy_values(mdp, only); }), HasSubstr("with γ = 1 every state"));
  EXPECT_THAT(message_of([&] { performance(mdp, only); }), HasSubstr("must reach an end"));
  EXPECT_THAT(message_of([&] { visitation(mdp, only); }), HasSubstr("with γ = 1 every state"));
}

template <class F>
class AverageRewardTest : public testing::Test {
 protected:
  /// 0 leads to the given state, 1 to itself, 2 ends; reward 1 a step, start in 2.
  static FiniteMdp<F> from_0_to(int next) {
    FiniteMdp<F> mdp{3, 1};
    mdp.start(2) = F{1};
    mdp.outcomes(0, 0) = {{F{1}, next, F{1}, false}};
    mdp.outcomes(1, 0) = {{F{1}, 1, F{1}, false}};
    mdp.outcomes(2, 0) = {{F{1}, 0, F{1}, true}};
    return mdp;
  }
  const Policy<F> only = Policy<F>::Constant(3, 1, F{1});
};
TYPED_TEST_SUITE(AverageRewardTest, Fields, );

TYPED_TEST(AverageRewardTest, IsRefusedWhereItDependsOnTheStart) {
  // Whether 0 is transient or not, neither 1 nor 2 is ever left.
  for (const int next : {0, 1, 2}) {
    const auto mdp = this->from_0_to(next);
    EXPECT_FALSE(is_unichain(mdp, this->only));
    EXPECT_THAT(message_of([&] { stationary_distribution(mdp, this->only); }),
                HasSubstr("one recurrent class"));
    EXPECT_THAT(message_of([&] { average_reward(mdp, this->only); }),
                HasSubstr("one recurrent class"));
    EXPECT_THAT(message_of([&] { gain_and_bias(mdp, this->only); }),
                HasSubstr("one recurrent class"));
  }
}

TYPED_TEST(AverageRewardTest, AllowsTransientStates) {
  using F = TypeParam;
  auto mdp = this->from_0_to(1);
  mdp.start = Vector<F>::Constant(3, F{0});
  mdp.start(0) = F{1};
  EXPECT_TRUE(is_unichain(mdp, this->only));
  mdp.outcomes(0, 0)[0].next_state = 2;
  EXPECT_FALSE(is_unichain(mdp, this->only));
}

TEST(UndiscountedTest, TheBiasOfACircleTellsWhereTheRewardLies) {
  // 0 → 1 → 2 → 0, with reward 3 for the step from 2: η = 1, h(s + 1) = h(s) + 1 up to there.
  auto mdp = in_field<R>(corridor(3, false));
  for (int s = 0; s < 3; ++s) mdp.outcomes(s, 0)[0].reward = R{s == 2 ? 3 : 0};
  const Policy<R> only = Policy<R>::Constant(3, 1, R{1});
  const auto [gain, bias] = gain_and_bias(mdp, only);
  EXPECT_EQ(gain, R{1});
  EXPECT_EQ(bias, (Vector<R>{{R{-1}, R{0}, R{1}}}));
}

MdpInstance instance_of(TransitionTable table) {
  MdpInstance instance;
  instance.table = std::move(table);
  return instance;
}

TEST(ErgodicTest, MeansThatAnyStateMayFollowAnyAfterLongEnough) {
  for (const bool ends : {true, false}) {
    TransitionTable circle = corridor(3, ends);
    EXPECT_TRUE(has_one_recurrent_class(instance_of(circle)));
    EXPECT_FALSE(is_ergodic(instance_of(circle))) << "it has period 3";
    circle.outcomes[1][0].push_back({{1, 0}, 0, {}, false});
    EXPECT_TRUE(is_ergodic(instance_of(circle)));
    circle.outcomes[0][0][0].next_state = 0;
    EXPECT_TRUE(has_one_recurrent_class(instance_of(circle)));
    EXPECT_FALSE(is_ergodic(instance_of(circle))) << "0 is absorbing";
  }
}

TEST(StatesThatNeverEndTest, AreFoundThroughAnyPolicy) {
  EXPECT_THAT(states_that_never_end(corridor(4, true)), IsEmpty());
  EXPECT_THAT(states_that_never_end(corridor(3, false)), ElementsAre(0, 1, 2));
  TransitionTable table = by_hand();
  EXPECT_THAT(states_that_never_end(table), IsEmpty());
  table.outcomes[0][1][1].terminal = false;
  table.outcomes[0][0][0].next_state = 0;
  EXPECT_THAT(states_that_never_end(table), ElementsAre(0));
  table.outcomes[1][0][0].weight = {0, 0};
  EXPECT_THAT(states_that_never_end(table), ElementsAre(0, 1));
}

TEST(TableTest, PrintsProbabilitiesAndEnds) {
  EXPECT_EQ(to_string(by_hand()),
            "2 states, 2 actions, γ = 1/2, start (3/4, 1/4)\n"
            "  state  action  probability  next  reward\n"
            "      0       0            1     1       2\n"
            "      0       1          1/2     0       0\n"
            "      0       1          1/2   end       4\n"
            "      1       0            1   end       1\n"
            "      1       1            1     0      -1\n");
}

TEST(TableTest, WeightsThatSumToZeroAreNoDistribution) {
  TransitionTable table = by_hand();
  table.start = {{0, 0}, {0, 0}};
  EXPECT_THROW(in_field<R>(table), DivisionByZero);
}

}  // namespace
}  // namespace lemmata
