#include "reports/atomic_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace lemmata {
namespace {

namespace fs = std::filesystem;

std::error_code last_error() {
  return errno != 0 ? std::error_code{errno, std::generic_category()}
                    : std::make_error_code(std::errc::io_error);
}

std::error_code write(const fs::path& path, const char* mode, const std::string& content) {
  errno = 0;
  std::FILE* file = std::fopen(path.c_str(), mode);
  if (file == nullptr) return last_error();
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  const std::error_code write_error = written ? std::error_code{} : last_error();
  return std::fclose(file) == 0 ? write_error : last_error();
}

/// The file that a chain of links leads to, so that a rename replaces it and not the link.
fs::path behind_links(const fs::path& path) {
  std::error_code none;
  const fs::path target = fs::weakly_canonical(path, none);
  return none ? path : target;
}

std::error_code replace(const fs::path& target, const std::string& content) {
  // A process that was killed may have had the same number, and left its file behind.
  constexpr int most_left_behind = 100;
  fs::path temporary;
  std::error_code error = std::make_error_code(std::errc::file_exists);
  for (int i = 0; i < most_left_behind && error == std::errc::file_exists; ++i) {
    temporary = target;
    temporary += fmt::format(".{}.{}.part", getpid(), i);
    error = write(temporary, "wx", content);
  }
  if (error == std::errc::file_exists) return error;
  if (!error) fs::rename(temporary, target, error);
  std::error_code ignored;
  if (error) fs::remove(temporary, ignored);
  return error;
}

}  // namespace

void write_file_atomically(const fs::path& path, const std::string& content) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  const bool stream = fs::exists(status) && fs::is_other(status);
  const std::error_code error =
      stream ? write(path, "w", content) : replace(behind_links(path), content);
  if (error) throw fs::filesystem_error{"cannot write", path, error};
}

}  // namespace lemmata
