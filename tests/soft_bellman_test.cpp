// Entropy, the soft Bellman operator, soft values and their gradient.

#include "theory/soft/soft_bellman.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "generators.hpp"
#include "theory/mdp/values.hpp"
#include "theory/soft/soft_policy_gradient.hpp"
#include "theory/soft/soft_values.hpp"

namespace lemmata {
namespace {

TEST(EntropyTest, OfADeterministicDistributionIsZero) {
  EXPECT_EQ(entropy(Vector<double>{{0, 1, 0}}), 0.0);
  const Vector<Ball> certain{{Ball{1}, Ball{0}}};
  EXPECT_NE(arb_is_zero(entropy(certain).raw()), 0);
}

TEST(EntropyTest, OfAUniformDistributionIsItsLogarithm) {
  for (const int n : {1, 2, 3, 10, 1000}) {
    const Vector<double> uniform = Vector<double>::Constant(n, 1.0 / n);
    EXPECT_NEAR(entropy(uniform), std::log(n), 1e-12);
    const Vector<Ball> exact = Vector<Ball>::Constant(n, Ball{1} / Ball{n});
    EXPECT_TRUE(contains_zero(entropy(exact) - log(Ball{n})));
    EXPECT_LT(radius(entropy(exact)), 1e-30);
  }
}

TEST(EntropyTest, OfAnUnevenCoin) {
  EXPECT_NEAR(entropy(Vector<double>{{0.25, 0.75}}), 2 * std::log(2) - 0.75 * std::log(3), 1e-15);
}

rc::Gen<double> any_temperature() {
  return rc::gen::map(rc::gen::inRange(-6, 7), [](int e) { return std::pow(10.0, e); });
}

/// Rewards up to a million, either sign.
FiniteMdp<double> any_mdp_with_large_rewards() {
  const MdpInstance instance = *any_mdp({});
  auto mdp = instance.in<double>().mdp;
  const double scale = *rc::gen::element(1.0, 250.0, 250'000.0);
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (auto& outcome : mdp.outcomes(s, a)) outcome.reward *= scale;
    }
  }
  return mdp;
}

RC_GTEST_PROP(SoftBellmanTest, LiesAboveTheHardOperatorByAtMostTheLargestEntropy, ()) {
  const auto mdp = any_mdp_with_large_rewards();
  const double temperature = *any_temperature();
  const Vector<double> values = Vector<double>::Constant(mdp.states(), 1.0);
  const Vector<double> soft = soft_bellman(mdp, values, temperature);
  const Vector<double> hard = bellman_optimality(mdp, values);
  const double rounding = 1e-12 * (1 + sup_norm(hard) + sup_norm(soft));
  for (int s = 0; s < mdp.states(); ++s) {
    RC_ASSERT(std::isfinite(soft(s)));
    RC_ASSERT(soft(s) >= hard(s) - rounding);
    RC_ASSERT(soft(s) <= hard(s) + temperature * std::log(mdp.actions()) + rounding);
  }
}

TEST(SoftMaximumTest, TiesAddTheEntropyOfTheirChoice) {
  for (const double temperature : {1e-6, 1.0, 1e6}) {
    for (const double q : {-1e6, 0.0, 1e6}) {
      const double expected = q + temperature * std::log(3);
      EXPECT_NEAR(soft_maximum(Vector<double>{{q, q, q}}, temperature), expected,
                  1e-15 * (std::abs(q) + temperature + 1));
    }
  }
}

TEST(SoftMaximumTest, OfTwoValues) {
  EXPECT_NEAR(soft_maximum(Vector<double>{{1, 3}}, 2.0),
              2 * std::log(std::exp(0.5) + std::exp(1.5)), 1e-14);
  EXPECT_EQ(soft_maximum(Vector<double>{{-1e6, 1e6}}, 1e-6), 1e6);
}

RC_GTEST_PROP(SoftMaximumTest, BallsContainTheDoubleToRounding, ()) {
  const auto q = *any_integers(1, *rc::gen::inRange(1, 5), -1'000'000, 1'000'000);
  const int exponent = *rc::gen::inRange(-20, 21);
  const double approximate =
      soft_maximum<double>(in_field<double>(q).transpose(), std::ldexp(1.0, exponent));
  const Ball rigorous =
      soft_maximum<Ball>(in_field<Ball>(q).transpose(), Ball::scaled(1, exponent));
  RC_ASSERT(std::abs(midpoint(rigorous) - approximate) <= 1e-12 * (1 + std::abs(approximate)));
  RC_ASSERT(radius(rigorous) < 1e-25);
}

RC_GTEST_PROP(SoftBellmanTest, IsTheSoftMaximumOfTheActionValues, ()) {
  const auto instance = *any_mdp({Part::values, Part::temperature});
  const auto x = instance.in<double>();
  const Vector<double> backup = soft_bellman(x.mdp, x.values(), x.temperature());
  const Matrix<double> q = action_values(x.mdp, x.values());
  for (int s = 0; s < x.mdp.states(); ++s) {
    double total = 0;
    for (int a = 0; a < x.mdp.actions(); ++a)
      total += std::exp((q(s, a) - q(s, 0)) / x.temperature());
    const double expected = q(s, 0) + x.temperature() * std::log(total);
    RC_ASSERT(std::abs(backup(s) - expected) < 1e-9);
  }
}

/// State 0 leads to state 1 with reward 1, or ends with reward 2; state 1 has one way, which ends.
TEST(SoftValuesTest, PayTheEntropyOfEveryStateOnTheWay) {
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{1, 1, 1, false}};
  mdp.outcomes(0, 1) = {{1, 0, 2, true}};
  for (int a = 0; a < 2; ++a) mdp.outcomes(1, a) = {{1, 0, 4, true}};
  const Policy<double> policy{{0.5, 0.5}, {0.25, 0.75}};
  const double uneven = 2 * std::log(2) - 0.75 * std::log(3);
  const Vector<double> values = soft_policy_values(mdp, policy, 3.0);
  EXPECT_DOUBLE_EQ(values(1), 4 + 3 * uneven);
  EXPECT_DOUBLE_EQ(values(0), 1.5 + 3 * std::log(2) + 0.25 * values(1));
  // V = Σ π(Q − β log π), with the entropy of later states alone in Q.
  const Matrix<double> q = action_values(mdp, values);
  EXPECT_DOUBLE_EQ(q(0, 1), 2);
  EXPECT_DOUBLE_EQ(values(0), 0.5 * (q(0, 0) + q(0, 1)) + 3 * std::log(2));
  EXPECT_EQ(soft_policy_values(mdp, policy, 0.0), policy_values(mdp, policy));
}

