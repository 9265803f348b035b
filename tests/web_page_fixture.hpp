#pragma once
/// \file
/// Pages in tests: where they are written, and what stands in them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "file_content.hpp"

namespace lemmata {

namespace fs = std::filesystem;

inline std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

inline std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression{pattern};
  std::vector<std::string> found;
  for (std::sregex_iterator match{text.begin(), text.end(), expression}, end; match != end;
       ++match) {
    found.push_back(match->str(1));
  }
  return found;
}

/// The part of the page that speaks of one theorem.
inline std::string section(const std::string& page, const std::string& id) {
  const std::size_t begin = page.find("<section class=\"theorem\" id=\"" + id + "\"");
  return begin == std::string::npos ? ""
                                    : page.substr(begin, page.find("</section>", begin) - begin);
}

class Folder {
 public:
  Folder() : path_{(fs::temp_directory_path() / "lemmata's page-XXXXXX").string()} {
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(const std::string& name) const { return fs::path{path_} / name; }

 private:
  std::string path_;
};

}  // namespace lemmata
