#include "reports/atomic_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace lemmata {
namespace {

std::filesystem::path temporary_beside(std::filesystem::path path) {
  path += fmt::format(".{}.part", getpid());
  return path;
}

bool write(const std::filesystem::path& path, const std::string& content) {
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  return file.good();
}

}  // namespace

void write_file_atomically(const std::filesystem::path& path, const std::string& content) {
  const std::filesystem::path temporary = temporary_beside(path);
  std::error_code error;
  errno = 0;
  if (write(temporary, content)) {
    std::filesystem::rename(temporary, path, error);
  } else {
    error = errno != 0 ? std::error_code{errno, std::generic_category()}
                       : std::make_error_code(std::errc::io_error);
  }
  if (!error) return;
  std::error_code ignored;
  std::filesystem::remove(temporary, ignored);
  throw std::filesystem::filesystem_error{"cannot write", path, error};
}

}  // namespace lemmata
