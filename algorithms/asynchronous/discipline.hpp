#pragma once
/// \file
/// Whom the workers on one parameter vector wait for (`ho2013more` for the stale-synchronous
/// discipline, `mnih2016asynchronous` for the asynchronous).

#include <optional>
#include <stdexcept>

namespace lemmata {

/// Whom a worker waits for, and how gradients are applied.
struct Discipline {
  /// A worker begins its gradient number c (from 0) when every other has delivered c − bound of
  /// them; none waits where there is no bound.
  std::optional<int> bound{};
  /// N gradients, one of each worker, are applied as one: their mean.
  bool averaged = false;

  /// Every gradient is applied as it arrives, and nobody waits.
  static Discipline asynchronous() { return {}; }
  /// \throws std::invalid_argument for a negative bound
  static Discipline stale_synchronous(int bound) {
    if (bound < 0) throw std::invalid_argument{"a bound on staleness must not be negative"};
    return {.bound = bound};
  }
  /// All gradients of a round are computed from the same parameters, and averaged.
  static Discipline synchronous() { return {.bound = 0, .averaged = true}; }
};

}  // namespace lemmata
