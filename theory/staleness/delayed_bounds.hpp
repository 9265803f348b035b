#pragma once
/// \file
/// What delayed SGD is known to reach on smooth objectives, convex or not.

#include "theory/fields/field.hpp"

namespace lemmata {

/// A bound on (1/T) Σ_{t<T} E‖∇f(x_t)‖² for x_{t+1} = x_t − η(∇f(x_{t−τ_t}) + ξ_t), τ_t ≤ τ, where
/// f has L-Lipschitz gradients, E[ξ_t] = 0 and E‖ξ_t‖² ≤ σ² given the past:
///
///   2(f(x_0) − f*)/(ηT) + Lησ²(1 + 2Lητ)   if Lη(1 + 2Lητ²) ≤ 1, as for η ≤ 1/(2L(τ + 1)).
///
/// With η² = (f(x_0) − f*)/(LTσ²) and T ≥ 4L(f(x_0) − f*)(τ + 1)²/σ² it is at most
/// 4 √(L(f(x_0) − f*)/T) σ, which is Corollary 2 of `lian2015asynchronous` for one gradient at a
/// time.
template <class F>
struct DelayedDescentBound {
  F smoothness;  ///< L
  F gap;         ///< f(x_0) − f*
  F noise;       ///< σ²
  int delay;     ///< τ

  F operator()(const F& step, int updates) const {
    return F(F{2} * gap / (step * F(updates)) +
             smoothness * step * noise * (F{1} + F{2} * smoothness * step * F(delay)));
  }
  /// 1/(2L(τ + 1)), for which the bound holds.
  F safe_step() const { return F(F{1} / (F{2} * smoothness * F(delay + 1))); }
};

}  // namespace lemmata
