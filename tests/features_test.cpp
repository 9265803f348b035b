// Features of observations, by hand and by their properties.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <vector>

#include "algorithms/features/fourier_basis.hpp"
#include "algorithms/features/polynomial_basis.hpp"
#include "algorithms/features/state_indicators.hpp"
#include "algorithms/features/tile_coding.hpp"

namespace lemmata {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

template <std::size_t n>
using Point = std::array<double, n>;

template <std::size_t n>
Box<n> cube(double low, double high) {
  Box<n> box;
  box.low.fill(low);
  box.high.fill(high);
  return box;
}

template <class Basis, std::size_t n>
std::vector<double> features(const Basis& basis, const Point<n>& observation) {
  static_assert(!Basis::sparse);
  std::vector<double> result(static_cast<std::size_t>(basis.size()), 99);
  basis.encode(observation, result.data());
  return result;
}

template <class Tiles, std::size_t n>
std::vector<int> tiles(const Tiles& coding, const Point<n>& observation) {
  static_assert(Tiles::sparse);
  std::vector<int> result(static_cast<std::size_t>(coding.active()), -1);
  coding.encode(observation, result.data());
  return result;
}

/// A point about the box [−1, 3]ⁿ, often outside it.
template <std::size_t n>
Point<n> any_point() {
  Point<n> x;
  for (double& entry : x) entry = *rc::gen::inRange(-2000, 4001) / 1000.0;
  return x;
}

template <std::size_t n>
Point<n> clamped(Point<n> x) {
  for (double& entry : x) entry = std::clamp(entry, -1.0, 3.0);
  return x;
}

TEST(PolynomialBasisTest, ByHand) {
  const PolynomialBasis<2> basis{{{0, 0}, {2, 4}}, 2};  // (1.5, 1) ↦ (½, −½)
  EXPECT_THAT(features(basis, Point<2>{1.5, 1}), ElementsAre(1, 0.5, -0.5, 0.25, -0.25, 0.25));
  EXPECT_THAT(features(PolynomialBasis<2>{{{0, 0}, {2, 4}}, 3}, Point<2>{1.5, 2.5}),  // ↦ (½, ¼)
              ElementsAre(1, 0.5, 0.25, 0.25, 0.125, 0.0625, 0.125, 0.0625, 0.03125, 0.015625));
  EXPECT_THAT(features(PolynomialBasis<1>{{{-1}, {1}}, 4}, Point<1>{0.5}),
              ElementsAre(1, 0.5, 0.25, 0.125, 0.0625));
  EXPECT_THAT(features(PolynomialBasis<2>{cube<2>(0, 1), 0}, Point<2>{0.3, 1}), ElementsAre(1));
}

TEST(PolynomialBasisTest, BeginsWithTheMonomialsOfLowerDegrees) {
  const Point<3> x{0.3, -0.7, 0.9};
  const std::vector<double> of_six = features(PolynomialBasis<3>{cube<3>(-1, 1), 6}, x);
  for (int degree = 0; degree < 6; ++degree) {
    const std::vector<double> fewer = features(PolynomialBasis<3>{cube<3>(-1, 1), degree}, x);
    EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), of_six.begin())) << degree;
  }
}

TEST(PolynomialBasisTest, HasEveryMonomialOnce) {
  for (int degree = 0; degree <= 6; ++degree) {
    // At (2⁻¹, 2⁻⁷, 2⁻⁴⁹) monomials of degree below 7 are 2^−(their exponents as digits to base 7).
    std::set<int> expected, seen;
    for (int i = 0; i <= degree; ++i) {
      for (int j = 0; i + j <= degree; ++j) {
        for (int k = 0; i + j + k <= degree; ++k) expected.insert(i + 7 * j + 49 * k);
      }
    }
    const PolynomialBasis<3> basis{cube<3>(-1, 1), degree};
    const std::vector<double> values = features(basis, Point<3>{0x1p-1, 0x1p-7, 0x1p-49});
    for (const double value : values) {
      int exponent = 0;
      EXPECT_EQ(std::frexp(value, &exponent), 0.5);
      seen.insert(1 - exponent);
    }
    EXPECT_EQ(values.size(), expected.size()) << degree;
    EXPECT_EQ(seen, expected) << degree;
  }
  EXPECT_EQ((PolynomialBasis<3>{cube<3>(-1, 1), 6}.size()), 84);  // C(9, 6)
  EXPECT_EQ((PolynomialBasis<4>{cube<4>(0, 1), 2}.size()), 15);
  EXPECT_EQ((PolynomialBasis<4>{cube<4>(0, 1), 3}.size()), 35);
}

