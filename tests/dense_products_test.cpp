#include "algorithms/a3c/dense_products.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "processors.hpp"
#include "theory/fields/field.hpp"

namespace lemmata {
namespace {

/// Small integers that differ, so that sums of their products are exact in any order.
Matrix<double> integers(Eigen::Index rows, Eigen::Index columns, int seed) {
  return Matrix<double>::NullaryExpr(rows, columns, [=](Eigen::Index i, Eigen::Index j) {
    return static_cast<double>((7 * i + 11 * j + 5 * seed) % 17 - 8);
  });
}

std::size_t size(Eigen::Index count) { return static_cast<std::size_t>(count); }

Columns columns_of(const Matrix<double>& matrix, Eigen::Index rows) {
  return {matrix.data(), size(rows), size(matrix.cols()), size(matrix.rows())};
}

/// Of the first rows of matrices that have more, where there is no number.
void expect_products(Eigen::Index features, Eigen::Index columns, Eigen::Index steps) {
  Matrix<double> phi = integers(steps + 3, features, 2), coefficients = integers(steps, columns, 3);
  phi.bottomRows(3).setConstant(std::numeric_limits<double>::quiet_NaN());
  const Vector<double> v = integers(features, 1, 1);
  Vector<double> y = Vector<double>::Constant(steps + 1, 99);
  multiply(columns_of(phi, steps), v.data(), y.data());
  for (Eigen::Index t = 0; t < steps; ++t) {
    EXPECT_EQ(y(t), phi.row(t).dot(v)) << steps << " × " << features;
  }
  EXPECT_EQ(y(steps), 99) << "nothing is written behind the last entry";

  Vector<double> gradient = Vector<double>::Constant(features * columns + 1, 99);
  multiply_transposed(columns_of(phi, steps), columns_of(coefficients, steps), gradient.data());
  for (Eigen::Index k = 0; k < columns; ++k) {
    for (Eigen::Index i = 0; i < features; ++i) {
      EXPECT_EQ(gradient(k * features + i), phi.col(i).head(steps).dot(coefficients.col(k)))
          << features << " × " << columns << ", " << steps << " steps";
    }
  }
  EXPECT_EQ(gradient(features * columns), 99) << "nothing is written behind the last entry";
}

TEST(DenseProducts, AreExactOnIntegersOnEveryKindOfProcessor) {
  on_every_kind_of_processor([] {
    for (Eigen::Index steps = 1; steps <= 21; ++steps) {
      for (Eigen::Index features = 1; features <= 9; ++features) {
        expect_products(features, 1 + (steps + features) % 7, steps);
      }
    }
    expect_products(64, 3, 80);
    expect_products(35, 4, 37);
    expect_products(5, 4, 1);
  });
}

}  // namespace
}  // namespace lemmata
