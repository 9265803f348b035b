// Advantages of a rollout of three episodes, worked by hand: one that terminates, one that is cut
// by a time limit, one that the rollout's end cuts.

#include "algorithms/advantage/generalized_advantage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/sampling/episode_sampler.hpp"

namespace lemmata {
namespace {

using R = Rational;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

const R half = R{1} / R{2};

/// With γ = ½ the TD errors are 1 + ½·4 − 2 = 1, 3 − 4 = −1 (terminated); 0 + ½·6 − 2 = 1,
/// 2 + ½·8 − 6 = 0 (truncated); 1 + ½·2 − 4 = −2, 5 + ½·6 − 2 = 6 (cut by the end).
ValuedRollout<R> three_episodes() {
  return {.rewards = {R{1}, R{3}, R{0}, R{2}, R{1}, R{5}},
          .values = {R{2}, R{4}, R{2}, R{6}, R{4}, R{2}},
          .next_values = {R{4}, R{100}, R{6}, R{8}, R{2}, R{6}},
          .terminated = {false, true, false, false, false, false},
          .truncated = {false, false, false, true, false, false}};
}

TEST(TdErrors, BootstrapWhereTheEpisodeWasCutAndNotWhereItTerminated) {
  EXPECT_THAT(td_errors(three_episodes(), half), ElementsAre(R{1}, R{-1}, R{1}, R{0}, R{-2}, R{6}));
}

TEST(GeneralizedAdvantages, AddUpWithinEachEpisodeAlone) {
  // Â_t = δ_t + ¼Â_{t+1} for λ = ½.
  EXPECT_THAT(generalized_advantages(three_episodes(), half, half),
              ElementsAre(R{3} / R{4}, R{-1}, R{1}, R{0}, -half, R{6}));
}

TEST(GeneralizedAdvantages, AreTdErrorsForLambdaZero) {
  EXPECT_EQ(generalized_advantages(three_episodes(), half, R{0}),
            td_errors(three_episodes(), half));
}

TEST(GeneralizedAdvantages, AreReturnsLessValuesForLambdaOne) {
  // 1 + ½·3 − 2, 3 − 4; ½(2 + ½·8) − 2, 2 + ½·8 − 6; 1 + ½(5 + ½·6) − 4, 5 + ½·6 − 2.
  EXPECT_THAT(generalized_advantages(three_episodes(), half, R{1}),
              ElementsAre(half, R{-1}, R{1}, R{0}, R{1}, R{6}));
}

TEST(NStepAdvantages, EndWithTheEpisodeOrTheRollout) {
  EXPECT_EQ(n_step_advantages(three_episodes(), half, 1), td_errors(three_episodes(), half));
  for (const int n : {2, 3, 10}) {
    EXPECT_EQ(n_step_advantages(three_episodes(), half, n),
              generalized_advantages(three_episodes(), half, R{1}));
  }
}

TEST(NStepAdvantages, OfTwoStepsDiscountTheValueTwice) {
  const ValuedRollout<R> rollout{.rewards = {R{1}, R{2}, R{4}},
                                 .values = {R{0}, R{8}, R{16}},
                                 .next_values = {R{8}, R{16}, R{32}},
                                 .terminated = {false, false, false},
                                 .truncated = {false, false, false}};
  // 1 + ½·2 + ¼·16 − 0, 2 + ½·4 + ¼·32 − 8, 4 + ½·32 − 16
  EXPECT_THAT(n_step_advantages(rollout, half, 2), ElementsAre(R{6}, R{4}, R{4}));
}

TEST(LambdaReturns, AreAdvantagesOnTopOfValues) {
  EXPECT_THAT(lambda_returns(three_episodes(), half, half),
              ElementsAre(R{11} / R{4}, R{3}, R{3}, R{6}, R{7} / R{2}, R{8}));
}

/// Of two environments stepped in turn, of which the other goes through the episodes from the third
/// on: its third and last step is what was the first's second.
TEST(ValuedRollout, OfEnvironmentsInTurnIsEachOnesOwn) {
  const ValuedRollout<R> one = three_episodes();
  const auto from = [](std::size_t t) { return (t + 2) % 6; };
  ValuedRollout<R> other = one, both{.environments = 2};
  for (std::size_t t = 0; t < one.size(); ++t) {
    other.rewards[t] = one.rewards[from(t)], other.values[t] = one.values[from(t)];
    other.next_values[t] = one.next_values[from(t)];
    other.terminated[t] = one.terminated[from(t)], other.truncated[t] = one.truncated[from(t)];
  }
  for (std::size_t t = 0; t < one.size(); ++t) {
    for (const ValuedRollout<R>* of : {&one, &std::as_const(other)}) {
      both.rewards.push_back(of->rewards[t]), both.values.push_back(of->values[t]);
      both.next_values.push_back(of->next_values[t]);
      both.terminated.push_back(of->terminated[t]), both.truncated.push_back(of->truncated[t]);
    }
  }
  const auto expect_in_turn = [&](const auto& estimate) {
    const std::vector<R> of_both = estimate(both), of_one = estimate(one),
                         of_other = estimate(other);
    ASSERT_EQ(of_both.size(), 2 * of_one.size());
    EXPECT_NE(of_one, of_other);
    for (std::size_t t = 0; t < of_one.size(); ++t) {
      EXPECT_EQ(of_both[2 * t], of_one[t]) << t;
      EXPECT_EQ(of_both[2 * t + 1], of_other[t]) << t;
    }
  };
  expect_in_turn([](const auto& rollout) { return generalized_advantages(rollout, half, half); });
  expect_in_turn([](const auto& rollout) { return n_step_advantages(rollout, half, 2); });
  expect_in_turn([](const auto& rollout) { return lambda_returns(rollout, half, half); });
}

TEST(Valued, TellsAnEpisodeThatWasCutFromOneThatTerminated) {
  Rollout<R> rollout;
  const std::vector<Step<R>> terminates{{0, 1, R{1}, 2, false}, {2, 0, R{1}, 0, true}};
  const std::vector<Step<R>> is_cut{{1, 0, R{1}, 0, false}};
  rollout.append_episode(terminates);
  rollout.append_episode(is_cut);
  const auto result = valued(rollout, Vector<R>{{R{5}, R{6}, R{7}}});
  EXPECT_THAT(result.values, ElementsAre(R{5}, R{7}, R{6}));
  EXPECT_THAT(result.next_values, ElementsAre(R{7}, R{5}, R{5}));
  EXPECT_THAT(result.terminated, ElementsAre(false, true, false));
  EXPECT_THAT(result.truncated, ElementsAre(false, false, true));
}

TEST(EpisodeSampler, SaysWhereEachStepLed) {
  const EpisodeSampler sampler{in_field<double>(short_corridor())};
  const Policy<double> right = Policy<double>{{0.1, 0.9}, {0.9, 0.1}, {0.1, 0.9}};
  RandomStream random{{}};
  const auto steps = sampler.draw(right, 1000, random);
  ASSERT_GE(steps.size(), 3U);
  for (std::size_t t = 0; t + 1 < steps.size(); ++t) {
    EXPECT_EQ(steps[t].next_state, steps[t + 1].state);
    EXPECT_FALSE(steps[t].terminal);
  }
  EXPECT_TRUE(steps.back().terminal);
}

// The same rollout, given to the functions of other libraries in their own conventions, each in
// double precision: stable-baselines3 (RolloutBuffer.compute_returns_and_advantage, with the value
// of a truncated episode's last state added to the reward, as its collect_rollouts does), Tianshou
// (_gae_return), TorchRL (generalized_advantage_estimate) and Spinning Up (PPOBuffer.finish_path)
// gave these numbers, all four the same.
namespace others {

const ValuedRollout<double> rollout{
    .rewards = {1, -0.5, 2, 0.25, 0, 1.5, -1, 0.75, 3, -2, 0.5, 1.25},
    .values = {0.5, 1.5, -0.25, 2, 1, 0.75, -1.5, 0.1, 2.5, 1.75, -0.6, 0.9},
    .next_values = {1.5, -0.25, 9, 1, 0.75, 1.2, 0.1, 2.5, 1.75, -7, 0.9, 0.4},
    .terminated = {false, false, true, false, false, false, false, false, false, true, false,
                   false},
    .truncated = {false, false, false, false, false, true, false, false, false, false, false,
                  false}};
constexpr double discount = 0.9;
constexpr double lambda = 0.8;
const std::vector<double> advantages{1.4144, -0.605, 2.25,   -0.135328, 0.9926, 1.83,
                                     2.354,  2.45,   -0.625, -3.75,     2.4212, 0.71};
/// What CleanRL's ppo.py makes of it: a truncated step ends the episode like a terminal one.
const std::vector<double> without_truncation{1.4144, -0.605, 2.25,   -0.6952, 0.215,  0.75,
                                             2.354,  2.45,   -0.625, -3.75,   2.4212, 0.71};

}  // namespace others

TEST(GeneralizedAdvantages, AgreeWithFourOtherLibraries) {
  EXPECT_THAT(generalized_advantages(others::rollout, others::discount, others::lambda),
              Pointwise(DoubleNear(1e-12), others::advantages));
}

TEST(GeneralizedAdvantages, OfTruncationTreatedAsTerminationAreCleanRls) {
  ValuedRollout<double> rollout = others::rollout;
  rollout.terminated[5] = true;
  EXPECT_THAT(generalized_advantages(rollout, others::discount, others::lambda),
              Pointwise(DoubleNear(1e-12), others::without_truncation));
}

}  // namespace
}  // namespace lemmata
