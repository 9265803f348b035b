// Decisions in ball arithmetic: definiteness, and the check that rests on decisions.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "balls.hpp"
#include "generators.hpp"
#include "sound_theorem.hpp"
#include "theory/certificates/positive_definite.hpp"
#include "verification/engine/distribution_instance.hpp"

namespace lemmata {
namespace {

// Positive definite matrices.

Matrix<Ball> two_by_two(const Ball& a, const Ball& b, const Ball& c) {
  Matrix<Ball> result(2, 2);
  result << a, b, b, c;
  return result;
}

TEST(PositiveDefiniteTest, DecidesSmallMatrices) {
  EXPECT_EQ(is_positive_definite(two_by_two(2, 1, 2)), Truth::certainly_true);
  EXPECT_EQ(is_positive_definite(two_by_two(1, 2, 1)), Truth::certainly_false);
  EXPECT_EQ(is_positive_definite(two_by_two(1, -2, 1)), Truth::certainly_false);
  EXPECT_EQ(is_positive_definite(two_by_two(0, 1, 0)), Truth::certainly_false);
  EXPECT_EQ(is_positive_definite(two_by_two(1, 0, 0)), Truth::certainly_false);
  EXPECT_EQ(is_positive_definite(Matrix<Ball>::Constant(1, 1, 3)), Truth::certainly_true);
  EXPECT_EQ(is_positive_definite(Matrix<Ball>::Constant(1, 1, -3)), Truth::certainly_false);
  EXPECT_EQ(is_positive_definite(Matrix<Ball>(0, 0)), Truth::certainly_true);
}

TEST(PositiveDefiniteTest, ReadsTheLowerTriangle) {
  Matrix<Ball> lower = two_by_two(1, 0, 1), upper = two_by_two(1, 0, 1);
  lower(1, 0) = upper(0, 1) = 2;
  EXPECT_EQ(is_positive_definite(lower), Truth::certainly_false);
  EXPECT_EQ(is_positive_definite(upper), Truth::certainly_true);
}

TEST(PositiveDefiniteTest, RefusesAMatrixThatIsNotSquare) {
  EXPECT_THROW(is_positive_definite(Matrix<Ball>(2, 3)), std::invalid_argument);
  EXPECT_THROW(is_positive_definite(Matrix<Ball>(1, 0)), std::invalid_argument);
}

TEST(PositiveDefiniteTest, TheVerdictIsOfEveryMatrixInTheBalls) {
  EXPECT_EQ(is_positive_definite(two_by_two(2, widened(1, -1), 2)), Truth::certainly_true);
  EXPECT_EQ(is_positive_definite(two_by_two(2, widened(1, 1), 2)), Truth::undecided);
  EXPECT_EQ(is_positive_definite(two_by_two(widened(0, -9), 1, widened(0, -9))),
            Truth::certainly_false);
  EXPECT_EQ(is_positive_definite(two_by_two(widened(0, 9), 1, widened(0, 9))), Truth::undecided);
}

TEST(PositiveDefiniteTest, WhatIsNotFiniteIsNotDefinite) {
  for (const double x :
       {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_NE(is_positive_definite(Matrix<Ball>::Constant(1, 1, Ball{x})), Truth::certainly_true);
    EXPECT_NE(is_positive_definite(two_by_two(1, Ball{x}, 1)), Truth::certainly_true);
    EXPECT_NE(is_positive_definite(two_by_two(Ball{x}, 0, 1)), Truth::certainly_true);
  }
}

/// [1, 1/3; 1/3, 1/9 + excess], whose determinant is the excess.
Truth nearly_singular_is_definite(const Ball& excess) {
  return is_positive_definite(two_by_two(1, ratio(1, 3), ratio(1, 9) + excess));
}

TEST(PositiveDefiniteTest, ATinyEigenvalueIsDecidedAtTheBitsThatShowIt) {
  const auto too_large = [] { return nearly_singular_is_definite(ten_to_the(-40)); };
  const auto too_small = [] { return nearly_singular_is_definite(-ten_to_the(-40)); };
  EXPECT_EQ(at_bits(128, too_large), Truth::undecided);
  EXPECT_EQ(at_bits(128, too_small), Truth::undecided);
  EXPECT_EQ(at_bits(512, too_large), Truth::certainly_true);
  EXPECT_EQ(at_bits(512, too_small), Truth::certainly_false);
}

TEST(PositiveDefiniteTest, ASingularMatrixIsUndecidedAtAnyPrecision) {
  for (const long bits : {32, 128, 512, 2048}) {
    EXPECT_EQ(at_bits(bits, [] { return nearly_singular_is_definite(0); }), Truth::undecided);
  }
}

Matrix<Ball> hilbert(int n) {
  Matrix<Ball> result(n, n);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) result(i, j) = ratio(1, i + j + 1);
  }
  return result;
}

TEST(PositiveDefiniteTest, HilbertMatricesAreDefiniteAtEnoughBits) {
  for (const int n : {1, 5, 12, 20}) {
    EXPECT_EQ(at_bits(256, [&] { return is_positive_definite(hilbert(n)); }),
              Truth::certainly_true);
  }
  EXPECT_EQ(at_bits(24, [] { return is_positive_definite(hilbert(12)); }), Truth::undecided);
  EXPECT_EQ(at_bits(64, [] { return is_positive_definite(hilbert(20)); }), Truth::undecided);
}

Matrix<int> any_square(int n) { return *any_integers(n, n, -4, 4); }

RC_GTEST_PROP(PositiveDefiniteTest, AGramMatrixPlusAShiftIsDefinite, ()) {
  const int n = *rc::gen::inRange(1, 8);
  const auto b = in_field<Ball>(any_square(n));
  Matrix<Ball> a = b.transpose() * b;
  a.diagonal().array() += ratio(1, 1 + *rc::gen::inRange(0, 1'000'000));
  RC_ASSERT(is_positive_definite(a) == Truth::certainly_true);
}

RC_GTEST_PROP(PositiveDefiniteTest, ASingularGramMatrixIsNeverCalledDefinite, ()) {
  const int n = *rc::gen::inRange(2, 8), rank = *rc::gen::inRange(0, n);
  const Precision bits{*rc::gen::inRange(4, 300)};
  const Matrix<Ball> b = in_field<Ball>(*any_integers(rank, n, -4, 4)) * ratio(1, 3);
  RC_ASSERT(is_positive_definite(b.transpose() * b) != Truth::certainly_true);
}

/// T D Tᵀ for a unit lower triangle T of thirds, which has the signs of D (Sylvester).
Matrix<Ball> of_inertia(const std::vector<Ball>& d) {
  const auto n = static_cast<int>(d.size());
  Matrix<Ball> t = in_field<Ball>(any_square(n)) * ratio(1, 3), diagonal = identity_matrix<Ball>(n);
  for (int i = 0; i < n; ++i) {
    for (int j = i; j < n; ++j) t(i, j) = Ball{i == j ? 1 : 0};
    diagonal(i, i) = d[static_cast<std::size_t>(i)];
  }
  return t * diagonal * t.transpose();
}

RC_GTEST_PROP(PositiveDefiniteTest, DecidesByTheInertia, ()) {
  const Precision bits{256};
  const auto signs = *rc::gen::resize(
      7, rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::element(-1, 0, 1, 2, 5))));
  const int least = *std::min_element(signs.begin(), signs.end());
  const Truth verdict = is_positive_definite(of_inertia({signs.begin(), signs.end()}));
  if (least > 0) RC_ASSERT(verdict == Truth::certainly_true);
  if (least == 0) RC_ASSERT(verdict != Truth::certainly_true);
  if (least < 0) RC_ASSERT(verdict == Truth::certainly_false);
}

