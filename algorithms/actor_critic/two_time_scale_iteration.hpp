#pragma once
/// \file
/// The iteration of theory/actor_critic/two_time_scales.hpp as an algorithm, and the example that
/// shows what the time scales are for.

#include "theory/actor_critic/two_time_scales.hpp"

namespace lemmata {

/// z + D(b − Az + noise), where the caller draws the noise, n + m entries.
template <class F>
Vector<F> two_time_scale_step(const TwoTimeScaleSystem<F>& system, const Vector<F>& z,
                              const Vector<F>& noise, const F& actor, const F& critic) {
  const Vector<F> drift = system.vector - system.matrix * z + noise;
  return z + step_sizes(system, actor, critic).cwiseProduct(drift);
}

/// An actor x that is unstable by itself and a critic y that tracks it:
///
///   x ← x + α(2x − 3y + V),   y ← y + β(x − y + W).
///
/// With y settled at x the actor obeys x′ = −x and converges. With constant steps, β ≤ 2, both do
/// exactly if α < β/(2 + β): at equal or reversed time scales they diverge.
template <class F>
TwoTimeScaleSystem<F> tracking_example(const F& noise_variance) {
  TwoTimeScaleSystem<F> result{Matrix<F>(2, 2), Vector<F>::Constant(2, F{0}),
                               noise_variance * identity_matrix<F>(2)};
  result.matrix << F{-2}, F{3}, F{-1}, F{1};
  return result;
}

}  // namespace lemmata
