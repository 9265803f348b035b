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

  /// (Θᵀφ(s_t))_k
  template <class Column>
  F product(const Column& theta_k, int t) const {
    return theta_k.dot(columns.col(t));
  }
  /// column ← column + c φ(s_t)
  template <class Column>
  void add(Column&& column, const F& scale, int t) const {
    column += scale * columns.col(t);
  }
};

/// The places where φ(s_t) is 1, in column t; elsewhere it is 0.
template <class F>
struct ActiveFeatures {
  using Code = int;
  static constexpr bool sparse = true;
  Eigen::Matrix<int, Eigen::Dynamic, Eigen::Dynamic> columns;

  ActiveFeatures(int active, int steps) : columns(active, steps) {}
  int* code(int t) { return columns.col(t).data(); }

  template <class Column>
  F product(const Column& theta_k, int t) const {
    F sum{0};
    for (const int i : columns.col(t)) sum += theta_k(i);
    return sum;
  }
  template <class Column>
  void add(Column&& column, const F& scale, int t) const {
    for (const int i : columns.col(t)) column(i) += scale;
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

/// G ← G + the sum above, G being d × (K + 1).
template <class F, class Features, class Gradient>
void accumulate_gradient(const LinearRollout<F, Features>& rollout,
                         const std::vector<F>& advantages, const ObjectiveWeights<F>& weights,
                         Gradient&& gradient) {
  const auto outputs = static_cast<int>(rollout.scores.rows());
  for (int t = 0; t < static_cast<int>(advantages.size()); ++t) {
    const F& advantage = advantages[static_cast<std::size_t>(t)];
    for (int k = 0; k < outputs; ++k) {
      rollout.features.add(
          gradient.col(k),
          F(advantage * rollout.scores(k, t) + weights.entropy * rollout.entropy_gradients(k, t)),
          t);
    }
    rollout.features.add(gradient.col(outputs), F(weights.value * advantage), t);
  }
}

}  // namespace lemmata
