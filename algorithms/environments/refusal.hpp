#pragma once
/// \file
/// How an environment refuses what is no action of its.

#include <cmath>
#include <stdexcept>
#include <string>

namespace lemmata::environments {

/// Kept out of the step that calls it, so that the step stays small enough to be inlined.
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_action(int action, int actions) {
  throw std::out_of_range{"action " + std::to_string(action) + " is not one of 0 to " +
                          std::to_string(actions - 1)};
}

/// \throws std::out_of_range for an action that is not one of 0 to actions − 1
inline void expect_action(int action, int actions) {
  if (static_cast<unsigned>(action) >= static_cast<unsigned>(actions)) {
    refuse_action(action, actions);
  }
}

/// \throws std::out_of_range for a torque that is not a number
inline void expect_number(double torque) {
  if (std::isnan(torque)) throw std::out_of_range{"a torque is not a number"};
}

}  // namespace lemmata::environments
