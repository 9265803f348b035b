#pragma once
/// \file
/// Polynomials of an observation (Sutton & Barto 2018, `sutton2018reinforcement`, Section 9.5.1).

#include <array>
#include <span>
#include <stdexcept>
#include <vector>

#include "algorithms/features/box_scaling.hpp"
#include "algorithms/features/monomials.hpp"

namespace lemmata {

/// All C(n + p, p) monomials of degree at most p in x ∈ [−1, 1]ⁿ, the observation scaled to its box
/// and clamped to it. By degree, and then as words in order: 1, x_0, x_1, x_0², x_0x_1, x_1², …
template <std::size_t n>
class PolynomialBasis {
 public:
  static constexpr bool sparse = false;

  /// \throws std::invalid_argument for p < 0 or a box without volume
  PolynomialBasis(const Box<n>& box, int degree) : scaling_{box}, degree_{degree} {
    if (degree < 0) throw std::invalid_argument{"a polynomial's degree is at least 0"};
    products_ = monomial_products<n>(degree);
  }

  int size() const { return static_cast<int>(products_.size()) + 1; }

  /// Into `size()` features, each in [−1, 1], which may lie apart.
  void encode(const std::array<double, n>& observation, double* features,
              std::size_t stride = 1) const {
    const std::array<double, n> x = scaling_.centred(observation);
    double* next = features;
    *next = 1;
    for (const auto& [variable, factor] : products_) {
      *(next += stride) = x[variable] * features[factor * stride];
    }
  }

  /// The same of one or more.
  void encode(std::span<const std::array<double, n>> observations, const ModelRows& rows) const {
    if (degree_ >= 1 && degree_ <= highest_degree(n)) {
      return encode_monomials(n, degree_, scaling_.centred(observations), rows);
    }
    for (std::size_t j = 0; j < observations.size(); ++j) {
      encode(observations[j], rows.features + j, rows.feature_stride);
      rows.multiply(j, products_.size() + 1);
    }
  }

 private:
  BoxScaling<n> scaling_;
  int degree_;
  std::vector<MonomialProduct> products_{};
};

}  // namespace lemmata
