#pragma once
/// \file
/// Angles in radians.

#include <cmath>
#include <numbers>

namespace lemmata::environments {

/// The angle of the same direction in [−π, π].
inline double wrapped(double angle) {
  constexpr double turn = 2 * std::numbers::pi;
  return angle - turn * std::nearbyint(angle / turn);
}

}  // namespace lemmata::environments
