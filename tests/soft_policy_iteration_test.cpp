#include "algorithms/soft/soft_policy_iteration.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/soft/annealing.hpp"
#include "algorithms/soft/entropy_frontier.hpp"
#include "algorithms/soft/soft_value_iteration.hpp"
#include "theory/fields/errors.hpp"
#include "theory/mdp/values.hpp"
#include "theory/soft/soft_bellman.hpp"
#include "theory/soft/soft_values.hpp"

namespace lemmata {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// One state, whose action of each reward ends the episode.
FiniteMdp<double> bandit(const std::vector<double>& rewards) {
  FiniteMdp<double> mdp{1, static_cast<int>(rewards.size())};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  for (int a = 0; a < mdp.actions(); ++a) {
    mdp.outcomes(0, a).push_back({1, 0, rewards[static_cast<std::size_t>(a)], true});
  }
  return mdp;
}

/// One state, γ = 1: action 0 ends with reward 0, every other one stays at this cost.
FiniteMdp<double> costly_loops(int loops, double cost) {
  FiniteMdp<double> mdp{1, 1 + loops};
  mdp.discount = 1;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0).push_back({1, 0, 0, true});
  for (int a = 1; a <= loops; ++a) mdp.outcomes(0, a).push_back({1, 0, -cost, false});
  return mdp;
}

TEST(SoftPolicyIterationTest, ABanditIsWorthTheLogSumExpOfItsRewards) {
  const auto soft = solve_by_soft_policy_iteration(bandit({0, std::log(2.0), std::log(5.0)}), 1);
  EXPECT_NEAR(soft.value, std::log(8.0), 1e-15);  // 1 + 2 + 5
  EXPECT_NEAR(soft.policy(0, 0), 1 / 8.0, 1e-15);
  EXPECT_NEAR(soft.policy(0, 1), 2 / 8.0, 1e-15);
  EXPECT_NEAR(soft.policy(0, 2), 5 / 8.0, 1e-15);
  EXPECT_NEAR(soft.plain_return, (2 * std::log(2.0) + 5 * std::log(5.0)) / 8, 1e-15);
  EXPECT_NEAR(soft.value, soft.plain_return + soft.entropy, 1e-15);
  EXPECT_EQ(solve_by_soft_policy_iteration(bandit({3}), 1).iterations, 1);
}

TEST(SoftPolicyIterationTest, TheLargestActionValueIsTakenOutOfTheExponentials) {
  const auto soft = solve_by_soft_policy_iteration(bandit({1e6, -1e6}), 1e-6);
  EXPECT_EQ(soft.value, 1e6);
  EXPECT_EQ(soft.policy(0, 1), 0);
  EXPECT_NEAR(soft.log_policy(0, 1), -2e12, 1);  // though exp of it is 0 in double
  EXPECT_EQ(soft.entropy, 0);
}

// γ = 1/2: in state 0 action 0 earns 1 and stays, action 1 leads to state 1, which earns 0 for ever
// by either action. V(1) = β log 2 + V(1)/2, so V(1) = 2β log 2; V(0) solves
// e^{V/β} = e^{(1 + V/2)/β} + 2, a quadratic in y = e^{V/(2β)}: y² = e^{1/β}y + 2.
TEST(SoftPolicyIterationTest, SolvesTwoStatesByHand) {
  for (const double beta : {0.25, 1.0, 4.0}) {
    FiniteMdp<double> mdp{2, 2};
    mdp.discount = 0.5;
    mdp.start(0) = 1;
    mdp.outcomes(0, 0).push_back({1, 0, 1, false});
    mdp.outcomes(0, 1).push_back({1, 1, 0, false});
    for (int a = 0; a < 2; ++a) mdp.outcomes(1, a).push_back({1, 1, 0, false});
    const double e = std::exp(1 / beta);
    const double y = (e + std::sqrt(e * e + 8)) / 2;
    const auto soft = solve_by_soft_policy_iteration(mdp, beta);
    EXPECT_NEAR(soft.values(0), 2 * beta * std::log(y), 1e-14);
    EXPECT_NEAR(soft.values(1), 2 * beta * std::log(2.0), 1e-14);
    EXPECT_NEAR(soft.policy(0, 1), 2 / (y * y), 1e-14);
    EXPECT_LE(soft.error_bound, 1e-13);
  }
}

