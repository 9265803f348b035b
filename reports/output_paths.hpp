#pragma once
/// \file
/// Where results go, refused before anything is computed if they cannot go there.

#include <stdexcept>
#include <string>

namespace lemmata {

/// The path that stands for standard output.
inline const std::string standard_output = "-";

struct OutputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// \throws OutputError if a file could not be written there; nothing is refused for an empty path
/// or standard output.
void require_writable_file(const std::string& path);

/// Whether both name one file, existing or not. Empty paths name none.
bool same_file(const std::string& a, const std::string& b);

/// Makes the folder if it is not there; nothing for an empty path. \throws OutputError
void require_writable_folder(const std::string& path);

/// Writes to the file, or to standard output for "-"; nothing for an empty path.
/// \throws OutputError
void write_output(const std::string& path, const std::string& content);

}  // namespace lemmata
