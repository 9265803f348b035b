// Actor-critics in training, step by step.

#include <gtest/gtest.h>

#include "algorithms/actor_critic/training.hpp"
#include "algorithms/environments/named_environments.hpp"

namespace lemmata {
namespace {

TEST(ChainTest, RestartsAfterEndsAndWithTheProbabilityLeft) {
  const EpisodeSampler sampler{in_field<double>(chain(3))};
  RandomStream random{{.seed = 1}};
  const Step<double> goes_on{2, 0, 0, 3, false}, ends{2, 0, 0, 3, true};
  int restarts = 0;
  constexpr int draws = 10'000;
  for (int i = 0; i < draws; ++i) {
    EXPECT_EQ(next_chain_state(sampler, ends, 1, random), 0);
    EXPECT_EQ(next_chain_state(sampler, goes_on, 1, random), 3);
    const int next = next_chain_state(sampler, goes_on, 0.75, random);
    restarts += next == 0 ? 1 : 0;
    EXPECT_TRUE(next == 0 || next == 3);
  }
  EXPECT_NEAR(restarts / double(draws), 0.25, 0.03);
}

/// From 2, where every episode starts, to 0 and on to 1, which pays 4 and ends; γ = 1/2, and both
/// actions are alike.
EpisodeSampler line_of_three() {
  FiniteMdp<double> mdp{3, 2};
  mdp.discount = 0.5;
  mdp.start << 0, 0, 1;
  for (const int action : {0, 1}) {
    mdp.outcomes(2, action) = {{1, 0, 0, false}};
    mdp.outcomes(0, action) = {{1, 1, 1, false}};
    mdp.outcomes(1, action) = {{1, 0, 4, true}};
  }
  return EpisodeSampler{mdp};
}

/// One step from a state with w = (2, 6, 8), η = 1, α = 1 and β = 1/4.
ActorCriticIterate after_one_step(int state, Criterion criterion, UpdateOrder order,
                                  std::uint64_t seed = 1) {
  const EpisodeSampler sampler = line_of_three();
  const TabularParametrisation policies{3, 2};
  RandomStream random{{.seed = seed}};
  ActorCriticIterate x = start_of(sampler, policies, TabularFeatures{3}, random);
  EXPECT_EQ(x.state, 2);
  x.state = state;
  x.weights << 2, 6, 8;
  x.gain = 1;
  const ActorCriticOptions options{.scales = TimeScales::unchecked({.scale = 1}, {.scale = 0.25}),
                                   .criterion = criterion,
                                   .order = order};
  return actor_critic_step(sampler, policies, TabularFeatures{3}, x, options, 0, random);
}

TEST(TrainingTest, AnEndIsNotBootstrappedAndLeadsToAFreshStart) {
  const auto x = after_one_step(1, Criterion::discounted, UpdateOrder::simultaneous);
  // δ = 4 − 6 = −2.
  EXPECT_EQ(x.weights, (Vector<double>{{2, 5.5, 8}}));
  EXPECT_EQ(x.state, 2);
  EXPECT_EQ(x.theta.cwiseAbs(), (Vector<double>{{0, 0, 1, 1, 0, 0}}));
}

TEST(TrainingTest, TheAverageCriterionGoesOnFromTheFreshStart) {
  const auto x = after_one_step(1, Criterion::average, UpdateOrder::simultaneous);
  // δ = 4 − 1 + V(2) − V(1) = 5; the gain moves by r − η = 3.
  EXPECT_EQ(x.weights, (Vector<double>{{2, 7.25, 8}}));
  EXPECT_EQ(x.gain, 1.75);
  EXPECT_EQ(x.state, 2);
  EXPECT_EQ(x.theta.cwiseAbs(), (Vector<double>{{0, 0, 2.5, 2.5, 0, 0}}));
}

TEST(TrainingTest, CriticFirstMeansThatTheActorSeesBothUpdates) {
  const auto x = after_one_step(1, Criterion::average, UpdateOrder::critic_first);
  // δ = 4 − 1.75 + 8 − 7.25 = 3.
  EXPECT_EQ(x.theta.cwiseAbs(), (Vector<double>{{0, 0, 1.5, 1.5, 0, 0}}));
  const auto y = after_one_step(1, Criterion::discounted, UpdateOrder::critic_first);
  EXPECT_EQ(y.theta.cwiseAbs(), (Vector<double>{{0, 0, 0.75, 0.75, 0, 0}}));
}

TEST(TrainingTest, OnlyTheDiscountedChainRestartsWhereNothingEnds) {
  int restarts = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    // δ = 1 − 1 + 6 − 2 = 4 and 1 + 3 − 2 = 2.
    const auto x = after_one_step(0, Criterion::average, UpdateOrder::simultaneous, seed);
    EXPECT_EQ(x.state, 1);
    EXPECT_EQ(x.weights, (Vector<double>{{3, 6, 8}}));
    EXPECT_EQ(x.gain, 1);
    const auto y = after_one_step(0, Criterion::discounted, UpdateOrder::simultaneous, seed);
    EXPECT_EQ(y.weights, (Vector<double>{{2.5, 6, 8}}));
    EXPECT_TRUE(y.state == 1 || y.state == 2);
    restarts += y.state == 2 ? 1 : 0;
  }
  EXPECT_GT(restarts, 8);
  EXPECT_LT(restarts, 32);
}

TEST(TrainingTest, FindsTheBetterArmByEveryRoute) {
  const EpisodeSampler sampler{in_field<double>(bandit({1, 0}))};
  const TabularParametrisation policies{1, 2};
  const TabularFeatures features{1};
  const TimeScales scales =
      TimeScales::two({.scale = 1, .exponent = 0.8}, {.scale = 1, .exponent = 0.6});
  for (const Criterion criterion : {Criterion::discounted, Criterion::average}) {
    for (const ActorWeight weight : {ActorWeight::td_error, ActorWeight::compatible_critic}) {
      for (const UpdateOrder order : {UpdateOrder::simultaneous, UpdateOrder::critic_first}) {
        const ActorCriticOptions options{scales, criterion, weight, order};
        RandomStream random{{.seed = 3}};
        ActorCriticIterate x = start_of(sampler, policies, features, random);
        for (int k = 0; k < 20'000; ++k) {
          x = actor_critic_step(sampler, policies, features, x, options, k, random);
        }
        EXPECT_GT(policies.policy(x.theta).probabilities()(0, 0), 0.9);
      }
    }
  }
}

TEST(TrainingTest, AStepGoesByTheStepSizesOfItsOwnTime) {
  // One arm of two pays 2 and ends: δ = 2 at V = 0, and the score of the arm taken is ½, −½ of the
  // other. Each moves by the step size at k, which is neither that of k − 1 nor that of k + 1.
  const EpisodeSampler sampler{in_field<double>(bandit({2, 2}))};
  const TabularParametrisation policies{1, 2};
  const ActorCriticOptions options{
      .scales = TimeScales::unchecked({.scale = 3, .exponent = 1}, {.scale = 2, .exponent = 0.6})};
  for (const std::int64_t k : {0, 5, 1000}) {
    RandomStream random{{.seed = 1}};
    const ActorCriticIterate x = start_of(sampler, policies, TabularFeatures{1}, random);
    const ActorCriticIterate y =
        actor_critic_step(sampler, policies, TabularFeatures{1}, x, options, k, random);
    EXPECT_DOUBLE_EQ(y.weights(0), 2 * options.scales.critic()(k));
    EXPECT_DOUBLE_EQ(y.theta.cwiseAbs().maxCoeff(), options.scales.actor()(k));
    EXPECT_DOUBLE_EQ(y.compatible.cwiseAbs().maxCoeff(), options.scales.critic()(k));
    RandomStream fresh{{.seed = 1}};
    const ActorCriticIterate z = episodic_actor_critic_step(
        sampler, policies, TabularFeatures{1},
        start_of(sampler, policies, TabularFeatures{1}, fresh), options.scales,
        {.count = 1, .horizon = 5}, NStepAdvantage{1}, k, fresh);
    EXPECT_DOUBLE_EQ(z.weights(0), 2 * options.scales.critic()(k));
    EXPECT_DOUBLE_EQ(z.theta.cwiseAbs().maxCoeff(), options.scales.actor()(k));
  }
}

TEST(TrainingTest, EpisodesMoveByTheDirectionsOfTheirRollout) {
  // One arm pays 2 and ends: δ = 2 − V = 1 at every one of three episodes, scores of a uniform
  // policy over one action are 0; the critic moves by β.
  const EpisodeSampler sampler{in_field<double>(bandit({2}))};
  const TabularParametrisation policies{1, 1};
  const TimeScales scales = TimeScales::unchecked({.scale = 1}, {.scale = 0.25});
  RandomStream random{{.seed = 1}};
  ActorCriticIterate x = start_of(sampler, policies, TabularFeatures{1}, random);
  x.weights(0) = 1;
  x = episodic_actor_critic_step(sampler, policies, TabularFeatures{1}, x, scales,
                                 {.count = 3, .horizon = 5}, NStepAdvantage{4}, 0, random);
  EXPECT_EQ(x.weights(0), 1.25);
  EXPECT_EQ(x.theta(0), 0);
}

TEST(TrainingTest, EveryEpisodeOfABatchCounts) {
  // Arms pay 4 and 0, V = 0: the critic moves by a quarter of the mean reward of four episodes.
  const EpisodeSampler sampler{in_field<double>(bandit({4, 0}))};
  const TabularParametrisation policies{1, 2};
  const TimeScales scales = TimeScales::unchecked({.scale = 1}, {.scale = 0.25});
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    RandomStream random{{.seed = seed}};
    const ActorCriticIterate x = start_of(sampler, policies, TabularFeatures{1}, random);
    RandomStream again = random;
    double rewards = 0;
    for (int i = 0; i < 4; ++i) {
      rewards += sampler.draw(Policy<double>::Constant(1, 2, 0.5), 5, again).front().reward;
    }
    const auto y =
        episodic_actor_critic_step(sampler, policies, TabularFeatures{1}, x, scales,
                                   {.count = 4, .horizon = 5}, NStepAdvantage{1}, 0, random);
    EXPECT_EQ(y.weights(0), 0.25 * rewards / 4);
  }
}

