// Monomials at many points at once, against those at one.

#include <gtest/gtest.h>

#include <limits>

#include "algorithms/features/polynomial_basis.hpp"
#include "processors.hpp"
#include "theory/fields/field.hpp"

namespace lemmata {
namespace {

/// Quarters about the box [−1, 1]ⁿ, so that sums of monomials of low degree are exact in any order;
/// and an observation that is no number.
template <std::size_t n>
std::vector<std::array<double, n>> quarters(std::size_t points) {
  std::vector<std::array<double, n>> result(points);
  for (std::size_t j = 0; j < points; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      result[j][i] = static_cast<double>((7 * i + 5 * j) % 13) / 4 - 1.5;
    }
  }
  result.back().back() = std::numeric_limits<double>::quiet_NaN();
  return result;
}

template <std::size_t n>
void expect_same_as_one_by_one(int degree, std::size_t points, Eigen::Index outputs) {
  Box<n> box;
  box.low.fill(-1), box.high.fill(1);
  const PolynomialBasis<n> basis{box, degree};
  const auto observations = quarters<n>(points);
  const auto steps = static_cast<Eigen::Index>(points);
  Matrix<double> features = Matrix<double>::Constant(steps + 1, basis.size(), 99);
  Matrix<double> products = Matrix<double>::Constant(steps + 1, outputs, 99);
  const Matrix<double> theta = Matrix<double>::NullaryExpr(
      basis.size(), outputs,
      [](Eigen::Index i, Eigen::Index k) { return static_cast<double>((3 * i + 5 * k) % 7 - 3); });
  basis.encode(observations, {.features = features.data(),
                              .feature_stride = static_cast<std::size_t>(features.rows()),
                              .theta = theta.data(),
                              .outputs = static_cast<std::size_t>(outputs),
                              .products = products.data(),
                              .product_stride = static_cast<std::size_t>(products.rows())});
  for (Eigen::Index j = 0; j < steps; ++j) {
    Vector<double> alone(basis.size());
    basis.encode(observations[static_cast<std::size_t>(j)], alone.data());
    EXPECT_EQ(features.row(j).transpose(), alone) << n << " variables, degree " << degree;
    EXPECT_EQ(products.row(j), alone.transpose() * theta) << n << " variables, degree " << degree;
  }
  EXPECT_TRUE((features.row(steps).array() == 99).all()) << "nothing is written behind the last";
  EXPECT_TRUE((products.row(steps).array() == 99).all()) << "nothing is written behind the last";
}

/// Of the numbers of variables and degrees that are unrolled, and of others.
TEST(MonomialsTest, AreTheSameAtManyPointsOnEveryKindOfProcessor) {
  on_every_kind_of_processor([] {
    for (int degree = 0; degree <= 4; ++degree) {
      for (std::size_t points = 1; points <= 9; ++points) {
        const Eigen::Index outputs = static_cast<Eigen::Index>(points) % 4;
        expect_same_as_one_by_one<1>(degree, points, outputs);
        expect_same_as_one_by_one<2>(degree, points, outputs);
        expect_same_as_one_by_one<3>(degree, points, outputs);
        expect_same_as_one_by_one<4>(degree, points, outputs);
        expect_same_as_one_by_one<5>(degree, points, outputs);
        expect_same_as_one_by_one<6>(degree, points, outputs);
      }
    }
  });
}

}  // namespace
}  // namespace lemmata
