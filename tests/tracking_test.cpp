// Runs of actor-critic: what they are held against, and where they come to.

#include "algorithms/actor_critic/tracking.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "algorithms/environments/named_environments.hpp"
#include "theory/actor_critic/compatible_fit.hpp"

namespace lemmata {
namespace {

using testing::HasSubstr;

bool always(std::int64_t) { return true; }

/// Steps of 0.4 of the critic at first; none that count of the actor.
const TimeScales resting_actor =
    TimeScales::two({.scale = 1e-9, .exponent = 1}, {.scale = 20, .exponent = 0.6, .offset = 700});

/// γ = 1/2: state 0 leads to 1 with reward 0 or 1, state 1 back to 0 with reward 0.
FiniteMdp<double> loop() {
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = 0.5;
  mdp.start << 1, 0;
  mdp.outcomes(0, 0) = {{1, 1, 0, false}};
  mdp.outcomes(0, 1) = {{1, 1, 1, false}};
  mdp.outcomes(1, 0) = mdp.outcomes(1, 1) = {{1, 0, 0, false}};
  return mdp;
}

TrackingPoint end_of(const TrackingTask& task, const ActorCriticOptions& options,
                     std::int64_t steps, std::uint64_t seed = 1) {
  const auto run = track(task, options, seed, steps, always);
  EXPECT_EQ(run.diverged, "");
  EXPECT_EQ(run.points.back().step, steps);
  return run.points.back();
}

TEST(TrackingTest, TheFirstPointIsOfTheUniformPolicyAndCriticsThatAreZero) {
  // V = (2/3, 1/3), ν = (4/3, 2/3), D = (2/3, 1/3); J* = 1/(1 − 1/4) = 4/3. Advantages ±1/2 in 0,
  // scores ±1/2: ∇J = ν(0)(−1/4, 1/4).
  const TrackingTask task{.mdp = loop(), .optimum = find_optimum(loop())};
  const TrackingPoint start =
      end_of(task, {.scales = resting_actor, .weight = ActorWeight::compatible_critic}, 0);
  EXPECT_NEAR(start.performance, 2.0 / 3, 1e-12);
  EXPECT_NEAR(start.gap, 2.0 / 3, 1e-12);
  EXPECT_NEAR(start.gradient_norm, std::sqrt(2.0) / 3, 1e-12);
  EXPECT_NEAR(start.value_error, std::sqrt(2.0 / 3 * 4 / 9 + 1.0 / 3 * 1 / 9), 1e-12);
  EXPECT_NEAR(start.compatible_error, std::sqrt(0.5), 1e-12);
  EXPECT_TRUE(std::isnan(start.gain_error));
}

TEST(TrackingTest, TheAverageCriterionMeasuresFromGainAndBias) {
  // η = 1/4, h = (1/8, −1/8), D = (1/2, 1/2); ∇η = ½(−1/4, 1/4).
  const TrackingPoint start =
      end_of({.mdp = loop()}, {.scales = resting_actor, .criterion = Criterion::average}, 0);
  EXPECT_NEAR(start.performance, 0.25, 1e-12);
  EXPECT_NEAR(start.gradient_norm, std::sqrt(2.0) / 8, 1e-12);
  EXPECT_NEAR(start.value_error, 0.125, 1e-12);
  EXPECT_NEAR(start.gain_error, 0.25, 1e-12);
  EXPECT_TRUE(std::isnan(start.gap));
  EXPECT_TRUE(std::isnan(start.compatible_error));
}

TEST(TrackingTest, ErrorsAreMeasuredBySharesOfTime) {
  // 0 pays 3 and leads to 1, which stays or leads back: D = (1/3, 2/3), η = 1, h = (4/3, −2/3).
  FiniteMdp<double> mdp = loop();
  for (const int action : {0, 1}) mdp.outcomes(0, action) = {{1, 1, 3, false}};
  mdp.outcomes(1, 0) = {{1, 1, 0, false}};
  const TrackingPoint start =
      end_of({.mdp = mdp}, {.scales = resting_actor, .criterion = Criterion::average}, 0);
  EXPECT_NEAR(start.value_error, std::sqrt(1.0 / 3 * 16 / 9 + 2.0 / 3 * 4 / 9), 1e-12);
  EXPECT_NEAR(start.gain_error, 1, 1e-12);
}

TEST(TrackingTest, ALinearPolicysFitIsWeightedWithItsVisits) {
  // One feature, for action 0 in either state: scores ±1/2 in both. Advantages are ∓1/2 in 0 and
  // nothing in 1, ν = (4/3, 2/3): w* = −ν(0)/Σν.
  const TrackingTask task{.mdp = loop(), .policy_features = Matrix<double>{{1}, {0}, {1}, {0}}};
  const TrackingPoint start =
      end_of(task, {.scales = resting_actor, .weight = ActorWeight::compatible_critic}, 0);
  EXPECT_NEAR(start.compatible_error, 2.0 / 3, 1e-12);
  EXPECT_NEAR(start.gradient_norm, 4.0 / 3 / 4, 1e-12);
}

TEST(TrackingTest, WhatIsZeroBySymmetryIsZero) {
  const TrackingTask walk{.mdp = in_field<double>(environment("random-walk-19").table)};
  EXPECT_EQ(end_of(walk, {.scales = resting_actor, .criterion = Criterion::average}, 0).performance,
            0);
  EXPECT_EQ(end_of(walk, {.scales = resting_actor}, 0).performance, 0);
}

/// β_k = 1/(k + 2) up to step `last`: what is left of an error that shrinks by 1 − cβ_k in step k.
double left_after(std::int64_t last, double share) {
  double left = 1;
  for (std::int64_t k = 0; k < last; ++k) left *= 1 - share / static_cast<double>(k + 2);
  return left;
}
const TimeScales no_actor =
    TimeScales::unchecked({.scale = 0}, {.scale = 1, .exponent = 1, .offset = 2});

TEST(TrackingTest, WithoutNoiseCriticsApproachAPolicyThatRestsByTheirSteps) {
  // Every error is the same whatever is drawn: both arms pay 1, so that V = η = 1 and every step
  // takes β_k of what is missing; or they pay ±1/2 under V_w = 0 = V, and u = (1/2, −1/2) is missed
  // along the only score there is, of squared norm 1/2.
  const Matrix<double> blind = Matrix<double>::Zero(1, 1);
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    for (const std::int64_t last : {0, 1, 2, 50}) {
      const TrackingTask sure{.mdp = in_field<double>(bandit({1, 1}))};
      EXPECT_NEAR(end_of(sure, {.scales = no_actor}, last, seed).value_error, left_after(last, 1),
                  1e-12);
      EXPECT_NEAR(end_of(sure, {.scales = no_actor, .criterion = Criterion::average}, last, seed)
                      .gain_error,
                  left_after(last, 1), 1e-12);
      const TrackingTask even{.mdp = in_field<double>(bandit({0.5, -0.5})),
                              .state_features = blind};
      const TrackingPoint end =
          end_of(even, {.scales = no_actor, .weight = ActorWeight::compatible_critic}, last, seed);
      EXPECT_NEAR(end.compatible_error, std::sqrt(0.5) * left_after(last, 0.5), 1e-12);
      EXPECT_EQ(end.value_error, 0);
    }
  }
}

TEST(TrackingTest, WithoutNoiseSoDoCriticsByEpisodes) {
  const TrackingTask sure{.mdp = in_field<double>(bandit({1, 1}))};
  const EpisodicOptions options{
      .scales = no_actor, .episodes = {.count = 3, .horizon = 5}, .advantage = NStepAdvantage{2}};
  for (const std::int64_t last : {0, 1, 2, 50}) {
    const auto run = track_episodes(sure, options, 1, last, always);
    EXPECT_NEAR(run.points.back().value_error, left_after(last, 1), 1e-12);
  }
}

TEST(TrackingTest, TheAverageCriticSettlesOnACycleWhateverIsDrawn) {
  // 0 → 1 → 0, which pays 1 on the way out: η = 1/2, h = (1/4, −1/4). With γ = 1 at a constant step
  // of 1/8 gain and values run into a cycle; by hand, in the order of the visits.
  FiniteMdp<double> mdp = loop();
  mdp.outcomes(0, 0)[0].reward = 1;
  const ActorCriticOptions options{.scales = TimeScales::unchecked({.scale = 0}, {.scale = 0.125}),
                                   .criterion = Criterion::average};
  double gain = 0;
  Vector<double> w = Vector<double>::Zero(2);
  for (int k = 0; k < 400; ++k) {
    const int s = k % 2;
    const double reward = 1 - s;
    w(s) += 0.125 * (reward - gain + w(1 - s) - w(s));
    gain += 0.125 * (reward - gain);
  }
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const TrackingPoint end = end_of({.mdp = mdp}, options, 400, seed);
    EXPECT_NEAR(end.gain_error, std::abs(gain - 0.5), 1e-12);
    EXPECT_NEAR(end.value_error, std::abs((w(0) - w(1)) / 2 - 0.25), 1e-12);
    EXPECT_LT(end.gain_error, 0.04);
    EXPECT_LT(end.value_error, 0.04);
  }
}

