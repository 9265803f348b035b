// Decisions and enclosures in ball arithmetic: definiteness, the location of roots, maxima, and the
// check that rests on them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "generators.hpp"
#include "sound_theorem.hpp"
#include "theory/certificates/maximum.hpp"
#include "theory/certificates/positive_definite.hpp"
#include "theory/certificates/root_location.hpp"
#include "verification/engine/distribution_instance.hpp"

namespace lemmata {
namespace {

using R = Rational;

Ball ratio(long numerator, long denominator) { return Ball{numerator} / Ball{denominator}; }

Ball widened(Ball center, long exponent) {
  arb_add_error_2exp_si(center.raw(), exponent);
  return center;
}

Ball ten_to_the(int exponent) { return Ball{1} / power(Ball{10}, -exponent); }

template <class Decide>
Truth at_bits(long bits, Decide decide) {
  const Precision precision{bits};
  return decide();
}

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

// The location of roots.

using Polynomial = Vector<Ball>;

Polynomial polynomial(const std::vector<Ball>& coefficients) {
  return Polynomial::Map(coefficients.data(), static_cast<Eigen::Index>(coefficients.size()));
}

Polynomial product(const Polynomial& p, const Polynomial& q) {
  Polynomial result = Polynomial::Constant(p.size() + q.size() - 1, 0);
  for (Eigen::Index i = 0; i < p.size(); ++i) result.segment(i, q.size()) += p(i) * q;
  return result;
}

TEST(RootLocationTest, DecidesSmallPolynomials) {
  const auto decide = [](const std::vector<Ball>& c) {
    return has_all_roots_in_unit_disc(polynomial(c));
  };
  EXPECT_EQ(decide({5}), Truth::certainly_true);
  EXPECT_EQ(decide({0, 1}), Truth::certainly_true);
  EXPECT_EQ(decide({1, 2}), Truth::certainly_true);
  EXPECT_EQ(decide({2, 1}), Truth::certainly_false);
  EXPECT_EQ(decide({-2, 1}), Truth::certainly_false);
  EXPECT_EQ(decide({0, 2, 1}), Truth::certainly_false);     // 0, −2
  EXPECT_EQ(decide({1, 0, 2}), Truth::certainly_true);      // ±i/√2
  EXPECT_EQ(decide({-1, -1, 1}), Truth::certainly_false);   // the golden ratio
  EXPECT_EQ(decide({0, 0, 0, -3}), Truth::certainly_true);  // 0 three times
  EXPECT_EQ(decide({-1, 2, 1, 1}), Truth::certainly_false);
}

TEST(RootLocationTest, ARootOnTheCircleIsNotInTheOpenDisc) {
  const auto decide = [](const std::vector<Ball>& c) {
    return has_all_roots_in_unit_disc(polynomial(c));
  };
  EXPECT_EQ(decide({-1, 1}), Truth::certainly_false);
  EXPECT_EQ(decide({1, 0, 1}), Truth::certainly_false);           // ±i
  EXPECT_EQ(decide({1, -3, 2}), Truth::certainly_false);          // 1, 1/2
  EXPECT_EQ(decide({0, 0, -1, 1}), Truth::certainly_false);       // 0, 0, 1
  const std::vector<Ball> inexact{ratio(1, 3), -ratio(4, 3), 1};  // 1, 1/3
  for (const long bits : {64, 512, 2048}) {
    EXPECT_EQ(at_bits(bits, [&] { return decide(inexact); }), Truth::undecided);
  }
}

TEST(RootLocationTest, TheLeadingCoefficientIsNotZero) {
  EXPECT_THROW(has_all_roots_in_unit_disc(polynomial({1, 0})), std::invalid_argument);
  EXPECT_THROW(has_all_roots_in_unit_disc(polynomial({0})), std::invalid_argument);
  EXPECT_THROW(has_all_roots_in_unit_disc(Polynomial(0)), std::invalid_argument);
  const Ball maybe_zero = widened(0, -100);
  EXPECT_EQ(has_all_roots_in_unit_disc(polynomial({maybe_zero})), Truth::undecided);
  EXPECT_EQ(has_all_roots_in_unit_disc(polynomial({1, 3, maybe_zero})), Truth::undecided);
}

TEST(RootLocationTest, TheVerdictIsOfEveryPolynomialInTheBalls) {
  EXPECT_EQ(has_all_roots_in_unit_disc(polynomial({widened(0, -1), 1})), Truth::certainly_true);
  EXPECT_EQ(has_all_roots_in_unit_disc(polynomial({widened(0, 1), 1})), Truth::undecided);
  EXPECT_EQ(has_all_roots_in_unit_disc(polynomial({widened(9, 1), 1})), Truth::certainly_false);
}

/// The roots u ± iv of one quadratic, or the root u of a linear factor.
struct Roots {
  Fraction u;
  Fraction v;
  bool real;

