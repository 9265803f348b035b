#pragma once
/// \file
/// The surrogate less a penalty on the divergence (Schulman et al. 2015, `schulman2015trust`,
/// Section 3 and Algorithm 1):
///
///   M_π(π') = L_π(π') − C max_s KL(π(·|s)‖π'(·|s)),   C = 4εγ/(1−γ)²,   ε = max |A^π(s,a)|.
///
/// It bounds J(π') from below, for every π', and agrees with J at π: a step that M does not lose,
/// J does not lose either. Pinsker's inequality allows half of C.
///
/// C makes for steps far shorter than a trust region's: this is an algorithm of theory.

#include <stdexcept>

#include "algorithms/trust_region/trust_region.hpp"

namespace lemmata {

/// 4εγ/(1−γ)² over an ordered field, from A^π, S × A. \throws std::domain_error if γ = 1
template <class F>
F penalty_coefficient(const F& discount, const Matrix<F>& advantages) {
  const F remaining = F{1} - discount;
  if (pivot_score(remaining) == 0) throw std::domain_error{"for γ = 1 the penalty has no bound"};
  return F{4} * sup_norm<F>(advantages.reshaped()) * discount / (remaining * remaining);
}

/// M_π(π') − J(π), from L_π(π') − J(π) and max_s KL(π‖π').
template <class F>
F penalised_gain(const F& gain, const F& max_kl, const F& coefficient) {
  return gain - coefficient * max_kl;
}

/// Of Δ, Δ/2, Δ/4 … the last before `objective`, a function of a `TrustRegionStep`, falls again,
/// for one that is positive for short steps. None if it is positive for none of the first 200.
template <class Objective>
TrustRegionStep best_of_halved_steps(const TrustRegion& region, Vector<double> change,
                                     Objective objective) {
  TrustRegionStep best{.parameters = region.parameters};
  double highest = 0;
  for (int halved = 0; halved < 200; ++halved, change /= 2) {
    const TrustRegionStep step = measured_step(region, change);
    const double value = step.gains ? objective(step) : 0;
    if (best.accepted && !(value > highest)) break;
    if (!(value > 0)) continue;
    best = step;
    best.backtracks = halved;
    best.accepted = true;
    highest = value;
  }
  return best;
}

/// A step along the natural direction by which M_π gains: the best of the full step of radius δ and
/// its halves. Where the parabola's maximum is no longer than that, it is 8/9 of it or more. None
/// at a stationary θ.
TrustRegionStep penalised_step(const TrustRegion& region, const TrustRegionOptions& options,
                               double coefficient);

}  // namespace lemmata
