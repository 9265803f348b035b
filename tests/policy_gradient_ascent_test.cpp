// Exact gradient ascent in the softmax and in the direct parametrisation, by hand.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "generators.hpp"
#include "theory/fields/errors.hpp"
#include "theory/policies/performance_gradient.hpp"

namespace lemmata {
namespace {

using R = Rational;

Vector<R> point(const std::vector<R>& entries) {
  return Eigen::Map<const Vector<R>>(entries.data(), static_cast<Eigen::Index>(entries.size()));
}

TEST(SimplexProjectionTest, LeavesItsPointsWhereTheyAre) {
  const Vector<R> inside = point({R{1} / R{2}, R{1} / R{3}, R{1} / R{6}});
  EXPECT_EQ(simplex_projection(inside), inside);
  EXPECT_EQ(simplex_projection(point({R{0}, R{1}})), point({R{0}, R{1}}));
  EXPECT_EQ(simplex_projection(point({R{1}})), point({R{1}}));
}

TEST(SimplexProjectionTest, ByHand) {
  EXPECT_EQ(simplex_projection(point({R{1}, R{1} / R{2}})), point({R{3} / R{4}, R{1} / R{4}}));
  EXPECT_EQ(simplex_projection(point({R{-5}})), point({R{1}}));
  EXPECT_EQ(simplex_projection(point({R{0}, R{5}, R{1}})), point({R{0}, R{1}, R{0}}));
  EXPECT_EQ(simplex_projection(point({R{-1}, R{-3}})), point({R{1}, R{0}}));
}

TEST(SimplexProjectionTest, SharesAmongTies) {
  EXPECT_EQ(simplex_projection(point({R{7}, R{7}})), point({R{1} / R{2}, R{1} / R{2}}));
  EXPECT_EQ(simplex_projection(point({R{0}, R{0}, R{0}})), Vector<R>::Constant(3, R{1} / R{3}));
  EXPECT_EQ(simplex_projection(point({R{2}, R{1}, R{1}})), point({R{1}, R{0}, R{0}}));
}

RC_GTEST_PROP(SimplexProjectionTest, IsTheNearestPoint, ()) {
  const int size = *rc::gen::inRange(1, 6);
  const Vector<R> from = in_field<R>(*any_integers(size, 1, -9, 9)) / R{4};
  const Vector<R> to = simplex_projection(from);
  R sum{0};
  for (const R& entry : to) {
    RC_ASSERT(R{0} <= entry);
    sum += entry;
  }
  RC_ASSERT(sum == R{1});
  // No vertex lies on the far side of the plane through the projection.
  const Vector<R> away = from - to;
  for (int i = 0; i < size; ++i) RC_ASSERT(away(i) <= away.dot(to));
}

/// One state in which action 0 earns 1 and both stay, γ = 1/2.
template <class F>
FiniteMdp<F> one_choice() {
  FiniteMdp<F> mdp(1, 2);
  mdp.discount = F{1} / F{2};
  mdp.start(0) = F{1};
  mdp.outcomes(0, 0) = {{F{1}, 0, F{1}, false}};
  mdp.outcomes(0, 1) = {{F{1}, 0, F{0}, false}};
  return mdp;
}

TEST(ProjectedAscentTest, StepByHand) {
  const Policy<R> uniform = Policy<R>::Constant(1, 2, R{1} / R{2});
  // V = 1 and ν = 2, so that Q = (3/2, 1/2) and the gradient is (3, 1).
  EXPECT_EQ(direct_gradient(one_choice<R>(), uniform), point({R{3}, R{1}}).transpose());
  EXPECT_EQ(projected_ascent_step(one_choice<R>(), uniform, R{1} / R{8}),
            point({R{5} / R{8}, R{3} / R{8}}).transpose());
  EXPECT_EQ(projected_ascent_step(one_choice<R>(), uniform, R{1}), point({R{1}, R{0}}).transpose());
}

TEST(SoftmaxAscentTest, StepByHand) {
  // ν π A = 2 · 1/2 · ±1/2.
  const Matrix<double> theta = Matrix<double>::Constant(1, 2, 1000.0);
  const Matrix<double> next = softmax_ascent_step(one_choice<double>(), theta, 0.5);
  EXPECT_DOUBLE_EQ(next(0, 0), 1000.25);
  EXPECT_DOUBLE_EQ(next(0, 1), 999.75);
}

TEST(SoftmaxAscentTest, PolicyOfLargeParametersDoesNotOverflow) {
  Matrix<double> theta(2, 2);
  theta << 1000, 1000 + std::log(3.0), -1000, 1000;
  const Policy<double> pi = tabular_softmax(theta).probabilities();
  EXPECT_NEAR(pi(0, 1), 0.75, 1e-12);
  EXPECT_EQ(pi(1, 0), 0);
  EXPECT_EQ(pi(1, 1), 1);
}

RC_GTEST_PROP(SoftmaxAscentTest, GradientIsTheDerivativeOfJ, ()) {
  const auto instance =
      draw_mdp({}, {Part::policy}, rc::Random{*rc::gen::arbitrary<std::uint64_t>()});
  RC_PRE(instance.table.discount != (Dyadic{1, 0}));
  const auto x = instance.in<R>();
  const Matrix<R> gradient = softmax_gradient(x.mdp, x.pi());
  const Vector<R> in_order = gradient.transpose().reshaped();
  RC_ASSERT(in_order ==
            performance_derivatives(x.mdp, x.policy(), identity_matrix<R>(gradient.size())));
}

/// With two equally good arms the less likely one is abandoned: its probability falls for ever.
TEST(SoftmaxAscentTest, AbandonsOneOfTwoEqualArms) {
  const FiniteMdp<double> mdp = in_field<double>(bandit({1, 1, 0}));
  Matrix<double> theta(1, 3);
  theta << 0, 1, 0;
  double before = tabular_softmax(theta).probabilities()(0, 0);
  const double first = before;
  for (int t = 1; t <= 1 << 14; ++t) {
    theta = softmax_ascent_step(mdp, theta, guaranteed_softmax_step(mdp));
    if (t < 64 || (t & (t - 1)) != 0) continue;
    const double now = tabular_softmax(theta).probabilities()(0, 0);
    EXPECT_LT(now, before) << t;
    before = now;
  }
  EXPECT_LT(before, 0.75 * first);
}

TEST(GuaranteedStepTest, ByHand) {
  EXPECT_EQ(guaranteed_softmax_step(one_choice<R>()), R{1} / R{64});
  EXPECT_EQ(guaranteed_projected_step(one_choice<R>()), R{1} / R{16});
  FiniteMdp<R> wide = one_choice<R>();
  wide.outcomes(0, 0)[0].reward = R{-6};
  wide.outcomes(0, 1)[0].reward = R{2};
  EXPECT_EQ(guaranteed_softmax_step(wide), R{1} / R{512});
  EXPECT_EQ(guaranteed_projected_step(wide), R{1} / R{128});
}

TEST(GuaranteedStepTest, OfRewardsThatAreAllZero) {
  FiniteMdp<R> idle = one_choice<R>();
  idle.outcomes(0, 0)[0].reward = R{0};
  EXPECT_EQ(guaranteed_softmax_step(idle), guaranteed_softmax_step(one_choice<R>()));
  EXPECT_EQ(guaranteed_projected_step(idle), guaranteed_projected_step(one_choice<R>()));
}

TEST(GuaranteedStepTest, AtTheEndsOfTheDiscount) {
  FiniteMdp<double> mdp = one_choice<double>();
  mdp.discount = 0;
  EXPECT_EQ(guaranteed_softmax_step(mdp), 0.125);
  EXPECT_THROW(guaranteed_projected_step(mdp), std::domain_error);
  mdp.discount = 1;
  EXPECT_EQ(guaranteed_softmax_step(mdp), 0);
  EXPECT_EQ(guaranteed_projected_step(mdp), 0);
}

TEST(AscentTest, OfAPolicyThatNeverEndsHasNoStep) {
  FiniteMdp<double> mdp = one_choice<double>();
  mdp.discount = 1;
  const Matrix<double> uniform = Matrix<double>::Constant(1, 2, 0.5);
  EXPECT_THROW(softmax_ascent_step(mdp, uniform, 0.1), SingularSystem);
  EXPECT_THROW(projected_ascent_step(mdp, uniform, 0.1), SingularSystem);
}

TEST(AscentTest, WithoutDiscountingClimbsOnAnEpisodicTask) {
  const FiniteMdp<double> mdp = in_field<double>(short_corridor());
  const Matrix<double> theta = Matrix<double>::Zero(3, 2);
  const Policy<double> uniform = tabular_softmax(theta).probabilities();
  const double before = performance(mdp, uniform);
  EXPECT_GT(
      performance(mdp, tabular_softmax(softmax_ascent_step(mdp, theta, 1e-3)).probabilities()),
      before);
  EXPECT_GT(performance(mdp, projected_ascent_step(mdp, uniform, 1e-4)), before);
}

TEST(RewardRangeTest, HoldsZeroAndEveryReward) {
  const auto range_of = [](const std::vector<double>& rewards) {
    return reward_range(in_field<double>(bandit(rewards)));
  };
  EXPECT_EQ(range_of({1, 0}), 1);
  EXPECT_EQ(range_of({-2, 3}), 5);
  EXPECT_EQ(range_of({2, 5}), 5);
  EXPECT_EQ(range_of({-4, -1}), 4);
  EXPECT_EQ(range_of({0}), 0);
}

}  // namespace
}  // namespace lemmata
