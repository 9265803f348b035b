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
///   LinearRollout<double, DenseFeatures<double>> rollout{d, K, T};
///   …                                                  // the worker fills it, step by step
///   const auto advantages = generalized_advantages(rollout.steps, 0.99, 1.0);
///   accumulate_gradient(rollout, advantages, {.entropy = 0.01, .value = 0.5}, gradient);
/// \endcode

#include <algorithm>
#include <iterator>
#include <type_traits>

#include "algorithms/a3c/dense_products.hpp"
#include "algorithms/advantage/generalized_advantage.hpp"

namespace lemmata {

/// aᵀb. The first product stands alone: so the others are read in the pairs in which an encoder
/// that begins with a constant has just written them, and no read waits for two writes.
template <class F>
F inner_product(const F* a, const F* b, Eigen::Index size) {
  F even{0}, odd = a[0] * b[0], even_2{0}, odd_2{0};
  Eigen::Index i = 1;
  for (; i + 3 < size; i += 4) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
    even_2 += a[i + 2] * b[i + 2];
    odd_2 += a[i + 3] * b[i + 3];
  }
  if (i + 1 < size) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
    i += 2;
  }
  if (i < size) even += a[i] * b[i];
  return (even + even_2) + (odd + odd_2);
}

/// φ(s_0), φ(s_1), … as the columns of a matrix, d × T.
template <class F>
struct DenseFeatures {
  using Code = F;
  static constexpr bool sparse = false;
  Matrix<F> columns;

  DenseFeatures(int size, int steps) : columns(size, steps) {}
  F* code(int t) { return columns.col(t).data(); }

  /// y ← Θᵀφ(s_t), from Θ stored by columns
  template <class Model>
  void multiply(const Model& theta, int t, F* y) const {
    for (Eigen::Index k = 0; k < theta.cols(); ++k) {
      y[k] = inner_product(theta.col(k).data(), columns.col(t).data(), theta.rows());
    }
  }
  /// y_t ← vᵀφ(s_t) for t < steps, from v, d entries
  void multiply_all(const F* v, std::size_t steps, F* y) const {
    if constexpr (std::is_same_v<F, double>) {
      multiply_transposed(columns.data(), size(columns.rows()), steps, v, y);
    } else {
      for (std::size_t t = 0; t < steps; ++t) {
        y[t] = inner_product(v, columns.col(static_cast<Eigen::Index>(t)).data(), columns.rows());
      }
    }
  }
  /// G ← Σ_t φ(s_t) C_tᵀ, from C, (K + 1) × T
  template <class Coefficients, class Gradient>
  void write_products(const Coefficients& coefficients, Gradient& gradient) const {
    if constexpr (std::is_same_v<F, double>) {
      multiply_by_transposed(columns.data(), size(columns.rows()), size(coefficients.cols()),
                             coefficients.data(), size(coefficients.rows()), gradient.data());
    } else {
      gradient = columns * coefficients.transpose();
    }
  }

 private:
  static std::size_t size(Eigen::Index count) { return static_cast<std::size_t>(count); }
};

/// The places where φ(s_t) is 1, in column t; elsewhere it is 0.
template <class F>
struct ActiveFeatures {
  using Code = int;
  static constexpr bool sparse = true;
  Eigen::Matrix<int, Eigen::Dynamic, Eigen::Dynamic> columns;

  ActiveFeatures(int active, int steps) : columns(active, steps) {}
  int* code(int t) { return columns.col(t).data(); }

  template <class Model>
  void multiply(const Model& theta, int t, F* y) const {
    for (Eigen::Index k = 0; k < theta.cols(); ++k) {
      F sum{0};
      for (const int i : columns.col(t)) sum += theta(i, k);
      y[k] = sum;
    }
  }
  void multiply_all(const F* v, std::size_t steps, F* y) const {
    for (std::size_t t = 0; t < steps; ++t) {
      F sum{0};
      for (const int i : columns.col(static_cast<Eigen::Index>(t))) sum += v[i];
      y[t] = sum;
    }
  }
  template <class Coefficients, class Gradient>
  void write_products(const Coefficients& coefficients, Gradient& gradient) const {
    std::fill_n(gradient.data(), gradient.size(), F{0});
    const Eigen::Index rows = gradient.rows();
    for (Eigen::Index t = 0; t < coefficients.cols(); ++t) {
      const F* const coefficients_t = coefficients.col(t).data();
      for (const int i : columns.col(t)) {
        F* const row = gradient.data() + i;
        for (Eigen::Index k = 0; k < gradient.cols(); ++k) row[k * rows] += coefficients_t[k];
      }
    }
  }
};

/// K + 1, where the compiler knows K.
template <int K>
inline constexpr int with_value = K == Eigen::Dynamic ? Eigen::Dynamic : K + 1;

/// T steps; `steps` grows with them, the rest has its size from the start. K may be known to the
/// compiler.
template <class F, class Features, int outputs = Eigen::Dynamic>
struct LinearRollout {
  using Gradients = Eigen::Matrix<F, outputs, Eigen::Dynamic>;
  Features features;
  Gradients scores;             ///< ∇_y log π(a_t|s_t) in column t, K × T
  Gradients entropy_gradients;  ///< ∇_y H(π(·|s_t)) in column t, K × T
  ValuedRollout<F> steps{};
};

/// β and c.
template <class F>
struct ObjectiveWeights {
  F entropy{0};
  F value{1};
};

/// What φ(s_t) is multiplied with, in column t: (Â_t ∇_y log π + β ∇_y H, c Â_t), (K + 1) × T.
template <class F, class Features, int K>
auto coefficients_of(const LinearRollout<F, Features, K>& rollout, const std::vector<F>& advantages,
                     const ObjectiveWeights<F>& weights) {
  const Eigen::Index outputs = rollout.scores.rows();
  Eigen::Matrix<F, with_value<K>, Eigen::Dynamic> result(outputs + 1, std::ssize(advantages));
  const F* score = rollout.scores.data();
  const F* entropy_gradient = rollout.entropy_gradients.data();
  F* coefficient = result.data();
  for (const F& advantage : advantages) {
    for (Eigen::Index k = 0; k < outputs; ++k) {
      *coefficient++ = advantage * *score++ + weights.entropy * *entropy_gradient++;
    }
    *coefficient++ = weights.value * advantage;
  }
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
