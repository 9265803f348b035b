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

#include <type_traits>

#include "algorithms/a3c/dense_products.hpp"
#include "algorithms/advantage/generalized_advantage.hpp"

namespace lemmata {

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
    const F* const phi = columns.col(t).data();
    if constexpr (std::is_same_v<F, double>) {
      constexpr Eigen::Index few_rows = 8;  // for which a call costs more than it saves
      if (theta.rows() > few_rows) {
        return multiply_transposed(theta.data(), size(theta.rows()), size(theta.cols()), phi, y);
      }
    }
    for (Eigen::Index k = 0; k < theta.cols(); ++k) {
      y[k] = theta(0, k) * phi[0];
      for (Eigen::Index i = 1; i < theta.rows(); ++i) y[k] += theta(i, k) * phi[i];
    }
  }
  /// G ← G + Σ_t φ(s_t) C_tᵀ, from C, (K + 1) × T
  template <class Gradient>
  void add_products(const Matrix<F>& coefficients, Gradient& gradient) const {
    if constexpr (std::is_same_v<F, double>) {
      add_outer_products(columns.data(), size(columns.rows()), size(coefficients.cols()),
                         coefficients.data(), size(coefficients.rows()), gradient.data());
    } else {
      for (Eigen::Index t = 0; t < coefficients.cols(); ++t) {
        gradient += columns.col(t) * coefficients.col(t).transpose();
      }
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
  template <class Gradient>
  void add_products(const Matrix<F>& coefficients, Gradient& gradient) const {
    for (Eigen::Index t = 0; t < coefficients.cols(); ++t) {
      for (const int i : columns.col(t)) gradient.row(i) += coefficients.col(t).transpose();
    }
  }
};

/// T steps; `steps` grows with them, the rest has its size from the start.
template <class F, class Features>
struct LinearRollout {
  Features features;
  Matrix<F> scores;             ///< ∇_y log π(a_t|s_t) in column t, K × T
  Matrix<F> entropy_gradients;  ///< ∇_y H(π(·|s_t)) in column t, K × T
  ValuedRollout<F> steps{};
};

/// β and c.
template <class F>
struct ObjectiveWeights {
  F entropy{0};
  F value{1};
};

/// What φ(s_t) is multiplied with, in column t: (Â_t ∇_y log π + β ∇_y H, c Â_t), (K + 1) × T.
template <class F, class Features>
Matrix<F> coefficients_of(const LinearRollout<F, Features>& rollout,
                          const std::vector<F>& advantages, const ObjectiveWeights<F>& weights) {
  const Eigen::Index outputs = rollout.scores.rows();
  Matrix<F> result(outputs + 1, static_cast<Eigen::Index>(advantages.size()));
  for (Eigen::Index t = 0; t < result.cols(); ++t) {
    const F& advantage = advantages[static_cast<std::size_t>(t)];
    for (Eigen::Index k = 0; k < outputs; ++k) {
      result(k, t) =
          advantage * rollout.scores(k, t) + weights.entropy * rollout.entropy_gradients(k, t);
    }
    result(outputs, t) = weights.value * advantage;
  }
  return result;
}

/// G ← G + the sum above, G being d × (K + 1), stored by columns.
template <class F, class Features, class Gradient>
void accumulate_gradient(const LinearRollout<F, Features>& rollout,
                         const std::vector<F>& advantages, const ObjectiveWeights<F>& weights,
                         Gradient&& gradient) {
  rollout.features.add_products(coefficients_of(rollout, advantages, weights), gradient);
}

}  // namespace lemmata
