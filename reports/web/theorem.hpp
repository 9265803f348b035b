#pragma once
/// \file
/// One theorem of the web page.

#include <filesystem>
#include <optional>
#include <string>

#include "verification/engine/verifier.hpp"

namespace lemmata {

/// The theorem's section: statement, evidence, proof, falsifiers, figure and sources, with its id
/// as anchor. Figures are drawn with the given gnuplot.
std::string theorem_section(const TheoremResult& result,
                            const std::optional<std::filesystem::path>& gnuplot);

}  // namespace lemmata
