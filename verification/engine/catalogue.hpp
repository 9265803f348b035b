#pragma once
/// \file
/// Every theorem, with the chapter and file it stands in. The build lists the files of the
/// chapters, so a new theorem needs no registration beyond its file.

#include <string>
#include <string_view>
#include <vector>

#include "verification/engine/theorem.hpp"

namespace lemmata {

struct Entry {
  Theorem theorem;
  std::string chapter;  ///< the folder: "policy_gradient"
  std::string file;     ///< "verification/policy_gradient/policy_gradient_theorem.cpp"
};

/// All entries, chapter by chapter, each in the order of its ids.
const std::vector<Entry>& catalogue();

/// The entries that a name selects: an id ("PG-2"), a chapter ("policy_gradient"), or the letters
/// of an id ("PG"), whatever the case. Empty if it selects none.
std::vector<const Entry*> select(std::string_view name);

/// The ids and chapters closest to a name that selects nothing, nearest first.
std::vector<std::string> nearest_names(std::string_view name);

/// The three of the names that are closest to a misspelt one, nearest first.
std::vector<std::string> nearest_names(std::string_view name, std::vector<std::string> names);

}  // namespace lemmata