TEST(SoftValuesTest, AreThoseOfTheSoftOptimumForItsPolicy) {
  FiniteMdp<double> mdp{1, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{1, 0, 1, false}};
  mdp.outcomes(0, 1) = {{1, 0, 0, false}};
  const double e = std::exp(1);
  // V* = log(e + 1) + V*/2.
  const Policy<double> best{{e / (1 + e), 1 / (1 + e)}};
  const Vector<double> values = soft_policy_values(mdp, best, 1.0);
  EXPECT_DOUBLE_EQ(values(0), 2 * std::log(1 + e));
  EXPECT_DOUBLE_EQ(soft_bellman(mdp, values, 1.0)(0), values(0));
}

TEST(SoftValuesTest, TakeAnyTableForTheLogarithms) {
  FiniteMdp<double> mdp{1, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{1, 0, 1, false}};
  mdp.outcomes(0, 1) = {{1, 0, 3, true}};
  const Policy<double> policy{{0.25, 0.75}};
  const Matrix<double> logs{{-2, 4}};
  EXPECT_EQ(state_entropies(policy, logs)(0), -2.5);  // −(0.25·(−2) + 0.75·4)
  // V = 0.25(1 + V/2) + 0.75·3 + 2·(−2.5), so that 7V/8 = −2.5.
  EXPECT_DOUBLE_EQ(soft_policy_values(mdp, policy, logs, 2.0)(0), -20.0 / 7);
}

TEST(SoftValuesTest, TheLogarithmOfACertainZeroIsNotTaken) {
  const Policy<double> certain{{0, 1}};
  EXPECT_EQ(logarithms(certain), Matrix<double>::Zero(1, 2));
  EXPECT_EQ(state_entropies(certain, logarithms(certain))(0), 0.0);
  const Matrix<Ball> exact = logarithms<Ball>(Policy<Ball>{{Ball{0}, Ball{1}}});
  EXPECT_NE(arb_is_zero(exact(0).raw()), 0);
}

RC_GTEST_PROP(SoftValuesTest, HaveTheEntropyOfEachState, ()) {
  const auto instance = *any_mdp({Part::policy});
  const auto x = instance.in<double>();
  const Vector<double> entropies = state_entropies(x.pi(), logarithms<double>(x.pi()));
  for (int s = 0; s < x.mdp.states(); ++s) {
    RC_ASSERT(std::abs(entropies(s) - entropy<double>(x.pi().row(s).transpose())) < 1e-12);
  }
}

/// Two actions, of rewards 1 and 0, that end: J_β = p + βH(p), with p = 1/4 the chance of the
/// first.
TEST(SoftPolicyGradientTest, OfABandit) {
  FiniteMdp<double> mdp{1, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{1, 0, 1, true}};
  mdp.outcomes(0, 1) = {{1, 0, 0, true}};
  const TabularSoftmax<double> policy{Matrix<double>{{1, 3}}};
  // dp/dθ_0 = p(1 − p) = 3/16 and dH/dp = log((1 − p)/p) = log 3.
  const double slope = 3.0 / 16 * (1 + 2 * std::log(3));
  const Vector<double> gradient = soft_policy_gradient(mdp, policy, 2.0);
  EXPECT_NEAR(gradient(0), slope, 1e-15);
  EXPECT_NEAR(gradient(1), -slope, 1e-15);
  const Vector<double> derivatives = soft_performance_derivatives(
      mdp, policy, logarithms(policy.probabilities()), 2.0, identity_matrix<double>(2));
  EXPECT_NEAR(derivatives(0), slope, 1e-15);
  EXPECT_NEAR(derivatives(1), -slope, 1e-15);
}

/// The action leads to a second state, whose policy is uniform: its entropy counts, discounted.
TEST(SoftPolicyGradientTest, CountsTheEntropyOfLaterChoices) {
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{1, 1, 0, false}};
  mdp.outcomes(0, 1) = {{1, 1, 0, true}};
  for (int a = 0; a < 2; ++a) mdp.outcomes(1, a) = {{1, 1, 0, true}};
  const TabularSoftmax<double> policy{Matrix<double>{{1, 1}, {1, 1}}};
  // Both entropies are at their maximum: only the way to the second one is left, p'·γβ log 2.
  const Vector<double> gradient = soft_policy_gradient(mdp, policy, 3.0);
  EXPECT_NEAR(gradient(0), 0.25 * 0.5 * 3 * std::log(2), 1e-15);
  EXPECT_NEAR(gradient(2), 0, 1e-15);
}

}  // namespace
}  // namespace lemmata
