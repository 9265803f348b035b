#pragma once
/// \file
/// The report of a verification as a web page.

#include <filesystem>
#include <optional>

#include "reports/verification_run.hpp"
#include "reports/web/figure_drawing.hpp"
#include "reports/web/katex.hpp"

namespace lemmata {

/// The programs that a page is made with. Without gnuplot figures stand as tables of numbers,
/// without KaTeX formulas as LaTeX source; the page then says so.
struct PageTools {
  std::optional<std::filesystem::path> gnuplot = find_gnuplot();
  std::optional<std::filesystem::path> katex = find_katex();
};

/// Writes `directory/index.html`, with `errata.html` and KaTeX beside it, and returns the page's
/// path. The page opens offline. Each theorem has its id as anchor: `index.html#PG-2`. Creates the
/// directory if need be; throws std::filesystem::filesystem_error where it cannot be written.
std::filesystem::path write_web_page(const VerificationRun& run,
                                     const std::filesystem::path& directory,
                                     const PageTools& tools = {});

}  // namespace lemmata
