#pragma once
/// \file
/// The Fourier basis (Konidaris, Osentoski & Thomas 2011, `konidaris2011value`).

#include <limits>
#include <numbers>
#include <span>

#include "algorithms/features/box_scaling.hpp"

namespace lemmata {

/// All (k + 1)ⁿ features cos(π c·x) with c ∈ {0, …, k}ⁿ, for x ∈ [0, 1]ⁿ, the observation scaled to
/// its box and clamped to it. In the order of c, its last entry fastest.
template <std::size_t n>
class FourierBasis {
 public:
  static constexpr bool sparse = false;

  /// \throws std::invalid_argument for k < 0, a box without volume, or more features than an int
  /// counts
  FourierBasis(const Box<n>& box, int order) : scaling_{box}, order_{order} {
    if (order < 0) throw std::invalid_argument{"a Fourier basis's order is at least 0"};
    for (std::size_t i = 0; i < n; ++i) {
      if (size_ > std::numeric_limits<int>::max() / (order + 1)) {
        throw std::invalid_argument{"a Fourier basis of too many features"};
      }
      size_ *= order + 1;
    }
  }

  int size() const { return size_; }

  /// Into `size()` features, each to 1e-14·(k + 1)²: n sines and cosines, and all others from those
  /// by the addition theorems.
  void encode(const std::array<double, n>& observation, double* features) const {
    const std::array<double, n> x = scaling_.unit(observation);
    std::array<Complex, n> turns;
    for (std::size_t i = 0; i < n; ++i) {
      const double angle = std::numbers::pi * x[i];
      turns[i] = {std::cos(angle), std::sin(angle)};
    }
    fill<0>({1, 0}, turns, features);
  }

  /// The same of one or more.
  void encode(std::span<const std::array<double, n>> observations, const ModelRows& rows) const
      requires(are_in_vectors(n)) {
    encode_cosines(n, order_, scaling_.unit(observations), rows);
  }

 private:
  /// Not std::complex, whose product looks for infinities.
  struct Complex {
    double real;
    double imaginary;

    friend Complex operator*(const Complex& a, const Complex& b) {
      return {a.real * b.real - a.imaginary * b.imaginary,
              a.real * b.imaginary + a.imaginary * b.real};
    }
  };

  /// The features whose first d coefficients turn by `turned` = exp(iπ Σ_{j<d} c_j x_j).
  template <std::size_t d>
  double* fill(Complex turned, const std::array<Complex, n>& turns, double* features) const {
    for (int c = 0; c <= order_; ++c) {
      if constexpr (d + 1 == n) {
        *features++ = turned.real;
      } else {
        features = fill<d + 1>(turned, turns, features);
      }
      turned = turned * turns[d];
    }
    return features;
  }

  BoxScaling<n> scaling_;
  int order_;
  int size_ = 1;
};

}  // namespace lemmata
