// Soft value iteration over a compressed MDP, beside the readable operators.

#include "algorithms/soft/compressed_soft_value_iteration.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "algorithms/environments/mdp_file.hpp"
#include "processors.hpp"
#include "theory/mdp/values.hpp"
#include "theory/soft/soft_bellman.hpp"

namespace lemmata {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const std::vector<double> temperatures{0, 1e-6, 1e-3, 1, 1e3, 1e6};

struct Shape {
  int states;
  int actions;
  int longest_row;
  double reward_scale = 1;
  double ending = 0.2;  ///< the chance that an outcome ends the episode; 1: all do
};

const std::vector<Shape> shapes{{1, 1, 1},           {1, 3, 0},          {2, 7, 4, 1e6},
                                {7, 2, 9, 1e6, 0.6}, {8, 4, 5},          {9, 1, 3, 1e-3},
                                {17, 5, 2, 1, 1.0},  {64, 3, 6, 1e6, 0}, {531, 2, 12, 1, 0},
                                {1100, 2, 3},        {100, 33, 3, 100}};

/// Rows of 0 to `longest_row` outcomes that continue; a row of none ends at once.
FiniteMdp<double> random_mdp(const Shape& shape, double discount, unsigned seed) {
  std::mt19937 random{seed};
  const auto unit = [&] { return std::uniform_real_distribution<double>{}(random); };
  const auto up_to = [&](int most) { return std::uniform_int_distribution<int>{0, most}(random); };
  FiniteMdp<double> mdp{shape.states, shape.actions};
  mdp.discount = discount;
  mdp.start(0) = 1;
  for (int s = 0; s < shape.states; ++s) {
    for (int a = 0; a < shape.actions; ++a) {
      auto& outcomes = mdp.outcomes(s, a);
      double total = 0;
      for (int k = up_to(shape.longest_row); k >= 0; --k) {
        const bool terminal = k == 0 ? shape.ending > 0 : unit() < shape.ending;
        const double weight = 0.1 + unit();
        outcomes.push_back(
            {weight, up_to(shape.states - 1), shape.reward_scale * (2 * unit() - 1), terminal});
        total += weight;
      }
      for (auto& outcome : outcomes) outcome.probability /= total;
    }
  }
  return mdp;
}

Vector<double> random_values(int states, double scale) {
  std::mt19937 random{7};
  std::uniform_real_distribution<double> any{-scale, scale};
  return Vector<double>::NullaryExpr(states, [&] { return any(random); });
}

Vector<double> readable_backup(const FiniteMdp<double>& mdp, const Vector<double>& values,
                               double temperature) {
  return temperature == 0 ? bellman_optimality(mdp, values)
                          : soft_bellman(mdp, values, temperature);
}

/// What rounding is relative to: the largest number that a backup adds up.
double scale_of(const FiniteMdp<double>& mdp, const Vector<double>& values, double temperature) {
  double largest_reward = 0;
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        largest_reward = std::max(largest_reward, std::abs(outcome.reward));
      }
    }
  }
  return largest_reward + sup_norm(values) + temperature;
}

void expect_readable_sweep(const Shape& shape, double temperature, int threads) {
  const auto mdp = random_mdp(shape, 0.9, 3);
  const CompressedMdp layout = compressed(mdp);
  const Vector<double> values = random_values(shape.states, 3 * shape.reward_scale);
  SoftSweeps sweeps{layout, temperature, SweepOrder::jacobi, threads};
  sweeps.set_values(values);
  ASSERT_EQ(sweeps.values(), values);
  const ValueChange change = sweeps.sweep();
  const Vector<double> expected = readable_backup(mdp, values, temperature);
  const double rounding = 1e-13 * scale_of(mdp, values, temperature);
  EXPECT_LE(sup_norm<double>(sweeps.values() - expected), rounding)
      << shape.states << " states, " << shape.actions << " actions, β = " << temperature;
  EXPECT_EQ(change.least, (sweeps.values() - values).minCoeff());
  EXPECT_EQ(change.greatest, (sweeps.values() - values).maxCoeff());
}

