// Enclosures of maxima in ball arithmetic.

#include "theory/certificates/maximum.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "balls.hpp"
#include "generators.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

using R = Rational;

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

}  // namespace
}  // namespace lemmata
