// The surrogate, and steps of a trust region, by hand.

#include <gtest/gtest.h>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/trust_region/penalised_surrogate.hpp"
#include "algorithms/trust_region/trust_region_run.hpp"
#include "generators.hpp"
#include "theory/natural_gradient/divergences.hpp"
#include "theory/policies/log_softmax.hpp"

namespace lemmata {
namespace {

using R = Rational;

/// State 0 leads to state 1 by either action, with reward 0; there action 0 ends with reward 0 and
/// action 1 returns to state 0 with reward 4. γ = 1/2, start in state 0.
template <class F>
FiniteMdp<F> two_states() {
  FiniteMdp<F> mdp{2, 2};
  mdp.discount = F{1} / F{2};
  mdp.start(0) = F{1};
  for (int a = 0; a < 2; ++a) mdp.outcomes(0, a) = {{F{1}, 1, F{0}, false}};
  mdp.outcomes(1, 0) = {{F{1}, 0, F{0}, true}};
  mdp.outcomes(1, 1) = {{F{1}, 0, F{4}, false}};
  return mdp;
}

TEST(SurrogateTest, MovesActionsAndKeepsStates) {
  const R half = R{1} / R{2};
  const Policy<R> uniform = Policy<R>::Constant(2, 2, half);
  const Surrogate<R> surrogate = surrogate_at(two_states<R>(), uniform);
  // V(1) = ½(4 + V(0)/2) and V(0) = V(1)/2: V(1) = 16/7, V(0) = 8/7, and ν = (8/7, 4/7).
  EXPECT_EQ(surrogate.performance, R{8} / R{7});
  EXPECT_EQ(surrogate.visitation, (Vector<R>{{R{8} / R{7}, R{4} / R{7}}}));
  EXPECT_EQ(surrogate.advantages(1, 1), R{16} / R{7});
  EXPECT_EQ(surrogate(uniform), R{8} / R{7});
  const Policy<R> returning{{half, half}, {R{0}, R{1}}};
  EXPECT_EQ(surrogate.gain(returning), R{64} / R{49});
}

/// One state, rewards 1 and 3, for ever, γ = 1/2: ν = 2 and d = 1.
FiniteMdp<double> two_arms(double first = 1, double second = 3) {
  FiniteMdp<double> mdp{1, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{1, 0, first, false}};
  mdp.outcomes(0, 1) = {{1, 0, second, false}};
  return mdp;
}

const TabularParametrisation arms{1, 2};
const Vector<double> uniform_arms{{0, 0}};
/// π = (9/10, 1/10): the better arm is the rarer one, V = 12/5 and A = (−1/5, 9/5).
const Vector<double> rare_arm{{std::log(9.0), 0}};

TEST(LogSoftmaxTest, StaysFiniteWhereProbabilitiesAreZero) {
  const Matrix<double> logs = log_softmax(Matrix<double>{{5e3, -5e3}, {1000 + std::log(3), 1000}});
  EXPECT_EQ(logs(0, 0), 0);
  EXPECT_EQ(logs(0, 1), -1e4);
  EXPECT_NEAR(logs(1, 0), std::log(0.75), 1e-12);
  const Matrix<double> even = log_softmax(Matrix<double>{{0, 0}, {0, 0}});
  const Vector<double> divergences = kl_divergences_of_logs(logs, even);
  EXPECT_DOUBLE_EQ(divergences(0), std::log(2.0));
  EXPECT_DOUBLE_EQ(kl_divergences_of_logs(even, logs)(0), 0.5 * 1e4 - std::log(2.0));
}

TEST(LogSoftmaxTest, DivergencesAreThoseOfTheProbabilities) {
  const Matrix<double> one = log_softmax(Matrix<double>{{0, 1, -3}, {0, 4, 2}});
  const Matrix<double> other = log_softmax(Matrix<double>{{2, -1, 3}, {0.5, 4, 2}});
  const Policy<double> p = one.array().exp(), q = other.array().exp();
  EXPECT_TRUE(kl_divergences_of_logs(one, other).isApprox(kl_divergences<double>(p, q), 1e-14));
  // log cosh u for even odds that become e^±u.
  const Matrix<double> even = log_softmax(Matrix<double>{{0, 0}});
  const Matrix<double> nearly = log_softmax(Matrix<double>{{1e-6, -1e-6}});
  EXPECT_NEAR(kl_divergences_of_logs(even, nearly)(0) / 5e-13, 1, 1e-9);
}

TEST(TrustRegionTest, KnowsItsIterate) {
  const TrustRegion region = trust_region_at(two_arms(), arms, uniform_arms, 0);
  EXPECT_DOUBLE_EQ(region.surrogate.performance, 4);
  EXPECT_EQ(region.state_weights, (Vector<double>{{1}}));
  EXPECT_TRUE(region.gradient.isApprox(Vector<double>{{-1, 1}}, 1e-15));
  // F = ¼ (1, −1; −1, 1).
  EXPECT_TRUE(
      region.fisher_product(Vector<double>{{1, 0}}).isApprox(Vector<double>{{0.25, -0.25}}, 1e-15));
}

TEST(TrustRegionTest, WeighsStatesByTheirShareOfTheVisits) {
  const TrustRegion region = trust_region_at(two_states<double>(), TabularParametrisation{2, 2},
                                             Vector<double>::Zero(4), 0);
  EXPECT_TRUE(region.surrogate.visitation.isApprox(Vector<double>{{8.0 / 7, 4.0 / 7}}, 1e-14));
  EXPECT_TRUE(region.state_weights.isApprox(Vector<double>{{2.0 / 3, 1.0 / 3}}, 1e-14));
  EXPECT_TRUE(region.gradient.isApprox(Vector<double>{{0, 0, -32.0 / 49, 32.0 / 49}}, 1e-14));
}

TEST(TrustRegionTest, MeanAndLargestDivergenceByHand) {
  // d = (2/3, 1/3) as ν = (8/7, 4/7); π'(·|0) = (3/4, 1/4), for which KL(½‖π') = ½ log(4/3).
  const TrustRegion region = trust_region_at(two_states<double>(), TabularParametrisation{2, 2},
                                             Vector<double>::Zero(4), 0);
  const TrustRegionStep step = measured_step(region, Vector<double>{{std::log(3), 0, 0, 0}});
  EXPECT_NEAR(step.mean_kl, std::log(4.0 / 3) / 3, 1e-14);
  EXPECT_NEAR(step.max_kl, std::log(4.0 / 3) / 2, 1e-14);
  // What a penalty on the largest divergence allows, not one on the mean.
  const double coefficient = 8;
  const TrustRegionStep penalised = penalised_step(region, {.radius = 4}, coefficient);
  ASSERT_TRUE(penalised.accepted);
  const auto gain = [&](double scale) {
    const TrustRegionStep other =
        measured_step(region, scale * (penalised.parameters - region.parameters));
    return other.gain - coefficient * other.max_kl;
  };
  EXPECT_GT(gain(1), 0);
  EXPECT_GE(gain(1), gain(2));
  EXPECT_GE(gain(1), gain(0.5));
}

TEST(TrustRegionTest, StepByHand) {
  // x = (−2, 2), xᵀFx = 4, and √(2/8/4) x = (−½, ½).
  const TrustRegion region = trust_region_at(two_arms(), arms, uniform_arms, 0);
  const TrustRegionStep step = trust_region_step(region, {.radius = 0.125});
  EXPECT_TRUE(step.accepted);
  EXPECT_EQ(step.backtracks, 0);
  EXPECT_TRUE(step.parameters.isApprox(Vector<double>{{-0.5, 0.5}}, 1e-14));
  EXPECT_NEAR(step.linear_gain, 1, 1e-14);
  EXPECT_NEAR(step.gain, 2 * std::tanh(0.5), 1e-14);
  EXPECT_NEAR(step.mean_kl, std::log(std::cosh(0.5)), 1e-15);
  EXPECT_EQ(step.max_kl, step.mean_kl);
}

TEST(TrustRegionTest, DampingShortensTheStep) {
  // (F + ½I)x = g for x = (−1, 1), where the form is 2: √(2/4/2) x.
  const TrustRegion region = trust_region_at(two_arms(), arms, uniform_arms, 0.5);
  const TrustRegionStep step = trust_region_step(region, {.radius = 0.25, .damping = 0.5});
  EXPECT_TRUE(step.parameters.isApprox(Vector<double>{{-0.5, 0.5}}, 1e-14));
}

TEST(TrustRegionTest, AGainCountsFromRoundingOn) {
  const TrustRegion region = trust_region_at(two_arms(), arms, uniform_arms, 0);
  EXPECT_DOUBLE_EQ(region.rounding, 5e-13);  // Q = (3, 5)
  // 2 tanh u, beside 2e-15 for the probabilities and 2e-12 tanh u for the advantages.
  const auto counts = [](const TrustRegion& from, double u) {
    return measured_step(from, Vector<double>{{-u, u}}).gains;
  };
  EXPECT_TRUE(counts(region, 1e-12));
  EXPECT_FALSE(counts(region, 5e-16));
  TrustRegion rounded = region;
  rounded.rounding = 0.9;
  EXPECT_TRUE(counts(rounded, 0.1));
  rounded.rounding = 1.1;
  EXPECT_FALSE(counts(rounded, 0.1));
}

TEST(TrustRegionTest, OneProductIsAStepAlongTheGradient) {
  const FiniteMdp<double> mdp = in_field<double>(chain(2));
  const TrustRegion region =
      trust_region_at(mdp, TabularParametrisation{4, 4}, Vector<double>::LinSpaced(16, -1, 1), 0);
  const Vector<double> along = region.gradient / region.gradient.norm();
  const auto off = [&](const TrustRegionOptions& options) {
    const Vector<double> found = trust_region_direction(region, options);
    return (found / found.norm() - along).norm();
  };
  EXPECT_LT(off({.most_products = 1}), 1e-12);
  EXPECT_GT(off({}), 1e-3);
  EXPECT_EQ(trust_region_direction(region, {.tolerance = 1}), Vector<double>::Zero(16));
}

TEST(TrustRegionTest, HalvesAStepThatGoesTooFar) {
  // Towards a rare arm KL = log(0.9 + 0.1eᵗ) − t/10 for t more in its favour: above 0.045t² at
  // t = 4, and below it at t = 2.
  const TrustRegion region = trust_region_at(two_arms(), arms, rare_arm, 0);
  const TrustRegionOptions options{.radius = 0.72};
  const TrustRegionStep step = trust_region_step(region, options);
  EXPECT_TRUE(step.accepted);
  EXPECT_EQ(step.backtracks, 1);
  EXPECT_NEAR(step.mean_kl, std::log(0.9 + 0.1 * std::exp(2)) - 0.2, 1e-14);
  const Vector<double> change = full_step(region, trust_region_direction(region, options), 0.72);
  EXPECT_TRUE(change.isApprox(Vector<double>{{-2, 2}}, 1e-12));
  EXPECT_GT(measured_step(region, change).mean_kl, 0.72);
}

TEST(TrustRegionTest, ARefusedStepLeavesTheParameters) {
  const TrustRegion region = trust_region_at(two_arms(), arms, rare_arm, 0);
  const TrustRegionStep step = trust_region_step(region, {.radius = 0.72, .most_backtracks = 0});
  EXPECT_FALSE(step.accepted);
  EXPECT_EQ(step.parameters, rare_arm);
  EXPECT_EQ(step.gain, 0);
}

TEST(TrustRegionTest, RestsWhereNothingIsToBeGained) {
  const TrustRegion region = trust_region_at(two_arms(3, 3), arms, rare_arm, 0);
  const TrustRegionStep step = trust_region_step(region, {.radius = 1});
  EXPECT_FALSE(step.accepted);
  EXPECT_EQ(step.parameters, rare_arm);
  EXPECT_EQ(step.backtracks, 50);
  // A radius does not learn from it.
  const AdaptiveStep made = adaptive_step(two_arms(3, 3), region, {.radius = 1});
  EXPECT_FALSE(made.taken);
  EXPECT_EQ(made.parameters, rare_arm);
  EXPECT_EQ(made.next_radius, 1);
}

TEST(TrustRegionTest, FeaturesOfTheirOwnAreATable) {
  const FiniteMdp<double> mdp = in_field<double>(chain(2));
  const Vector<double> theta = Vector<double>::LinSpaced(16, -1, 1);
  const LinearParametrisation linear{Matrix<double>::Identity(16, 16), 4};
  const TrustRegionOptions options{.radius = 0.1};
  const TrustRegionStep one =
      trust_region_step(trust_region_at(mdp, TabularParametrisation{4, 4}, theta, 0), options);
  const TrustRegionStep other = trust_region_step(trust_region_at(mdp, linear, theta, 0), options);
  EXPECT_TRUE(one.accepted);
  EXPECT_TRUE(one.parameters.isApprox(other.parameters, 1e-9));
}

TEST(TrustRegionTest, APolicyThatHardlyEverEndsHasNone) {
  const FiniteMdp<double> corridor = in_field<double>(short_corridor());
  const LinearParametrisation alike{same_features(3, 2), 2};
  EXPECT_NO_THROW(trust_region_at(corridor, alike, Vector<double>{{0, 20}}, 0));
  EXPECT_THROW(trust_region_at(corridor, alike, Vector<double>{{0, 40}}, 0), std::domain_error);
  EXPECT_THROW(trust_region_at(corridor, alike, Vector<double>{{0, 2000}}, 0), std::domain_error);
}

TEST(AdaptiveRadiusTest, TheRuleByHand) {
  const TrustRegionStep full{.backtracks = 0}, halved{.backtracks = 1};
  const auto judged = [](const TrustRegionStep& step, double ratio) {
    const RadiusVerdict verdict = judged_by_ratio({}, 0.5, step, ratio);
    return std::pair{verdict.taken, verdict.radius};
  };
  EXPECT_EQ(judged(full, -1), (std::pair{false, 0.25}));
  EXPECT_EQ(judged(full, 0.24), (std::pair{false, 0.25}));
  EXPECT_EQ(judged(full, 0.25), (std::pair{true, 0.5}));
  EXPECT_EQ(judged(full, 0.75), (std::pair{true, 1.0}));
  EXPECT_EQ(judged(halved, 0.75), (std::pair{true, 0.5}));
  EXPECT_EQ(judged(full, std::nan("")), (std::pair{false, 0.25}));
}

TEST(AdaptiveRadiusTest, TheGainIsThatOfThePerformance) {
  const FiniteMdp<double> mdp = in_field<double>(chain(2));
  const TrustRegion region =
      trust_region_at(mdp, TabularParametrisation{4, 4}, Vector<double>::LinSpaced(16, -1, 1), 0);
  const TrustRegionStep step = trust_region_step(region, {.radius = 0.1});
  const Policy<double> next = log_softmax(region.logits_at(step.parameters)).array().exp();
  EXPECT_NEAR(realised_gain(mdp, region, step),
              performance(mdp, next) - region.surrogate.performance, 1e-13);
}

TEST(AdaptiveRadiusTest, RefusesWhatRealisesTooLittle) {
  const FiniteMdp<double> corridor = in_field<double>(short_corridor());
  const LinearParametrisation alike{same_features(3, 2), 2};
  const TrustRegion region = trust_region_at(corridor, alike, uniform_arms, 0);
  const AdaptiveStep far = adaptive_step(corridor, region, {.radius = 1e4});
  EXPECT_TRUE(far.step.accepted);
  EXPECT_FALSE(far.taken);
  EXPECT_EQ(far.parameters, uniform_arms);
  EXPECT_EQ(far.next_radius, 5e3);
  EXPECT_EQ(far.realised_gain, -std::numeric_limits<double>::infinity());
  const AdaptiveStep near = adaptive_step(corridor, region, {.radius = 1e-4});
  EXPECT_TRUE(near.taken);
  EXPECT_EQ(near.next_radius, 2e-4);
  EXPECT_EQ(near.parameters, near.step.parameters);
}

TEST(PenalisedSurrogateTest, TheCoefficientByHand) {
  const Matrix<R> advantages{{R{-3}, R{1}}};
  EXPECT_EQ(penalty_coefficient(R{1} / R{2}, advantages), R{24});
  EXPECT_EQ(penalty_coefficient(R{0}, advantages), R{0});
  EXPECT_THROW(penalty_coefficient(R{1}, advantages), std::domain_error);
  EXPECT_EQ(penalised_gain(R{5}, R{1} / R{8}, R{24}), R{2});
}

TEST(PenalisedSurrogateTest, TakesTheBestOfTheHalvedSteps) {
  // For θ = ±u it is 2 tanh u − 8 log cosh u: −0.04, 0.242 and 0.187 at u = 1/2, 1/4 and 1/8.
  const TrustRegion region = trust_region_at(two_arms(), arms, uniform_arms, 0);
  const TrustRegionStep step = penalised_step(region, {.radius = 0.125}, 8);
  EXPECT_TRUE(step.accepted);
  EXPECT_EQ(step.backtracks, 1);
  EXPECT_TRUE(step.parameters.isApprox(Vector<double>{{-0.25, 0.25}}, 1e-14));
  // Without a penalty the longest is best.
  EXPECT_EQ(penalised_step(region, {.radius = 0.125}, 0).backtracks, 0);
  // No step gains more than rounding does.
  TrustRegion rounded = region;
  rounded.rounding = 2;
  EXPECT_FALSE(penalised_step(rounded, {.radius = 0.125}, 8).accepted);
}

TEST(PenalisedSurrogateTest, RestsWhereNothingIsToBeGained) {
  const TrustRegion region = trust_region_at(two_arms(3, 3), arms, rare_arm, 0);
  const TrustRegionStep step = penalised_step(region, {.radius = 1}, 8);
  EXPECT_FALSE(step.accepted);
  EXPECT_EQ(step.parameters, rare_arm);
}

Recording<TrustRegionPoint> corridor_run(double radius, const std::optional<RadiusRule>& rule) {
  const FiniteMdp<double> corridor = in_field<double>(short_corridor());
  const TrustRegionTask task{corridor, same_features(3, 2), find_optimum(corridor)};
  return run_trust_region(task, {.radius = radius}, rule, 60, [](auto) { return true; });
}

TEST(TrustRegionRunTest, OvershootsWithAFixedRadiusAndSettlesWithOneThatAdapts) {
  const double best = -6 - 4 * std::sqrt(2.0);
  const auto fixed = corridor_run(0.01, {}), adaptive = corridor_run(10, RadiusRule{});
  EXPECT_GT(fixed.points.back().falls, 10);
  EXPECT_EQ(fixed.points.back().refused, 0);
  EXPECT_EQ(adaptive.points.back().falls, 0);
  EXPECT_GT(adaptive.points.back().refused, 10);
  EXPECT_NEAR(adaptive.points.back().performance, best, 1e-9);
  EXPECT_EQ(adaptive.points.front().gap, 9);
  for (const auto& run : {fixed, adaptive}) {
    EXPECT_TRUE(std::isnan(run.points.front().mean_kl));
    for (const TrustRegionPoint& point : run.points) EXPECT_FALSE(point.mean_kl > point.radius);
  }
}

TEST(TrustRegionRunTest, EndsWhereThePolicyHardlyEverDoes) {
  EXPECT_EQ(corridor_run(100, {}).diverged,
            "at iteration 1, the policy hardly ever ends: its values are lost in rounding");
}

TEST(TrustRegionRunTest, APointSpeaksOfAllStepsSinceTheOneBefore) {
  const FiniteMdp<double> walk = in_field<double>(random_walk(5, 0, 1));
  const TrustRegionTask task{walk, {}, find_optimum(walk)};
  const auto run = run_trust_region(task, {.radius = 0.01}, {}, 30, [](auto) { return true; });
  EXPECT_EQ(run.points.back().iteration, 30);
  EXPECT_LT(run.points.back().gap, 1e-12);
  EXPECT_TRUE(std::isnan(run.points.back().mean_kl));
  EXPECT_GT(run.points.back().refused, 15);
}

/// Holds a run's points against its steps, made again one by one.
void expect_points_of_its_steps(TrustRegionOptions options, const std::optional<RadiusRule>& rule) {
  constexpr int last = 60;
  const FiniteMdp<double> mdp = in_field<double>(short_corridor());
  const LinearParametrisation alike{same_features(3, 2), 2};
  const auto run = run_trust_region({mdp, alike.features, find_optimum(mdp)}, options, rule, last,
                                    [](auto) { return true; });
  const auto judge = [&](double radius, const TrustRegionStep& step, double ratio) {
    return rule ? judged_by_ratio(*rule, radius, step, ratio) : RadiusVerdict{true, radius};
  };
  Vector<double> theta = Vector<double>::Zero(2);
  TrustRegionPoint seen{};
  double nearest = 0;
  auto point = run.points.begin();
  for (int k = 0; k <= last; ++k) {
    const TrustRegion region = trust_region_at(mdp, alike, theta, options.damping);
    if (point->iteration == k) {
      EXPECT_EQ(point->performance, region.surrogate.performance);
      EXPECT_EQ(point->refused, seen.refused);
      EXPECT_EQ(point->falls, seen.falls);
      EXPECT_EQ(point->backtracks, seen.backtracks);
      EXPECT_EQ(std::isnan(point->mean_kl), nearest == 0);
      if (nearest > 0) {
        EXPECT_EQ(point->mean_kl, seen.mean_kl);
        EXPECT_EQ(point->max_kl, seen.max_kl);
        EXPECT_EQ(point->radius, seen.radius);
      }
      seen.backtracks = 0;
      nearest = 0;
      ++point;
    }
    const AdaptiveStep made = adaptive_step(mdp, region, options, judge);
    if (!made.taken) ++seen.refused;
    if (made.taken && made.realised_gain < 0) ++seen.falls;
    seen.backtracks = std::max(seen.backtracks, made.step.backtracks);
    if (made.step.mean_kl / options.radius > nearest) {
      nearest = made.step.mean_kl / options.radius;
      seen.mean_kl = made.step.mean_kl;
      seen.max_kl = made.step.max_kl;
      seen.radius = options.radius;
    }
    theta = made.parameters;
    options.radius = made.next_radius;
  }
  EXPECT_EQ(point, run.points.end());
}

TEST(TrustRegionRunTest, APointHoldsTheStepThatCameNearestToItsRadius) {
  expect_points_of_its_steps({.radius = 10}, {});
  expect_points_of_its_steps({.radius = 10, .damping = 0.01}, RadiusRule{});
}

}  // namespace
}  // namespace lemmata
