#pragma once
/// \file
/// The errata of the study text, for terminals.

#include <cstdint>
#include <string>
#include <vector>

#include "reports/errata.hpp"
#include "reports/terminal/text.hpp"

namespace lemmata {

/// Every erratum in full, and a summary that names the seed of its counterexamples.
std::string errata_text(const std::vector<Erratum>& errata, std::uint64_t seed,
                        const TextStyle& style);

}  // namespace lemmata
