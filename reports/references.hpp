#pragma once
/// \file
/// The bibliography (references.bib), built into the program.

#include <string>
#include <vector>

namespace lemmata {

struct Reference {
  std::string key{};
  std::string bibtex{};  ///< the whole entry, as it stands in references.bib
  std::string author{};
  std::string title{};
  std::string venue{};  ///< journal, booktitle or publisher
  std::string year{};
};

/// All entries, in the order of the file.
const std::vector<Reference>& references();

/// The entry of a key, or nullptr.
const Reference* find_reference(const std::string& key);

}  // namespace lemmata
