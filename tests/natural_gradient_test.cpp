// Fisher information, divergences, conjugate gradients and natural steps, by hand.

#include <gtest/gtest.h>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "algorithms/natural_gradient/regularised_convergence.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "generators.hpp"
#include "theory/fields/errors.hpp"
#include "theory/natural_gradient/divergences.hpp"
#include "theory/natural_gradient/fisher_information.hpp"

namespace lemmata {
namespace {

using R = Rational;

R fraction(int numerator, int denominator) { return R{numerator} / R{denominator}; }

/// π(·|0) = (1/4, 3/4), π(·|1) = (1/2, 1/2).
Matrix<R> preferences() {
  Matrix<R> result(2, 2);
  result << R{1}, R{3}, R{2}, R{2};
  return result;
}

const TabularSoftmax<R> policy{preferences()};
const Vector<R> weights{{R{2}, R{4}}};
const Vector<R> gradient{{fraction(3, 8), fraction(-3, 8), R{2}, R{-2}}};
const Vector<R> natural{{fraction(1, 2), fraction(-1, 2), R{1}, R{-1}}};

/// Two blocks w π(0)π(1) (1, −1; −1, 1): 2 · 3/16 and 4 · 1/4.
Matrix<R> fisher() {
  Matrix<R> result = Matrix<R>::Constant(4, 4, R{0});
  result(0, 0) = result(1, 1) = fraction(3, 8);
  result(0, 1) = result(1, 0) = fraction(-3, 8);
  result(2, 2) = result(3, 3) = R{1};
  result(2, 3) = result(3, 2) = R{-1};
  return result;
}

TEST(FisherInformationTest, ThreeWaysByHand) {
  EXPECT_EQ(fisher_information(policy, weights), fisher());
  EXPECT_EQ(negative_mean_score_derivative(policy, weights), fisher());
  EXPECT_EQ(divergence_hessian(policy, weights), fisher());
}

TEST(FisherInformationTest, OfOneFeatureIsItsVariance) {
  const LinearSoftmax<R> linear{preferences(), Matrix<R>{{R{1}}, {R{0}}, {R{2}}, {R{1}}}};
  const Matrix<R> variance = Matrix<R>::Constant(1, 1, fraction(11, 8));
  EXPECT_EQ(fisher_information(linear, weights), variance);
  EXPECT_EQ(negative_mean_score_derivative(linear, weights), variance);
  EXPECT_EQ(divergence_hessian(linear, weights), variance);
}

TEST(FisherInformationTest, TheLeastNormSolutionHasMeanZeroInEveryState) {
  const Matrix<R> kernel = state_constants<R>(2, 2);
  EXPECT_EQ(kernel, (Matrix<R>{{R{1}, R{0}}, {R{1}, R{0}}, {R{0}, R{1}}, {R{0}, R{1}}}));
  EXPECT_EQ(least_norm_solution<R>(fisher(), kernel, gradient), natural);
}

TEST(FisherInformationTest, AnUnvisitedStateMakesTheKernelLarger) {
  const Vector<R> unvisited{{R{2}, R{0}}};
  EXPECT_THROW(least_norm_solution<R>(fisher_information(policy, unvisited),
                                      state_constants<R>(2, 2), gradient),
               SingularSystem);
}

TEST(DivergencesTest, ByHand) {
  const Policy<double> uniform{{0.5, 0.5}, {0.5, 0.5}}, other{{0.25, 0.75}, {0.5, 0.5}};
  const Vector<double> forward = kl_divergences<double>(uniform, other);
  const Vector<double> backward = kl_divergences<double>(other, uniform);
  EXPECT_DOUBLE_EQ(forward(0), 0.5 * std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(backward(0), 0.75 * std::log(3.0) - std::log(2.0));
  EXPECT_EQ(forward(1), 0);
  EXPECT_EQ(total_variations<double>(uniform, other), (Vector<double>{{0.25, 0}}));
}

TEST(ConjugateGradientsTest, SolvesInOneStepAnEigenvalue) {
  const auto product = [](const Vector<R>& v) { return Vector<R>(fisher() * v); };
  const auto solved = conjugate_gradients(product, gradient, 4, R{0});
  EXPECT_EQ(solved.steps, 2);  // the eigenvalues on the range are 3/4 and 2
  EXPECT_EQ(solved.solution, natural);
  EXPECT_EQ(solved.residual, Vector<R>(Vector<R>::Constant(4, R{0})));
}

TEST(ConjugateGradientsTest, FirstStepByHand) {
  // F = diag(1, 2), b = (1, 1): α = 2/3, r = (1/3, −1/3), β = 1/9.
  const auto product = [](const Vector<R>& v) { return Vector<R>{{v(0), R{2} * v(1)}}; };
  const auto next = conjugate_step(conjugate_start<R>(Vector<R>{{R{1}, R{1}}}), product);
  EXPECT_EQ(next.solution, (Vector<R>{{fraction(2, 3), fraction(2, 3)}}));
  EXPECT_EQ(next.residual, (Vector<R>{{fraction(1, 3), fraction(-1, 3)}}));
  EXPECT_EQ(next.direction, (Vector<R>{{fraction(4, 9), fraction(-2, 9)}}));
}

TEST(ConjugateGradientsTest, StopsAtTheToleranceAndAtTheLimit) {
  const auto product = [](const Vector<R>& v) { return Vector<R>{{v(0), R{2} * v(1)}}; };
  const Vector<R> vector{{R{1}, R{1}}};
  // After one step ‖r‖ = ‖b‖/3.
  EXPECT_EQ(conjugate_gradients(product, vector, 9, fraction(1, 3)).steps, 1);
  EXPECT_EQ(conjugate_gradients(product, vector, 9, fraction(33, 100)).steps, 2);
  EXPECT_EQ(conjugate_gradients(product, vector, 1, R{0}).steps, 1);
  EXPECT_EQ(conjugate_gradients(product, Vector<R>{{R{0}, R{0}}}, 9, R{0}).steps, 0);
}

TEST(FisherVectorProductTest, IsTheDampedMatrixTimesTheVector) {
  const Vector<R> v{{R{1}, R{0}, R{2}, R{1}}};
  // F v = (3/8, −3/8, 1, −1), and v/2 is added.
  EXPECT_EQ(fisher_vector_product(policy.probabilities(), weights, v, fraction(1, 2)),
            (Vector<R>{{fraction(7, 8), fraction(-3, 8), R{2}, fraction(-1, 2)}}));
  const Matrix<R> features{{R{1}}, {R{0}}, {R{2}}, {R{1}}};
  // (11/8 + 1/2) · 3.
  EXPECT_EQ(linear_fisher_vector_product<R>(policy.probabilities(), features, weights,
                                            Vector<R>::Constant(1, R{3}), fraction(1, 2))(0),
            fraction(45, 8));
}

/// One state, rewards 1 and 3, for ever: V = 2 Σπr at γ = 1/2.
template <class F>
FiniteMdp<F> bandit() {
  FiniteMdp<F> mdp{1, 2};
  mdp.discount = F{1} / F{2};
  mdp.start(0) = F{1};
  for (int a = 0; a < 2; ++a) mdp.outcomes(0, a) = {{F{1}, 0, F(1 + 2 * a), false}};
  return mdp;
}

TEST(NaturalAscentTest, TheDirectionIsTheAdvantageOverOneLessTheDiscount) {
  const Policy<R> pi{{fraction(1, 4), fraction(3, 4)}};
  EXPECT_EQ(natural_direction(bandit<R>(), pi), (Matrix<R>{{R{-3}, R{1}}}));
  FiniteMdp<R> undiscounted{bandit<R>()};
  undiscounted.discount = R{1};
  EXPECT_THROW(natural_direction(undiscounted, pi), std::domain_error);
}

TEST(NaturalAscentTest, AscendsByItsDirection) {
  const FiniteMdp<double> mdp = bandit<double>();
  const Ascent ascent = natural_ascent(mdp, 0.5);
  const Matrix<double> theta = ascent.step(mdp, ascent.start, 0);
  EXPECT_EQ(theta, (Matrix<double>{{-1, 1}}));  // A = (−1, 1) for the uniform policy
  EXPECT_EQ(theta, natural_ascent_step(mdp, ascent.start, 0.5));
  // ∇J = ν π A = 2 · ½ · (−1, 1).
  EXPECT_DOUBLE_EQ(ascent.gradient_norm(mdp, ascent.start), std::sqrt(2.0));
}

TEST(NaturalAscentTest, IsTheStepThatTheoremsCheckAtAnyParameters) {
  const FiniteMdp<double> mdp = bandit<double>();
  const Ascent ascent = natural_ascent(mdp, 0.25);
  Matrix<double> theta{{0.5, -1}};
  for (int k = 0; k < 5; ++k) {
    const Matrix<double> next = ascent.step(mdp, theta, k);
    EXPECT_EQ(next, natural_ascent_step(mdp, theta, 0.25));
    theta = next;
  }
}

TEST(NaturalAscentTest, ParametersStayInRangeWhereProbabilitiesDoNot) {
  const FiniteMdp<double> mdp = bandit<double>();
  const Ascent ascent = natural_ascent(mdp, 1e6);
  const Matrix<double> far = ascent.step(mdp, ascent.start, 0);
  EXPECT_EQ(far, (Matrix<double>{{-2e6, 2e6}}));
  EXPECT_EQ(ascent.policy(far), (Policy<double>{{0, 1}}));
  EXPECT_NEAR(ascent.policy(Matrix<double>{{1000 + std::log(3.0), 1000}})(0, 0), 0.75, 1e-12);
}

TEST(NaturalAscentTest, TheSufficientStepIsLogAOverTheRange) {
  // Rewards 1 and 3: the range with 0 is 3, and 1 − γ = 1/2.
  EXPECT_DOUBLE_EQ(sufficient_natural_step(bandit<double>()), std::log(2) / 6);
  FiniteMdp<double> alike{1, 1};
  alike.start(0) = 1;
  alike.outcomes(0, 0) = {{1, 0, 0, true}};
  EXPECT_DOUBLE_EQ(sufficient_natural_step(alike), std::log(2));
}

TEST(RegularisedNaturalAscentTest, AStepByHand) {
  // Uniform: V = 2(2 + log 2), Q = (3 + log 2, 5 + log 2) at β = 1, γ = 1/2.
  const FiniteMdp<double> mdp = bandit<double>();
  const Matrix<double> uniform = Matrix<double>::Zero(1, 2);
  const double log2 = std::log(2);
  EXPECT_DOUBLE_EQ(longest_regularised_step(mdp, 1), 0.5);
  const Matrix<double> longest = regularised_natural_step(mdp, uniform, 1, 0.5);
  EXPECT_DOUBLE_EQ(longest(0, 0), 3 + log2);
  EXPECT_DOUBLE_EQ(longest(0, 1), 5 + log2);
  // A quarter of η/(1 − γ): 3/4 of (1, −1) stays, and a quarter of Q is added.
  const Matrix<double> shifted = regularised_natural_step(mdp, Matrix<double>{{1, 1}}, 1, 0.125);
  EXPECT_DOUBLE_EQ(shifted(0, 0), 0.75 + (3 + log2) / 4);
  EXPECT_DOUBLE_EQ(shifted(0, 1), 0.75 + (5 + log2) / 4);
  FiniteMdp<double> undiscounted = mdp;
  undiscounted.discount = 1;
  EXPECT_THROW(regularised_natural_step(undiscounted, uniform, 1, 0.5), std::domain_error);
}

TEST(RegularisedNaturalAscentTest, ItsBoundByHand) {
  // V* = 2 log(e + e³), so that ‖Q* − Q_0‖ = log cosh 1 and ‖log π* − log ½‖ = 1 + log cosh 1. A
  // step of 1/4 keeps half of log π, and 3/4 of the distance.
  const FiniteMdp<double> mdp = bandit<double>();
  const SoftSolution optimum = solve_by_soft_policy_iteration(mdp, 1);
  const EntropyAscentBound bound = regularised_natural_bound(mdp, optimum, 1, 0.25);
  ASSERT_TRUE(applies(bound));
  const double first = 3 * (1 + 2 * std::log(std::cosh(1)));
  EXPECT_TRUE(std::isinf(bound.at({.iteration = 0})));
  EXPECT_NEAR(bound.at({.iteration = 1}), first, 1e-11);
  EXPECT_NEAR(bound.at({.iteration = 3}), first * 9 / 16, 1e-11);
  EXPECT_FALSE(applies(regularised_natural_bound(mdp, optimum, 1, 0.51)));
  FiniteMdp<double> undiscounted = mdp;
  undiscounted.discount = 1;
  EXPECT_FALSE(applies(regularised_natural_bound(undiscounted, optimum, 1, 0.25)));
}

TEST(RegularisedNaturalAscentTest, RunsStayBelowTheirBoundAndEndAtTheSoftOptimum) {
  for (const double discount : {0.0, 0.5, 0.99}) {
    FiniteMdp<double> mdp = in_field<double>(two_loops());
    mdp.discount = discount;
    const SoftSolution optimum = solve_by_soft_policy_iteration(mdp, 0.2);
    for (const double share : {1.0, 0.5, 0.01}) {
      const double step_size = share * longest_regularised_step(mdp, 0.2);
      const Ascent ascent = regularised_natural_ascent(mdp, 0.2, step_size);
      const auto run =
          converge_softly(mdp, ascent, optimum, 0.2, 100'000, [](auto) { return true; });
      const EntropyAscentBound bound = regularised_natural_bound(mdp, optimum, 0.2, step_size);
      for (const EntropyAscentPoint& point : run.points) EXPECT_LE(point.gap, bound.at(point));
      EXPECT_LT(run.points.back().gap, 1e-12);
      EXPECT_LT(run.points.back().gradient_norm, 1e-9);
    }
  }
}

}  // namespace
}  // namespace lemmata
