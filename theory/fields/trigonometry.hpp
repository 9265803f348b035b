#pragma once
/// \file
/// Trigonometric functions over `Ball` and `double`, for thresholds of recursions.

#include "theory/fields/ball.hpp"

namespace lemmata {

/// sin(πx).
Ball sine_of_pi(const Ball& x);
double sine_of_pi(double x);

}  // namespace lemmata