RC_GTEST_PROP(PositiveDefiniteTest, FindsATinyNegativeDirectionAmongTinyPositiveOnes, ()) {
  const Precision bits{512};
  const Ball tiny = ten_to_the(-40);
  const Truth verdict = is_positive_definite(of_inertia({1, tiny, -tiny, 1, tiny}));
  RC_ASSERT(verdict == Truth::certainly_false);
}

RC_GTEST_PROP(PositiveDefiniteTest, DoesNotDependOnTheScaleOfTheRows, ()) {
  const Precision bits{256};
  const int sign = *rc::gen::element(-1, 1);
  Matrix<Ball> a = of_inertia({2, 1, 3, sign});
  for (int i = 0; i < a.rows(); ++i) {
    const Ball scale = Ball::scaled(3, *rc::gen::inRange(-5000, 5000));
    for (int j = 0; j < a.cols(); ++j) a(i, j) *= scale;
    for (int j = 0; j < a.cols(); ++j) a(j, i) *= scale;
  }
  RC_ASSERT(is_positive_definite(a) == (sign > 0 ? Truth::certainly_true : Truth::certainly_false));
}

// Checks that return a verdict.

/// e^r·e^V ≤ e^{r + V} + slack for the first reward and value.
Check exponential_law(Dyadic slack) {
  return certified([=](const MdpPoint<Ball>& x) {
    const Ball r = x.mdp.outcomes(0, 0)[0].reward, v = x.values()(0);
    return is_at_most(exp(r) * exp(v), exp(r + v) + view<Ball>(slack));
  });
}

