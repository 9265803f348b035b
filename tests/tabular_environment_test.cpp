// Tabular environments: the exact probability of each outcome, by counting words of 64 bits; and
// runs of random actions.

#include "algorithms/environments/tabular_environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/environments/named_environments.hpp"
#include "algorithms/environments/random_steps.hpp"
#include "algorithms/sampling/alias_table.hpp"
#include "generators.hpp"
#include "verification/engine/statistics/experiment.hpp"

namespace lemmata {
namespace {

__extension__ using Count = unsigned __int128;

constexpr double tolerance = 1e-15;

/// A number of words as the probability of drawing one of them.
double share(Count words) { return std::ldexp(static_cast<double>(words), -64); }

/// The first word w with w·n/2⁶⁴ ≥ i + fraction/2⁶⁴.
Count first_word(std::size_t i, Count fraction, std::size_t n) {
  return ((static_cast<Count>(i) << 64) + fraction + n - 1) / n;
}

/// What an alias table draws, by its thresholds.
std::vector<double> drawn_probabilities(const std::vector<AliasColumn>& columns) {
  const std::size_t n = columns.size();
  std::vector<Count> words(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Count own = first_word(i, columns[i].threshold, n);
    words[i] += own - first_word(i, 0, n);
    words[columns[i].alias] += first_word(i + 1, 0, n) - own;
  }
  std::vector<double> result;
  for (const Count count : words) result.push_back(share(count));
  return result;
}

/// 1 − Σp in units of 2⁻⁶⁴, to one for each of them.
double lack(const std::vector<double>& probabilities) {
  Count sum = 0;
  for (const double p : probabilities) sum += static_cast<Count>(std::ldexp(p, 64));
  const Count whole = static_cast<Count>(1) << 64;
  return sum < whole ? share(whole - sum) : -share(sum - whole);
}

/// What the sum lacks, as numbers of any size rounded to doubles seldom sum to 1, is the largest's.
void expect_exact(std::vector<double> probabilities) {
  const std::vector<double> drawn = drawn_probabilities(alias_table(probabilities));
  *std::max_element(probabilities.begin(), probabilities.end()) += lack(probabilities);
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    ASSERT_NEAR(drawn[i], probabilities[i], tolerance) << i;
  }
}

TEST(AliasTableTest, ByHand) {
  // Columns of 3/4 each: 1/4 and half of the 1/2 and more.
  const auto columns = alias_table({0.25, 0.5, 0.25, 0.0});
  EXPECT_EQ(drawn_probabilities(columns), (std::vector<double>{0.25, 0.5, 0.25, 0}));
  const auto half = alias_table({0.25, 0.75});
  EXPECT_EQ(half[0].threshold, std::uint64_t{1} << 63);
  EXPECT_EQ(half[0].alias, 1U);
  EXPECT_EQ(half[1].alias, 1U);
}

TEST(AliasTableTest, IsExactForExtremes) {
  expect_exact({1});
  expect_exact({0, 1});
  expect_exact({1, 0, 0});
  expect_exact({1e-300, 1});
  expect_exact({0x1p-60, 1 - 0x1p-53, 0x1p-60});
  expect_exact({1.0 / 3, 1.0 / 3, 1.0 / 3});
  expect_exact(std::vector<double>(1 << 16, 0x1p-16));
}

std::vector<double> normalised(std::vector<double> weights) {
  double sum = 0;
  for (const double w : weights) sum += w;
  for (double& w : weights) w /= sum;
  return weights;
}

RC_GTEST_PROP(AliasTableTest, IsExactForAnyDistribution, (std::vector<std::uint16_t> weights)) {
  weights.push_back(1);
  expect_exact(normalised({weights.begin(), weights.end()}));
}

RC_GTEST_PROP(AliasTableTest, IsExactForWeightsOfAllSizes, (std::vector<std::uint8_t> exponents)) {
  std::vector<double> weights{1};
  for (const auto e : exponents) weights.push_back(std::exp2(-0.3 * e));
  expect_exact(normalised(weights));
}

TEST(AliasTableTest, WhatIsNoDistributionIsRefused) {
  for (const std::vector<double>& wrong : std::vector<std::vector<double>>{
           {}, {0.5}, {0.5, 0.6}, {1.5, -0.5}, {std::nan(""), 1}, {INFINITY, 0}}) {
    EXPECT_THROW(alias_table(wrong), std::invalid_argument);
  }
}

/// (next state, reward, whether it is the end).
using Fate = std::tuple<int, double, bool>;

Fate fate(const Transition<int>& step) { return {step.next, step.reward, step.terminated}; }

/// The words that lead to each fate, by where in each column the one changes to the other.
std::map<Fate, Count> words_by_fate(const TabularEnvironment& environment, int state, int action) {
  std::map<Fate, Count> result;
  const auto n = static_cast<std::size_t>(environment.columns(state, action));
  const auto at = [&](Count word) {
    return fate(environment.outcome(state, action, static_cast<std::uint64_t>(word)));
  };
  for (std::size_t i = 0; i < n; ++i) {
    const Count first = first_word(i, 0, n), end = first_word(i + 1, 0, n);
    Count low = first, high = end;  // the change is in (low, high]
    while (high - low > 1) {
      const Count middle = low + (high - low) / 2;
      (at(middle) == at(first) ? low : high) = middle;
    }
    result[at(first)] += high - first;
    result[at(end - 1)] += end - high;
  }
  return result;
}

void expect_exact_rows(const FiniteMdp<double>& mdp) {
  const TabularEnvironment environment{mdp};
  ASSERT_EQ(environment.states(), mdp.states());
  ASSERT_EQ(environment.actions(), mdp.actions());
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      std::map<Fate, double> expected;
      for (const auto& o : mdp.outcomes(s, a)) {
        expected[{o.next_state, o.reward, o.terminal}] += o.probability;
      }
      Count all = 0;
      for (const auto& [what, words] : words_by_fate(environment, s, a)) {
        all += words;
        ASSERT_NEAR(share(words), expected[what], tolerance);
        expected.erase(what);
      }
      ASSERT_TRUE(all == static_cast<Count>(1) << 64);
      for (const auto& [what, probability] : expected) ASSERT_LE(probability, tolerance);
    }
  }
}

