#pragma once
/// \file
/// Runs as tables for other programs.

#include <string>

#include "reports/run_report.hpp"

namespace lemmata {

/// A line a record under a header of keys, such as `iteration,performance,gap,gradient_norm,bound`,
/// numbers to the last bit; empty where there is none. `bound` is the last if a theorem speaks of
/// the algorithm.
std::string to_csv(const RunReport& run);

}  // namespace lemmata
