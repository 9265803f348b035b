#pragma once
/// \file
/// Runs as tables for other programs.

#include <string>

#include "reports/run_report.hpp"

namespace lemmata {

/// A line a recorded iteration under the header `iteration,performance,gap,gradient_norm,bound`,
/// numbers to the last bit; `bound` is empty where there is none. An algorithm that draws episodes
/// has their mean return, `sampled_return`, in its place.
std::string to_csv(const RunReport& run);

}  // namespace lemmata
