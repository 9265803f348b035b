#pragma once
/// \file
/// The report of a run as a web page.

#include <filesystem>

#include "reports/run_report.hpp"
#include "reports/web/page.hpp"

namespace lemmata {

/// Writes `directory/index.html`, with KaTeX beside it where a theorem is stated, and returns the
/// page's path. The page opens offline. Creates the directory if need be.
/// \throws std::filesystem::filesystem_error where it cannot be written
std::filesystem::path write_run_page(const RunReport& run, const std::filesystem::path& directory,
                                     const PageTools& tools = {});

}  // namespace lemmata
