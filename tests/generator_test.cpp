// The generated instances are not vacuous, and the chance of a false pass on them is negligible.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "generators.hpp"
#include "theory/mdp/values.hpp"
#include "verification/engine/check.hpp"

namespace lemmata {
namespace {

/// Counts of what a thousand generated MDPs have.
class GeneratorTest : public testing::Test {
 protected:
  static constexpr int draws = 1000;

  template <class Property>
  static int count(Property property) {
    int found = 0;
    for (int i = 0; i < draws; ++i) {
      const rc::Random random{static_cast<std::uint64_t>(i)};
      found += property(draw_mdp(with_a_horizon, every_part, random)) ? 1 : 0;
    }
    return found;
  }

  template <class Property>
  static int count_with_an_outcome(Property property) {
    return count([&](const MdpInstance& x) {
      for (int s = 0; s < x.table.states(); ++s) {
        for (const auto& outcomes : x.table.outcomes[static_cast<std::size_t>(s)]) {
          for (const auto& outcome : outcomes) {
            if (property(s, outcome)) return true;
          }
        }
      }
      return false;
    });
  }
};

TEST_F(GeneratorTest, MdpsTerminate) {
  EXPECT_GT(count_with_an_outcome([](int, const auto& outcome) { return outcome.terminal; }), 400);
  EXPECT_GT(count([](const auto& x) { return states_that_never_end(x.table).empty(); }), 250);
  EXPECT_GT(count([](const auto& x) {
              return static_cast<int>(states_that_never_end(x.table).size()) == x.table.states();
            }),
            100);
}

TEST_F(GeneratorTest, MdpsHaveAbsorbingStates) {
  EXPECT_GT(count([](const MdpInstance& x) {
              for (int s = 0; s < x.table.states(); ++s) {
                const auto mdp = x.in<double>().mdp;
                const Policy<double> any =
                    Policy<double>::Ones(x.table.states(), x.table.actions());
                if (x.table.states() > 1 &&
                    policy_transitions(mdp, any)(s, s) > x.table.actions() - 1e-9) {
                  return true;
                }
              }
              return false;
            }),
            50);
}

TEST_F(GeneratorTest, DiscountsAreManyAndSometimesOne) {
  const int ones = count([](const auto& x) { return x.table.discount == Dyadic{1, 0}; });
  EXPECT_GT(ones, 40);
  EXPECT_LT(ones, 150);
  for (int eighths = 0; eighths < 8; ++eighths) {
    EXPECT_GT(count([&](const auto& x) { return x.table.discount == Dyadic{eighths, -3}; }), 50);
  }
}

TEST_F(GeneratorTest, ShapesReachTheLargest) {
  for (int n = 1; n <= 4; ++n) {
    EXPECT_GT(count([&](const auto& x) { return x.table.states() == n; }), 150);
  }
  EXPECT_GT(count([&](const auto& x) { return x.table.actions() == 1; }), 80);
  EXPECT_LT(count([&](const auto& x) { return x.table.actions() == 1; }), 200);
  EXPECT_GT(count([&](const auto& x) { return x.table.actions() == 2; }), 300);
  EXPECT_GT(count([&](const auto& x) { return x.table.actions() == 3; }), 300);
  for (int n = 1; n <= 3; ++n) {
    EXPECT_GT(count([&](const auto& x) { return x.horizon == n; }), 200);
  }
}

TEST_F(GeneratorTest, MdpsHaveTiesZeroStartsAndRewardsOfBothSigns) {
  EXPECT_GT(count([](const auto& x) {
              return std::any_of(x.table.start.begin(), x.table.start.end(),
                                 [](auto w) { return w.mantissa == 0; });
            }),
            200);
  for (int reward = -4; reward <= 4; ++reward) {
    EXPECT_GT(count_with_an_outcome(
                  [&](int, const auto& outcome) { return outcome.reward.mantissa == reward; }),
              300);
  }
}

TEST_F(GeneratorTest, InstancesAreDistinct) {
  std::set<std::string> seen;
  count([&](const MdpInstance& x) { return seen.insert(x.describe()).second; });
  EXPECT_GT(seen.size(), 990U);
}

double false_pass_of_performance(int states) {
  const Check check = identity(
      [](const auto& x) { return equal(performance(x.mdp, x.pi()), performance(x.mdp, x.pi())); });
  return check.evaluate(draw_dense_mdp(states, 2, {Part::policy}, rc::Random{1})).false_pass;
}

TEST(FalsePassTest, GrowsWithTheMdpAndStaysNegligible) {
  double smaller = 0;
  for (const int states : {1, 2, 3, 5, 10}) {
    const double now = false_pass_of_performance(states);
    EXPECT_GT(now, smaller);
    smaller = now;
  }
  EXPECT_LT(smaller, 1e-9);
}

TEST(FalsePassTest, IsTheDegreeOverThePrime) {
  // V·V·V = V has degree 3.
  const Check check = identity([](const auto& x) {
    const auto v = x.values()(0);
    return equal(v * v * v, v);
  });
  const auto instance = draw_dense_mdp(1, 1, {Part::values}, rc::Random{1});
  EXPECT_DOUBLE_EQ(check.evaluate(instance).false_pass, 3 / static_cast<double>(Residue::prime));
}

}  // namespace
}  // namespace lemmata
