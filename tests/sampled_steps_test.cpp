// Natural gradients and trust regions from rollouts, by hand.

#include <gtest/gtest.h>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/trust_region/sampled_run.hpp"
#include "generators.hpp"

namespace lemmata {
namespace {

using R = Rational;

R fraction(int numerator, int denominator) { return R{numerator} / R{denominator}; }

/// One state. Two episodes: arm 0 with reward 4 and then arm 1 with 0; arm 1 with reward 2.
template <class F>
Rollout<F> two_episodes() {
  Rollout<F> rollout;
  rollout.append_episode(std::vector<Step<F>>{{0, 0, F{4}, 0, false}, {0, 1, F{0}, 0, true}});
  rollout.append_episode(std::vector<Step<F>>{{0, 1, F{2}, 0, true}});
  return rollout;
}

const R half = fraction(1, 2);
const TabularSoftmax<R> policy{Matrix<R>{{R{1}, R{3}}}};  // (1/4, 3/4)

FiniteMdp<double> discounted_arms() {
  FiniteMdp<double> mdp{1, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  for (int a = 0; a < 2; ++a) mdp.outcomes(0, a) = {{1, 0, 0, true}};
  return mdp;
}
const TabularParametrisation arms{1, 2};
const LinearParametrisation one_feature{Matrix<double>{{1}, {-1}}, 2};
const Vector<double> theta{{0, std::log(3.0)}};

TEST(SampledFisherTest, VisitsAreDiscountedWithinEpisodes) {
  EXPECT_EQ(sampled_visits(two_episodes<R>(), half, 1, 2), (Matrix<R>{{half, fraction(3, 4)}}));
}

TEST(SampledFisherTest, ProductsByHand) {
  // F̂ = (½·9/16 + ¾·1/16) wwᵀ = 21/64 wwᵀ for w = (1, −1).
  const Matrix<R> visits = sampled_visits(two_episodes<R>(), half, 1, 2);
  const Vector<R> v{{R{1}, R{0}}};
  EXPECT_EQ(sampled_fisher_product(policy.probabilities(), visits, v, R{0}),
            (Vector<R>{{fraction(21, 64), fraction(-21, 64)}}));
  EXPECT_EQ(sampled_fisher_product(policy.probabilities(), visits, v, R{2}),
            (Vector<R>{{fraction(149, 64), fraction(-21, 64)}}));
  // The feature 1, −1 has the score wᵀ: 4 · 21/64.
  const Matrix<R> features{{R{1}}, {R{-1}}};
  EXPECT_EQ(linear_sampled_fisher_product(policy.probabilities(), features, visits,
                                          Vector<R>{{R{1}}}, R{1}),
            (Vector<R>{{fraction(37, 16)}}));
}

TEST(SampledNaturalGradientTest, DirectionIsThePseudoInverseOrDamped) {
  const Vector<R> gradient = reinforce(policy, two_episodes<R>(), half);
  EXPECT_EQ(gradient, (Vector<R>{{fraction(5, 4), fraction(-5, 4)}}));
  const auto direction = [&](const R& damping) {
    return sampled_natural_direction(policy, two_episodes<R>(), half, gradient, damping, 2, R{0});
  };
  EXPECT_EQ(direction(R{0}), (Vector<R>{{fraction(40, 21), fraction(-40, 21)}}));
  EXPECT_EQ(direction(fraction(11, 32)), gradient);  // 2 · 21/64 + 11/32 = 1
}

TEST(SampledNaturalGradientTest, StepsHaveALengthOrARadius) {
  SampledNaturalOptions options{.sampling = {.step_size = 0.21, .horizon = 2}};
  const auto step = [&] {
    return sampled_natural_step(discounted_arms(), arms, theta, two_episodes<double>(), options);
  };
  EXPECT_TRUE(step().change.isApprox(Vector<double>{{0.4, -0.4}}, 1e-12));
  // xᵀF̂x = 100/21 over 5/4 visits an episode: √(2δ · 21/80) = ½ for δ = 10/21.
  options.radius = 10.0 / 21;
  EXPECT_TRUE(step().change.isApprox(Vector<double>{{20.0 / 21, -20.0 / 21}}, 1e-12));
}

TEST(SampledNaturalGradientTest, LinearPoliciesMoveAsTheirTableDoes) {
  const SampledNaturalOptions options{.sampling = {.step_size = 0.21, .horizon = 2}};
  const Vector<double> same{{-std::log(3.0) / 2}};
  const auto step =
      sampled_natural_step(discounted_arms(), one_feature, same, two_episodes<double>(), options);
  EXPECT_TRUE(step.gradient.isApprox(Vector<double>{{2.5}}, 1e-12));
  EXPECT_TRUE(step.change.isApprox(Vector<double>{{0.4}}, 1e-12));
}

TEST(SampledNaturalGradientTest, EpisodesWithoutRewardGiveNoStep) {
  Rollout<double> rollout = two_episodes<double>();
  for (Step<double>& step : rollout.steps) step.reward = 0;
  const SampledNaturalOptions options{.sampling = {.step_size = 1, .horizon = 2}, .radius = 1};
  EXPECT_EQ(sampled_natural_step(discounted_arms(), arms, theta, rollout, options).change,
            Vector<double>::Zero(2));
}

TEST(SampledSurrogateTest, ByHand) {
  const std::vector<R> returns = returns_to_go(two_episodes<R>(), half);
  const auto surrogate =
      sampled_surrogate(policy.probabilities(), two_episodes<R>(), half, returns);
  EXPECT_EQ(surrogate.performance, R{3});
  EXPECT_EQ(surrogate.visitation, (Vector<R>{{fraction(5, 4)}}));
  EXPECT_EQ(surrogate.advantages, (Matrix<R>{{fraction(32, 5), fraction(16, 15)}}));
  // ½ (4 (2 − 1) + 2 (2/3 − 1)) for π' = (½, ½).
  const Policy<R> change{{fraction(1, 4), fraction(-1, 4)}};
  EXPECT_EQ(surrogate.gain(change), fraction(5, 3));
}

TEST(SampledSurrogateTest, AStateThatNoEpisodeVisitsHasNoAdvantage) {
  const Policy<R> two_states = Policy<R>::Constant(2, 2, half);
  const auto surrogate = sampled_surrogate(two_states, two_episodes<R>(), half,
                                           returns_to_go(two_episodes<R>(), half));
  EXPECT_EQ(surrogate.visitation(1), R{0});
  EXPECT_EQ(surrogate.advantages.row(1), Matrix<R>::Constant(1, 2, R{0}));
}

const SampledTrustRegionOptions no_baseline{
    .region = {.radius = 0.015}, .batch = 2, .horizon = 2, .baseline = BaselineChoice::none};

TEST(SampledTrustRegionTest, StepByHand) {
  const TrustRegion region =
      sampled_trust_region(discounted_arms(), arms, theta, two_episodes<double>(), no_baseline);
  EXPECT_TRUE(region.gradient.isApprox(Vector<double>{{1.25, -1.25}}, 1e-12));
  EXPECT_EQ(region.state_weights, (Vector<double>{{1}}));
  EXPECT_TRUE(region.fisher_product(Vector<double>{{1, 0}})
                  .isApprox(Vector<double>{{0.1875, -0.1875}}, 1e-12));
  // x = 10/3 w and xᵀFx = 25/3: 0.2 w, where the divergence is above δ, and so half of it.
  const TrustRegionStep step = trust_region_step(region, no_baseline.region);
  ASSERT_TRUE(step.accepted);
  EXPECT_EQ(step.backtracks, 1);
  EXPECT_TRUE((step.parameters - theta).isApprox(Vector<double>{{0.1, -0.1}}, 1e-9));
  const double odds = std::exp(0.2), total = 0.25 * odds + 0.75;
  EXPECT_NEAR(step.mean_kl, std::log(total) - 0.05, 1e-12);
  EXPECT_NEAR(step.gain, 2 * (odds / total - 1) + (1 / total - 1), 1e-12);
}

TEST(SampledTrustRegionTest, LinearPoliciesHaveTheGradientOfReinforce) {
  const Vector<double> same{{-std::log(3.0) / 2}};
  const TrustRegion region = sampled_trust_region(discounted_arms(), one_feature, same,
                                                  two_episodes<double>(), no_baseline);
  EXPECT_TRUE(region.gradient.isApprox(
      reinforce(one_feature.policy(same), two_episodes<double>(), 0.5), 1e-12));
  EXPECT_TRUE(region.fisher_product(Vector<double>{{1}}).isApprox(Vector<double>{{0.75}}, 1e-12));
}

TEST(SampledTrustRegionTest, WeighsStatesByTheBatchsOwnVisits) {
  Rollout<double> rollout;
  rollout.append_episode(
      std::vector<Step<double>>{{0, 0, 1, 1, false}, {1, 0, 0, 0, false}, {0, 1, 0, 0, true}});
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = 0.5;
  const TrustRegion region = sampled_trust_region(mdp, TabularParametrisation{2, 2},
                                                  Vector<double>::Zero(4), rollout, no_baseline);
  EXPECT_TRUE(region.state_weights.isApprox(Vector<double>{{5.0 / 7, 2.0 / 7}}, 1e-12));
}

TrustRegionTask bandit_task() {
  const auto mdp = in_field<double>(environment("two-armed-bandit").table);
  return {.mdp = mdp, .optimum = find_optimum(mdp)};
}

TEST(SampledRunTest, IsDecidedByItsSeedAndClimbs) {
  const SampledTrustRegionOptions options{.region = {.radius = 0.05}, .batch = 10, .horizon = 5};
  const auto run = [&](std::uint64_t seed) {
    return run_sampled(bandit_task(), options, seed, 30, [](auto) { return true; }).points;
  };
  const auto points = run(3);
  EXPECT_EQ(points.back().sum_of_sampled_gains, run(3).back().sum_of_sampled_gains);
  EXPECT_NE(points.back().sum_of_sampled_gains, run(4).back().sum_of_sampled_gains);
  EXPECT_LT(points.back().gap, 0.25 * points.front().gap);
  EXPECT_GT(points.back().sum_of_sampled_gains, 0);
  for (const SampledStepPoint& point : points) {
    if (std::isfinite(point.sampled_kl)) {
      EXPECT_LE(point.sampled_kl, 0.05);
    }
  }
}

TEST(SampledRunTest, NaturalStepsClimbToo) {
  const SampledNaturalOptions options{.sampling = {.step_size = 0.2,
                                                   .batch = 10,
                                                   .horizon = 5,
                                                   .baseline = BaselineChoice::leave_one_out},
                                      .damping = 0.01};
  const auto done = run_sampled(bandit_task(), options, 1, 50, [](auto) { return true; });
  EXPECT_LT(done.points.back().gap, 0.25 * done.points.front().gap);
  EXPECT_EQ(done.points.back().overshoots, 0);
}

TEST(SampledRunTest, OneEpisodeHasNoOther) {
  const SampledTrustRegionOptions options{.batch = 1, .horizon = 5};
  EXPECT_THROW(run_sampled(bandit_task(), options, 1, 3, [](auto) { return true; }),
               std::invalid_argument);
}

}  // namespace
}  // namespace lemmata
