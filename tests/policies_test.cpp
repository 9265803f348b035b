// Softmax and Gaussian policies: scores, directional derivatives, and the policy gradient.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "generators.hpp"
#include "theory/policies/estimate_moments.hpp"
#include "theory/policies/gaussian.hpp"
#include "theory/policies/optimal_baseline.hpp"
#include "theory/policies/performance_gradient.hpp"

namespace lemmata {
namespace {

using R = Rational;

template <class F>
Matrix<F> identity_matrix(int size) {
  return in_field<F>(Matrix<int>::Identity(size, size));
}

RC_GTEST_PROP(TabularSoftmaxTest, IsLinearWithOneHotFeatures, ()) {
  const int states = *rc::gen::inRange(1, 4), actions = *rc::gen::inRange(1, 4);
  const auto preferences = in_field<R>(*any_integers(states, actions, 1, 9));
  const TabularSoftmax<R> tabular{preferences};
  const LinearSoftmax<R> linear{preferences, identity_matrix<R>(states * actions)};
  const auto direction = in_field<R>(*any_integers(states * actions, 1, -3, 3));
  RC_ASSERT(tabular.probabilities() == linear.probabilities());
  RC_ASSERT(tabular.parameters() == linear.parameters());
  RC_ASSERT(tabular.along(direction).probabilities() == linear.along(direction).probabilities());
  for (int s = 0; s < states; ++s) {
    for (int a = 0; a < actions; ++a) RC_ASSERT(tabular.score(s, a) == linear.score(s, a));
  }
}

TEST(TabularSoftmaxTest, ScoreByHand) {
  Matrix<int> preferences(2, 2);
  preferences << 1, 3, 1, 1;
  const TabularSoftmax<R> policy{in_field<R>(preferences)};
  EXPECT_EQ(policy.probabilities()(0, 1), R{3} / R{4});
  EXPECT_EQ(policy.score(0, 1), (Vector<R>{{R{-1} / R{4}, R{1} / R{4}, R{0}, R{0}}}));
  EXPECT_EQ(policy.score(1, 0), (Vector<R>{{R{0}, R{0}, R{1} / R{2}, R{-1} / R{2}}}));
}

/// The preferences exp(θᵀφ(s,a)), S × A.
Matrix<double> preferences_of(const Vector<double>& theta, const Matrix<double>& features,
                              int actions) {
  const Vector<double> z = (features * theta).array().exp();
  return z.reshaped<Eigen::RowMajor>(features.rows() / actions, actions);
}

RC_GTEST_PROP(LinearSoftmaxTest, ScoreIsTheFiniteDifferenceOfTheLogProbability, ()) {
  constexpr double h = 1e-5;
  const int states = *rc::gen::inRange(1, 4), actions = *rc::gen::inRange(1, 4);
  const auto features = in_field<double>(*any_integers(states * actions, 3, -2, 2));
  const Vector<double> theta = in_field<double>(*any_integers(3, 1, -3, 3)) / 4;
  const auto policy = [&](const Vector<double>& at) {
    return LinearSoftmax<double>{preferences_of(at, features, actions), features};
  };
  for (int s = 0; s < states; ++s) {
    for (int a = 0; a < actions; ++a) {
      const Vector<double> score = policy(theta).score(s, a);
      for (int i = 0; i < 3; ++i) {
        const Vector<double> step = h * Vector<double>::Unit(3, i);
        const double difference = std::log(policy(theta + step).probabilities()(s, a)) -
                                  std::log(policy(theta - step).probabilities()(s, a));
        RC_ASSERT(std::abs(score(i) - difference / (2 * h)) < 1e-8);
      }
    }
  }
}

RC_GTEST_PROP(TabularSoftmaxTest, ScoreIsTheFiniteDifferenceOfTheLogProbability, ()) {
  constexpr double h = 1e-5;
  const int states = *rc::gen::inRange(1, 3), actions = *rc::gen::inRange(1, 4);
  const Matrix<double> theta = in_field<double>(*any_integers(states, actions, -3, 3)) / 4;
  const auto policy = [](const Matrix<double>& at) {
    return TabularSoftmax<double>{at.array().exp()};
  };
  const int s = *rc::gen::inRange(0, states), a = *rc::gen::inRange(0, actions);
  const Vector<double> score = policy(theta).score(s, a);
  for (int i = 0; i < states; ++i) {
    for (int b = 0; b < actions; ++b) {
      Matrix<double> above = theta, below = theta;
      above(i, b) += h;
      below(i, b) -= h;
      const double difference = std::log(policy(above).probabilities()(s, a)) -
                                std::log(policy(below).probabilities()(s, a));
      RC_ASSERT(std::abs(score(i * actions + b) - difference / (2 * h)) < 1e-8);
    }
  }
}

/// D_u π(a|s) = π(a|s) · ∇log π(a|s)ᵀu
template <class DifferentiablePolicy>
void moves_by_its_scores(const DifferentiablePolicy& policy) {
  const auto direction =
      in_field<R>(*any_integers(static_cast<int>(policy.parameters()), 1, -3, 3));
  const Policy<Dual<R>> moving = policy.along(direction).probabilities();
  const Policy<R>& pi = policy.probabilities();
  RC_ASSERT(value_part(moving) == pi);
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) {
      RC_ASSERT(moving(s, a).derivative == pi(s, a) * policy.score(s, a).dot(direction.col(0)));
    }
  }
}