TEST(TrackingTest, TheTabularFitIsTheSolutionOfLeastNorm) {
  const FiniteMdp<double> mdp = in_field<double>(environment("frozen-lake-4x4").table);
  Matrix<double> preferences = Matrix<double>::Ones(mdp.states(), mdp.actions());
  preferences.col(1).setConstant(3);
  const TabularSoftmax<double> policy{preferences};
  for (const Criterion criterion : {Criterion::discounted, Criterion::average}) {
    const auto exact = criterion_evaluation(mdp, policy.probabilities(), criterion);
    const Vector<double> general =
        minimum_norm_solution(compatible_system(policy, exact.visits, exact.action_values));
    EXPECT_LT((tabular_compatible_fit(exact) - general).norm(), 1e-8);
  }
}

TEST(TrackingTest, TheTabularFitIsZeroWhereNoOneGoes) {
  Matrix<double> action_values(3, 2);
  action_values << 1, 5, -2, 3, 4, 0;
  const CriterionEvaluation exact{.performance = 0,
                                  .visits = Vector<double>{{2, 0, 0.5}},
                                  .values = Vector<double>::Zero(3),
                                  .action_values = action_values};
  EXPECT_EQ(tabular_compatible_fit(exact), (Vector<double>{{-2, 2, 0, 0, 2, -2}}));
}

