#pragma once
/// \file
/// Step sizes on two time scales: an actor slow enough for the critic to converge as if the policy
/// stood still (Konda & Tsitsiklis 2003, `konda2003actor`). With α_k the actor's and β_k the
/// critic's, the theory asks for
///
///   Σα_k = Σβ_k = ∞,   Σα_k² < ∞,  Σβ_k² < ∞,   α_k/β_k → 0:
///
/// for powers α_k = c/(k_0 + k)^p that 1/2 < p ≤ 1 for both, with the larger p for the actor.
///
/// \code
///   const auto slow_actor = TimeScales::two({.scale = 0.5, .exponent = 1},
///                                           {.scale = 0.5, .exponent = 0.6});
///   const auto equal = TimeScales::unchecked({.scale = 0.1}, {.scale = 0.1});
/// \endcode

#include <string>
#include <vector>

#include "algorithms/critics/step_sizes.hpp"

namespace lemmata {

class TimeScales {
 public:
  /// Checked: those that the theory speaks of. \throws std::invalid_argument that names the first
  /// condition that does not hold
  static TimeScales two(const StepSizes& actor, const StepSizes& critic);
  /// Any two, as a contrast or where no theorem is asked for.
  static TimeScales unchecked(const StepSizes& actor, const StepSizes& critic) {
    return {actor, critic};
  }

  const StepSizes& actor() const { return actor_; }
  const StepSizes& critic() const { return critic_; }

 private:
  TimeScales(const StepSizes& actor, const StepSizes& critic) : actor_{actor}, critic_{critic} {}

  StepSizes actor_;
  StepSizes critic_;
};

/// A condition of two time scales, as it stands for a pair.
struct TimeScaleCondition {
  std::string key;      ///< "actor_is_slower"
  std::string formula;  ///< "α_k/β_k → 0"
  bool holds;
  std::string detail;  ///< what decides it: "exponents 0.65 and 0.55"
  std::string broken;  ///< what is wrong where it does not hold
};

/// All of them but that the step sizes are positive.
std::vector<TimeScaleCondition> time_scale_conditions(const StepSizes& actor,
                                                      const StepSizes& critic);

/// The first condition that a pair breaks, in words; empty if it keeps them all.
std::string broken_condition(const StepSizes& actor, const StepSizes& critic);

}  // namespace lemmata
