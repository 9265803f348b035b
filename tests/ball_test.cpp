// Ball arithmetic and the dyadic numbers that every field views without rounding.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <thread>

#include "generators.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

using R = Rational;

/// One step of a computation: + − · / by a fraction.
struct Operation {
  char symbol;
  Fraction operand;

  template <class F>
  F apply(const F& x) const {
    const F y = operand.in<F>();
    if (symbol == '+') return x + y;
    if (symbol == '-') return y - x;
    if (symbol == '*') return x * (x - y);
    return operand.numerator == 0 ? -x : x / y;
  }
};

rc::Gen<std::vector<Operation>> any_computation() {
  const auto operation = rc::gen::map(
      rc::gen::pair(rc::gen::element('+', '-', '*', '/'), any_fraction()), [](const auto& x) {
        return Operation{x.first, x.second};
      });
  return rc::gen::resize(8, rc::gen::container<std::vector<Operation>>(operation));
}

RC_GTEST_PROP(BallTest, ContainsTheExactResultAtAnyPrecision, ()) {
  const auto computation = *rc::gen::noShrink(any_computation());
  const Precision bits{*rc::gen::inRange(5, 200)};
  const auto start = *any_fraction();
  Ball ball = start.in<Ball>();
  Rational exact = start.in<Rational>();
  for (const Operation& operation : computation) {
    ball = operation.apply(ball);
    exact = operation.apply(exact);
    RC_ASSERT(contains(ball, exact));
    RC_ASSERT(contains(absolute(ball), absolute(exact)));
    RC_ASSERT(contains(max(ball, Ball{1}), larger(exact, R{1})));
  }
}

RC_GTEST_PROP(BallTest, ContainsBothSidesOfTheFieldAxioms, ()) {
  const auto a = *any_fraction(), b = *any_fraction(), c = *any_fraction();
  const Ball x = a.in<Ball>(), y = b.in<Ball>(), z = c.in<Ball>();
  const R r = a.in<R>(), s = b.in<R>(), t = c.in<R>();
  RC_ASSERT(contains((x + y) * z, r * t + s * t) && contains(x * z + y * z, r * t + s * t));
  RC_ASSERT(contains((x * y) * z, r * (s * t)) && contains(x * (y * z), r * (s * t)));
  RC_ASSERT(contains(x + (-x), R{0}) && contains(x - x, R{0}));
  if (b.numerator != 0) RC_ASSERT(contains(y / y, R{1}) && contains(x / y * y, r));
}

TEST(BallTest, IsNarrow) {
  const Ball third = Ball{1} / Ball{3};
  EXPECT_LT(radius(third), 1e-38);
  EXPECT_GT(radius(third), 0);
  EXPECT_EQ(midpoint(third), 1.0 / 3.0);
  EXPECT_LT(radius(log(exp(third))), 1e-36);
}

TEST(BallTest, InvertsExpByLog) {
  const Ball x = log(exp(Ball{3} / Ball{7}));
  EXPECT_TRUE(contains(x, R{3} / R{7}));
  EXPECT_NEAR(midpoint(exp(Ball{1})), std::exp(1.0), 1e-15);
  EXPECT_EQ(to_string(log(Ball{2})).substr(0, 11), "0.693147181");
}

TEST(BallTest, TakesSquareRootsOfWhatIsNotNegative) {
  const Ball third = Ball{1} / Ball{3};
  EXPECT_TRUE(contains(square_root(Ball(third * third)), R{1} / R{3}));
  EXPECT_EQ(midpoint(square_root(Ball{0})), 0.0);
  EXPECT_THROW(square_root(Ball{-1}), std::domain_error);
}

TEST(BallTest, ComparesInThreeValues) {
  const Ball third = Ball{1} / Ball{3};
  EXPECT_EQ(is_at_most(third, Ball{1}), Truth::certainly_true);
  EXPECT_EQ(is_at_most(Ball{1}, Ball{1}), Truth::certainly_true);
  EXPECT_EQ(is_at_most(Ball{1}, third), Truth::certainly_false);
  EXPECT_EQ(is_at_most(third + third + third, Ball{1}), Truth::undecided);
  EXPECT_EQ(is_at_most(Ball{1}, third + third + third), Truth::undecided);
}

