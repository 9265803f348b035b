#pragma once
/// \file
/// Wrong statements that must be rejected: falsifiers, and theorems without one of their
/// hypotheses.

#include "verification/engine/options.hpp"

namespace lemmata {

/// The first instance that rejects a falsifier, shrunk. `level` is for sampled checks: the share of
/// the false-alarm budget that the same test of a true claim would have.
FalsifierResult reject(const Theorem& theorem, const Falsifier& falsifier,
                       const VerifierOptions& options, double level = false_alarm_budget);

/// The first instance outside one hypothesis and within all others at which the check fails or is
/// undefined, shrunk: the hypothesis is needed.
FalsifierResult show_need(const Theorem& theorem, const Need& need, const VerifierOptions& options,
                          double level = false_alarm_budget);

}  // namespace lemmata
