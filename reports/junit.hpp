#pragma once
/// \file
/// A run as JUnit XML, for the test pages of GitHub, GitLab and Jenkins: a suite a chapter, a case
/// a theorem, a falsifier and a needed hypothesis.

#include <string>

#include "reports/verification_run.hpp"

namespace lemmata {

/// A theorem's case fails if the theorem does not hold, with its problems and the command that
/// reproduces them; a falsifier's if it survived, a hypothesis' if it was not shown to be needed.
/// What an interruption left unsettled is skipped, and says so.
std::string to_junit(const VerificationRun& run);

}  // namespace lemmata
