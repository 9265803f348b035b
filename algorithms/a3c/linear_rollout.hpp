#pragma once
/// \file
/// A rollout as one worker of A3C saw it, and the gradient it accumulates (Mnih et al. 2016,
/// `mnih2016asynchronous`, Algorithm S3), for a model that is linear in features φ(s) ∈ ℝᵈ:
///
///   y(s) = Θᵀφ(s),   Θ is d × (K + 1): K outputs of the policy's head, and V(s) in the last
///   column.
///
/// The worker acts on one snapshot of Θ for T steps. With Â_t an estimate of the advantage, such as
/// GAE(λ) (λ = 1: the return to the rollout's end, bootstrapped there, less V), the ascent
/// direction is
///
///   G = Σ_t φ(s_t) (Â_t ∇_y log π(a_t|s_t) + β ∇_y H(π(·|s_t)),  c Â_t)ᵀ,   d × (K + 1):
///
/// the sum over the rollout of Â ∇log π, of β times the entropy's gradient, and of −c times that of
/// the loss (R_t − V(s_t))²/2, whose target R_t = Â_t + V(s_t) is held fixed.
///
/// \code
///   LinearRollout<double, DenseFeatures<double>> rollout{{d, T}, scores, entropy_gradients};
///   …                                                  // the worker fills it, step by step
///   const auto advantages = generalized_advantages(rollout.steps, 0.99, 1.0);
///   accumulate_gradient(rollout, advantages, {.entropy = 0.01, .value = 0.5}, gradient);
/// \endcode

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <type_traits>

#include "algorithms/a3c/dense_products.hpp"
#include "algorithms/advantage/generalized_advantage.hpp"
#include "algorithms/features/model_rows.hpp"

namespace lemmata {

/// φ(s_0), φ(s_1), … in the rows of a matrix, T × d: stored by columns, as what is done with many
/// states is then done with one feature of them at a time, in vectors.
template <class F>
class DenseFeatures {
 public:
  static constexpr bool sparse = false;

  DenseFeatures(int size, int steps)
      : steps_{steps}, phi_{Matrix<F>::Constant(with_room(steps), size, F{0})}, one_(size) {
    if constexpr (in_vectors) {
      while (reinterpret_cast<std::uintptr_t>(&phi_(first_, 0)) % line != 0) ++first_;
    }
  }

  auto matrix() { return phi_.middleRows(first_, steps_); }

  /// φ of observations, in rows from `first` on, and their products with Θ: E × K, from d × K.
  template <class Basis, class Observation, class Theta, class Products>
  void encode(const Basis& basis, const std::vector<Observation>& observations, Eigen::Index first,
              const Theta& theta, Products&& products) {
    if constexpr (EncodesRows<Basis, Observation>) {
      basis.encode(std::span{observations}, {.features = &phi_(first_ + first, 0),
                                             .feature_stride = size(phi_.outerStride()),
                                             .theta = theta.data(),
                                             .outputs = size(theta.cols()),
                                             .products = products.data(),
                                             .product_stride = size(products.outerStride())});
    } else {
      for (Eigen::Index j = 0; const Observation& observation : observations) {
        basis.encode(observation, one_.data());
        phi_.row(first_ + first + j) = one_.transpose();
        for (Eigen::Index k = 0; k < theta.cols(); ++k) products(j, k) = theta.col(k).dot(one_);
        ++j;
      }
    }
  }

  /// y ← Φv of the first rows, one a number of y.
  void multiply(const F* v, std::vector<F>& y) const {
    const auto phi = phi_.middleRows(first_, std::ssize(y));
    if constexpr (in_vectors) {
      lemmata::multiply(columns_of(phi), v, y.data());
    } else {
      Eigen::Map<Vector<F>>{y.data(), phi.rows()} =
          phi * Eigen::Map<const Vector<F>>{v, phi.cols()};
    }
  }

  /// G ← Σ_t φ(s_t) C_tᵀ, from C, whose row t is C_t.
  template <class Coefficients, class Gradient>
  void write_products(const Coefficients& coefficients, Gradient& gradient) const {
    const auto phi = phi_.middleRows(first_, coefficients.rows());
    if constexpr (in_vectors) {
      multiply_transposed(columns_of(phi), columns_of(coefficients), gradient.data());
    } else {
      gradient = phi.transpose() * coefficients;
    }
  }

 private:
  static constexpr bool in_vectors = std::is_same_v<F, double>;
  static constexpr std::size_t line = 64;  ///< of cache, bytes

