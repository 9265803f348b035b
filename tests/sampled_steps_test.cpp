// Natural gradients and trust regions from rollouts, by hand.

#include <gtest/gtest.h>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/natural_gradient/sampled_natural_gradient.hpp"
#include "algorithms/trust_region/sampled_trust_region.hpp"
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
  // λ is added once to F̂ = 4 · 21/64, not for each action: 5/2 = (21/16 + 1)x.
  const SampledNaturalOptions damped{.sampling = {.step_size = 1, .horizon = 2}, .damping = 1};
  EXPECT_TRUE(
      sampled_natural_step(discounted_arms(), one_feature, same, two_episodes<double>(), damped)
          .direction.isApprox(Vector<double>{{40.0 / 37}}, 1e-12));
}

TEST(SampledNaturalGradientTest, DampingChangesDirectionAndLength) {
  // 2 · 21/64 + 11/32 = 1, so that x = ĝ = 5/4 w, and xᵀ(F̂ + λI)x = 25/8 over 5/4 visits an
  // episode: √(2δ · 2/5) = 1/5 for δ = 1/20.
  const SampledNaturalOptions options{
      .sampling = {.step_size = 1, .horizon = 2}, .radius = 0.05, .damping = 11.0 / 32};
  const SampledNaturalStep step =
      sampled_natural_step(discounted_arms(), arms, theta, two_episodes<double>(), options);
  EXPECT_TRUE(step.direction.isApprox(Vector<double>{{1.25, -1.25}}, 1e-12));
  EXPECT_TRUE(step.change.isApprox(Vector<double>{{0.25, -0.25}}, 1e-12));
}

/// G_t less that of the other episode at the time: 4 − 2, 0 and 2 − 4, so that ĝ = w.
const Vector<double> by_leaving_one_out{{1, -1}};

TEST(SampledNaturalGradientTest, BaselineAndCreditAreThoseOfTheOptions) {
  const auto gradient = [](BaselineChoice baseline, Credit credit) {
    const SampledNaturalOptions options{
        .sampling = {.step_size = 1, .horizon = 2, .credit = credit, .baseline = baseline}};
    return sampled_natural_step(discounted_arms(), arms, theta, two_episodes<double>(), options)
        .gradient;
  };
  EXPECT_TRUE(gradient(BaselineChoice::leave_one_out, Credit::discounted_reward_to_go)
                  .isApprox(by_leaving_one_out, 1e-12));
  // ½ (4 (3/4 − 1/4) − 2/4) w.
  EXPECT_TRUE(gradient(BaselineChoice::none, Credit::whole_return)
                  .isApprox(Vector<double>{{0.75, -0.75}}, 1e-12));
}

/// Two states, of which the first leads to the second: two blocks of F̂, with two eigenvalues.
Rollout<double> through_two_states() {
  Rollout<double> rollout;
  rollout.append_episode(
      std::vector<Step<double>>{{0, 0, 1, 1, false}, {1, 0, 3, 0, false}, {0, 1, 0, 0, true}});
  return rollout;
}
FiniteMdp<double> two_discounted_states() {
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = 0.5;
  return mdp;
}

TEST(SampledNaturalGradientTest, OneProductIsAStepAlongTheGradient) {
  const auto direction = [](int most_products, double tolerance) {
    const SampledNaturalOptions options{.sampling = {.step_size = 1, .horizon = 3},
                                        .damping = 0.5,
                                        .most_products = most_products,
                                        .tolerance = tolerance};
    const SampledNaturalStep step =
        sampled_natural_step(two_discounted_states(), TabularParametrisation{2, 2},
                             Vector<double>::Zero(4), through_two_states(), options);
    return Vector<double>(step.direction / step.direction.norm() -
                          step.gradient / step.gradient.norm());
  };
  EXPECT_LT(direction(1, 0).norm(), 1e-12);
  EXPECT_LT(direction(100, 0.9).norm(), 1e-12);
  EXPECT_GT(direction(100, 1e-10).norm(), 1e-3);
}

