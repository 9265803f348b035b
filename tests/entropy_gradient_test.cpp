#include "algorithms/soft/entropy_gradient.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "algorithms/environments/named_environments.hpp"

namespace lemmata {
namespace {

Matrix<double> logits(double first, double second) {
  Matrix<double> theta(1, 2);
  theta << first, second;
  return theta;
}

const FiniteMdp<double> two_arms = in_field<double>(bandit({1, 0}));

/// γ = 1/2: from state 0 both actions lead to 1 for nothing; there action 0 earns 1, and both stay.
FiniteMdp<double> two_states() {
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = 0.5;
  mdp.start << 0.5, 0.5;
  for (int a = 0; a < 2; ++a) {
    mdp.outcomes(0, a) = {{1, 1, 0, false}};
    mdp.outcomes(1, a) = {{1, 1, a == 0 ? 1.0 : 0.0, false}};
  }
  return mdp;
}

// p = 3/4: the gradient is p(1−p)(r_0 − r_1 − β log(p/(1−p))).
TEST(EntropyGradientTest, OfTwoArmsByHand) {
  for (const double beta : {0.1, 1.0, 5.0}) {
    const Matrix<double> uniform = entropy_gradient(two_arms, logits(0, 0), beta);
    EXPECT_NEAR(uniform(0, 0), 0.25, 1e-15);
    EXPECT_NEAR(uniform(0, 1), -0.25, 1e-15);
    const Matrix<double> likelier = entropy_gradient(two_arms, logits(std::log(3.0) + 7, 7), beta);
    const double expected = 3.0 / 16 * (1 - beta * std::log(3.0));
    EXPECT_NEAR(likelier(0, 0), expected, 1e-14);
    EXPECT_NEAR(likelier(0, 1), -expected, 1e-14);
  }
}

// ν = (1/2, 3/2), and the entropies of later states do not depend on what is done.
TEST(EntropyGradientTest, OfTwoStatesByHand) {
  Matrix<double> theta(2, 2);
  theta << std::log(3.0), 0, 0, 0;
  const Matrix<double> gradient = entropy_gradient(two_states(), theta, 2);
  const double in_first = 0.5 * 3 / 16 * (-2 * std::log(3.0));
  EXPECT_NEAR(gradient(0, 0), in_first, 1e-15);
  EXPECT_NEAR(gradient(0, 1), -in_first, 1e-15);
  EXPECT_NEAR(gradient(1, 0), 1.5 / 4, 1e-15);
  EXPECT_NEAR(gradient(1, 1), -1.5 / 4, 1e-15);
  const Matrix<double> next = entropy_gradient_step(two_states(), theta, 2, 0.1);
  EXPECT_NEAR(next(0, 0), std::log(3.0) + 0.1 * in_first, 1e-15);
  EXPECT_NEAR(next(1, 1), -0.15 / 4, 1e-15);
}

TEST(EntropyGradientTest, IsTheSameFromEveryParametersOfAPolicy) {
  FiniteMdp<double> mdp = two_states();
  mdp.outcomes(0, 1) = {{1, 0, 0, false}};
  Matrix<double> theta(2, 2), moved(2, 2);
  theta << 1, 0, 0, 2;
  moved << 6, 5, -3, -1;
  EXPECT_LE((entropy_gradient(mdp, theta, 2) - entropy_gradient(mdp, moved, 2)).norm(), 1e-14);
}

TEST(EntropyGradientTest, VanishesAtTheSoftOptimumAlone) {
  for (const double beta : {0.2, 3.0}) {
    const Matrix<double> best = logits(1 / beta, 0);
    EXPECT_LE(entropy_gradient(two_arms, best, beta).norm(), 1e-15);
    EXPECT_GT(entropy_gradient(two_arms, best, 2 * beta).norm(), 1e-4);
  }
}

TEST(EntropyGradientTest, IsFiniteWhereProbabilitiesUnderflow) {
  const Matrix<double> theta = logits(900, 0);
  EXPECT_EQ(entropy_gradient(two_arms, theta, 1).norm(), 0);
  const SoftSolution optimum = solve_by_soft_policy_iteration(two_arms, 1);
  EXPECT_NEAR(soft_optimality_gap(two_arms, optimum, log_softmax(theta), 1),
              std::log(std::exp(1.0) + 1) - 1, 1e-14);
}

TEST(GuaranteedEntropyStepTest, ByHand) {
  EXPECT_NEAR(guaranteed_entropy_step(two_arms, 0.5), 1 / (8 + 0.5 * (4 + 8 * std::log(2.0))),
              1e-16);
  FiniteMdp<double> wide = two_states();
  wide.outcomes(1, 1)[0].reward = -2;
  EXPECT_NEAR(guaranteed_entropy_step(wide, 0.5), 0.125 / (24 + 0.5 * (4 + 8 * std::log(2.0))),
              1e-16);
  wide.discount = 1;
  EXPECT_EQ(guaranteed_entropy_step(wide, 0.5), 0);
}

/// What a run of so many steps records, with the step that is guaranteed.
EntropyAscentRun run_of(const FiniteMdp<double>& mdp, double beta, std::int64_t steps) {
  return converge_softly(mdp, entropy_ascent(mdp, beta, guaranteed_entropy_step(mdp, beta)),
                         solve_by_soft_policy_iteration(mdp, beta), beta, steps,
                         [](std::int64_t) { return true; });
}

TEST(EntropyAscentTest, RecordsTheUniformPolicyByHand) {
  const EntropyAscentPoint first = run_of(two_arms, 2, 0).points.front();
  EXPECT_NEAR(first.performance, 0.5 + 2 * std::log(2.0), 1e-15);
  EXPECT_NEAR(first.plain_return, 0.5, 1e-15);
  EXPECT_NEAR(first.gap, 2 * std::log(std::exp(0.5) + 1) - first.performance, 1e-15);
  EXPECT_NEAR(first.gradient_norm, std::sqrt(2.0) / 4, 1e-15);
  EXPECT_NEAR(first.entropy, std::log(2.0), 1e-15);
  EXPECT_NEAR(first.least_probability, 0.5, 1e-15);
}

TEST(EntropyAscentTest, ReachesTheSoftOptimumAndNotTheOptimum) {
  for (const double beta : {0.5, 4.0}) {
    const EntropyAscentRun run = run_of(two_states(), beta, 50'000);
    EXPECT_LE(run.points.back().gap, 1e-12);
    EXPECT_LE(run.points.back().gradient_norm, 1e-6);
    const double likely = 1 / (1 + std::exp(-1 / beta));
    // A reward of 1 from state 1 on, which is visited 3/2 times.
    EXPECT_NEAR(run.points.back().plain_return, 1.5 * likely, 1e-6);
    for (std::size_t i = 1; i < run.points.size(); ++i) {
      EXPECT_LE(run.points[i].gap, run.points[i - 1].gap * (1 + 1e-9));
    }
  }
}

TEST(EntropyAscentTest, KeepsTheLeastProbabilityOfAllIterates) {
  const EntropyAscentRun run = run_of(two_arms, 0.5, 5000);
  EXPECT_NEAR(run.points.back().least_probability, 1 / (1 + std::exp(2.0)), 1e-9);
}

TEST(EntropyAscentBoundTest, ByHand) {
  const double beta = 0.5;
  const SoftSolution optimum = solve_by_soft_policy_iteration(two_states(), beta);
  const double step = guaranteed_entropy_step(two_states(), beta);
  const EntropyAscentBound bound = entropy_ascent_bound(two_states(), optimum, beta, step);
  ASSERT_TRUE(applies(bound));
  // d* = (1/4, 3/4), so that ‖d*/μ‖ = 3/2.
  const double log_2 = std::log(2.0);
  const double first = 2 * (1 + beta * log_2) * 4;
  const double rate =
      beta * 0.5 / (16 * (8 + beta * (4 + 8 * log_2)) * 2 * 1.5) * 0.01;  // c = 1/10
  EXPECT_NEAR(bound.at({.iteration = 0, .least_probability = 0.1}), first, 1e-12);
  EXPECT_NEAR(bound.at({.iteration = 100'000, .least_probability = 0.1}),
              first * std::exp(-100'000 * rate) + std::ldexp(16, -52) * first / 2 * 100'001, 1e-12);
}

TEST(EntropyAscentBoundTest, NamesTheHypothesesThatFail) {
  FiniteMdp<double> mdp = two_states();
  mdp.start << 1, 0;
  const SoftSolution optimum = solve_by_soft_policy_iteration(mdp, 1);
  const EntropyAscentBound bound = entropy_ascent_bound(mdp, optimum, 1, 1);
  EXPECT_FALSE(applies(bound));
  EXPECT_EQ(bound.hypotheses.size(), 4U);
  EXPECT_TRUE(bound.hypotheses[0].holds);
  EXPECT_FALSE(bound.hypotheses[1].holds);
  EXPECT_TRUE(bound.hypotheses[2].holds);
  EXPECT_FALSE(bound.hypotheses[3].holds);
}

}  // namespace
}  // namespace lemmata
