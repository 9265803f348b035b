#pragma once
/// \file
/// The page of the claims that a study text makes: what a run settles of each, and the errata.

#include <string>

#include "reports/verification_run.hpp"

namespace lemmata {

/// The page's file, beside the report's. Each claim has its number as anchor:
/// `errata.html#claim-5`.
inline constexpr const char* errata_page = "errata.html";

/// The whole page.
std::string errata_document(const VerificationRun& run);

/// "claim 5 of the study text", as a link to where that stands on the page.
std::string claim_link(int number);

}  // namespace lemmata
