#pragma once
/// \file
/// Step sizes α_k = c/(k_0 + k)^p, k = 0, 1, 2, …: constant for p = 0. With stochastic updates the
/// iterates converge if Σα_k = ∞, so that the start is forgotten, and Σα_k² < ∞, so that the noise
/// dies out (Robbins & Monro 1951, `robbins1951stochastic`): for 1/2 < p ≤ 1.

#include <cmath>
#include <cstdint>

namespace lemmata {

struct StepSizes {
  double scale;         ///< c > 0
  double exponent = 0;  ///< p ≥ 0
  double offset = 1;    ///< k_0 > 0

  double operator()(std::int64_t k) const {
    return scale * std::pow(offset + static_cast<double>(k), -exponent);
  }
  /// Σα_k = ∞.
  bool sum_is_infinite() const { return exponent <= 1; }
  /// Σα_k² < ∞.
  bool sum_of_squares_is_finite() const { return exponent > 0.5; }
};

}  // namespace lemmata