  /// For rows before the first, numbers that are read behind the last, and then to an odd number of
  /// lines, so that columns do not compete for the same ones.
  static Eigen::Index with_room(Eigen::Index steps) {
    if constexpr (!in_vectors) return steps;
    constexpr std::size_t numbers = line / sizeof(double);
    const std::size_t rows = numbers - 1 + size(steps) + numbers_behind;
    return static_cast<Eigen::Index>(((rows / numbers + 1) | 1) * numbers);
  }

  static std::size_t size(Eigen::Index count) { return static_cast<std::size_t>(count); }

  template <class M>
  static Columns columns_of(const M& matrix) {
    return {matrix.data(), size(matrix.rows()), size(matrix.cols()), size(matrix.outerStride())};
  }

  Eigen::Index first_ = 0;  ///< row of φ(s_0); begins a line of cache, but for a copy's
  Eigen::Index steps_;
  Matrix<F> phi_;
  Vector<F> one_;
};

/// The places where φ(s_t) is 1, in column t; elsewhere it is 0.
template <class F>
class ActiveFeatures {
 public:
  static constexpr bool sparse = true;

  ActiveFeatures(int active, int steps) : places_(active, steps) {}

  auto& places() { return places_; }

  template <class Basis, class Observation, class Theta, class Products>
  void encode(const Basis& basis, const std::vector<Observation>& observations, Eigen::Index first,
              const Theta& theta, Products&& products) {
    for (Eigen::Index j = 0; const Observation& observation : observations) {
      auto places = places_.col(first + j);
      basis.encode(observation, places.data());
      for (Eigen::Index k = 0; k < theta.cols(); ++k) {
        products(j, k) = sum_at(places, theta.col(k).data());
      }
      ++j;
    }
  }

  void multiply(const F* v, std::vector<F>& y) const {
    for (Eigen::Index t = 0; F & sum : y) sum = sum_at(places_.col(t++), v);
  }

  template <class Coefficients, class Gradient>
  void write_products(const Coefficients& coefficients, Gradient& gradient) const {
    std::fill_n(gradient.data(), gradient.size(), F{0});
    const Eigen::Index rows = gradient.rows(), steps = coefficients.rows();
    for (Eigen::Index t = 0; t < steps; ++t) {
      for (const int i : places_.col(t)) {
        F* row = gradient.data() + i;
        const F* coefficient = coefficients.data() + t;
        for (Eigen::Index k = 0; k < gradient.cols(); ++k, row += rows, coefficient += steps) {
          *row += *coefficient;
        }
      }
    }
  }

 private:
  template <class Places>
  static F sum_at(const Places& places, const F* v) {
    F sum{0};
    for (const int i : places) sum += v[i];
    return sum;
  }

  Eigen::Matrix<int, Eigen::Dynamic, Eigen::Dynamic> places_;
};

/// K + 1, where the compiler knows K.
template <int K>
inline constexpr int with_value = K == Eigen::Dynamic ? Eigen::Dynamic : K + 1;

/// T steps of an environment, or of E of them in turn. K may be known to the compiler.
template <class F, class Features, int outputs = Eigen::Dynamic>
struct LinearRollout {
  using Gradients = Eigen::Matrix<F, Eigen::Dynamic, outputs>;
  Features features;
  Gradients scores;             ///< ∇_y log π(a_t|s_t) in row t, T × K
  Gradients entropy_gradients;  ///< ∇_y H(π(·|s_t)) in row t, T × K
  ValuedRollout<F> steps{};
};

/// β and c.
template <class F>
struct ObjectiveWeights {
  F entropy{0};
  F value{1};
};

/// What φ(s_t) is multiplied with, in row t: (Â_t ∇_y log π + β ∇_y H, c Â_t), T × (K + 1).
template <class F, class Features, int K>
auto coefficients_of(const LinearRollout<F, Features, K>& rollout, const std::vector<F>& advantages,
                     const ObjectiveWeights<F>& weights) {
  const Eigen::Index outputs = rollout.scores.cols();
  const Eigen::Map<const Vector<F>> all{advantages.data(), std::ssize(advantages)};
  Eigen::Matrix<F, Eigen::Dynamic, with_value<K>> result(all.size(), outputs + 1);
  for (Eigen::Index k = 0; k < outputs; ++k) {
    result.col(k) = all.cwiseProduct(rollout.scores.col(k)) +
                    weights.entropy * rollout.entropy_gradients.col(k);
  }
  result.col(outputs) = weights.value * all;
  return result;
}

/// G ← the sum above, d × (K + 1), stored by columns.
template <class F, class Features, int K, class Gradient>
void accumulate_gradient(const LinearRollout<F, Features, K>& rollout,
                         const std::vector<F>& advantages, const ObjectiveWeights<F>& weights,
                         Gradient&& gradient) {
  rollout.features.write_products(coefficients_of(rollout, advantages, weights), gradient);
}

}  // namespace lemmata
