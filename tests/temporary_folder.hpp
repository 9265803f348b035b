#pragma once
/// \file
/// A folder that is gone with its owner.

#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace lemmata {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  /// Its name begins so.
  explicit TemporaryFolder(const std::string& name = "lemmata")
      : path_{(fs::temp_directory_path() / (name + "-XXXXXX")).string()} {
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  fs::path path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace lemmata
