#pragma once
/// \file
/// Discharges theorems: evaluates their statements and proof steps on generated instances, on
/// uniform points and on the given MDPs, samples what is claimed of runs, and sees each falsifier
/// and each theorem without one of its hypotheses rejected. Work is spread over threads; the result
/// depends on the seed and the number of rounds alone.

#include <vector>

#include "verification/engine/options.hpp"
#include "verification/engine/rejection.hpp"

namespace lemmata {

std::vector<TheoremResult> verify(const std::vector<const Entry*>& entries,
                                  const VerifierOptions& options);

/// One check on the theorem's generated instances, a round; the tests hold single checks with it.
/// A sampled check has the whole false-alarm budget.
CheckResult verify_check(const Theorem& theorem, const Check& check,
                         const VerifierOptions& options);

}  // namespace lemmata
