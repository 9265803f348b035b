#pragma once
/// \file
/// Polynomials of an observation (Sutton & Barto 2018, `sutton2018reinforcement`, Section 9.5.1).

#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

#include "algorithms/features/box_scaling.hpp"

namespace lemmata {

/// All C(n + p, p) monomials of degree at most p in x ∈ [−1, 1]ⁿ, the observation scaled to its box
/// and clamped to it. By degree, and then as words in order: 1, x_0, x_1, x_0², x_0x_1, x_1², …
template <std::size_t n>
class PolynomialBasis {
 public:
  static constexpr bool sparse = false;

  /// \throws std::invalid_argument for p < 0 or a box without volume
  PolynomialBasis(const Box<n>& box, int degree) : scaling_{box} {
    if (degree < 0) throw std::invalid_argument{"a polynomial's degree is at least 0"};
    // Where in a block of one degree the monomials without the variables before i begin.
    std::array<int, n> begin{};
    int end = 1;
    for (int d = 1; d <= degree; ++d) {
      const int block = end;
      for (std::size_t i = 0; i < n; ++i) {
        products_.push_back({begin[i], block - begin[i], i});
        begin[i] = std::exchange(end, end + products_.back().count);
      }
    }
    size_ = end;
  }

  int size() const { return size_; }

  /// Into `size()` features, each in [−1, 1].
  void encode(const std::array<double, n>& observation, double* features) const {
    std::array<double, n> x;
    for (std::size_t i = 0; i < n; ++i) x[i] = scaling_.centred(observation, i);
    features[0] = 1;
    double* next = features + 1;
    for (const Products& products : products_) {
      const double* const factors = features + products.first;
      const double variable = x[products.variable];
      for (int k = 0; k < products.count; ++k) *next++ = variable * factors[k];
    }
  }

 private:
  /// A variable times the monomials of a degree less that have no variable before it, which are
  /// neighbours.
  struct Products {
    int first;
    int count;
    std::size_t variable;
  };

  BoxScaling<n> scaling_;
  std::vector<Products> products_;
  int size_;
};

}  // namespace lemmata