RC_GTEST_PROP(TabularSoftmaxTest, MovesByItsScores, ()) {
  const auto instance = *any_mdp({Part::policy});
  moves_by_its_scores(instance.in<R>().policy());
}
RC_GTEST_PROP(LinearSoftmaxTest, MovesByItsScores, ()) {
  const auto instance = *any_mdp({Part::policy, Part::features});
  moves_by_its_scores(instance.in<R>().linear_policy());
}

RC_GTEST_PROP(PolicyGradientTest, IsTheFiniteDifferenceOfThePerformance, ()) {
  constexpr double h = 1e-5;
  const auto instance = *any_mdp_with_values({Part::policy});
  const auto x = instance.in<double>();
  const Matrix<double> theta = x.pi().array().log();
  const Vector<double> gradient = policy_gradient(x.mdp, x.policy());
  const auto performance_at = [&](const Matrix<double>& at) {
    return performance(x.mdp, TabularSoftmax<double>{at.array().exp()}.probabilities());
  };
  const double scale = 1 + sup_norm(gradient);
  for (int s = 0; s < theta.rows(); ++s) {
    for (int a = 0; a < theta.cols(); ++a) {
      Matrix<double> above = theta, below = theta;
      above(s, a) += h;
      below(s, a) -= h;
      const double difference = (performance_at(above) - performance_at(below)) / (2 * h);
      RC_ASSERT(std::abs(gradient(s * theta.cols() + a) - difference) < 1e-4 * scale);
    }
  }
}

TEST(GaussianPolicyTest, MomentsByHand) {
  const GaussianPolicy<R> policy{R{5}, R{3}};
  EXPECT_EQ(policy.expectation({R{7}}), R{7});
  EXPECT_EQ(policy.expectation({R{0}, R{1}}), R{0});
  EXPECT_EQ(policy.expectation({R{0}, R{0}, R{1}}), R{3});
  EXPECT_EQ(policy.expectation({R{0}, R{0}, R{0}, R{0}, R{1}}), R{3 * 3 * 3});
  EXPECT_EQ(policy.expectation({R{0}, R{0}, R{0}, R{0}, R{0}, R{0}, R{1}}), R{15 * 3 * 3 * 3});
}

TEST(GaussianPolicyTest, ScoresByHand) {
  const GaussianPolicy<R> policy{R{5}, R{4}};
  EXPECT_EQ(policy.mean_score(), (std::vector<R>{R{0}, R{1} / R{4}}));
  EXPECT_EQ(policy.log_deviation_score(), (std::vector<R>{R{-1}, R{0}, R{1} / R{4}}));
}

/// One state that both actions, of rewards 1 and 0, lead back to; γ = 1.
FiniteMdp<R> coin() {
  FiniteMdp<R> mdp{1, 2};
  mdp.discount = R{1};
  mdp.start(0) = R{1};
  mdp.outcomes(0, 0) = {{R{1}, 0, R{1}, false}};
  mdp.outcomes(0, 1) = {{R{1}, 0, R{0}, false}};
  return mdp;
}

