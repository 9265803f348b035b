#pragma once
/// \file
/// The web page of a verification.

#include <filesystem>

#include "reports/verification_run.hpp"

namespace lemmata {

/// Writes the page into the folder, which is made if need be, and returns the path of index.html.
std::filesystem::path write_web_page(const VerificationRun& run,
                                     const std::filesystem::path& directory);

}  // namespace lemmata
