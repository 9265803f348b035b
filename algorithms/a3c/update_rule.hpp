#pragma once
/// \file
/// How a delivered gradient changes the shared parameters. With the direction G clipped to a norm,
/// a step size η(k, τ) at environment step k for a gradient of staleness τ, and, for RMSProp,
/// running squares q that all workers share (Mnih et al. 2016, `mnih2016asynchronous`, Section 4):
///
///   SGD       Θ ← Θ + ηG
///   RMSProp   q ← ρq + (1 − ρ)G²,   Θ ← Θ + ηG/√(q + ε)        coordinate by coordinate
///
///   η(k, τ) = η₀ · max(0, 1 − k/decay_over) · min(1, K/τ)
///
/// The last factor, of the staleness threshold K, honours a bound on staleness where there is none:
/// a gradient that comes later than K counts less, as in Koloskova, Stich & Jaggi 2022
/// (`koloskova2022sharper`, Theorem 8). AS-8 says why: the largest stable step falls as 1/τ.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "theory/fields/field.hpp"

namespace lemmata {

enum class Optimiser { sgd, rmsprop };

struct UpdateRule {
  Optimiser optimiser = Optimiser::rmsprop;
  double step_size = 1e-3;       ///< η₀ > 0
  std::int64_t decay_over = 0;   ///< environment steps to η = 0; 0 for a constant step
  int staleness_threshold = 0;   ///< K; 0 for none
  double largest_norm = 0;       ///< of G, Euclidean; 0 for none
  double squares_decay = 0.99;   ///< ρ, in [0, 1)
  double squares_offset = 1e-5;  ///< ε > 0

  /// η(k, τ).
  double step(std::int64_t steps, std::int64_t staleness) const {
    double result = step_size;
    if (decay_over > 0) {
      result *= std::max(0.0, 1 - static_cast<double>(steps) / static_cast<double>(decay_over));
    }
    if (staleness_threshold > 0 && staleness > staleness_threshold) {
      result *= staleness_threshold / static_cast<double>(staleness);
    }
    return result;
  }

  /// What G is multiplied with to have no more than the largest norm.
  double clipping(const Vector<double>& direction) const {
    if (largest_norm <= 0) return 1;
    const double norm = direction.norm();
    return norm > largest_norm ? largest_norm / norm : 1;
  }
};

/// Θ and q, or parts of them, after G, which has been clipped, with a step of η.
template <class Direction, class Parameters, class Squares>
void update(const UpdateRule& rule, double step, const Direction& direction,
            Parameters&& parameters, Squares&& squares) {
  if (rule.optimiser == Optimiser::sgd) {
    parameters += step * direction;
    return;
  }
  squares = rule.squares_decay * squares + (1 - rule.squares_decay) * direction.cwiseAbs2();
  parameters.array() += step * direction.array() / (squares.array() + rule.squares_offset).sqrt();
}

}  // namespace lemmata