TEST(TabularEnvironmentTest, DrawsTheShippedTablesExactly) {
  for (const TransitionTable& table : shipped_mdps()) {
    SCOPED_TRACE(table.name);
    expect_exact_rows(in_field<double>(table));
  }
}

RC_GTEST_PROP(TabularEnvironmentTest, DrawsAnyMdpExactly, ()) {
  const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1000000);
  const MdpInstance instance = draw_mdp({.states = 4, .actions = 3, .outcomes = 5, .horizon = 3},
                                        {Part::policy}, rc::Random{seed});
  expect_exact_rows(instance.in<double>().mdp);
}

/// State 0 leads anywhere, all others to themselves: rows too unequal to get the same width.
FiniteMdp<double> hub(int states) {
  FiniteMdp<double> mdp{states, 1};
  mdp.start(states - 1) = 1;
  for (int s = 0; s < states; ++s) {
    mdp.outcomes(0, 0).push_back({1.0 / states, s, 1.0 * s, false});
    if (s > 0) mdp.outcomes(s, 0).push_back({1, s, 0, s % 2 == 0});
  }
  return mdp;
}

TEST(TabularEnvironmentTest, DrawsRowsOfAllLengthsExactly) {
  expect_exact_rows(hub(2));
  expect_exact_rows(hub(100));
  EXPECT_EQ(TabularEnvironment{hub(100)}.columns(0, 0), 100);
  EXPECT_EQ(TabularEnvironment{hub(100)}.columns(1, 0), 1);
}

