#pragma once
/// \file
/// KaTeX, which sets the mathematics of a web page.

#include <filesystem>
#include <optional>

namespace lemmata {

/// Where the build found KaTeX, if it is still there.
std::optional<std::filesystem::path> find_katex();

/// Copies what a page needs of KaTeX (script, style, fonts) into the directory, as real files.
/// Throws std::filesystem::filesystem_error.
void copy_katex(const std::filesystem::path& katex, const std::filesystem::path& directory);

}  // namespace lemmata
