// REINFORCE on a rollout worked by hand.

#include "algorithms/reinforce/reinforce.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "theory/policies/softmax.hpp"

namespace lemmata {
namespace {

using R = Rational;
using testing::ElementsAre;

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