TEST(SoftSweepTest, IsTheReadableOperatorInEveryShape) {
  for (const Shape& shape : shapes) {
    for (const double temperature : temperatures) {
      for (int threads = 1; threads <= 4; ++threads) {
        expect_readable_sweep(shape, temperature, threads);
      }
    }
  }
}

TEST(SoftSweepTest, IsTheReadableOperatorInVectorsOfEveryWidth) {
  on_every_kind_of_processor([] {
    for (const Shape& shape : shapes) {
      for (const double temperature : temperatures) expect_readable_sweep(shape, temperature, 1);
    }
  });
}

TEST(SoftSweepTest, OfJacobiIsTheSameToTheLastBitOnAnyNumberOfThreads) {
  const CompressedMdp layout = compressed(random_mdp({531, 3, 7, 10}, 0.95, 5));
  SoftSweeps one{layout, 0.5, SweepOrder::jacobi, 1};
  SoftSweeps two{layout, 0.5, SweepOrder::jacobi, 2};
  SoftSweeps many{layout, 0.5, SweepOrder::jacobi, 100};  // more than slices
  for (int k = 0; k < 50; ++k) {
    const ValueChange change = one.sweep();
    for (SoftSweeps* other : {&two, &many}) {
      const ValueChange same = other->sweep();
      ASSERT_EQ(same.least, change.least);
      ASSERT_EQ(same.greatest, change.greatest);
      ASSERT_EQ(other->values(), one.values());
    }
  }
}

TEST(SoftSweepTest, OfTwoActionsByHand) {
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{0.25, 1, 8, false}, {0.75, 0, 4, true}};
  mdp.outcomes(0, 1) = {{1, 0, 1, true}};
  for (int a = 0; a < 2; ++a) mdp.outcomes(1, a) = {{1, 1, -3, false}};
  const CompressedMdp layout = compressed(mdp);
  EXPECT_EQ(layout.least_mass, 0);
  EXPECT_EQ(layout.greatest_mass, 0.5);
  SoftSweeps sweeps{layout, 2, SweepOrder::jacobi, 1};
  sweeps.set_values(Vector<double>{{100, 16}});
  sweeps.sweep();
  // Q(0,·) = 0.25·8 + 0.75·4 + 0.5·0.25·16 and 1; Q(1,·) = −3 + 0.5·16.
  EXPECT_NEAR(sweeps.values()(0), 2 * std::log(std::exp(3.5) + std::exp(0.5)), 1e-14);
  EXPECT_NEAR(sweeps.values()(1), 5 + 2 * std::log(2), 1e-14);
}

TEST(CompressedMdpTest, HoldsEveryTransitionOnceAndLittleElse) {
  const auto mdp = random_mdp({2000, 1, 40, 1, 0}, 0.5, 11);
  std::size_t transitions = 0;
  for (int s = 0; s < mdp.states(); ++s) transitions += mdp.outcomes(s, 0).size();
  const CompressedMdp layout = compressed(mdp);
  // γ times each row's 1, once for each state.
  EXPECT_NEAR(layout.probabilities.empty()
                  ? 0
                  : std::accumulate(layout.probabilities.begin(), layout.probabilities.end(), 0.0),
              0.5 * 2000, 1e-9);
  EXPECT_LT(static_cast<double>(layout.stored_transitions()),
            1.05 * static_cast<double>(transitions));
}

/// The limit of the readable operator, to rounding.
Vector<double> readable_fixed_point(const FiniteMdp<double>& mdp, double temperature) {
  Vector<double> values = Vector<double>::Zero(mdp.states());
  for (int k = 0; k < 400; ++k) values = readable_backup(mdp, values, temperature);
  return values;
}