TEST(SampledNaturalGradientTest, IsTheDirectionThatTheoremsCheck) {
  constexpr double damping = 0.25;
  const SampledNaturalOptions options{.sampling = {.step_size = 1, .horizon = 20},
                                      .damping = damping};
  RandomStream random{{.seed = 1}};
  const auto loops = in_field<double>(two_loops());
  const TabularParametrisation tables{2, 2};
  const Vector<double> somewhere{{0.5, -1, 0.25, 1}};
  const auto tabular = tables.policy(somewhere);
  const auto on_loops = draw_rollout(EpisodeSampler{loops}, tabular.probabilities(), 3, 20, random);
  const auto step = sampled_natural_step(loops, tables, somewhere, on_loops, options);
  EXPECT_TRUE(step.direction.isApprox(sampled_natural_direction(tabular, on_loops, loops.discount,
                                                                step.gradient, damping, 100, 1e-12),
                                      1e-9));

  const auto corridor = in_field<double>(short_corridor());
  const LinearParametrisation alike{same_features(3, 2), 2};
  const Vector<double> right{{-0.5, 0.5}};
  const Policy<double> pi = alike.policy(right).probabilities();
  const auto on_corridor = draw_rollout(EpisodeSampler{corridor}, pi, 3, 20, random);
  const auto other = sampled_natural_step(corridor, alike, right, on_corridor, options);
  const Matrix<double> visits = sampled_visits(on_corridor, corridor.discount, 3, 2);
  EXPECT_TRUE(linear_sampled_fisher_product(pi, alike.features, visits, other.direction, damping)
                  .isApprox(other.gradient, 1e-9));
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

TEST(SampledTrustRegionTest, DampingBaselineAndRoundingAreThoseOfTheOptionsAndTheBatch) {
  SampledTrustRegionOptions options = no_baseline;
  options.region.damping = 0.5;
  options.baseline = BaselineChoice::leave_one_out;
  const TrustRegion region =
      sampled_trust_region(discounted_arms(), arms, theta, two_episodes<double>(), options);
  EXPECT_TRUE(region.fisher_product(Vector<double>{{1, 0}})
                  .isApprox(Vector<double>{{0.6875, -0.1875}}, 1e-12));
  EXPECT_TRUE(region.gradient.isApprox(by_leaving_one_out, 1e-12));
  // The largest of the returns 4, 0, 2 and of the advantages 2, 0, −2.
  EXPECT_DOUBLE_EQ(region.rounding, 4e-13);
}

TEST(SampledTrustRegionTest, LinearPoliciesHaveTheGradientOfReinforce) {
  const Vector<double> same{{-std::log(3.0) / 2}};
  const TrustRegion region = sampled_trust_region(discounted_arms(), one_feature, same,
                                                  two_episodes<double>(), no_baseline);
  EXPECT_TRUE(region.gradient.isApprox(
      reinforce(one_feature.policy(same), two_episodes<double>(), 0.5), 1e-12));
  EXPECT_TRUE(region.fisher_product(Vector<double>{{1}}).isApprox(Vector<double>{{0.75}}, 1e-12));
  SampledTrustRegionOptions damped = no_baseline;
  damped.region.damping = 0.5;
  EXPECT_TRUE(
      sampled_trust_region(discounted_arms(), one_feature, same, two_episodes<double>(), damped)
          .fisher_product(Vector<double>{{1}})
          .isApprox(Vector<double>{{1.25}}, 1e-12));
}

TEST(SampledTrustRegionTest, WeighsStatesByTheBatchsOwnVisits) {
  const TrustRegion region =
      sampled_trust_region(two_discounted_states(), TabularParametrisation{2, 2},
                           Vector<double>::Zero(4), through_two_states(), no_baseline);
  EXPECT_TRUE(region.state_weights.isApprox(Vector<double>{{5.0 / 7, 2.0 / 7}}, 1e-12));
  EXPECT_EQ(region.surrogate.performance, 2.5);  // 1 + 3/2
}

}  // namespace
}  // namespace lemmata
