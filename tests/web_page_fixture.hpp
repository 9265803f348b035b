#pragma once
/// \file
/// Pages in tests: where they are written, and what stands in them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "file_content.hpp"
#include "temporary_folder.hpp"

namespace lemmata {

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

/// Of a name that a page's links must quote.
class Folder {
 public:
  fs::path operator/(const std::string& name) const { return folder_.path() / name; }

 private:
  TemporaryFolder folder_{"lemmata's page"};
};

}  // namespace lemmata
