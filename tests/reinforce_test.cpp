// REINFORCE on a rollout worked by hand.

#include "algorithms/reinforce/reinforce.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "theory/policies/softmax.hpp"

namespace lemmata {
namespace {

using R = Rational;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const R half = R{1} / R{2};

/// Three episodes of three, one and two steps.
Rollout<R> three_episodes() {
  Rollout<R> rollout;
  const std::vector<Step<R>> long_one{{0, 0, R{1}}, {1, 1, R{2}}, {0, 1, R{4}}};
  const std::vector<Step<R>> short_one{{1, 0, R{-3}}};
  const std::vector<Step<R>> last{{0, 1, R{0}}, {0, 0, R{8}}};
  rollout.append_episode(long_one);
  rollout.append_episode(short_one);
  rollout.append_episode(last);
  return rollout;
}

TEST(RolloutTest, LaysEpisodesEndToEnd) {
  const auto rollout = three_episodes();
  EXPECT_EQ(rollout.size(), 6U);
  EXPECT_EQ(rollout.episodes(), 3);
  EXPECT_THAT(rollout.ends, ElementsAre(false, false, true, true, false, true));
}

TEST(RolloutTest, AnEmptyEpisodeChangesNothing) {
  auto rollout = three_episodes();
  rollout.append_episode({});
  EXPECT_EQ(rollout.size(), 6U);
  EXPECT_EQ(rollout.episodes(), 3);
  EXPECT_EQ(Rollout<R>{}.episodes(), 0);
}

TEST(ReturnsToGoTest, StartAnewInEachEpisode) {
  EXPECT_THAT(returns_to_go(three_episodes(), half),
              ElementsAre(R{3}, R{4}, R{4}, R{-3}, R{4}, R{8}));
  EXPECT_THAT(returns_to_go(three_episodes(), R{1}),
              ElementsAre(R{7}, R{6}, R{4}, R{-3}, R{8}, R{8}));
  EXPECT_THAT(returns_to_go(three_episodes(), R{0}),
              ElementsAre(R{1}, R{2}, R{4}, R{-3}, R{0}, R{8}));
}

TEST(DiscountPowersTest, StartAnewInEachEpisode) {
  EXPECT_THAT(discount_powers(three_episodes(), half),
              ElementsAre(R{1}, half, half * half, R{1}, R{1}, half));
  EXPECT_THAT(discount_powers(three_episodes(), R{0}),
              ElementsAre(R{1}, R{0}, R{0}, R{1}, R{1}, R{0}));
}

TEST(WholeReturnsTest, AreTheFirstReturnOfTheEpisode) {
  EXPECT_THAT(whole_returns(three_episodes(), half),
              ElementsAre(R{3}, R{3}, R{3}, R{-3}, R{4}, R{4}));
  EXPECT_THAT(whole_returns(Rollout<R>{}, half), ElementsAre());
}

TEST(TimesTest, StartAnewInEachEpisode) {
  EXPECT_THAT(times(three_episodes()), ElementsAre(0U, 1U, 2U, 0U, 0U, 1U));
  EXPECT_THAT(times(Rollout<R>{}), ElementsAre());
}

/// π(0|0) = 1/4, π(1|0) = 3/4 and the uniform π(·|1).
TabularSoftmax<R> policy() { return TabularSoftmax<R>{Matrix<R>{{R{1}, R{3}}, {R{1}, R{1}}}}; }

Vector<R> quarters(int a, int b, int c, int d) {
  return Vector<R>{{R{a}, R{b}, R{c}, R{d}}} / R{4};
}

TEST(MeanWeightedScoreTest, DividesByTheNumberOfEpisodes) {
  // One weight at a time: the scores are (3,−3)/4 and (−1,1)/4 in state 0, (2,−2)/4 in state 1.
  std::vector<R> weights(6, R{0});
  weights[1] = R{3};
  EXPECT_EQ(mean_weighted_score(policy(), three_episodes(), weights), quarters(0, 0, -2, 2));
  weights[1] = R{0};
  weights[5] = R{3};
  EXPECT_EQ(mean_weighted_score(policy(), three_episodes(), weights), quarters(3, -3, 0, 0));
}

TEST(ReinforceTest, ByHand) {
  // γᵗG_t = 3, 2, 1, −3, 4, 4. State 0: 3·3 − 1·1 − 4·1 + 4·3 = 16 quarters for action 0;
  // state 1: −2·2 − 3·2 = −10 quarters; over 3 episodes.
  EXPECT_EQ(reinforce(policy(), three_episodes(), half),
            (quarters(16, -16, -10, 10) / R{3}).eval());
}

TEST(ReinforceTest, BaselineIsSubtractedOfTheReturnOfItsState) {
  // b = (4, −3) leaves γᵗ(G_t − b) = −1, 7/2, 0, 0, 0, 2: state 0 has −3 + 6 quarters, state 1
  // has −7.
  const Vector<R> baseline{{R{4}, R{-3}}};
  EXPECT_EQ(reinforce(policy(), three_episodes(), half, baseline),
            (quarters(3, -3, -7, 7) / R{3}).eval());
}

Vector<R> thirds_of_quarters(int a, int b, int c, int d) { return quarters(a, b, c, d) / R{3}; }

Vector<R> with_credit(Credit credit) {
  return reinforce(policy(), three_episodes(), half, credit, NoBaseline{});
}

TEST(ReinforceTest, CreditIsWhatMultipliesTheScore) {
  EXPECT_EQ(with_credit(Credit::discounted_reward_to_go),
            reinforce(policy(), three_episodes(), half));
  // G_t = 3, 4, 4, −3, 4, 8: state 0 has 3·3 − 1·4 − 1·4 + 3·8, state 1 −2·4 + 2·(−3).
  EXPECT_EQ(with_credit(Credit::reward_to_go), thirds_of_quarters(25, -25, -14, 14));
  // G_0 = 3, 3, 3, −3, 4, 4: state 0 has 3·3 − 1·3 − 1·4 + 3·4, state 1 −2·3 + 2·(−3).
  EXPECT_EQ(with_credit(Credit::whole_return), thirds_of_quarters(14, -14, -12, 12));
}

TEST(ReinforceTest, BaselineComesBeforeTheDiscount) {
  // Means at times 0, 1, 2: (3 − 3 + 4)/3, (4 + 8)/3, 4/3, off G_t = 3, 4, 4, −3, 4, 8; then γᵗ.
  // Thirds: 5, 0, 8/4, −13, 8, 12/2. State 0: 3·5 − 2 − 8 + 3·6; state 1: −2·0 − 2·13.
  EXPECT_EQ(
      reinforce(policy(), three_episodes(), half, Credit::discounted_reward_to_go, BatchMean{}),
      (thirds_of_quarters(23, -23, -26, 26) / R{3}).eval());
}

TEST(ObjectiveTest, OnlyRewardsToGoWithoutDiscountHaveNone) {
  EXPECT_THAT(objective(Credit::reward_to_go), StartsWith("none"));
  EXPECT_THAT(objective(Credit::discounted_reward_to_go), HasSubstr("discounted return"));
  EXPECT_THAT(objective(Credit::whole_return), HasSubstr("discounted return"));
}

const std::vector<R> six_returns{R{3}, R{4}, R{4}, R{-3}, R{4}, R{8}};

TEST(BaselineTest, StateBaselinesTakeOffTheStepsOwn) {
  EXPECT_EQ(NoBaseline{}(three_episodes(), six_returns), six_returns);
  // States 0, 1, 0, 1, 0, 0.
  EXPECT_THAT((StateBaseline<R>{Vector<R>{{R{1}, R{10}}}}(three_episodes(), six_returns)),
              ElementsAre(R{2}, R{-6}, R{3}, R{-13}, R{3}, R{7}));
  // Times 0, 1, 2, 0, 0, 1.
  const TimedBaseline<R> timed{Matrix<R>{{R{1}, R{2}}, {R{3}, R{4}}, {R{5}, R{6}}}};
  EXPECT_THAT(timed(three_episodes(), six_returns),
              ElementsAre(R{2}, R{0}, R{-1}, R{-5}, R{3}, R{5}));
}

TEST(BaselineTest, BatchMeanCountsEndedEpisodesAsZero) {
  EXPECT_THAT(summed_over_episodes(three_episodes(), six_returns), ElementsAre(R{4}, R{12}, R{4}));
  const R third = R{1} / R{3};
  EXPECT_THAT(BatchMean{}(three_episodes(), six_returns),
              ElementsAre(R{5} * third, R{0}, R{8} * third, R{-13} * third, R{8} * third, R{4}));
}

TEST(BaselineTest, LeaveOneOutTakesTheMeanOfTheOthers) {
  // Of the others: (−3 + 4)/2, (8 + 0)/2, 0, (3 + 4)/2, (3 − 3)/2, (4 + 0)/2.
  EXPECT_THAT(LeaveOneOut{}(three_episodes(), six_returns),
              ElementsAre(R{5} * half, R{0}, R{4}, R{-13} * half, R{4}, R{6}));
}

TEST(BaselineTest, LeaveOneOutNeedsAnother) {
  Rollout<R> alone;
  alone.append_episode(std::vector<Step<R>>{{0, 0, R{1}}, {1, 1, R{2}}});
  EXPECT_THROW(LeaveOneOut{}(alone, {R{3}, R{2}}), std::invalid_argument);
  EXPECT_THROW(LeaveOneOut{}(Rollout<R>{}, {}), std::invalid_argument);
}

TEST(NormalisedBatchTest, HasMeanZeroAndDeviationOne) {
  const Rollout<R> any;
  // Mean 3, deviation 2.
  EXPECT_THAT(NormalisedBatch{}(any, {R{1}, R{1}, R{5}, R{5}}),
              ElementsAre(R{-1}, R{-1}, R{1}, R{1}));
  // Mean 2, deviation √((16 + 16 + 4·1)/9) = 2.
  EXPECT_THAT(NormalisedBatch{}(any, {R{6}, R{-2}, R{2}, R{2}, R{2}, R{1}, R{3}, R{1}, R{3}}),
              ElementsAre(R{2}, R{-2}, R{0}, R{0}, R{0}, -half, half, -half, half));
  // Variance 2/9.
  EXPECT_THROW(NormalisedBatch{}(any, {R{0}, R{0}, R{1}}), std::domain_error);
}

TEST(NormalisedBatchTest, EqualReturnsHaveNoAdvantage) {
  EXPECT_THAT(NormalisedBatch{}(Rollout<R>{}, {R{7}, R{7}, R{7}}), ElementsAre(R{0}, R{0}, R{0}));
  EXPECT_THAT(NormalisedBatch{}(Rollout<R>{}, std::vector<R>{}), ElementsAre());
  // Their mean in double is not 0.1.
  const std::vector<double> tenths(10, 0.1);
  EXPECT_EQ(NormalisedBatch{}(Rollout<double>{}, tenths), std::vector<double>(10, 0.0));
}

TEST(NormalisedBatchTest, RunsInDouble) {
  // Mean 1/3, variance 2/9.
  const auto advantages = NormalisedBatch{}(Rollout<double>{}, {0.0, 0.0, 1.0});
  EXPECT_NEAR(advantages[0], -std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(advantages[2], std::sqrt(2.0), 1e-15);
}

TEST(ReinforceTest, RunsInDouble) {
  Rollout<double> rollout;
  const std::vector<Step<double>> episode{{0, 0, 1.0}, {0, 0, 1.0}};
  rollout.append_episode(episode);
  const TabularSoftmax<double> uniform{Matrix<double>::Ones(1, 2)};
  // 1·(1 + 0.9)·½ + 0.9·1·½
  EXPECT_NEAR(reinforce(uniform, rollout, 0.9)(0), 1.4, 1e-15);
}

}  // namespace
}  // namespace lemmata
