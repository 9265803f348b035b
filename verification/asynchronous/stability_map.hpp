#pragma once
/// \file
/// The stability map of delayed gradient descent: the exact borders, and where production runs say
/// that they lie.

#include <algorithm>
#include <cmath>

#include "verification/asynchronous/delayed_quadratics.hpp"

namespace lemmata::delayed_quadratics {

/// Whether the production run with a = αλ is smaller at its end than at its start, as it is below
/// the threshold if there are enough updates.
inline bool dies_out(double a, int delay) {
  const int updates = 2000 * (delay + 1);
  const std::vector<double> iterates = production(1.0, 1.0, a, delay, updates);
  const auto late = iterates.end() - (4 * delay + 4);
  return std::all_of(late, iterates.end(), [](double x) { return std::abs(x) < 1; });
}

/// The largest a at which runs die out, by bisection.
inline double simulated_threshold(int delay) {
  double stable = 0, unstable = 4;
  for (int k = 0; k < 20; ++k) {
    const double middle = (stable + unstable) / 2;
    (dies_out(middle, delay) ? stable : unstable) = middle;
  }
  return stable;
}

inline Figure stability_map() {
  return {.title = "Stable steps of delayed gradient descent",
          .caption =
              "Dashed: 2 sin(π/(2(2τ+1))), below which runs die out, and τ^τ/(τ+1)^(τ+1), up "
              "to which they do so without changing sign. Points: the largest a at which "
              "production runs from x = 1 are below 1 in the end, after 2000(τ + 1) updates.",
          .x_label = "delay τ",
          .y_label = "a = step size × curvature",
          .log_x = true,
          .log_y = true,
          .curves = [] {
            Curve threshold{.label = "stable below", .bound = true};
            Curve monotone{.label = "no oscillation below", .bound = true};
            Curve simulated{.label = "runs die out below"};
            for (int delay = 1; delay <= 64; delay *= 2) {
              threshold.points.emplace_back(delay, stable_step<double>(delay));
              monotone.points.emplace_back(delay, monotone_step<double>(delay));
              simulated.points.emplace_back(delay, simulated_threshold(delay));
            }
            return std::vector{threshold, simulated, monotone};
          }};
}

}  // namespace lemmata::delayed_quadratics
