#pragma once
/// \file
/// Delayed SGD with noise of ±σ: production on an objective that is not convex, over every path of
/// the noise, and the exact second moments on quadratics.

#include <algorithm>
#include <array>

#include "algorithms/asynchronous/problems.hpp"
#include "theory/staleness/delayed_bounds.hpp"
#include "verification/asynchronous/delayed_quadratics.hpp"

namespace lemmata::delayed_quadratics {

inline constexpr int noisy_updates = 6;

/// Delays that vary from 0 to min(t, τ).
inline auto varying_delay(int longest) {
  return [longest](int t) { return (5 * t + 1) % (std::min(t, longest) + 1); };
}

/// What a path of the noise makes of a run.
struct NoisePath {
  std::vector<Ball> iterates;   ///< x_0 … x_T
  std::vector<Ball> gradients;  ///< v_t = ∇f(x_{t−τ_t}), t < T
};

/// The production run for every path of `noisy_updates` signs, one as likely as another.
template <class Run>
std::vector<NoisePath> noise_paths(const Ball& start, const Ball& deviation, int delay,
                                   const Ball& step, Run run) {
  std::vector<NoisePath> paths;
  for (unsigned signs = 0; signs < 1U << noisy_updates; ++signs) {
    NoisePath& path = paths.emplace_back();
    const auto noisy_gradient = [&](const Vector<Ball>& x, int t) {
      path.gradients.push_back(SaturatingSquares<Ball>{}.gradient(x)(0));
      const Ball noise = (signs >> t & 1U) != 0 ? deviation : -deviation;
      return Vector<Ball>(Vector<Ball>::Constant(1, path.gradients.back() + noise));
    };
    for (const auto& x : run(start, delay, step, noisy_gradient)) path.iterates.push_back(x(0));
  }
  return paths;
}

inline constexpr auto by_production = [](const Ball& start, int delay, const Ball& step,
                                         auto gradient) {
  return delayed_sgd(Vector<Ball>(Vector<Ball>::Constant(1, start)), delay, noisy_updates, gradient,
                     varying_delay(delay), [&](int) { return step; });
};

/// E over the paths of what a function makes of one.
template <class Of>
Ball mean(const std::vector<NoisePath>& paths, Of of) {
  Ball sum{0};
  for (const NoisePath& path : paths) sum += of(path);
  return sum / Ball{static_cast<int>(paths.size())};
}

inline Ball squared(const Ball& x) { return x * x; }

inline Ball value_at(const Ball& x) {
  return SaturatingSquares<Ball>{}.value(Vector<Ball>::Constant(1, x));
}
inline Ball gradient_at(const Ball& x) {
  return SaturatingSquares<Ball>{}.gradient(Vector<Ball>::Constant(1, x))(0);
}

/// E[x_t²], t < T, for x_{t+1} = x_t − η(λx_{t−τ} + ξ_t) on a quadratic.
inline std::vector<Ball> second_moments(const Ball& curvature, const Ball& start, const Ball& noise,
                                        int delay, const Ball& step, int updates) {
  const Vector<Ball> u = push_response(Ball(step * curvature), delay, updates + delay);
  std::vector<Ball> result;
  Ball pushes{0};
  for (int t = 0; t < updates; ++t) {
    result.push_back(squared(u(t + delay) * start) + squared(step) * noise * pushes);
    pushes += squared(u(t));
  }
  return result;
}

}  // namespace lemmata::delayed_quadratics
