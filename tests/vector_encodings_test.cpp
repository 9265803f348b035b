// Features of many observations at once, against those of each alone.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "algorithms/features/fourier_basis.hpp"
#include "algorithms/features/polynomial_basis.hpp"
#include "processors.hpp"
#include "theory/fields/field.hpp"

namespace lemmata {
namespace {

/// Quarters about the box below, so that sums of monomials of low degree are exact in any order;
/// and an observation that is no number.
template <std::size_t n>
std::vector<std::array<double, n>> quarters(std::size_t count) {
  std::vector<std::array<double, n>> result(count);
  for (std::size_t j = 0; j < count; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      result[j][i] = static_cast<double>((7 * i + 5 * j) % 13) / 4 - 1.5;
    }
  }
  result.back().back() = std::numeric_limits<double>::quiet_NaN();
  return result;
}

/// [−1, 1] and [−1, 3] in turn.
template <std::size_t n>
Box<n> box() {
  Box<n> result;
  result.low.fill(-1);
  for (std::size_t i = 0; i < n; ++i) result.high[i] = i % 2 == 0 ? 1 : 3;
  return result;
}

/// Numbers of which every product rounds.
template <std::size_t n>
std::vector<std::array<double, n>> uneven(std::size_t count) {
  std::vector<std::array<double, n>> result(count);
  for (std::size_t j = 0; j < count; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      result[j][i] = std::sin(static_cast<double>(10 * i + 3 * j + 1));
    }
  }
  return result;
}
template <std::size_t n>
Box<n> uneven_box() {
  Box<n> result;
  result.low.fill(-0.3), result.high.fill(0.9);
  return result;
}

/// Up to an error of features, and so much more of their products.
template <class Basis, std::size_t n>
void expect_same_as_alone(const Basis& basis, const std::vector<std::array<double, n>>& of,
                          Eigen::Index outputs, double error, double more = 0) {
  const std::string what = std::to_string(basis.size()) + " features of " + std::to_string(n) +
                           " numbers, " + std::to_string(of.size()) + " observations";
  const Eigen::Index count = std::ssize(of);
  Matrix<double> features = Matrix<double>::Constant(count + 1, basis.size(), 99);
  Matrix<double> products = Matrix<double>::Constant(count + 1, outputs, 99);
  const Matrix<double> theta = Matrix<double>::NullaryExpr(
      basis.size(), outputs,
      [](Eigen::Index i, Eigen::Index k) { return static_cast<double>((3 * i + 5 * k) % 7 - 3); });
  basis.encode(of, {.features = features.data(),
                    .feature_stride = static_cast<std::size_t>(features.rows()),
                    .theta = theta.data(),
                    .outputs = static_cast<std::size_t>(outputs),
                    .products = products.data(),
                    .product_stride = static_cast<std::size_t>(products.rows())});
  for (Eigen::Index j = 0; j < count; ++j) {
    Vector<double> alone(basis.size());
    basis.encode(of[static_cast<std::size_t>(j)], alone.data());
    for (Eigen::Index i = 0; i < basis.size(); ++i) {
      EXPECT_NEAR(features(j, i), alone(i), error) << what;
    }
    for (Eigen::Index k = 0; k < outputs; ++k) {
      EXPECT_NEAR(products(j, k), alone.dot(theta.col(k)), 3 * basis.size() * error + more) << what;
    }
  }
  EXPECT_TRUE((features.row(count).array() == 99).all()) << what << ": written behind the last";
  EXPECT_TRUE((products.row(count).array() == 99).all()) << what << ": written behind the last";
}

/// Of the numbers of variables that are taken in vectors, and of others.
template <class Check>
void for_each_number_of_variables(const Check& check) {
  on_every_kind_of_processor([&] {
    for (std::size_t count = 1; count <= 9; ++count) {
      check(quarters<1>(count), uneven<1>(count));
      check(quarters<2>(count), uneven<2>(count));
      check(quarters<3>(count), uneven<3>(count));
      check(quarters<4>(count), uneven<4>(count));
      check(quarters<5>(count), uneven<5>(count));
      check(quarters<6>(count), uneven<6>(count));
    }
  });
}

TEST(VectorEncodingsTest, MonomialsAreExactlyTheSame) {
  for_each_number_of_variables([]<std::size_t n>(const std::vector<std::array<double, n>>& even,
                                                 const std::vector<std::array<double, n>>& other) {
    const Eigen::Index outputs = std::ssize(even) % 4;
    for (int degree = 0; degree <= 5; ++degree) {
      expect_same_as_alone(PolynomialBasis<n>{box<n>(), degree}, even, outputs, 0);
      expect_same_as_alone(PolynomialBasis<n>{uneven_box<n>(), degree}, other, outputs, 0, 1e-11);
    }
  });
}

TEST(VectorEncodingsTest, CosinesAreTheSameUpToRounding) {
  for_each_number_of_variables([]<std::size_t n>(const std::vector<std::array<double, n>>& even,
                                                 const std::vector<std::array<double, n>>& other) {
    if constexpr (are_in_vectors(n)) {
      const Eigen::Index outputs = std::ssize(even) % 4;
      for (int order = 0; order <= (n < 4 ? 5 : 2); ++order) {
        const double error = 1e-14 * (order + 1) * (order + 1);
        expect_same_as_alone(FourierBasis<n>{box<n>(), order}, even, outputs, error);
        expect_same_as_alone(FourierBasis<n>{uneven_box<n>(), order}, other, outputs, error);
      }
    }
  });
}

}  // namespace
}  // namespace lemmata
