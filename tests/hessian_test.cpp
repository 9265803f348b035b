// Second derivatives: dual numbers of dual numbers, and the Hessian of the performance.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "generators.hpp"
#include "theory/fields/errors.hpp"
#include "theory/policies/performance_hessian.hpp"

namespace lemmata {
namespace {

using R = Rational;
using Twice = Dual<Dual<R>>;

/// x + ε₁u + ε₂v.
Twice moving(R x, R u, R v) { return {Dual<R>{x, v}, Dual<R>{u, R{0}}}; }

TEST(SecondDualTest, PowersByHand) {
  const Twice x = moving(R{3}, R{1}, R{1});
  const Twice cube = x * x * x;
  EXPECT_EQ(cube.value.value, R{27});
  EXPECT_EQ(cube.value.derivative, R{27});
  EXPECT_EQ(cube.derivative.value, R{27});
  EXPECT_EQ(cube.derivative.derivative, R{18});
  EXPECT_EQ((Twice{1} / x).derivative.derivative, R{2} / R{27});
}

TEST(SecondDualTest, MixedDerivativesByHand) {
  const Twice x = moving(R{3}, R{1}, R{0});
  const Twice y = moving(R{5}, R{0}, R{1});
  EXPECT_EQ((x * x * y).derivative.derivative, R{6});
  EXPECT_EQ((x / y).derivative.derivative, R{-1} / R{25});
  EXPECT_EQ((x + y).derivative.derivative, R{0});
  EXPECT_EQ((x - x * y).derivative.derivative, R{-1});
}

/// One state whose actions end, rewards 1, 0; π = (1/4, 3/4): J = p, so that D²J along u = e_0 is
/// p(1 − p)(1 − 2p) = 3/32.
TransitionTable two_arms() {
  TransitionTable table;
  table.start = {{1, 0}};
  table.outcomes = {{{{{1, 0}, 0, {1, 0}, true}}, {{{1, 0}, 0, {0, 0}, true}}}};
  return table;
}

/// State 0 leads to state 1 by action 0, and that to a reward of 1 by action 0; all else ends.
/// J = γpq.
TransitionTable two_steps(Dyadic discount) {
  const auto end = [](std::int64_t reward) {
    return std::vector<WeightedOutcome>{{{1, 0}, 0, {reward, 0}, true}};
  };
  TransitionTable table;
  table.discount = discount;
  table.start = {{1, 0}, {0, 0}};
  table.outcomes = {{{{{1, 0}, 1, {0, 0}, false}}, end(0)}, {end(1), end(0)}};
  return table;
}

template <class F>
TabularSoftmax<F> one_to_three(int states) {
  Matrix<F> preferences(states, 2);
  for (int s = 0; s < states; ++s) preferences.row(s) << F{1}, F{3};
  return TabularSoftmax<F>{preferences};
}

TEST(PerformanceHessianTest, OfTwoArmsByHand) {
  using F = Modular;
  const auto hessian = performance_hessian(in_field<F>(two_arms()), one_to_three<F>(1),
                                           lemmata::identity_matrix<F>(2));
  const F bend = F{3} / F{32};
  EXPECT_EQ(hessian(0, 0), bend);
  EXPECT_EQ(hessian(0, 1), -bend);
  EXPECT_EQ(hessian(1, 0), -bend);
  EXPECT_EQ(hessian(1, 1), bend);
}

TEST(PerformanceHessianTest, OfTwoStepsByHand) {
  using F = Modular;
  const auto mdp = in_field<F>(two_steps({1, -1}));
  const auto policy = one_to_three<F>(2);
  const Matrix<F> axes = lemmata::identity_matrix<F>(4);
  const auto hessian = performance_hessian(mdp, policy, axes);
  // ½ p(1 − p) q(1 − q) and ½ p(1 − p)(1 − 2p) q at p = q = ¼
  EXPECT_EQ(hessian(0, 2), F{9} / F{512});
  EXPECT_EQ(hessian(0, 3), F{-9} / F{512});
  EXPECT_EQ(hessian(0, 0), F{3} / F{256});
  EXPECT_EQ(hessian, horizon_performance_hessian(mdp, policy, axes, 2));
  EXPECT_EQ(horizon_performance_hessian(mdp, policy, axes, 1), Matrix<F>::Constant(4, 4, F{0}));
}

TEST(PerformanceHessianTest, RefusesAPolicyWithoutValue) {
  TransitionTable for_ever = two_arms();
  for_ever.discount = {1, 0};
  for_ever.outcomes[0][0][0].terminal = for_ever.outcomes[0][1][0].terminal = false;
  EXPECT_THROW(performance_hessian(in_field<Modular>(for_ever), one_to_three<Modular>(1),
                                   lemmata::identity_matrix<Modular>(2)),
               SingularSystem);
}

RC_GTEST_PROP(PerformanceHessianTest, IsTheFiniteDifferenceOfTheGradient, ()) {
  constexpr double h = 1e-5;
  const auto instance = *any_mdp_with_values({Part::policy});
  const auto x = instance.in<double>();
  const Matrix<double> theta = x.pi().array().log();
  const int n = static_cast<int>(theta.size());
  const auto hessian = performance_hessian(x.mdp, x.policy(), lemmata::identity_matrix<double>(n));
  const auto gradient_at = [&](const Matrix<double>& at) {
    return policy_gradient(x.mdp, TabularSoftmax<double>{at.array().exp()});
  };
  const double scale = 1 + hessian.cwiseAbs().maxCoeff() + sup_norm(gradient_at(theta));
  for (int j = 0; j < n; ++j) {
    Matrix<double> above = theta, below = theta;
    above(j / theta.cols(), j % theta.cols()) += h;
    below(j / theta.cols(), j % theta.cols()) -= h;
    const Vector<double> difference = (gradient_at(above) - gradient_at(below)) / (2 * h);
    RC_ASSERT(sup_norm<double>(hessian.col(j) - difference) < 1e-4 * scale);
  }
}

}  // namespace
}  // namespace lemmata
