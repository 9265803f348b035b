#pragma once
/// \file
/// Files that are never seen half-written.

#include <filesystem>
#include <string>

namespace lemmata {

/// Writes the content beside the path and renames it into place, so that a reader finds the old
/// file or the new one. A device or pipe is written to as it stands.
/// \throws std::filesystem::filesystem_error naming the path
void write_file_atomically(const std::filesystem::path& path, const std::string& content);

}  // namespace lemmata
