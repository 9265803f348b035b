#include "algorithms/a3c/dense_products.hpp"

#include <gtest/gtest.h>

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

void expect_products(Eigen::Index rows, Eigen::Index columns, Eigen::Index steps) {
  const Matrix<double> phi = integers(rows, steps, 2), coefficients = integers(columns, steps, 3);
  const Vector<double> v = integers(rows, 1, 1);
  Vector<double> y = Vector<double>::Constant(steps + 1, 99);
  multiply_transposed(phi.data(), size(rows), size(steps), v.data(), y.data());
  for (Eigen::Index t = 0; t < steps; ++t) {
    EXPECT_EQ(y(t), phi.col(t).dot(v)) << rows << " × " << steps;
  }
  EXPECT_EQ(y(steps), 99) << "nothing is written behind the last entry";

  Vector<double> gradient = Vector<double>::Constant(rows * columns + 1, 99);
  multiply_by_transposed(phi.data(), size(rows), size(steps), coefficients.data(), size(columns),
                         gradient.data());
  for (Eigen::Index k = 0; k < columns; ++k) {
    for (Eigen::Index i = 0; i < rows; ++i) {
      EXPECT_EQ(gradient(k * rows + i), phi.row(i).dot(coefficients.row(k)))
          << rows << " × " << columns << ", " << steps << " steps";
    }
  }
  EXPECT_EQ(gradient(rows * columns), 99) << "nothing is written behind the last entry";
}

TEST(DenseProducts, AreExactOnIntegersOnEveryKindOfProcessor) {
  on_every_kind_of_processor([] {
    for (Eigen::Index rows = 1; rows <= 21; ++rows) {
      for (Eigen::Index columns = 1; columns <= 7; ++columns) {
        expect_products(rows, columns, columns);
      }
    }
    expect_products(64, 3, 20);
    expect_products(5, 4, 1);
  });
}

}  // namespace
}  // namespace lemmata
