#pragma once
/// \file
/// A policy on real actions: a ~ N(μ, σ²), whose outputs y = (μ, log σ) a model learns both.
///
///   ∂ log π(a)/∂μ = (a − μ)/σ²,   ∂ log π(a)/∂log σ = ((a − μ)/σ)² − 1,
///   H = log σ + log(2πe)/2,       ∇_y H = (0, 1).
///
/// It is a head as those of `softmax_head.hpp`, whose interface it has. An environment may clip the
/// action; π is the density of what was drawn.

#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "algorithms/sampling/random_stream.hpp"
#include "theory/fields/field.hpp"

namespace lemmata {

/// ∇_y log π(a).
template <class F>
std::array<F, 2> gaussian_score(const F& action, const F& mean, const F& deviation) {
  const F standardised = (action - mean) / deviation;
  return {standardised / deviation, standardised * standardised - F{1}};
}

/// ∇_y H.
template <class F>
std::array<F, 2> gaussian_entropy_gradient() {
  return {F{0}, F{1}};
}

/// From N(0, 1), by two uniform numbers (Box & Muller 1958).
inline double standard_normal(RandomStream& random) {
  const double radius = std::sqrt(-2 * std::log(random.uniform()));
  return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

class GaussianHead {
 public:
  using Action = double;
  static constexpr int fixed_outputs = 2;

  static constexpr int outputs() { return fixed_outputs; }

  /// From N(0, 1).
  void draw_ahead(RandomStream& random, std::span<double> numbers) const {
    for (double& number : numbers) number = standard_normal(random);
  }

  /// Actions depend on all of y: z = y.
  template <class Model, class Chosen>
  void choose(const Model& theta, Chosen& chosen) const {
    chosen = theta.leftCols(outputs());
  }

  /// μ + σ times the number.
  template <class Outputs>
  Action act(const Outputs& y, Eigen::Index t, double number, Outputs&) const {
    return y(t, 0) + std::exp(y(t, 1)) * number;
  }

  /// From y, T × 2, and T actions: ∇_y log π(a_t|s_t) in row t of `scores`, T × 2, and where asked
  /// for ∇_y H in that of `entropy_gradients`, T × 2.
  template <class Outputs>
  void differentiate(const Outputs& y, const std::vector<Action>& actions, bool with_entropy,
                     Outputs& scores, Outputs& entropy_gradients) const {
    const auto write = [](const std::array<double, 2>& gradient, auto&& row) {
      row << gradient[0], gradient[1];
    };
    for (Eigen::Index t = 0; t < scores.rows(); ++t) {
      const double action = actions[static_cast<std::size_t>(t)];
      write(gaussian_score(action, y(t, 0), std::exp(y(t, 1))), scores.row(t));
      if (with_entropy) write(gaussian_entropy_gradient<double>(), entropy_gradients.row(t));
    }
  }

  /// μ.
  Action greedy(const double* y) const { return y[0]; }
};

}  // namespace lemmata