TEST(SoftValueIterationTest, EndsWithinItsBoundOfTheFixedPoint) {
  for (const Shape& shape : std::vector<Shape>{{9, 2, 3}, {30, 4, 5, 1e3, 0}, {65, 3, 2, 1, 1}}) {
    const auto mdp = random_mdp(shape, 0.9, 2);
    const CompressedMdp layout = compressed(mdp);
    for (const double temperature : {0.0, 1e-6, 0.7, 1e3}) {
      const Vector<double> limit = readable_fixed_point(mdp, temperature);
      const double scale = scale_of(mdp, limit, temperature);
      for (const double tolerance : {0.1, 1e-4, 1e-9}) {
        for (const SweepOrder order : {SweepOrder::jacobi, SweepOrder::in_place}) {
          const BoundedSoftValues found = soft_value_iteration(
              layout, {.temperature = temperature, .tolerance = tolerance * scale, .order = order});
          EXPECT_LE(found.error_bound, tolerance * scale);
          EXPECT_LE(sup_norm<double>(found.values - limit), found.error_bound + 1e-13 * scale);
        }
      }
    }
  }
}

/// At every sweep, from both sides: a bound that is wrong anywhere on the way is seen.
TEST(SoftValueIterationTest, BoundsHoldAfterEverySweep) {
  for (const double ending : {0.0, 0.3}) {
    const auto mdp = random_mdp({40, 3, 4, 1, ending}, 0.9, 8);
    const CompressedMdp layout = compressed(mdp);
    const Vector<double> limit = readable_fixed_point(mdp, 0.3);
    for (const SweepOrder order : {SweepOrder::jacobi, SweepOrder::in_place}) {
      for (const double start : {-50.0, 0.0, 50.0}) {
        SoftSweeps sweeps{layout, 0.3, order, 1};
        sweeps.set_values(Vector<double>::Constant(mdp.states(), start));
        for (int k = 0; k < 100; ++k) {
          const ValueChange left = remaining_change(layout, order, sweeps.sweep());
          const Vector<double> distance = limit - sweeps.values();
          ASSERT_GE(distance.minCoeff(), left.least - 1e-11) << k;
          ASSERT_LE(distance.maxCoeff(), left.greatest + 1e-11) << k;
        }
      }
    }
  }
}

/// Values of states that meet soon approach their limits together.
TEST(SoftValueIterationTest, IsCertifiedLongBeforeValuesStopMoving) {
  const CompressedMdp layout = compressed(random_mdp({200, 4, 30, 1, 0}, 0.999, 4));
  const BoundedSoftValues found =
      soft_value_iteration(layout, {.temperature = 0.1, .tolerance = 1e-6});
  EXPECT_LE(found.error_bound, 1e-6);
  EXPECT_LT(found.sweeps, 60);  // 0.999ᵏ would need 20 000
}

TEST(SoftValueIterationTest, WithoutTemperatureSolvesTheShippedMdps) {
  for (const TransitionTable& table : shipped_mdps()) {
    const auto mdp = in_field<double>(table);
    if (mdp.discount == 1) continue;
    const OptimalSolution optimum = solve_by_policy_iteration(mdp);
    for (const SweepOrder order : {SweepOrder::jacobi, SweepOrder::in_place}) {
      const BoundedSoftValues found =
          soft_value_iteration(compressed(table), {.tolerance = 1e-9, .order = order});
      EXPECT_LE(sup_norm<double>(found.values - optimum.values), 2e-9) << table.name;
    }
  }
}