  R squared_modulus() const {
    const R x = u.in<R>(), y = v.in<R>();
    return real ? x * x : x * x + y * y;
  }
  Polynomial factor() const {
    const Ball x = u.in<Ball>(), y = v.in<Ball>();
    return real ? polynomial({-x, 1}) : polynomial({x * x + y * y, Ball{-2} * x, 1});
  }
};

rc::Gen<std::vector<Roots>> any_roots() {
  const auto small = rc::gen::map(rc::gen::pair(rc::gen::inRange(-12, 13), rc::gen::inRange(9, 14)),
                                  [](const std::pair<int, int>& parts) {
                                    return Fraction{parts.first, parts.second};
                                  });
  const auto roots =
      rc::gen::map(rc::gen::tuple(small, small, rc::gen::arbitrary<bool>()), [](const auto& parts) {
        const auto& [u, v, real] = parts;
        return Roots{u, v, real};
      });
  return rc::gen::resize(6, rc::gen::container<std::vector<Roots>>(roots));
}

Polynomial with_roots(const std::vector<Roots>& roots, const Ball& leading) {
  Polynomial result = polynomial({leading});
  for (const Roots& pair : roots) result = product(result, pair.factor());
  return result;
}

Ball any_leading() {
  return Ball::scaled(*rc::gen::element(-3, 1, 7), *rc::gen::inRange(-4000, 4000));
}

RC_GTEST_PROP(RootLocationTest, DecidesByTheRoots, ()) {
  const Precision bits{512};
  const auto roots = *rc::gen::noShrink(any_roots());
  R largest{0};
  for (const Roots& pair : roots) largest = larger(largest, pair.squared_modulus());
  const Truth verdict = has_all_roots_in_unit_disc(with_roots(roots, any_leading()));
  RC_CLASSIFY(largest < R{1}, "inside");
  if (largest < R{1}) RC_ASSERT(verdict == Truth::certainly_true);
  if (largest > R{1}) RC_ASSERT(verdict != Truth::certainly_true);
  if (largest == R{1}) RC_ASSERT(verdict != Truth::certainly_true);
}

RC_GTEST_PROP(RootLocationTest, OneRootOutsideIsFound, ()) {
  const Precision bits{512};
  auto roots = *rc::gen::noShrink(rc::gen::suchThat(any_roots(), [](const auto& drawn) {
    return std::all_of(drawn.begin(), drawn.end(),
                       [](const Roots& pair) { return pair.squared_modulus() < R{1}; });
  }));
  const int sign = *rc::gen::element(-1, 1);
  roots.push_back({{sign * *rc::gen::element(101, 211, 5003), 100}, {}, true});
  RC_ASSERT(has_all_roots_in_unit_disc(with_roots(roots, any_leading())) == Truth::certainly_false);
}

RC_GTEST_PROP(RootLocationTest, ARootOnTheCircleIsNeverCalledInside, ()) {
  const Precision bits{*rc::gen::inRange(8, 600)};
  auto roots = *rc::gen::noShrink(any_roots());
  roots.push_back(*rc::gen::element(Roots{{1, 1}, {}, true}, Roots{{-1, 1}, {}, true},
                                    Roots{{3, 5}, {4, 5}, false},
                                    Roots{{-5, 13}, {12, 13}, false}));
  RC_ASSERT(has_all_roots_in_unit_disc(with_roots(roots, any_leading())) != Truth::certainly_true);
}

/// z^{τ+1} − z^τ + a, the delayed recursion x_{t+1} = x_t − a x_{t−τ}.
Polynomial delayed(int delay, const Ball& a) {
  Polynomial result = Polynomial::Constant(delay + 2, 0);
  result(delay + 1) = 1;
  result(delay) -= 1;
  result(0) += a;
  return result;
}

/// 2 sin(π/(2(2τ+1))), the largest stable a (Levin and May 1976).
Ball largest_stable(int delay) {
  Ball result = ratio(1, 2 * (2 * delay + 1));
  arb_sin_pi(result.raw(), result.raw(), Precision::bits());
  return Ball{2} * result;
}

class DelayTest : public testing::TestWithParam<int> {};

TEST_P(DelayTest, IsStableBelowTheThresholdAlone) {
  const Precision bits{256};
  const Ball a = largest_stable(GetParam()), slight = ten_to_the(-6);
  const auto decide = [](const Ball& x) {
    return has_all_roots_in_unit_disc(delayed(GetParam(), x));
  };
  EXPECT_EQ(decide(a * (Ball{1} - slight)), Truth::certainly_true);
  EXPECT_EQ(decide(a * (Ball{1} + slight)), Truth::certainly_false);
  EXPECT_NE(decide(a), Truth::certainly_true);
  EXPECT_EQ(decide(a * slight), Truth::certainly_true);
  EXPECT_EQ(decide(0), Truth::certainly_false);
  EXPECT_EQ(decide(-a * slight), Truth::certainly_false);
}

INSTANTIATE_TEST_SUITE_P(EveryDelay, DelayTest, testing::Range(0, 65));

// Maxima.

bool contains(const Ball& enclosure, const Ball& value) {
  return arb_contains(enclosure.raw(), value.raw()) != 0;
}

void expect_maximum(const Ball& enclosure, const Ball& truth, double tolerance) {
  EXPECT_TRUE(contains(enclosure, truth)) << to_string(enclosure);
  EXPECT_LE(2 * radius(enclosure), tolerance * (1 + 1e-6));
}

Ball variance_of_a_bit(const Ball& p) { return p * (Ball{1} - p); }
Ball bell(const Ball& x) { return exp(-(x * x)); }
Ball binary_entropy(const Ball& p) {
  const Ball q = Ball{1} - p;
  return -(p * log(p)) - q * log(q);
}

TEST(MaximumTest, OfOneVariable) {
  expect_maximum(maximum_over(variance_of_a_bit, {0, 1}, 1e-6), Ball::scaled(1, -2), 1e-6);
  expect_maximum(maximum_over([](const Ball& p) { return Ball{-7} * variance_of_a_bit(p); },
                              {Ball::scaled(1, -2), 1}, 1e-6),
                 0, 1e-6);
  expect_maximum(maximum_over(bell, {-1, 2}, 1e-6), 1, 1e-6);
  expect_maximum(maximum_over(binary_entropy, {ratio(1, 4), ratio(3, 5)}, 1e-4), log(Ball{2}),
                 1e-4);
}

TEST(MaximumTest, AtAnEndThatIsABall) {
  const auto identity = [](const Ball& x) { return x; };
  expect_maximum(maximum_over(bell, {ratio(1, 3), 2}, 1e-6), exp(ratio(-1, 9)), 1e-6);
  expect_maximum(maximum_over(bell, {-2, ratio(-1, 3)}, 1e-6), exp(ratio(-1, 9)), 1e-6);
  expect_maximum(maximum_over(binary_entropy, {ratio(1, 10), ratio(2, 5)}, 1e-5),
                 binary_entropy(ratio(2, 5)), 1e-5);
  const Ball loose = maximum_over(identity, {0, widened(1, -10)}, 1e-9, 400);
  EXPECT_TRUE(contains(loose, widened(1, -10)));
}

TEST(MaximumTest, OfTwoVariables) {
  const auto volume = [](const Vector<Ball>& x) { return x(0) * x(1) * (Ball{1} - x(0) - x(1)); };
  expect_maximum(maximum_over(volume, {{0, 1}, {0, 1}}, 1e-3), ratio(1, 27), 1e-3);
  const auto saddle = [](const Vector<Ball>& x) { return x(0) - Ball{2} * x(1) * x(1); };
  expect_maximum(maximum_over(saddle, {{-1, 3}, {-1, 2}}, 1e-3), 3, 1e-3);
  expect_maximum(maximum_over(saddle, {{-1, 3}, {1, 2}}, 1e-3), 1, 1e-3);
}

TEST(MaximumTest, OfAsManyVariablesAsThereAreIntervals) {
  const auto sum = [](const Vector<Ball>& x) { return Ball{x.sum()}; };
  expect_maximum(maximum_over(sum, {{0, 1}, {2, 3}, {-9, -4}, {1, 1}, {0, 8}}, 0.5), 9, 0.5);
}

TEST(MaximumTest, OfAPoint) {
  expect_maximum(maximum_over(bell, {2, 2}, 1e-30), exp(Ball{-4}), 1e-30);
  expect_maximum(maximum_over([](const Ball&) { return Ball{5}; }, {0, 1}, 0), 5, 0);
}

/// c − k(x − m)², largest at m or at the end next to it.
RC_GTEST_PROP(MaximumTest, IsContainedWhateverTheLimits, ()) {
  const Fraction m = *any_fraction(), c = *any_fraction(), low = *any_fraction();
  const int length = *rc::gen::inRange(0, 50), k = *rc::gen::inRange(-3, 4);
  const R left = low.in<R>(), right = left + R{length}, center = m.in<R>();
  const auto value = [&](const R& x) { return c.in<R>() - R{k} * (x - center) * (x - center); };
  R truth = larger(value(left), value(right));
  if (left < center && center < right) truth = larger(truth, value(center));
  const Precision bits{*rc::gen::inRange(8, 150)};
  const auto parabola = [&](const Ball& x) {
    const Ball d = x - m.in<Ball>();
    return c.in<Ball>() - Ball{k} * d * d;
  };
  const Interval interval{low.in<Ball>(), low.in<Ball>() + Ball{length}};
  const double tolerance = *rc::gen::element(0.0, 1e-9, 1e-2, 1.0, 1e3);
  const Ball enclosure = maximum_over(parabola, interval, tolerance, *rc::gen::inRange(0, 400));
  RC_ASSERT(contains(enclosure, truth));
}

TEST(MaximumTest, OutOfEvaluationsTheEnclosureIsWide) {
  int evaluations = 0;
  const auto counted = [&](const Ball& p) {
    ++evaluations;
    return variance_of_a_bit(p);
  };
  double last = std::numeric_limits<double>::infinity();
  for (const int most : {0, 2, 6, 30, 100}) {
    evaluations = 0;
    const Ball enclosure = maximum_over(counted, {0, 1}, 1e-12, most);
    EXPECT_LE(evaluations, std::max(most, 2));
    EXPECT_GT(evaluations, most - 4);
    EXPECT_TRUE(contains(enclosure, Ball::scaled(1, -2)));
    EXPECT_GT(2 * radius(enclosure), 1e-6);
    EXPECT_LE(radius(enclosure), last);
    last = radius(enclosure);
  }
  EXPECT_LT(last, 0.1);
}

TEST(MaximumTest, TheMidpointBoundsFromBelowAndTheCellFromAbove) {
  const Ball first = maximum_over(variance_of_a_bit, {0, 1}, 1e-12, 2);  // [1/4, 1]
  EXPECT_TRUE(contains(first, ratio(26, 100)) && contains(first, ratio(99, 100)));
  EXPECT_FALSE(contains(first, ratio(24, 100)) || contains(first, ratio(101, 100)));
}

TEST(MaximumTest, CellsWithoutAValueAreHalved) {
  const auto reciprocal = [](const Ball& x) { return Ball{1} / (x * x - x + Ball{1}); };
  EXPECT_THROW(reciprocal(widened(0, 0)), DivisionByZero);
  expect_maximum(maximum_over(reciprocal, {-1, 2}, 1e-4), ratio(4, 3), 1e-4);
  const auto undefined_if_wide = [](const Ball& x) {
    return radius(x) > 0.1 ? Ball{std::nan("")} : x;
  };
  expect_maximum(maximum_over(undefined_if_wide, {0, 1}, 1e-3), 1, 1e-3);
}

TEST(MaximumTest, AFunctionWithoutBoundsIsNotEnclosed) {
  const auto pole = [](const Ball& x) { return Ball{1} / (x * x); };
  const auto singular = [](const Ball&) -> Ball { throw SingularSystem{"for the test"}; };
  EXPECT_EQ(radius(maximum_over(pole, {-1, 1}, 1e-3, 1000)),
            std::numeric_limits<double>::infinity());
  EXPECT_EQ(radius(maximum_over(singular, {-1, 1}, 1e-3, 100)),
            std::numeric_limits<double>::infinity());
}

TEST(MaximumTest, RefusesWhatIsNoBox) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW(maximum_over(bell, {1, 0}, 1e-3), std::invalid_argument);
  EXPECT_THROW(maximum_over(bell, {0, Ball{infinity}}, 1e-3), std::invalid_argument);
  EXPECT_THROW(maximum_over(bell, {Ball{-infinity}, 0}, 1e-3), std::invalid_argument);
  EXPECT_THROW(maximum_over(bell, {0, 1}, -1e-3), std::invalid_argument);
  EXPECT_THROW(maximum_over(bell, {0, 1}, std::nan("")), std::invalid_argument);
  const auto constant = [](const Vector<Ball>&) { return Ball{1}; };
  EXPECT_THROW(maximum_over(constant, std::vector<Interval>{}, 1e-3), std::invalid_argument);
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
