#include "algorithms/actor_critic/actor_critic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/actor_critic/compatible_critic.hpp"
#include "algorithms/actor_critic/time_scales.hpp"
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

}  // namespace
}  // namespace lemmata