const TabularSoftmax<R> fair{Matrix<R>{{R{1}, R{1}}}};

TEST(EstimateMomentsTest, OneStepByHand) {
  // The scores are ±(1, −1)/2; Z is (1, −1)/2 or 0.
  const auto plain = reward_to_go_moments(coin(), fair, Matrix<R>{{R{0}}});
  EXPECT_EQ(plain.mean, (Vector<R>{{R{1} / R{4}, R{-1} / R{4}}}));
  EXPECT_EQ(plain.second_moment, R{1} / R{4});
  EXPECT_EQ(plain.variance(), R{1} / R{8});
  const auto whole = whole_return_moments(coin(), fair, 1);
  EXPECT_EQ(whole.mean, plain.mean);
  EXPECT_EQ(whole.second_moment, plain.second_moment);
  // With V = 1/2 both actions give (1, −1)/4.
  const auto centred = reward_to_go_moments(coin(), fair, Matrix<R>{{R{1} / R{2}}});
  EXPECT_EQ(centred.mean, plain.mean);
  EXPECT_EQ(centred.variance(), R{0});
}

TEST(EstimateMomentsTest, TwoStepsByHand) {
  // Rewards 11, 10, 01, 00 give Z = z(1, −1), with z = 3/2, 1/2, 0, 0 for rewards to go, 2, 0, 0, 0
  // for whole returns, and 3/4, 1/4, 3/4, 1/4 where V = 1, then 1/2, is taken off.
  const auto plain = reward_to_go_moments(coin(), fair, Matrix<R>{{R{0}}, {R{0}}});
  EXPECT_EQ(plain.mean, (Vector<R>{{R{1} / R{2}, R{-1} / R{2}}}));
  EXPECT_EQ(plain.variance(), R{3} / R{4});
  const auto whole = whole_return_moments(coin(), fair, 2);
  EXPECT_EQ(whole.mean, plain.mean);
  EXPECT_EQ(whole.variance(), R{3} / R{2});
  const auto centred = reward_to_go_moments(coin(), fair, Matrix<R>{{R{1}}, {R{1} / R{2}}});
  EXPECT_EQ(centred.mean, plain.mean);
  EXPECT_EQ(centred.variance(), R{1} / R{8});
}

TEST(EstimateMomentsTest, DiscountAndEnd) {
  // γ = 1/2, and the second action ends. Rewards 11, 10, 0: Gs 3/2 and 1, 1 and 0, 0; scores ½, ½;
  // ½, −½; −½. Rewards to go: z = 3/4 + 1/4, 1/2, 0; whole returns: z = 3/2, 0, 0.
  FiniteMdp<R> mdp = coin();
  mdp.discount = R{1} / R{2};
  mdp.outcomes(0, 1)[0].terminal = true;
  const auto plain = reward_to_go_moments(mdp, fair, Matrix<R>{{R{0}}, {R{0}}});
  EXPECT_EQ(plain.mean(0), R{3} / R{8});
  EXPECT_EQ(plain.second_moment, R{2} * (R{1} + R{1} / R{4}) / R{4});
  const auto whole = whole_return_moments(mdp, fair, 2);
  EXPECT_EQ(whole.mean(0), R{3} / R{8});
  EXPECT_EQ(whole.second_moment, R{2} * R{9} / R{16});
}

TEST(OptimalBaselineTest, ByHand) {
  // Of two actions each weighs π(a)(1 − π(a))², so as the other one is likely.
  const TabularSoftmax<R> policy{Matrix<R>{{R{1}, R{3}}, {R{1}, R{1}}, {R{0}, R{1}}}};
  const Matrix<R> q{{R{8}, R{4}}, {R{8}, R{4}}, {R{8}, R{4}}};
  // In the last state the second action is the only one.
  EXPECT_EQ(optimal_baseline(policy, q), (Vector<R>{{R{7}, R{6}, R{4}}}));
  EXPECT_EQ(expected_square_scores<R>(policy), (Vector<R>{{R{3} / R{8}, R{1} / R{2}, R{0}}}));
}

}  // namespace
}  // namespace lemmata