TEST(FourierBasisTest, ByHand) {
  EXPECT_THAT(
      features(FourierBasis<1>{{{0}, {3}}, 3}, Point<1>{1}),
      ElementsAre(1, DoubleNear(0.5, 1e-15), DoubleNear(-0.5, 1e-15), DoubleNear(-1, 1e-15)));
  // c = (0,0), (0,1), (1,0), (1,1) at x = (0, 1).
  EXPECT_THAT(features(FourierBasis<2>{cube<2>(-5, 5), 1}, Point<2>{-5, 5}),
              ElementsAre(1, -1, 1, -1));
  EXPECT_THAT(features(FourierBasis<2>{cube<2>(0, 1), 0}, Point<2>{0.3, 1}), ElementsAre(1));
}

RC_GTEST_PROP(FourierBasisTest, IsTheCosineOfEveryCoefficient, ()) {
  const int order = *rc::gen::inRange(0, 7);
  const auto observation = any_point<3>();
  const std::vector<double> values = features(FourierBasis<3>{cube<3>(-1, 3), order}, observation);
  Point<3> x = clamped(observation);
  for (double& entry : x) entry = (entry + 1) / 4;
  std::size_t at = 0;
  for (int i = 0; i <= order; ++i) {
    for (int j = 0; j <= order; ++j) {
      for (int k = 0; k <= order; ++k) {
        const double expected = std::cos(std::numbers::pi * (i * x[0] + j * x[1] + k * x[2]));
        RC_ASSERT(std::abs(values[at++] - expected) < 1e-14);
      }
    }
  }
  RC_ASSERT(at == values.size());
}

TEST(TileCodingTest, ByHand) {
  const TileCoding<2> coding{cube<2>(0, 1), 2, {2, 2}};  // grids of 3 × 3
  EXPECT_EQ(coding.size(), 18);
  EXPECT_EQ(coding.active(), 2);
  // In tiles (0.6, 1.6), and displaced by (½, 3/2 − 1): (1.1, 2.1).
  EXPECT_THAT(tiles(coding, Point<2>{0.3, 0.8}), ElementsAre(0 + 3 * 1, 9 + 1 + 3 * 2));
  EXPECT_THAT(tiles(coding, Point<2>{0, 0}), ElementsAre(0, 9));
  EXPECT_THAT(tiles(coding, Point<2>{1, 1}), ElementsAre(1 + 3 * 1, 9 + 2 + 3 * 2));
  const TileCoding<2> oblong{{{0, 0}, {3, 1}}, 1, {3, 1}};
  EXPECT_EQ(oblong.size(), 8);
  EXPECT_THAT(tiles(oblong, Point<2>{2.5, 0.5}), ElementsAre(2));
}

TEST(TileCodingTest, GridsAreDisplacedByOddSteps) {
  // Of four grids, one tile wide: grid t turns to its second tile at 1 − (t, 3t, 5t mod 4)/4.
  const TileCoding<3> coding{cube<3>(0, 1), 4, 1};
  const std::array<std::array<double, 4>, 3> turns{
      {{1, 0.75, 0.5, 0.25}, {1, 0.25, 0.5, 0.75}, {1, 0.75, 0.5, 0.25}}};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t t = 1; t < 4; ++t) {
      Point<3> x{};
      const int origin = static_cast<int>(8 * t);
      x[i] = turns[i][t] - 1e-9;
      EXPECT_EQ(tiles(coding, x)[t], origin);
      x[i] = turns[i][t] + 1e-9;
      EXPECT_EQ(tiles(coding, x)[t], origin + (1 << i));
    }
  }
}

RC_GTEST_PROP(TileCodingTest, EachGridHasOneTile, ()) {
  const int grids = *rc::gen::inRange(1, 10), width = *rc::gen::inRange(1, 9);
  const TileCoding<3> coding{cube<3>(-1, 3), grids, {width, 2, 3}};
  const int of_grid = (width + 1) * 3 * 4;
  RC_ASSERT(coding.size() == grids * of_grid);
  const std::vector<int> active = tiles(coding, any_point<3>());
  for (int t = 0; t < grids; ++t) {
    RC_ASSERT(active[static_cast<std::size_t>(t)] / of_grid == t);
  }
}