// With γ = 1 and m loops at cost c, z = e^{V/β} solves z = 1 + m e^{−c/β} z.
TEST(SoftPolicyIterationTest, WithoutADiscountLoopsMustCostMoreThanTheirEntropyEarns) {
  const auto one = solve_by_soft_policy_iteration(costly_loops(1, 0.5), 1);
  EXPECT_NEAR(one.value, -std::log(1 - std::exp(-0.5)), 1e-14);
  EXPECT_GE(one.error_bound, 0);
  EXPECT_LE(one.error_bound, 1e-14);
  const auto two = solve_by_soft_policy_iteration(costly_loops(2, 0.7), 1);
  EXPECT_NEAR(two.value, -std::log(1 - 2 * std::exp(-0.7)), 1e-12);  // 0.7 > log 2
  EXPECT_THROW(solve_by_soft_policy_iteration(costly_loops(2, 0.69), 1), std::domain_error);
  EXPECT_THROW(solve_by_soft_policy_iteration(costly_loops(2, std::log(2.0)), 1),
               std::domain_error);
  EXPECT_THROW(solve_by_soft_policy_iteration(costly_loops(1, 0), 1e-6), std::domain_error);
}

TEST(SoftPolicyIterationTest, WithoutADiscountAnEndMustBeInReach) {
  FiniteMdp<double> mdp{1, 1};
  mdp.discount = 1;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0).push_back({1, 0, -1, false});
  EXPECT_THROW(solve_by_soft_policy_iteration(mdp, 1), SingularSystem);
  EXPECT_THROW((SoftPolicyIteration{mdp, 1, uniform_log_policy(mdp)}), SingularSystem);
}

TEST(SoftPolicyIterationTest, RefusesTemperaturesThatAreNone) {
  for (const double beta : {0.0, -1.0, infinity, std::nan("")}) {
    EXPECT_THROW(solve_by_soft_policy_iteration(bandit({0, 1}), beta), std::domain_error);
  }
}

// What the double-precision theory says of the shipped MDPs, over twelve decades of temperature.
TEST(SoftPolicyIterationTest, SolvesTheShippedMdpsWithinItsBound) {
  for (const TransitionTable& table : shipped_mdps()) {
    const auto mdp = in_field<double>(table);
    for (double beta = 1e-6; beta < 2e6; beta *= 1e3) {
      const auto soft = solve_by_soft_policy_iteration(mdp, beta);
      const double scale = 1 + sup_norm(soft.values);
      EXPECT_LE(soft.error_bound, 1e-12 * scale) << table.name << " " << beta;
      EXPECT_LE(sup_norm<double>(soft_bellman(mdp, soft.values, beta) - soft.values),
                1e-13 * scale);
      EXPECT_LE(sup_norm<double>(soft_policy_values(mdp, soft.policy, beta) - soft.values),
                1e-9 * scale);
      EXPECT_NEAR(soft.value, soft.plain_return + beta * soft.entropy, 1e-12 * scale);
      EXPECT_LE(soft.iterations, 30);
    }
  }
}

/// One state, whose action of each reward stays.
FiniteMdp<double> loops_of(const std::vector<double>& rewards, double discount) {
  FiniteMdp<double> mdp{1, static_cast<int>(rewards.size())};
  mdp.discount = discount;
  mdp.start(0) = 1;
  for (int a = 0; a < mdp.actions(); ++a) {
    mdp.outcomes(0, a).push_back({1, 0, rewards[static_cast<std::size_t>(a)], false});
  }
  return mdp;
}

// A single state: V* − V is (T_βV − V)/(1 − γ). The uniform policy is worth (1/2 + β log 2)/(1 −
// γ).
TEST(SoftErrorBoundTest, IsAttainedByASingleState) {
  for (const double beta : {0.25, 1.0, 4.0}) {
    const auto mdp = loops_of({1, 0}, 0.75);
    const SoftPolicyIteration iteration{mdp, beta, uniform_log_policy(mdp)};
    const double gap = 4 * (beta * std::log(std::exp(1 / beta) + 1) - 0.5 - beta * std::log(2.0));
    EXPECT_NEAR(static_cast<double>(soft_error_bound(mdp, iteration)), gap, 1e-14);
  }
}

// γ = 1: with a loop at cost 1/2 the uniform policy is worth V = (V − 1/2)/2 + log 2.
TEST(SoftErrorBoundTest, HoldsWithoutADiscount) {
  const auto mdp = costly_loops(1, 0.5);
  const SoftPolicyIteration iteration{mdp, 1, uniform_log_policy(mdp)};
  const double gap = -std::log(1 - std::exp(-0.5)) - (2 * std::log(2.0) - 0.5);
  const auto bound = static_cast<double>(soft_error_bound(mdp, iteration));
  EXPECT_GE(bound, gap);
  EXPECT_LE(bound, 4 * gap);
}

