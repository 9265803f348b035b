#pragma once
/// \file
/// Conditions for `Check::only` on how large an instance is.

#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

/// Whether the MDP has at most so many states.
template <int most>
bool has_at_most(const MdpInstance& instance) {
  return instance.table.states() <= most;
}

}  // namespace lemmata
