// Where the roots of polynomials in ball arithmetic are.

#include "theory/certificates/root_location.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "balls.hpp"
#include "generators.hpp"

namespace lemmata {
namespace {

using R = Rational;

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

}  // namespace
}  // namespace lemmata
