#pragma once
/// \file
/// Polynomials of an observation (Sutton & Barto 2018, `sutton2018reinforcement`, Section 9.5.1).

#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "algorithms/features/box_scaling.hpp"

namespace lemmata {

namespace monomials {

/// A variable times a monomial that stands before the product.
struct Product {
  std::uint32_t variable;
  std::uint32_t factor;
};

/// Calls `add` with what makes each monomial in n variables of degree 1 to p, in the order of
/// `PolynomialBasis`: a variable times those of a degree less that have none before it.
template <std::size_t n, class Add>
constexpr void for_each_product(int degree, const Add& add) {
  std::array<std::uint32_t, n> begin{};  // in a block of one degree: without variables before i
  std::uint32_t end = 1;
  for (int d = 1; d <= degree; ++d) {
    const std::uint32_t block = end;
    for (std::uint32_t i = 0; i < n; ++i) {
      const std::uint32_t first = std::exchange(begin[i], end);
      for (std::uint32_t k = first; k < block; ++k, ++end) add(Product{i, k});
    }
  }
}

template <std::size_t n, int degree>
constexpr std::size_t count = [] {
  std::size_t result = 0;
  for_each_product<n>(degree, [&](const Product&) { ++result; });
  return result;
}();

template <std::size_t n, int degree>
constexpr auto products = [] {
  std::array<Product, count<n, degree>> result;
  std::size_t i = 0;
  for_each_product<n>(degree, [&](const Product& product) { result[i++] = product; });
  return result;
}();

}  // namespace monomials

/// All C(n + p, p) monomials of degree at most p in x ∈ [−1, 1]ⁿ, the observation scaled to its box
/// and clamped to it. By degree, and then as words in order: 1, x_0, x_1, x_0², x_0x_1, x_1², …
template <std::size_t n>
class PolynomialBasis {
 public:
  static constexpr bool sparse = false;

  /// \throws std::invalid_argument for p < 0 or a box without volume
  PolynomialBasis(const Box<n>& box, int degree) : scaling_{box}, degree_{degree} {
    if (degree < 0) throw std::invalid_argument{"a polynomial's degree is at least 0"};
    monomials::for_each_product<n>(
        degree, [this](const monomials::Product& product) { products_.push_back(product); });
  }

  int size() const { return static_cast<int>(products_.size()) + 1; }

  /// Into `size()` features, each in [−1, 1].
  void encode(const std::array<double, n>& observation, double* features) const {
    const std::array<double, n> x = scaling_.centred(observation);
    features[0] = 1;
    switch (degree_) {
      case 1:
        return multiply<1>(x, features);
      case 2:
        return multiply<2>(x, features);
      case 3:
        return multiply<3>(x, features);
      case 4:
        if constexpr (monomials::count<n, 4> <= most_unrolled) return multiply<4>(x, features);
        [[fallthrough]];
      default:
        double* next = features;
        for (const auto& [variable, factor] : products_) *++next = x[variable] * features[factor];
    }
  }

 private:
  static constexpr std::size_t most_unrolled = 100;

  /// Without a loop, which takes as long as the products.
  template <int degree>
  static void multiply(const std::array<double, n>& x, double* features) {
    constexpr auto products = monomials::products<n, degree>;
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      ((features[i + 1] = x[products[i].variable] * features[products[i].factor]), ...);
    }
    (std::make_index_sequence<products.size()>{});
  }

  BoxScaling<n> scaling_;
  int degree_;
  std::vector<monomials::Product> products_{};
};

}  // namespace lemmata