/// Each state leads to the eighth before it, which is in an earlier slice.
TEST(SoftValueIterationTest, InPlaceNeedsFewSweepsWhereSlicesFollowEachOther) {
  FiniteMdp<double> mdp{800, 1};
  mdp.discount = 0.99;
  mdp.start(0) = 1;
  for (int s = 0; s < 8; ++s) mdp.outcomes(s, 0) = {{1, 0, 1, true}};
  for (int s = 8; s < mdp.states(); ++s) mdp.outcomes(s, 0) = {{1, s - 8, 1, false}};
  const CompressedMdp layout = compressed(mdp);
  const BoundedSoftValues jacobi = soft_value_iteration(layout, {.tolerance = 1e-12});
  const BoundedSoftValues in_place =
      soft_value_iteration(layout, {.tolerance = 1e-12, .order = SweepOrder::in_place});
  EXPECT_GE(jacobi.sweeps, 100);
  EXPECT_LE(in_place.sweeps, 4);
  const double expected = (1 - std::pow(0.99, 100)) / (1 - 0.99);
  EXPECT_NEAR(in_place.values(799), expected, 1e-11);
  EXPECT_NEAR(jacobi.values(799), expected, 1e-11);
}

TEST(SoftValueIterationTest, WithAllTerminalRowsIsDoneInOneSweep) {
  const auto mdp = random_mdp({11, 3, 0}, 1, 1);
  const BoundedSoftValues found = soft_value_iteration(compressed(mdp), {.temperature = 2});
  EXPECT_EQ(found.sweeps, 1);
  EXPECT_EQ(found.error_bound, 0);
  EXPECT_LE(sup_norm<double>(found.values - readable_backup(mdp, found.values, 2)), 1e-14);
}

TEST(SoftValueIterationTest, WithoutDiscountIsCertifiedOnlyWhereEveryStepMayEnd) {
  const auto ending = random_mdp({11, 3, 4}, 1, 1);
  const BoundedSoftValues found = soft_value_iteration(compressed(ending), {.temperature = 2});
  EXPECT_LE(found.error_bound, 1e-6);
  EXPECT_LE(sup_norm<double>(found.values - readable_fixed_point(ending, 2)), 1e-6);

  FiniteMdp<double> loop{1, 1};
  loop.discount = 1;
  loop.start(0) = 1;
  loop.outcomes(0, 0) = {{1, 0, 1, false}};
  const BoundedSoftValues lost = soft_value_iteration(compressed(loop), {.max_sweeps = 10});
  EXPECT_EQ(lost.error_bound, infinity);
  EXPECT_EQ(lost.sweeps, 10);
  EXPECT_EQ(lost.values(0), 10);
}

TEST(SoftValueIterationTest, TemperaturesOfNoConsequenceAreNone) {
  const auto mdp = random_mdp({20, 3, 4}, 0.9, 6);
  const Vector<double> hard = soft_value_iteration(compressed(mdp), {}).values;
  for (const double temperature : {5e-324, 1e-310, 1e-300}) {
    EXPECT_EQ(soft_value_iteration(compressed(mdp), {.temperature = temperature}).values, hard);
  }
}

TEST(SoftValueIterationTest, RefusesWhatHasNoMeaning) {
  const CompressedMdp layout = compressed(random_mdp({3, 2, 2}, 0.9, 1));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double temperature : {-1.0, nan, infinity}) {
    EXPECT_THROW(soft_value_iteration(layout, {.temperature = temperature}), std::invalid_argument);
  }
  EXPECT_THROW(soft_value_iteration(layout, {.tolerance = nan}), std::invalid_argument);
  EXPECT_THROW(soft_value_iteration(layout, {.threads = 0}), std::invalid_argument);
  EXPECT_THROW(soft_value_iteration(layout, {.order = SweepOrder::in_place, .threads = 2}),
               std::invalid_argument);
  EXPECT_THROW(compressed(FiniteMdp<double>{0, 2}), std::invalid_argument);
  EXPECT_THROW(compressed(FiniteMdp<double>{2, 0}), std::invalid_argument);
}

TEST(ThreadTeamTest, CallsEveryMemberOnceARound) {
  ThreadTeam team{3};
  std::vector<int> calls(3, 0);
  for (int round = 0; round < 100; ++round) {
    team.run([&](int member) { ++calls[static_cast<std::size_t>(member)]; });
  }
  EXPECT_THAT(calls, testing::Each(100));
  EXPECT_THROW(ThreadTeam{0}, std::invalid_argument);
}

}  // namespace
}  // namespace lemmata
