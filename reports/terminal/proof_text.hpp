#pragma once
/// \file
/// A run of Coq as text.

#include <string>

#include "reports/proofs/proof_check.hpp"
#include "reports/terminal/text.hpp"

namespace lemmata {

/// One line a theorem, with the time that Coq took for its file; problems; a summary.
std::string proof_text(const ProofRun& run, const TextStyle& style);

}  // namespace lemmata
