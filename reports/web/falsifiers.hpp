#pragma once
/// \file
/// All falsifiers of a run in one table.

#include <string>

#include "reports/verification_run.hpp"

namespace lemmata {

/// A section with a row a falsifier, first those that people reported; empty if there are none.
std::string falsifier_section(const VerificationRun& run);

}  // namespace lemmata
