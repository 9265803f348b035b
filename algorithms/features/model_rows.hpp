#pragma once
/// \file
/// Where a basis of features puts many observations at once: rows of Φ, stored by columns, and with
/// them rows of ΦΘ, as who acts waits for those.

#include <concepts>
#include <cstddef>
#include <span>

namespace lemmata {

struct ModelRows {
  /// Feature i of observation j goes to features[i·feature_stride + j].
  double* features;
  std::size_t feature_stride;
  /// Θ, a number for each feature in each of `outputs` columns, without gaps.
  const double* theta;
  std::size_t outputs;
  /// (ΦΘ)_jk goes to products[k·product_stride + j].
  double* products;
  std::size_t product_stride;

  /// The products of an observation whose features are in their places.
  void multiply(std::size_t j, std::size_t size) const {
    for (std::size_t k = 0; k < outputs; ++k) {
      double sum = 0;
      for (std::size_t i = 0; i < size; ++i) {
        sum += theta[k * size + i] * features[i * feature_stride + j];
      }
      products[k * product_stride + j] = sum;
    }
  }
};

/// A basis that encodes many observations at once.
template <class Basis, class Observation>
concept EncodesRows = requires(const Basis& basis, std::span<const Observation> observations,
                               const ModelRows& rows) {
  basis.encode(observations, rows);
};

}  // namespace lemmata
