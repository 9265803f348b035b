#pragma once
/// \file
/// Theorems as text: the catalogue in lines, and one theorem in full.

#include <string>
#include <vector>

#include "reports/terminal/text.hpp"
#include "verification/engine/catalogue.hpp"

namespace lemmata {

/// The grades of evidence for a theorem, the strongest first: "proved" if Coq has a proof of it,
/// and those that its checks and proof steps give.
std::vector<std::string> grades(const Theorem& theorem);

/// Chapter by chapter, the id and claim of each theorem, and whether it is proved in Coq.
std::string catalogue_text(const std::vector<const Entry*>& entries, const TextStyle& style);

/// Everything that a theorem says of itself.
std::string theorem_text(const Entry& entry, const TextStyle& style);

}  // namespace lemmata
