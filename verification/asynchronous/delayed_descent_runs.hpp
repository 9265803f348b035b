#pragma once
/// \file
/// Delayed SGD with noise of ±σ: production on an objective that is not convex, over every path of
/// the noise, and the exact second moments on quadratics.

#include <algorithm>
#include <array>
#include <vector>

#include "algorithms/asynchronous/problems.hpp"
#include "theory/staleness/delayed_bounds.hpp"
#include "verification/asynchronous/delayed_quadratics.hpp"
#include "verification/engine/enumeration.hpp"

namespace lemmata::delayed_quadratics {

/// Updates of a path, of which four in a row, from the third on, have noise: its variance is at
/// most σ², and the longest delays, of 8 updates, come to see what it did.
inline constexpr int path_updates = 16;
inline constexpr int first_noisy_update = 2;
inline constexpr int noisy_updates = 4;

/// ξ_t of a path for signs of the noise.
template <class F>
F noise_of(const std::vector<int>& signs, const F& deviation, int t) {
  const int place = t - first_noisy_update;
  if (place < 0 || place >= noisy_updates) return F{0};
  return F(F(signs[static_cast<std::size_t>(place)]) * deviation);
}

/// The longest that there can be, min(t, τ), and half of that, in turns.
inline auto varying_delay(int longest) {
  return [longest](int t) { return std::min(t, longest) / (t % 2 == 0 ? 1 : 2); };
}

/// What a path of the noise makes of a run.
struct NoisePath {
  std::vector<Ball> iterates;   ///< x_0 … x_T
  std::vector<Ball> gradients;  ///< v_t = ∇f(x_{t−τ_t}), t < T
};

/// The production run for every path of signs, one as likely as another.
template <class Run>
std::vector<NoisePath> noise_paths(const Ball& start, const Ball& deviation, int delay,
                                   const Ball& step, Run run) {
  std::vector<NoisePath> paths;
  enumeration::for_each_signs(noisy_updates, [&](const std::vector<int>& signs) {
    NoisePath& path = paths.emplace_back();
    const auto noisy_gradient = [&](const Vector<Ball>& x, int t) {
      path.gradients.push_back(SaturatingSquares<Ball>{}.gradient(x)(0));
      return Vector<Ball>(
          Vector<Ball>::Constant(1, path.gradients.back() + noise_of(signs, deviation, t)));
    };
    for (const auto& x : run(start, delay, step, noisy_gradient)) path.iterates.push_back(x(0));
  });
  return paths;
}

inline constexpr auto by_production = [](const Ball& start, int delay, const Ball& step,
                                         auto gradient) {
  return delayed_sgd(Vector<Ball>(Vector<Ball>::Constant(1, start)), delay, path_updates, gradient,
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
