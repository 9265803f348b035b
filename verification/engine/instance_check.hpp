#pragma once
/// \file
/// One check at instances: generated ones, uniform points, and the MDPs of files.

#include "verification/engine/options.hpp"

namespace lemmata {

/// Whether every hypothesis of the theorem holds at the instance.
bool satisfies_hypotheses(const Theorem& theorem, const Instance& instance);

/// Whether a check says something of the instance: neither the hypotheses nor its own restriction
/// exclude it.
bool speaks_of(const Theorem& theorem, const Check& check, const Instance& instance);

/// What a check says of one instance, `discarded` where it does not speak of it.
Evaluation evaluate(const Theorem& theorem, const Check& check, const Instance& instance);

/// Whether the evaluation speaks against the check.
bool refutes(const Evaluation& evaluation);

/// Hypotheses and restrictions discard instances; a check that discards nearly all of them is
/// vacuous.
inline constexpr int draws_per_instance = 10;

/// One round of a check that is evaluated (not sampled) at generated instances.
CheckResult check_on_instances(const Theorem& theorem, const Check& check, const Round& round);

/// One round of all evaluated checks and proof steps on one file's MDP.
NamedResult check_on_mdp(const Theorem& theorem, const TransitionTable& table, const Round& round);

struct Shrunk {
  std::string text;
  std::string shape;
};

/// The simplest instance on the way down from this one at which the check goes wrong the same way.
Shrunk shrink(const Theorem& theorem, const Check& check,
              const rc::Shrinkable<InstancePointer>& found);

}  // namespace lemmata