TEST(TabularEnvironmentTest, StartsAndStepsWithTheirFrequencies) {
  FiniteMdp<double> mdp{3, 2};
  mdp.start << 0.5, 0.0, 0.5;
  for (int s = 0; s < 3; ++s) {
    for (int a = 0; a < 2; ++a) mdp.outcomes(s, a) = {{1, 1, 0, true}};
  }
  mdp.outcomes(2, 1) = {{0.125, 0, 1, false}, {0.5, 1, 0, true}, {0.375, 2, 0, false}};
  const TabularEnvironment environment{mdp};
  const Vector<double> expected{{0.5, 0, 0.5, 0.125, 0.5, 0.375, 0.125, 0.5}};
  ExperimentTest test{means_equal(expected, Bounded{0, 1},
                                  [=](RandomStream& random) -> Vector<double> {
                                    Vector<double> seen = Vector<double>::Zero(8);
                                    seen(environment.start(random)) = 1;
                                    const auto step = environment.step(2, 1, random);
                                    seen(3 + step.next) = 1;
                                    seen(6) = step.reward;
                                    seen(7) = step.terminated ? 1 : 0;
                                    return seen;
                                  }),
                      1e-9};
  for (std::uint64_t b = 0; b < 50; ++b) test.add(test.draw({.seed = 3, .block = b}, 1000));
  EXPECT_FALSE(test.rejects());
}

TEST(TabularEnvironmentTest, WhatIsNoMdpIsRefused) {
  FiniteMdp<double> mdp{2, 1};
  mdp.start << 1, 0;
  mdp.outcomes(0, 0) = {{1, 1, 0, false}};
  EXPECT_THROW(TabularEnvironment{mdp}, std::invalid_argument);  // nothing follows state 1
  mdp.outcomes(1, 0) = {{0.5, 1, 0, false}, {0.25, 0, 0, false}};
  EXPECT_THROW(TabularEnvironment{mdp}, std::invalid_argument);
  for (const int next : {-1, 2}) {
    mdp.outcomes(1, 0) = {{0.5, 1, 0, false}, {0.5, next, 0, false}};
    EXPECT_THROW(TabularEnvironment{mdp}, std::invalid_argument);
  }
  mdp.outcomes(1, 0) = {{1, 0, 0, true}};
  EXPECT_NO_THROW(TabularEnvironment{mdp});
  mdp.start << 1, 1;
  EXPECT_THROW(TabularEnvironment{mdp}, std::invalid_argument);
}

TEST(TabularEnvironmentTest, ActionsOfNoNumberAreRefused) {
  const TabularEnvironment environment{two_loops()};
  RandomStream random{{}};
  EXPECT_THROW(environment.step(0, -1, random), std::out_of_range);
  EXPECT_THROW(environment.step(1, 2, random), std::out_of_range);
}

/// 0 → 1 → 2 → end with rewards 1, 10 and 100.
FiniteMdp<double> three_steps() {
  FiniteMdp<double> mdp{3, 1};
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{1, 1, 1, false}};
  mdp.outcomes(1, 0) = {{1, 2, 10, false}};
  mdp.outcomes(2, 0) = {{1, 2, 100, true}};
  return mdp;
}

TEST(RandomStepsTest, RestartsAfterAnEnd) {
  RandomStream random{{}};
  const auto run = random_steps(TabularEnvironment{three_steps()}, 8, random);
  EXPECT_EQ(run.reward, 2 * 111 + 11);
  EXPECT_EQ(run.terminated, 2);
  EXPECT_EQ(run.truncated, 0);
  EXPECT_EQ(run.last, 2);
}

TEST(RandomStepsTest, RestartsAtTheStepLimit) {
  RandomStream random{{}};
  const auto run = random_steps(TabularEnvironment{three_steps(), 2}, 7, random);
  EXPECT_EQ(run.reward, 3 * 11 + 1);
  EXPECT_EQ(run.truncated, 3);
  EXPECT_EQ(run.terminated, 0);
  EXPECT_EQ(run.last, 1);
  const auto both = random_steps(TabularEnvironment{three_steps(), 3}, 3, random);
  EXPECT_EQ(both.terminated, 1);
  EXPECT_EQ(both.truncated, 0);
  EXPECT_EQ(both.last, 0);
}

TEST(RandomStepsTest, TakesEveryActionEquallyOften) {
  FiniteMdp<double> mdp = in_field<double>(bandit({1, 0, 0}));
  RandomStream random{{}};
  const int steps = 30000;
  const auto run = random_steps(TabularEnvironment{mdp}, steps, random);
  EXPECT_EQ(run.terminated, steps);
  // The mean is off by six of its standard deviations once in 10⁹.
  EXPECT_NEAR(run.reward / steps, 1.0 / 3, 6 * std::sqrt(2.0 / 9 / steps));
}

}  // namespace
}  // namespace lemmata
