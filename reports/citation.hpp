#pragma once
/// \file
/// How theorems and their sources are cited.

#include <string>

#include "verification/engine/catalogue.hpp"

namespace lemmata {

/// The version of the library, "0.1.0".
std::string version();

/// BibTeX: an entry for the theorem in Lemmata, and one for each of its sources, with the place in
/// the source as a comment above it.
std::string bibtex(const Entry& entry);

/// A source for people: "Sutton, McAllester, …: Policy Gradient Methods …, 2000, Theorem 1".
std::string formatted(const Source& source);

}  // namespace lemmata
