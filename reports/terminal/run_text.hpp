#pragma once
/// \file
/// A run as text.

#include "reports/run_report.hpp"
#include "reports/terminal/text.hpp"

namespace lemmata {

/// What ran on what, a table of some of the records (two a decade, the first and the last), and
/// what is known of the bound: its hypotheses by name, and whether they hold.
std::string run_text(const RunReport& run, const TextStyle& style);

}  // namespace lemmata
