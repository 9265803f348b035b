#include "algorithms/actor_critic/actor_critic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/actor_critic/training.hpp"
#include "algorithms/actor_critic/two_time_scale_iteration.hpp"
#include "algorithms/environments/named_environments.hpp"
#include "theory/actor_critic/compatible_fit.hpp"
#include "theory/mdp/visitation.hpp"
#include "theory/policies/performance_gradient.hpp"

namespace lemmata {
namespace {

using R = Rational;
using testing::HasSubstr;

const R half = R{1} / R{2};

template <class Derived>
std::vector<R> entries(const Eigen::MatrixBase<Derived>& matrix) {
  std::vector<R> result;
  for (const auto& row : matrix.rowwise()) result.insert(result.end(), row.begin(), row.end());
  return result;
}

/// Two states, two actions; π(0|0) = 1/4, π(0|1) = 1/2.
TabularSoftmax<R> policy() {
  Matrix<R> preferences(2, 2);
  preferences << R{1}, R{3}, R{2}, R{2};
  return TabularSoftmax<R>{preferences};
}

Vector<R> values(const R& first, const R& second) {
  Vector<R> result(2);
  result << first, second;
  return result;
}

// By hand, with γ = 1/2 and V = (2, 6): δ = 1 + 3 − 2 = 2, then 2 − 6 = −4.
const Step<R> first{0, 0, R{1}, 1, false};
const Step<R> last{1, 1, R{2}, 0, true};

TEST(ActorCriticTest, OneStepWeighsTheScoreAndTheFeatureWithTheTdError) {
  const auto direction =
      one_step_directions(policy(), TabularFeatures{2}, values(R{2}, R{6}), first, half);
  EXPECT_EQ(entries(direction.actor), (std::vector<R>{R{3} * half, -R{3} * half, R{0}, R{0}}));
  EXPECT_EQ(entries(direction.critic), (std::vector<R>{R{2}, R{0}}));
}

TEST(ActorCriticTest, RolloutsDiscountTheActorFromTheStartOfEachEpisode) {
  Rollout<R> rollout = rollout_of(std::vector{first, last});
  rollout.append_episode(std::vector{last});
  const auto direction = rollout_directions(policy(), TabularFeatures{2}, values(R{2}, R{6}),
                                            rollout, half, GeneralizedAdvantage<R>{R{0}});
  // Scores (3/4, −3/4) and (−1/2, 1/2); weights 2, ½·(−4) and −4; two episodes.
  EXPECT_EQ(entries(direction.actor),
            (std::vector<R>{R{3} / R{4}, -R{3} / R{4}, R{3} * half, -R{3} * half}));
  EXPECT_EQ(entries(direction.critic), (std::vector<R>{R{1}, R{-4}}));
}

TEST(ActorCriticTest, AdvantagesAreThoseOfTheEstimatorAskedFor) {
  const Rollout<R> rollout = rollout_of(std::vector{first, last});
  const auto critic = [&](const auto& advantage) {
    return entries(rollout_directions(policy(), TabularFeatures{2}, values(R{2}, R{6}), rollout,
                                      half, advantage)
                       .critic);
  };
  // Â_0 = 2 + ½·½·(−4) with λ = ½, and 2 + ½·(−4) over two steps.
  EXPECT_EQ(critic(GeneralizedAdvantage<R>{half}), (std::vector<R>{R{1}, R{-4}}));
  EXPECT_EQ(critic(NStepAdvantage{2}), (std::vector<R>{R{0}, R{-4}}));
  EXPECT_EQ(critic(NStepAdvantage{1}), (std::vector<R>{R{2}, R{-4}}));
}

TEST(ActorCriticTest, TheLastStepOfACutRolloutCountsForBoth) {
  // δ = 1 + 3 − 2 = 2, with the value of the state that the cut step led to.
  const auto direction =
      rollout_directions(policy(), TabularFeatures{2}, values(R{2}, R{6}),
                         rollout_of(std::vector{first}), half, GeneralizedAdvantage<R>{R{1}});
  EXPECT_EQ(entries(direction.actor), (std::vector<R>{R{3} * half, -R{3} * half, R{0}, R{0}}));
  EXPECT_EQ(entries(direction.critic), (std::vector<R>{R{2}, R{0}}));
}

TEST(ActorCriticTest, DifferentialErrorSubtractsTheGain) {
  EXPECT_EQ(differential_td_error(TabularFeatures{2}, values(R{2}, R{6}), half, first, 1),
            R{9} * half);
}

TEST(CompatibleCriticTest, StepsTowardsTheTargetAlongTheScore) {
  Vector<R> weights(4);
  weights << R{4}, R{0}, R{0}, R{0};
  // wᵀg = 3, target 2, β = ½: w − ½(3/4, −3/4, 0, 0).
  EXPECT_EQ(entries(compatible_step(policy(), weights, 0, 0, R{2}, half)),
            (std::vector<R>{R{29} / R{8}, R{3} / R{8}, R{0}, R{0}}));
}

TEST(CompatibleCriticTest, RegressionOverAllActionsIsTheFit) {
  // One step for each state and action, weighted with ν π, is the sum of the theory.
  Rollout<R> rollout;
  std::vector<R> targets, weights;
  Matrix<R> action_values(2, 2);
  action_values << R{1}, R{5}, R{-2}, R{3};
  const Vector<R> visits = values(R{2}, R{3});
  for (int s = 0; s < 2; ++s) {
    for (int a = 0; a < 2; ++a) {
      rollout.append_episode(std::vector{Step<R>{s, a, R{0}, 0, true}});
      targets.push_back(action_values(s, a));
      weights.push_back(visits(s) * policy().probabilities()(s, a));
    }
  }
  const auto sampled = compatible_regression(policy(), rollout, targets, weights);
  const auto exact = compatible_system(policy(), visits, action_values);
  EXPECT_EQ(entries(sampled.matrix), entries(exact.matrix));
  EXPECT_EQ(entries(sampled.vector), entries(exact.vector));
}

TEST(CompatibleCriticTest, MinimumNormSolutionGivesThePolicyGradient) {
  const auto mdp = in_field<double>(chain(3));
  const TabularSoftmax<double> uniform{Matrix<double>::Ones(mdp.states(), mdp.actions())};
  const Policy<double>& pi = uniform.probabilities();
  const Matrix<double> q = action_values(mdp, policy_values(mdp, pi));
  const auto system = compatible_system(uniform, visitation(mdp, pi), q);
  const Vector<double> weights = minimum_norm_solution(system);
  EXPECT_LT((system.matrix * weights - system.vector).norm(), 1e-10);
  EXPECT_LT((system.matrix * weights - policy_gradient(mdp, uniform)).norm(), 1e-10);
  // What has no part in any score has none in the solution: it sums to 0 in every state.
  const Matrix<double> by_state = weights.reshaped(mdp.actions(), mdp.states());
  EXPECT_LT(by_state.colwise().sum().cwiseAbs().maxCoeff(), 1e-10);
}

TEST(CompatibleCriticTest, AFitWeighsTheStatesOfSharedFeatures) {
  // φ is (1, 0) in state 0 and (2, 0) in state 1, so g is (3/4, −1/4) and (1, −1). With ν = (2, 3):
  // 2·(1/4·9/16 + 3/4·1/16) + 3·1 = 27/8; 2·3/16·(1 − 5) + 3·1/2·(−2 − 3) = −9.
  Matrix<R> preferences(2, 2), features(4, 1), action_values(2, 2);
  preferences << R{1}, R{3}, R{2}, R{2};
  features << R{1}, R{0}, R{2}, R{0};
  action_values << R{1}, R{5}, R{-2}, R{3};
  const LinearSoftmax<R> shared{preferences, features};
  const auto fit = [&](const R& visits, const R& other_visits) {
    return compatible_system(shared, values(visits, other_visits), action_values);
  };
  EXPECT_EQ(entries(fit(R{2}, R{3}).matrix), (std::vector<R>{R{27} / R{8}}));
  EXPECT_EQ(entries(fit(R{2}, R{3}).vector), (std::vector<R>{R{-9}}));
  EXPECT_EQ(entries(fit(R{2}, R{3}).solution()), (std::vector<R>{R{-8} / R{3}}));
  // A state that is never visited has no part: (−3/2)/(3/8).
  EXPECT_EQ(entries(fit(R{2}, R{0}).solution()), (std::vector<R>{R{-4}}));
}

/// Of two states of weight 1 and uniform actions, with the scores ±(1, 1) and ±(0, δ) and the
/// action values ±2 and 0: by wᵀ(1, 1) = 2 and δw₂ = 0, w = (2, 0), or, without the latter, (1, 1).
Vector<double> fit_of_nearly_dependent_scores(double delta) {
  Matrix<double> features(4, 2), action_values(2, 2);
  features << 1, 1, -1, -1, 0, delta, 0, -delta;
  action_values << 2, -2, 0, 0;
  const LinearSoftmax<double> nearly{Matrix<double>::Ones(2, 2), features};
  return minimum_norm_solution(
      compatible_system(nearly, Vector<double>(Vector<double>::Ones(2)), action_values));
}

TEST(CompatibleCriticTest, ScoresCountAsDependentOnlyWhereRoundingIsAllThatSeparatesThem) {
  // δ² = 1.5·10⁻¹¹ and 5.7·10⁻¹⁴, powers of 2.
  EXPECT_LT((fit_of_nearly_dependent_scores(std::ldexp(1, -18)) - Vector<double>{{2, 0}}).norm(),
            1e-3);
  EXPECT_LT((fit_of_nearly_dependent_scores(std::ldexp(1, -22)) - Vector<double>{{1, 1}}).norm(),
            1e-3);
}

TEST(CompatibleCriticTest, SingularValuesCountFromTheLargest) {
  const auto second_weight = [](double largest, double least) {
    const Matrix<double> matrix = Vector<double>{{largest, least}}.asDiagonal();
    return minimum_norm_solution({matrix, Vector<double>{{largest, least}}})(1);
  };
  EXPECT_NEAR(second_weight(1, 1e-11), 1, 1e-12);
  EXPECT_EQ(second_weight(1, 1e-13), 0);
  EXPECT_NEAR(second_weight(1e-6, 1e-17), 1, 1e-12);
  EXPECT_EQ(second_weight(1e6, 1e-7), 0);
}

TEST(CompatibleCriticTest, WhereNoOneGoesTheLeastWeightsAreZero) {
  Matrix<double> preferences(2, 2), action_values(2, 2);
  preferences << 1, 3, 2, 2;
  action_values << 1, 5, -2, 3;
  const TabularSoftmax<double> table{preferences};
  const auto system = compatible_system(table, Vector<double>{{2, 0}}, action_values);
  EXPECT_LT((minimum_norm_solution(system) - Vector<double>{{-2, 2, 0, 0}}).norm(), 1e-12);
}

TEST(TimeScalesTest, RefuseWhatTheTheoryDoesNotCover) {
  const auto broken = [](StepSizes actor, StepSizes critic) {
    try {
      TimeScales::two(actor, critic);
    } catch (const std::invalid_argument& error) {
      return std::string{error.what()};
    }
    return std::string{};
  };
  EXPECT_EQ(broken({.scale = 1, .exponent = 1}, {.scale = 1, .exponent = 0.6}), "");
  EXPECT_THAT(broken({.scale = 0, .exponent = 1}, {.scale = 1, .exponent = 0.6}),
              HasSubstr("the actor's step sizes must be positive"));
  EXPECT_THAT(broken({.scale = 1, .exponent = 1.1}, {.scale = 1, .exponent = 0.6}),
              HasSubstr("the actor's step sizes sum to a finite number"));
  EXPECT_THAT(broken({.scale = 1, .exponent = 1}, {.scale = 1, .exponent = 0.5}),
              HasSubstr("the squares of the critic's step sizes sum to infinity"));
  EXPECT_THAT(broken({.scale = 1, .exponent = 0.6}, {.scale = 1, .exponent = 0.6}),
              HasSubstr("no slower"));
  EXPECT_EQ(TimeScales::unchecked({.scale = 1}, {.scale = 2}).critic()(7), 2);
}

TEST(TwoTimeScalesTest, MomentsFollowTheIteration) {
  // From (1, 1), α = 1/4, β = 1/2: x + ¼(2x − 3y) = 3/4, y + ½(x − y) = 1; noise 1 adds α², β².
  const auto system = tracking_example<R>(R{1});
  const R actor = R{1} / R{4};
  const Vector<R> start = values(R{1}, R{1});
  const Vector<R> next =
      two_time_scale_step(system, start, Vector<R>(values(R{0}, R{0})), actor, half);
  EXPECT_EQ(entries(next), (std::vector<R>{R{3} / R{4}, R{1}}));
  const auto moments = next_moments(system, moments_at(system, start), actor, half);
  EXPECT_EQ(entries(moments.mean), entries(next));
  EXPECT_EQ(entries(moments.second),
            (std::vector<R>{R{9} / R{16} + R{1} / R{16}, R{3} / R{4}, R{3} / R{4}, R{5} / R{4}}));
  EXPECT_EQ(entries(slow_matrix(system)), (std::vector<R>{R{1}}));
}

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
