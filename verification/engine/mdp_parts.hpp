#pragma once
/// \file
/// The shape and range of the numbers of each part of an MDP instance.

#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

/// How the numbers of a part look: one row a state or one a state and action, and their range.
struct Layout {
  const char* label;
  enum { by_state, by_state_and_action, single } rows;
  int columns;  ///< 0: one an action
  int low;
  int high;
  int exponent = 0;
};

Layout layout(Part part);

}  // namespace lemmata