TEST(BallTest, LogarithmNeedsACertainlyPositiveArgument) {
  const Ball third = Ball{1} / Ball{3};
  EXPECT_THROW(log(Ball{0}), DivisionByZero);
  EXPECT_THROW(log(Ball{-1}), DivisionByZero);
  EXPECT_THROW(log(third + third + third - Ball{1}), DivisionByZero);
}

TEST(BallTest, DivisorMustNotContainZero) {
  const Ball third = Ball{1} / Ball{3};
  const Ball maybe_zero = third + third + third - Ball{1};
  EXPECT_TRUE(contains_zero(maybe_zero));
  EXPECT_FALSE(contains_zero(third));
  EXPECT_THROW(Ball{1} / maybe_zero, DivisionByZero);
  EXPECT_EQ(pivot_score(maybe_zero), 0.0);
}

TEST(PrecisionTest, LastsForItsScopeAndThread) {
  EXPECT_EQ(Precision::bits(), 128);
  try {
    const Precision outer{256};
    {
      const Precision inner{1024};
      EXPECT_EQ(Precision::bits(), 1024);
    }
    EXPECT_EQ(Precision::bits(), 256);
    EXPECT_LT(radius(Ball{1} / Ball{3}), 1e-76);
    long elsewhere = 0;
    std::jthread{[&] { elsewhere = Precision::bits(); }}.join();
    EXPECT_EQ(elsewhere, 128);
    throw DivisionByZero{};
  } catch (const DivisionByZero&) {
  }
  EXPECT_EQ(Precision::bits(), 128);
}

void is_viewed_exactly(double x) {
  const Dyadic number = dyadic(x);
  RC_ASSERT(number.mantissa % 2 != 0 || number == Dyadic{});
  RC_ASSERT(view<double>(number) == x);
  RC_ASSERT(arb_equal(view<Ball>(number).raw(), Ball{x}.raw()) != 0);
  RC_ASSERT(arb_is_exact(Ball{x}.raw()) != 0 && contains(Ball{x}, view<Rational>(number)));
  RC_ASSERT(to_double(view<Rational>(number)) == x);
  RC_ASSERT(view<Residue>(number) == image(view<Rational>(number)));
  RC_ASSERT(view<Dual<Rational>>(number) == Dual<Rational>{view<Rational>(number)});
  RC_ASSERT(view<Modular>(number).degree().is_zero() == (x == 0));
}

RC_GTEST_PROP(DyadicTest, AnyFiniteDoubleIsViewedExactly, ()) {
  const auto bits = *rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>());
  const auto x = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(x));
  is_viewed_exactly(x);
}

RC_GTEST_PROP(DyadicTest, AnySubnormalDoubleIsViewedExactly, ()) {
  const auto bits = *rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>());
  is_viewed_exactly(std::bit_cast<double>(bits >> 12));
}

RC_GTEST_PROP(DyadicTest, ExtremesAreViewedExactly, ()) {
  using Limits = std::numeric_limits<double>;
  const double x = *rc::gen::element(0.0, -0.0, 1.0, Limits::max(), Limits::min(),
                                     Limits::denorm_min(), Limits::epsilon(), 0.1);
  is_viewed_exactly(x);
  is_viewed_exactly(-x);
}

TEST(DyadicTest, PrintsFractions) {
  EXPECT_EQ(dyadic(0.75), (Dyadic{3, -2}));
  EXPECT_EQ(dyadic(-6), (Dyadic{-3, 1}));
  EXPECT_EQ(to_string(dyadic(0.75)), "3/4");
  EXPECT_EQ(to_string(Dyadic{7, 0}), "7");
}

}  // namespace
}  // namespace lemmata