/// A single state is worth β log Σ_a exp(r̄_a/β) + γmV, where m is the mass that goes on.
void expect_within_bound(const FiniteMdp<double>& mdp, double beta) {
  Ball mass{0};
  Vector<Ball> rewards = Vector<Ball>::Constant(mdp.actions(), Ball{0});
  for (int a = 0; a < mdp.actions(); ++a) {
    mass = Ball{0};
    for (const auto& outcome : mdp.outcomes(0, a)) {
      mass += Ball{outcome.probability};
      rewards(a) += Ball{outcome.probability} * Ball{outcome.reward};
    }
  }
  const Ball exact = soft_maximum(rewards, Ball{beta}) / (Ball{1} - Ball{mdp.discount} * mass);
  const auto soft = solve_by_soft_policy_iteration(mdp, beta);
  const double error = std::abs(midpoint(exact - Ball{soft.values(0)}));
  EXPECT_LE(error, soft.error_bound) << "β = " << beta << ", γ = " << mdp.discount;
  const double scale = std::abs(soft.value) + std::abs(mdp.outcomes(0, 0).front().reward);
  EXPECT_LE(soft.error_bound, 1e-13 / (1 - mdp.discount) * scale);
}

TEST(SoftErrorBoundTest, HoldsWhereTheHorizonIsLong) {
  for (const double discount : {0.5, 1 - std::ldexp(1.0, -20), 1 - std::ldexp(1.0, -40)}) {
    for (const double beta : {0.1, 0.3, 0.7, 1.0, 3.0, 10.0}) {
      expect_within_bound(loops_of({1, 0, 0.3, -2}, discount), beta);
    }
  }
}

TEST(SoftErrorBoundTest, HoldsWhereRewardsCancel) {
  auto mdp = loops_of({0}, 0.5);
  const double p = 0.3;
  mdp.outcomes(0, 0) = {{p, 0, 123456.7, false}, {1 - p, 0, -123456.7 * p / (1 - p), false}};
  expect_within_bound(mdp, 1e-12);
}

TEST(SoftErrorBoundTest, HoldsWhereSuccessorsAreRepeated) {
  auto mdp = loops_of({0}, 1 - std::ldexp(1.0, -20));
  mdp.outcomes(0, 0) = {{0.1, 0, 1, false}, {0.2, 0, 1, false}, {0.7, 0, 1, false}};
  expect_within_bound(mdp, 1);
}

// In such a sum every addition is rounded the same way.
TEST(SoftErrorBoundTest, HoldsForLongRows) {
  auto mdp = loops_of({0}, 0.5);
  mdp.outcomes(0, 0).assign(std::size_t{1} << 16, {std::ldexp(1.0, -16), 0, 0.9, false});
  expect_within_bound(mdp, 1);
}

TEST(SoftErrorBoundTest, HoldsForManyActions) {
  std::vector<double> rewards(5000);
  for (std::size_t a = 0; a < rewards.size(); ++a) {
    rewards[a] = std::fmod(0.618 * static_cast<double>(a), 1);
  }
  expect_within_bound(loops_of(rewards, 0.9999), 1);
}

// Rounding a policy to doubles would cost 2⁻⁵³/(1 − γ) of them.
TEST(SoftPolicyIterationTest, ReturnAndEntropyAddUpWhereTheHorizonIsLong) {
  for (const double beta : {0.3, 1.0, 10.0}) {
    const auto soft =
        solve_by_soft_policy_iteration(loops_of({1, 0, 0.3, -2}, 1 - std::ldexp(1.0, -30)), beta);
    EXPECT_NEAR(soft.plain_return + beta * soft.entropy, soft.value, 1e-9 * soft.value);
  }
}

TEST(SoftPolicyIterationTest, ValuesIncreaseFromTheUniformPolicyOn) {
  const auto mdp = in_field<double>(shipped_mdp("frozen-lake-4x4"));
  SoftPolicyIteration iteration{mdp, 0.01, uniform_log_policy(mdp)};
  const Policy<double> uniform = Policy<double>::Constant(mdp.states(), mdp.actions(), 0.25);
  EXPECT_LE(sup_norm<double>(iteration.values() - soft_policy_values(mdp, uniform, 0.01)), 1e-13);
  for (int k = 0; k < 4; ++k) {
    const Vector<double> before = iteration.values();
    iteration.improve();
    EXPECT_GE((iteration.values() - before).minCoeff(), -1e-15) << k;
  }
}