CheckResult verified(const Check& check) {
  Theorem theorem = sound();
  theorem.instances = mdps("", {Part::values});
  return verify_check(theorem, check, {});
}

TEST(CertifiedTest, IsDecidedAtTheLeastPrecisionThatSuffices) {
  const auto coarse = verified(exponential_law({1, -20}));
  EXPECT_EQ(coarse.verdict, Verdict::holds);
  EXPECT_EQ(coarse.precision, 128);
  EXPECT_EQ(verified(exponential_law({1, -180})).precision, 256);
  const auto fine = verified(exponential_law({1, -300}));
  EXPECT_EQ(fine.verdict, Verdict::holds);
  EXPECT_EQ(fine.precision, 512);
  EXPECT_EQ(exponential_law({}).grade, Grade::rigorous);
}

TEST(CertifiedTest, WhatIsFalseFailsAndSaysAtWhichPrecision) {
  const auto result = verified(exponential_law({-1, -300}));
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_THAT(result.counterexample, testing::EndsWith("certainly false, in balls of 512 bits"));
}

TEST(CertifiedTest, WhatNoBallDecidesIsUndecided) {
  const auto result = verified(exponential_law({}));
  EXPECT_EQ(result.verdict, Verdict::undecided);
  EXPECT_EQ(result.precision, 2048);
  const Check pole = certified([](const MdpPoint<Ball>&) {
    return is_at_most(Ball{1} / (ratio(1, 3) * Ball{3} - Ball{1}), Ball{1});
  });
  EXPECT_EQ(verified(pole).verdict, Verdict::undecided);
}

TEST(CertifiedTest, TakesAnyKindOfInstance) {
  const Check check = certified<DistributionInstance>([](const DistributionPoint<Ball>& x) {
    return is_positive_definite(Matrix<Ball>{x.probabilities.asDiagonal()});
  });
  DistributionInstance everywhere, somewhere;
  everywhere.weights = {1, 2, 3};
  somewhere.weights = {1, 0, 3};
  EXPECT_EQ(check.evaluate(everywhere).finding, Finding::holds);
  EXPECT_EQ(check.evaluate(somewhere).finding, Finding::fails);
  EXPECT_EQ(check.evaluate(somewhere).arithmetic, Arithmetic::balls);
}

}  // namespace
}  // namespace lemmata
