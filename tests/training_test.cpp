// Training with REINFORCE: what a step is made of, by hand.

#include "algorithms/reinforce/training.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace lemmata {
namespace {

/// Two states with values of their own, γ = 1/2; action 1 leads to the other state, or ends.
FiniteMdp<double> two_states() {
  FiniteMdp<double> mdp(2, 2);
  mdp.discount = 0.5;
  mdp.start << 0.5, 0.5;
  mdp.outcomes(0, 0) = {{1, 0, 1, false}};
  mdp.outcomes(0, 1) = {{1, 1, 4, false}};
  mdp.outcomes(1, 0) = {{1, 0, -2, false}};
  mdp.outcomes(1, 1) = {{1, 1, 8, true}};
  return mdp;
}

/// Returns 3, 4, 4 and 8, −1, −2.
Rollout<double> two_episodes() {
  Rollout<double> rollout;
  const std::vector<Step<double>> first{{0, 0, 1}, {0, 1, 2}, {1, 1, 4}};
  const std::vector<Step<double>> second{{1, 1, 8.5}, {1, 0, 0}, {0, 0, -2}};
  rollout.append_episode(first);
  rollout.append_episode(second);
  return rollout;
}

TEST(MeanReturn, IsTheDiscountedReturnOfTheWholeEpisodes) {
  EXPECT_DOUBLE_EQ(mean_return(two_episodes(), 0.5), (3 + 8) / 2.0);
  EXPECT_DOUBLE_EQ(mean_return(two_episodes(), 1), (7 + 6.5) / 2);
}

TEST(DrawRollout, DrawsTheBatchUpToTheHorizon) {
  FiniteMdp<double> mdp = two_states();
  mdp.outcomes(1, 1)[0].terminal = false;
  RandomStream random{{.seed = 1}};
  const auto rollout = draw_rollout(EpisodeSampler{mdp}, Policy<double>::Constant(2, 2, 0.5),
                                    {.step_size = 1, .batch = 3, .horizon = 4}, random);
  EXPECT_EQ(rollout.episodes(), 3);
  EXPECT_EQ(rollout.size(), 12U);
}

const TabularSoftmax<double> policy{Matrix<double>{{1, 3}, {1, 1}}};

Vector<double> estimate(Credit credit, BaselineChoice baseline) {
  return reinforce_estimate(two_states(), policy, two_episodes(),
                            {.step_size = 1, .horizon = 3, .credit = credit, .baseline = baseline});
}

/// Every choice is the estimate of that name, and no two are the same.
TEST(ReinforceEstimate, FollowsItsOptions) {
  const FiniteMdp<double> mdp = two_states();
  const Vector<double> values = policy_values(mdp, policy.probabilities());
  const StateBaseline<double> value{values};
  const StateBaseline<double> optimal{optimal_baseline(policy, action_values(mdp, values))};
  std::vector<Vector<double>> seen;
  for (const Credit credit :
       {Credit::discounted_reward_to_go, Credit::reward_to_go, Credit::whole_return}) {
    const auto is_that_of = [&](BaselineChoice choice, const auto& baseline) {
      const Vector<double> found = estimate(credit, choice);
      EXPECT_EQ(found, reinforce(policy, two_episodes(), mdp.discount, credit, baseline));
      for (const Vector<double>& other : seen) EXPECT_GT((found - other).norm(), 1e-3);
      seen.push_back(found);
    };
    is_that_of(BaselineChoice::none, NoBaseline{});
    is_that_of(BaselineChoice::value, value);
    is_that_of(BaselineChoice::optimal, optimal);
    is_that_of(BaselineChoice::batch_mean, BatchMean{});
    is_that_of(BaselineChoice::leave_one_out, LeaveOneOut{});
    is_that_of(BaselineChoice::normalised, NormalisedBatch{});
  }
}

TEST(ReinforceStep, AddsTheEstimateTimesTheStepSize) {
  const EpisodeSampler sampler{two_states()};
  const TabularParametrisation policies{2, 2};
  const ReinforceOptions options{.step_size = 0.25, .batch = 3, .horizon = 5};
  const Vector<double> theta{{0, 1, 2, 0}};
  RandomStream random{{.seed = 1}}, same{{.seed = 1}};
  const ReinforceStep step = reinforce_step(sampler, policies, theta, options, random);
  const auto at_theta = policies.policy(theta);
  const auto rollout = draw_rollout(sampler, at_theta.probabilities(), options, same);
  EXPECT_EQ(step.estimate, reinforce_estimate(sampler.mdp(), at_theta, rollout, options));
  EXPECT_GT(step.estimate.norm(), 0);
  EXPECT_EQ(step.theta, theta + 0.25 * step.estimate);
  EXPECT_EQ(step.mean_return, mean_return(rollout, 0.5));
}

TEST(Parametrisation, OfATableCountsActionsFirst) {
  const Vector<double> theta{{std::log(3.0), 0, 0, 0, std::log(2.0), 0}};
  const Policy<double> pi = TabularParametrisation{2, 3}.policy(theta).probabilities();
  EXPECT_NEAR(pi(0, 0), 3.0 / 5, 1e-15);
  EXPECT_NEAR(pi(1, 1), 2.0 / 4, 1e-15);
}

/// One feature, which differs from state to state: θφ is log 2 for one action of each state.
TEST(Parametrisation, OfFeaturesWeighsThoseOfItsOwnStateAndAction) {
  Matrix<double> features = Matrix<double>::Zero(6, 1);
  features(1) = 1;
  features(5) = 1;
  const auto pi =
      LinearParametrisation{features, 3}.policy(Vector<double>{{std::log(2.0)}}).probabilities();
  EXPECT_NEAR(pi(0, 1), 0.5, 1e-15);
  EXPECT_NEAR(pi(1, 2), 0.5, 1e-15);
  EXPECT_NEAR(pi(1, 1), 0.25, 1e-15);
}

TEST(Parametrisation, OfFeaturesNeitherOverflowsNorLosesAState) {
  const Matrix<double> features{{1}, {1}, {-1}, {-1}};
  const auto pi = LinearParametrisation{features, 2}.policy(Vector<double>{{1e4}}).probabilities();
  EXPECT_EQ(pi, Policy<double>::Constant(2, 2, 0.5));
}

}  // namespace
}  // namespace lemmata