TEST(SoftValueIterationTest, EndsWhereItsBoundSaysSo) {
  const auto mdp = in_field<double>(shipped_mdp("frozen-lake-4x4"));
  const Vector<double> none = Vector<double>::Zero(mdp.states());
  const Vector<double> optimum = solve_by_soft_policy_iteration(mdp, 0.1).values;
  const auto found = soft_value_iteration<double>(mdp, 0.1, none, 1e-6, 10'000);
  EXPECT_LE(found.error_bound, 1e-6);
  EXPECT_LE(sup_norm<double>(found.values - optimum), found.error_bound);
  EXPECT_LT(found.iterations, 10'000);
  EXPECT_EQ(soft_value_iteration<double>(mdp, 0.1, none, 1e-6, 3).iterations, 3);
}

// γ = 1/2 and one reward 1 for ever: V_1 = 1, V_2 = 3/2; the bound of the second change is 1/2, and
// V* = 2 is just that far away.
TEST(SoftValueIterationTest, ItsBoundIsAttained) {
  FiniteMdp<Ball> mdp{1, 1};
  mdp.discount = Ball{1} / Ball{2};
  mdp.start(0) = Ball{1};
  mdp.outcomes(0, 0).push_back({Ball{1}, 0, Ball{1}, false});
  const Vector<Ball> none = Vector<Ball>::Constant(1, Ball{0});
  const auto found = soft_value_iteration<Ball>(mdp, Ball{1}, none, Ball{0}, 2);
  EXPECT_EQ(midpoint(found.values(0)), 1.5);
  EXPECT_EQ(midpoint(found.error_bound), 0.5);
  mdp.discount = Ball{1};
  EXPECT_THROW(soft_value_iteration<Ball>(mdp, Ball{1}, none, Ball{0}, 2), std::domain_error);
}

TEST(AnnealingTest, SchedulesFallAsTheyAreCalled) {
  EXPECT_EQ(Annealing::constant(3)(7), 3);
  EXPECT_EQ(Annealing::harmonic(3)(0), 3);
  EXPECT_EQ(Annealing::harmonic(3)(2), 1);
  EXPECT_EQ(Annealing::logarithmic(3)(0), 3);
  EXPECT_NEAR(Annealing::logarithmic(3)(10), 3 / std::log(std::exp(1.0) + 10), 1e-15);
  EXPECT_EQ(Annealing::geometric(3, 0.5)(2), 0.75);
  EXPECT_FALSE(Annealing::constant(1).falls_to_zero());
  EXPECT_TRUE(Annealing::harmonic(1).falls_to_zero());
  EXPECT_TRUE(Annealing::logarithmic(1).falls_to_zero());
  EXPECT_TRUE(Annealing::geometric(1, 0.5).falls_to_zero());
}

TEST(AnnealingTest, RefusesWhatDoesNotFallOrIsNoTemperature) {
  for (const double factor : {0.0, 1.0, 1.5, -0.5, std::nan("")}) {
    EXPECT_THROW(Annealing::geometric(1, factor), std::domain_error);
  }
  for (const double first : {0.0, -1.0, infinity, std::nan("")}) {
    EXPECT_THROW(Annealing::harmonic(first), std::domain_error);
  }
}

// A bandit's V_t is β_{t−1} log Σ exp(r/β_{t−1}), whatever came before.
TEST(AnnealingTest, ValuesTakeTheTemperatureOfTheLastBackup) {
  const FiniteMdp<double> arms = bandit({1, 0});
  const Vector<double> values =
      annealed_soft_values<double>(arms, Annealing::harmonic(1), Vector<double>::Zero(1), 2);
  EXPECT_NEAR(values(0), 0.5 * std::log(std::exp(2.0) + 1), 1e-15);
}

TEST(EntropyFrontierTest, ReturnFallsAndEntropyRises) {
  const EntropyFrontier frontier =
      entropy_frontier(in_field<double>(shipped_mdp("frozen-lake-4x4")));
  ASSERT_EQ(frontier.points.size(), 31U);
  for (std::size_t i = 1; i < frontier.points.size(); ++i) {
    EXPECT_LE(frontier.points[i].plain_return, frontier.points[i - 1].plain_return + 1e-12);
    EXPECT_GE(frontier.points[i].entropy, frontier.points[i - 1].entropy - 1e-12);
  }
  EXPECT_NEAR(frontier.points.front().plain_return, frontier.optimum, 0.01);
}

TEST(EntropyFrontierTest, TemperaturesAreInUnitsOfTheLargestReward) {
  const EntropyFrontier frontier = entropy_frontier(bandit({4, -8}));
  EXPECT_DOUBLE_EQ(frontier.points.front().temperature, 0.008);
  EXPECT_DOUBLE_EQ(frontier.points.at(15).temperature, 8);
  EXPECT_DOUBLE_EQ(frontier.points.back().temperature, 8000);
  EXPECT_DOUBLE_EQ(entropy_frontier(bandit({0, 0})).points.back().temperature, 1000);
}

// Two loops at cost c = 1 have a soft optimum while 2e^{−1/β} < 1, so for β < 1/log 2 = 1.44.
TEST(EntropyFrontierTest, EndsWhereThereIsNoSoftOptimum) {
  const EntropyFrontier frontier = entropy_frontier(costly_loops(2, 1));
  EXPECT_FALSE(frontier.ended.empty());
  EXPECT_EQ(frontier.points.back().temperature, 1);
}

}  // namespace
}  // namespace lemmata