/// Grids in which two points have different tiles.
template <std::size_t n>
int differing(const TileCoding<n>& coding, const Point<n>& x, const Point<n>& y) {
  const std::vector<int> of_x = tiles(coding, x), of_y = tiles(coding, y);
  int result = 0;
  for (std::size_t t = 0; t < of_x.size(); ++t) result += of_x[t] != of_y[t] ? 1 : 0;
  return result;
}

// The borders of T = 2^k grids are evenly spaced in each dimension, 1/T of a tile apart: a move by
// d tiles crosses those of at most ⌊d·T⌋ + 1 grids, and all if it is at least a tile long.
RC_GTEST_PROP(TileCodingTest, NeighboursShareTiles, ()) {
  const int grids = 1 << *rc::gen::inRange(0, 5), width = *rc::gen::inRange(1, 9);
  const TileCoding<2> coding{cube<2>(-1, 3), grids, width};
  const Point<2> x = any_point<2>(), y = any_point<2>();
  const Point<2> in_x = clamped(x), in_y = clamped(y);
  int most = 0;
  double furthest = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    const double moved = std::abs(in_x[i] - in_y[i]) / 4 * width;
    most += moved == 0 ? 0 : static_cast<int>(moved * grids + 1e-9) + 1;
    furthest = std::max(furthest, moved);
  }
  RC_ASSERT(differing(coding, x, y) <= most);
  if (furthest > 1 + 1e-9) RC_ASSERT(differing(coding, x, y) == grids);
}

RC_GTEST_PROP(FeaturesTest, OutsideTheBoxAreThoseOfItsNearestPoint, ()) {
  const auto x = any_point<3>();
  const auto box = cube<3>(-1, 3);
  RC_ASSERT(features(PolynomialBasis<3>{box, 3}, x) ==
            features(PolynomialBasis<3>{box, 3}, clamped(x)));
  RC_ASSERT(features(FourierBasis<3>{box, 2}, x) == features(FourierBasis<3>{box, 2}, clamped(x)));
  RC_ASSERT(tiles(TileCoding<3>{box, 4, 5}, x) == tiles(TileCoding<3>{box, 4, 5}, clamped(x)));
}

RC_GTEST_PROP(FeaturesTest, DenseOnesAreBoundedByOne, ()) {
  const auto x = any_point<2>();
  for (const auto& values : {features(PolynomialBasis<2>{cube<2>(-1, 3), 5}, x),
                             features(FourierBasis<2>{cube<2>(-1, 3), 5}, x)}) {
    for (const double value : values) RC_ASSERT(std::abs(value) <= 1 + 1e-14);
  }
}

TEST(StateIndicatorsTest, NameTheState) {
  const StateIndicators indicators{5};
  EXPECT_EQ(indicators.size(), 5);
  int index = -1;
  ASSERT_EQ(indicators.active(), 1);
  indicators.encode(3, &index);
  EXPECT_EQ(index, 3);
}

TEST(FeaturesTest, WrongShapesAreRefused) {
  EXPECT_THROW((PolynomialBasis<1>{{{0}, {0}}, 1}), std::invalid_argument);
  EXPECT_THROW((PolynomialBasis<1>{{{0}, {INFINITY}}, 1}), std::invalid_argument);
  EXPECT_THROW((PolynomialBasis<1>{{{std::nan("")}, {0}}, 1}), std::invalid_argument);
  EXPECT_THROW((PolynomialBasis<1>{{{0}, {1}}, -1}), std::invalid_argument);
  EXPECT_THROW((FourierBasis<1>{{{0}, {1}}, -1}), std::invalid_argument);
  EXPECT_THROW((FourierBasis<4>{cube<4>(0, 1), 400}), std::invalid_argument);
  EXPECT_THROW((TileCoding<1>{{{0}, {1}}, 0, 1}), std::invalid_argument);
  EXPECT_THROW((TileCoding<1>{{{0}, {1}}, 1, 0}), std::invalid_argument);
  EXPECT_THROW((TileCoding<4>{cube<4>(0, 1), 2, 200}), std::invalid_argument);
}

}  // namespace
}  // namespace lemmata