TEST(TrainingTest, EpisodesAreCutAtTheHorizonWhoseLastValueCounts) {
  const EpisodeSampler sampler = line_of_three();
  const TabularParametrisation policies{3, 2};
  const TimeScales scales = TimeScales::unchecked({.scale = 1}, {.scale = 0.25});
  RandomStream random{{.seed = 1}};
  ActorCriticIterate x = start_of(sampler, policies, TabularFeatures{3}, random);
  x.weights << 2, 6, 8;
  x = episodic_actor_critic_step(sampler, policies, TabularFeatures{3}, x, scales,
                                 {.count = 1, .horizon = 2}, NStepAdvantage{1}, 0, random);
  // From 2: 1 − 8 = −7; from 0: 1 + 3 − 2 = 2, and γ = 1/2 for the actor; nothing from 1.
  EXPECT_EQ(x.weights, (Vector<double>{{2.5, 6, 6.25}}));
  EXPECT_EQ(x.theta.cwiseAbs(), (Vector<double>{{0.5, 0.5, 0, 0, 3.5, 3.5}}));
}

TEST(TrainingTest, EpisodesFindTheBetterArm) {
  const EpisodeSampler sampler{in_field<double>(bandit({1, 0}))};
  const TabularParametrisation policies{1, 2};
  const TimeScales scales = TimeScales::unchecked({.scale = 0.2}, {.scale = 0.2});
  RandomStream random{{.seed = 1}};
  ActorCriticIterate x = start_of(sampler, policies, TabularFeatures{1}, random);
  for (int k = 0; k < 500; ++k) {
    x = episodic_actor_critic_step(sampler, policies, TabularFeatures{1}, std::move(x), scales,
                                   {.count = 2, .horizon = 5}, GeneralizedAdvantage<double>{0.9}, k,
                                   random);
  }
  EXPECT_GT(policies.policy(x.theta).probabilities()(0, 0), 0.9);
}

}  // namespace
}  // namespace lemmata
