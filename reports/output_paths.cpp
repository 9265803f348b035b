#include "reports/output_paths.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <system_error>

#include "reports/atomic_file.hpp"

namespace lemmata {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw OutputError{fmt::format("{}: cannot be written: {}", path, reason)};
}

bool writable(const fs::path& path) { return access(path.c_str(), W_OK) == 0; }

}  // namespace

void require_writable_file(const std::string& path) {
  if (path.empty() || path == standard_output) return;
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) refuse(path, "it is a folder");
  if (fs::exists(path, ignored) && !writable(path)) refuse(path, "permission denied");
  fs::path folder = fs::path{path}.parent_path();
  if (folder.empty()) folder = ".";
  if (!fs::is_directory(folder, ignored)) {
    refuse(path, fmt::format("there is no folder {}", folder.string()));
  }
  if (!fs::exists(path, ignored) && !writable(folder)) refuse(path, "permission denied");
}

bool same_file(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return false;
  const auto resolved = [](const std::string& path) {
    return fs::weakly_canonical(fs::absolute(path));
  };
  return resolved(a) == resolved(b);
}

void require_writable_folder(const std::string& path) {
  if (path.empty()) return;
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && !fs::is_directory(path)) error = std::make_error_code(std::errc::not_a_directory);
  if (!error && !writable(path)) error = std::make_error_code(std::errc::permission_denied);
  if (error) refuse(path, error.message());
}

void write_output(const std::string& path, const std::string& content) {
  if (path.empty()) return;
  if (path == standard_output) {
    std::cout << content;
    return;
  }
  try {
    write_file_atomically(path, content);
  } catch (const fs::filesystem_error& error) {
    refuse(path, error.code().message());
  }
}

}  // namespace lemmata
