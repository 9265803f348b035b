#pragma once
/// \file
/// Files that are built into the program, as the build writes them: in pieces of a length that
/// every compiler takes.

#include <string>
#include <string_view>
#include <vector>

namespace lemmata {

struct EmbeddedFile {
  std::string name;
  std::vector<std::string_view> pieces;

  std::string text() const {
    std::string result;
    for (const std::string_view piece : pieces) result += piece;
    return result;
  }
};

}  // namespace lemmata