TEST(TrackingTest, TheLinearFitWeighsStatesByTheirVisits) {
  // Scores ±1 in state 0 and ±2 in 1, whose actions are alike; ν = (4/3, 2/3):
  // w* = 4/3·(−1/2)/(4/3 + 2/3·4) = −1/6.
  const TrackingTask task{.mdp = loop(),
                          .policy_features = Vector<double>{{1, -1, 2, -2}},
                          .optimum = find_optimum(loop())};
  const TrackingPoint start =
      end_of(task, {.scales = resting_actor, .weight = ActorWeight::compatible_critic}, 0);
  EXPECT_NEAR(start.compatible_error, 1.0 / 6, 1e-12);
}

TEST(TrackingTest, BothActorsLearnWhatPays) {
  const TrackingTask task{.mdp = loop(), .optimum = find_optimum(loop())};
  const TimeScales scales = TimeScales::two({.scale = 10, .exponent = 0.8, .offset = 100},
                                            {.scale = 5, .exponent = 0.6, .offset = 100});
  for (const ActorWeight weight : {ActorWeight::td_error, ActorWeight::compatible_critic}) {
    EXPECT_LT(end_of(task, {.scales = scales, .weight = weight}, 20'000).gap, 0.02);
  }
}

TEST(TrackingTest, TheSameSeedIsTheSameRun) {
  const TrackingTask task{.mdp = loop()};
  const ActorCriticOptions options{.scales = TimeScales::unchecked({.scale = 0.1}, {.scale = 0.2})};
  const auto performance = [&](std::uint64_t seed) {
    return end_of(task, options, 100, seed).performance;
  };
  EXPECT_EQ(performance(3), performance(3));
  EXPECT_NE(performance(3), performance(4));
}

TEST(TrackingTest, APolicyThatHardlyEverEndsHasNoValuesInDoubles) {
  const Environment corridor = environment("short-corridor");
  const TrackingTask task{.mdp = in_field<double>(corridor.table),
                          .policy_features = corridor.features};
  const ActorCriticOptions rash{.scales = TimeScales::unchecked({.scale = 50}, {.scale = 0.1})};
  EXPECT_THAT(track(task, rash, 1, 1000, always).diverged, HasSubstr("lost in rounding"));
}

TEST(TrackingTest, ARunIsInterruptedOrDiverges) {
  const TrackingTask task{.mdp = loop()};
  const auto stopped =
      track(task, {.scales = resting_actor}, 1, 100, [](std::int64_t k) { return k < 5; });
  EXPECT_TRUE(stopped.interrupted);
  EXPECT_EQ(stopped.points.back().step, 5);
  const ActorCriticOptions wild{.scales = TimeScales::unchecked({.scale = 1e-9}, {.scale = 10})};
  EXPECT_THAT(track(task, wild, 1, 10'000, always).diverged, HasSubstr("at step "));
}

TEST(TrackingTest, EpisodesImproveThePolicyByEveryEstimate) {
  const TrackingTask task{.mdp = loop(), .optimum = find_optimum(loop())};
  EpisodicOptions options{.scales = TimeScales::unchecked({.scale = 0.5}, {.scale = 0.1}),
                          .episodes = {.count = 4, .horizon = 8},
                          .advantage = GeneralizedAdvantage<double>{1}};
  const auto gap = [&] { return track_episodes(task, options, 1, 300, always).points.back().gap; };
  const double start = track_episodes(task, options, 1, 0, always).points.back().gap;
  const double by_lambda_one = gap();
  EXPECT_LT(by_lambda_one, 0.2 * start);
  // λ = 1 is as many steps as an episode has.
  options.advantage = NStepAdvantage{8};
  EXPECT_NEAR(gap(), by_lambda_one, 1e-12);
  options.advantage = NStepAdvantage{1};
  const double by_one_step = gap();
  EXPECT_LT(by_one_step, 0.2 * start);
  EXPECT_NE(by_one_step, by_lambda_one);
}

}  // namespace
}  // namespace lemmata
