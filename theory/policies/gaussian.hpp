#pragma once
/// \file
/// The Gaussian policy N(m, σ²) over any field, through its moments: a polynomial in the action has
/// a rational expectation, so that identities about Gaussian scores are identities over a field.

#include <vector>

#include "theory/fields/field.hpp"

namespace lemmata {

/// A polynomial Σ_k c_k (a − m)ᵏ in the centred action, lowest power first.
template <class F>
using CentredPolynomial = std::vector<F>;

template <class F>
struct GaussianPolicy {
  F mean;      ///< m
  F variance;  ///< σ² ≠ 0

  /// ∂ log π(a) / ∂m = (a − m)/σ².
  CentredPolynomial<F> mean_score() const { return {F{0}, F{1} / variance}; }

  /// ∂ log π(a) / ∂(log σ) = (a − m)²/σ² − 1.
  CentredPolynomial<F> log_deviation_score() const { return {F{-1}, F{0}, F{1} / variance}; }

  /// E[Σ c_k (a − m)ᵏ] with E(a − m)ᵏ = (k − 1)(k − 3)…·σᵏ for even k, 0 for odd.
  F expectation(const CentredPolynomial<F>& polynomial) const {
    F result{0};
    F moment{1};
    for (std::size_t k = 0; k < polynomial.size(); k += 2) {
      result += polynomial[k] * moment;
      moment *= F(static_cast<int>(k) + 1) * variance;
    }
    return result;
  }
};

}  // namespace lemmata
