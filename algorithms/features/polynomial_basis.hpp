#pragma once
/// \file
/// Polynomials of an observation (Sutton & Barto 2018, `sutton2018reinforcement`, Section 9.5.1).

#include <stdexcept>
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
    products_.push_back({0, 0});  // of the constant, which is none
    std::size_t first = 0;
    for (int d = 1; d <= degree; ++d) {
      const std::size_t end = products_.size();
      for (std::size_t k = first; k < end; ++k) {
        const std::size_t last_variable = k == 0 ? 0 : products_[k].variable;
        for (std::size_t i = last_variable; i < n; ++i) products_.push_back({k, i});
      }
      first = end;
    }
  }

  int size() const { return static_cast<int>(products_.size()); }

  /// Into `size()` features, each in [−1, 1].
  void encode(const std::array<double, n>& observation, double* features) const {
    std::array<double, n> x;
    for (std::size_t i = 0; i < n; ++i) x[i] = scaling_.centred(observation, i);
    features[0] = 1;
    for (std::size_t k = 1; k < products_.size(); ++k) {
      features[k] = features[products_[k].factor] * x[products_[k].variable];
    }
  }

 private:
  /// A monomial is one of a degree less times a variable none of whose followers it has.
  struct Product {
    std::size_t factor;
    std::size_t variable;
  };

  BoxScaling<n> scaling_;
  std::vector<Product> products_;
};

}  // namespace lemmata
