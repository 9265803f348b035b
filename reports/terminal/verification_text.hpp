#pragma once
/// \file
/// A verification as text: verdicts, problems, summary.

#include <string>

#include "reports/terminal/text.hpp"
#include "reports/verification_run.hpp"

namespace lemmata {

/// One line a theorem, with its verdict, the grades and the strength of its evidence; one line more
/// for each further grade.
std::string verdict_table(const VerificationRun& run, const TextStyle& style);

/// What is wrong with a theorem that was settled and does not hold, and the command that reproduces
/// it; empty if nothing is.
std::string problem(const VerificationRun& run, const TheoremResult& result);

/// That a falsifier survived, and how many instances; empty if it did not.
std::string problem(const FalsifierResult& falsifier);

/// That nothing went wrong without a hypothesis; empty if something did.
std::string needless(const FalsifierResult& need);

/// What is wrong with each theorem that was settled and does not hold, and the command that
/// reproduces it; empty if nothing is.
std::string problems(const VerificationRun& run);

/// Theorems, falsifiers, time, and what was done on which named MDP.
std::string summary(const VerificationRun& run, const TextStyle& style);

/// All three, one below the other.
std::string verification_text(const VerificationRun& run, const TextStyle& style);

}  // namespace lemmata
