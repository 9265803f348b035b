// Training with REINFORCE: what each option turns into, on a model worked by hand.

#include <gmock/gmock.h>

#include <cmath>

#include "algorithms/reinforce/reinforce_ascent.hpp"
#include "theory/policies/performance_gradient.hpp"

namespace lemmata {
namespace {

constexpr double discount = 0.5;
constexpr double rounding = 1e-12;

/// State 0 pays 1 and stays, or goes to state 1; that pays 4 and ends, or costs 2 and goes back.
FiniteMdp<double> model() {
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = discount;
  mdp.start << 0.5, 0.5;
  mdp.outcomes(0, 0) = {{1, 0, 1, false}};
  mdp.outcomes(0, 1) = {{1, 1, 0, false}};
  mdp.outcomes(1, 0) = {{1, 1, 4, true}};
  mdp.outcomes(1, 1) = {{1, 0, -2, false}};
  return mdp;
}

const TabularParametrisation policies{2, 2};

/// π(0|0) = 1/4 and the uniform π(·|1).
Vector<double> parameters() { return Vector<double>{{0, std::log(3.0), 0, 0}}; }

/// Episodes of three, one and two steps.
Rollout<double> three_episodes() {
  Rollout<double> rollout;
  rollout.append_episode(std::vector<Step<double>>{{0, 0, 1}, {0, 1, 0}, {1, 1, -2}});
  rollout.append_episode(std::vector<Step<double>>{{1, 0, 4}});
  rollout.append_episode(std::vector<Step<double>>{{0, 1, 0}, {1, 0, 4}});
  return rollout;
}

Vector<double> estimate(const ReinforceOptions& options) {
  return reinforce_estimate(model(), policies.policy(parameters()), three_episodes(), options);
}

template <class Baseline>
Vector<double> expected(Credit credit, const Baseline& baseline) {
  return reinforce(policies.policy(parameters()), three_episodes(), discount, credit, baseline);
}

TEST(TrainingTest, EveryBaselineIsTheOneOfItsName) {
  const auto off = [](BaselineChoice choice, const auto& baseline) {
    return (estimate({.step_size = 1, .horizon = 3, .baseline = choice}) -
            expected(Credit::discounted_reward_to_go, baseline))
        .norm();
  };
  EXPECT_EQ(off(BaselineChoice::none, NoBaseline{}), 0);
  EXPECT_EQ(off(BaselineChoice::batch_mean, BatchMean{}), 0);
  EXPECT_EQ(off(BaselineChoice::leave_one_out, LeaveOneOut{}), 0);
  EXPECT_EQ(off(BaselineChoice::normalised, NormalisedBatch{}), 0);
  // V(0) = (1 + V(0)/2)/4 + 3 V(1)/8 and V(1) = 1 + V(0)/4.
  EXPECT_LE(off(BaselineChoice::value, StateBaseline<double>{Vector<double>{{0.8, 1.2}}}),
            rounding);
  // Q(0,·) = (1.4, 0.6); of two actions each counts as the other one is likely: ¾·1.4 + ¼·0.6.
  EXPECT_LE(off(BaselineChoice::optimal, StateBaseline<double>{Vector<double>{{1.2, 1.2}}}),
            rounding);
}

TEST(TrainingTest, CreditIsThatOfTheOptions) {
  for (const Credit credit :
       {Credit::discounted_reward_to_go, Credit::reward_to_go, Credit::whole_return}) {
    EXPECT_EQ(estimate({.step_size = 1, .horizon = 3, .credit = credit}),
              expected(credit, NoBaseline{}));
  }
}

TEST(TrainingTest, MeanReturnIsThatOfEpisodesFromTheirStart) {
  // 1 − 2/4, 4 and 4/2.
  EXPECT_DOUBLE_EQ(mean_return(three_episodes(), discount), 6.5 / 3);
  EXPECT_DOUBLE_EQ(mean_return(three_episodes(), 1), 7.0 / 3);
}

TEST(TrainingTest, RolloutsHaveTheBatchAndTheHorizonOfTheOptions) {
  FiniteMdp<double> endless = model();
  endless.outcomes(1, 0)[0].terminal = false;
  const EpisodeSampler sampler{endless};
  for (const int horizon : {1, 4}) {
    for (const int batch : {1, 3}) {
      RandomStream random{{.seed = 1}};
      const auto rollout =
          draw_rollout(sampler, policies.policy(parameters()).probabilities(),
                       {.step_size = 1, .batch = batch, .horizon = horizon}, random);
      EXPECT_EQ(rollout.episodes(), batch);
      EXPECT_EQ(rollout.size(), static_cast<std::size_t>(batch * horizon));
    }
  }
}

TEST(TrainingTest, StepGoesUpTheEstimateOfItsRolloutByTheStepSize) {
  const EpisodeSampler sampler{model()};
  const ReinforceOptions options{.step_size = 0.25, .batch = 4, .horizon = 6};
  RandomStream random{{.seed = 3}}, same{{.seed = 3}};
  const auto policy = policies.policy(parameters());
  const auto step = reinforce_step(sampler, policies, parameters(), options, random);
  const auto rollout = draw_rollout(sampler, policy.probabilities(), options, same);
  EXPECT_EQ(step.estimate, reinforce(policy, rollout, discount));
  EXPECT_GT(step.estimate.norm(), 0);
  EXPECT_EQ(step.theta, (parameters() + 0.25 * step.estimate).eval());
  EXPECT_EQ(step.mean_return, mean_return(rollout, discount));
}

/// Features under which θ are the preferences themselves.
LinearParametrisation one_hot() { return {Matrix<double>::Identity(4, 4), 2}; }

TEST(ParametrisationTest, LargeParametersDoNotOverflow) {
  const Vector<double> large{{1000, 1000 + std::log(3.0), -1000, 1000}};
  const Policy<double> pi = one_hot().policy(large).probabilities();
  EXPECT_NEAR(pi(0, 1), 0.75, rounding);
  EXPECT_EQ(pi(1, 1), 1);
}

TEST(ParametrisationTest, OfATableCountsActionsFirst) {
  const Vector<double> theta{{std::log(3.0), 0, 0, 0, std::log(2.0), 0}};
  const Policy<double> pi = TabularParametrisation{2, 3}.policy(theta).probabilities();
  EXPECT_NEAR(pi(0, 0), 3.0 / 5, 1e-15);
  EXPECT_NEAR(pi(1, 1), 2.0 / 4, 1e-15);
}

/// One feature, which differs from state to state: θφ is log 2 for one action of each state.
TEST(ParametrisationTest, OfFeaturesWeighsThoseOfItsOwnStateAndAction) {
  Matrix<double> features = Matrix<double>::Zero(6, 1);
  features(1) = 1;
  features(5) = 1;
  const auto pi =
      LinearParametrisation{features, 3}.policy(Vector<double>{{std::log(2.0)}}).probabilities();
  EXPECT_NEAR(pi(0, 1), 0.5, 1e-15);
  EXPECT_NEAR(pi(1, 2), 0.5, 1e-15);
  EXPECT_NEAR(pi(1, 1), 0.25, 1e-15);
}

TEST(ParametrisationTest, OfFeaturesNeitherOverflowsNorLosesAState) {
  const Matrix<double> features{{1}, {1}, {-1}, {-1}};
  const auto pi = LinearParametrisation{features, 2}.policy(Vector<double>{{1e4}}).probabilities();
  EXPECT_EQ(pi, Policy<double>::Constant(2, 2, 0.5));
}

template <class Parametrisation>
void expect_reinforce_of_its_own_stream(const Parametrisation& parametrisation) {
  const ReinforceOptions options{.step_size = 0.25, .batch = 4, .horizon = 6};
  const Ascent ascent = reinforce_ascent(model(), parametrisation, options, 7);
  for (const std::int64_t k : {0, 5}) {
    RandomStream random{{.seed = 7, .instance = static_cast<std::uint64_t>(k)}};
    const auto step =
        reinforce_step(EpisodeSampler{model()}, parametrisation, parameters(), options, random);
    EXPECT_EQ(ascent.step(model(), parameters(), k), step.theta);
    EXPECT_EQ(ascent.sampled_return(parameters(), k), step.mean_return);
  }
  EXPECT_EQ(ascent.start, Vector<double>::Zero(4));
  EXPECT_EQ(ascent.policy(parameters()), parametrisation.policy(parameters()).probabilities());
}

TEST(ReinforceAscentTest, DrawsFromAStreamOfItsSeedAndIteration) {
  expect_reinforce_of_its_own_stream(policies);
  expect_reinforce_of_its_own_stream(one_hot());
}

/// ‖∇J‖ by dual numbers.
double gradient_norm() {
  return performance_derivatives(model(), policies.policy(parameters()), identity_matrix<double>(4))
      .norm();
}

TEST(AscentTest, GradientNormIsThatOfTheExactGradient) {
  const Matrix<double> table = parameters().reshaped(2, 2).transpose();
  EXPECT_NEAR(softmax_ascent(model(), 1).gradient_norm(model(), table), gradient_norm(), rounding);
  EXPECT_NEAR(linear_softmax_ascent(one_hot(), 1).gradient_norm(model(), parameters()),
              gradient_norm(), rounding);
  const ReinforceOptions options{.step_size = 1, .horizon = 1};
  EXPECT_NEAR(reinforce_ascent(model(), policies, options, 1).gradient_norm(model(), parameters()),
              gradient_norm(), rounding);
  EXPECT_NEAR(reinforce_ascent(model(), one_hot(), options, 1).gradient_norm(model(), parameters()),
              gradient_norm(), rounding);
}

TEST(AscentTest, GradientMappingIsTheMoveByStepSize) {
  const Matrix<double> uniform = Matrix<double>::Constant(2, 2, 0.5);
  const double eta = 1e-3;
  const Ascent ascent = projected_ascent(model(), eta);
  EXPECT_EQ(ascent.start, uniform);
  EXPECT_NEAR(ascent.gradient_norm(model(), uniform),
              (ascent.step(model(), uniform, 0) - uniform).norm() / eta, rounding);
}

TEST(AscentTest, StepsAreTheStepSizeTimesTheGradient) {
  const double eta = 0.125;
  const Vector<double> moved =
      parameters() + eta * performance_derivatives(model(), policies.policy(parameters()),
                                                   identity_matrix<double>(4));
  const Matrix<double> table = parameters().reshaped(2, 2).transpose();
  const Matrix<double> moved_table = moved.reshaped(2, 2).transpose();
  EXPECT_LE((softmax_ascent(model(), eta).step(model(), table, 0) - moved_table).norm(), rounding);
  EXPECT_LE((linear_softmax_ascent(one_hot(), eta).step(model(), parameters(), 0) - moved).norm(),
            rounding);
  EXPECT_EQ(softmax_ascent(model(), eta).start, Matrix<double>::Zero(2, 2));
}

}  // namespace
}  // namespace lemmata
