#include "reports/references.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>
#include <utility>

namespace lemmata {
namespace {

/// references.bib as it stands, through the build.
const std::string bibliography =
#include "references_bib.inc"
    ;

/// The place behind the brace that closes the one at `open`.
std::size_t behind_group(const std::string& text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i + 1;
  }
  throw std::logic_error("references.bib: a brace is not closed");
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\n,");
  const auto last = text.find_last_not_of(" \t\n,");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

/// LaTeX's accents as letters.
std::string with_accents(std::string text) {
  static const std::vector<std::pair<std::string, std::string>> accents{
      {R"(\'a)", "á"}, {R"(\'e)", "é"}, {R"(\'i)", "í"}, {R"(\'o)", "ó"},
      {R"(\'u)", "ú"}, {R"(\"a)", "ä"}, {R"(\"o)", "ö"}, {R"(\"u)", "ü"}};
  for (const auto& [latex, letter] : accents) {
    for (std::size_t at = text.find(latex); at != std::string::npos; at = text.find(latex, at)) {
      text.replace(at, latex.size(), letter);
    }
  }
  return text;
}

/// As it is read: without braces.
std::string plain(std::string text) {
  std::erase_if(text, [](char c) { return c == '{' || c == '}'; });
  return with_accents(std::move(text));
}

/// The fields `name = {value}` of an entry, whose head `@type{key,` ends before `begin`.
std::map<std::string, std::string> fields(const std::string& entry, std::size_t begin) {
  std::map<std::string, std::string> result;
  for (std::size_t equals = entry.find('=', begin); equals != std::string::npos;
       equals = entry.find('=', begin)) {
    const std::size_t open = entry.find('{', equals);
    if (open == std::string::npos) break;
    const std::size_t end = behind_group(entry, open);
    result[trimmed(entry.substr(begin, equals - begin))] = plain(entry.substr(open, end - open));
    begin = end;
  }
  return result;
}

Reference reference(const std::string& entry) {
  const std::size_t open = entry.find('{');
  const std::size_t comma = entry.find(',', open);
  auto field = fields(entry, comma + 1);
  std::string venue = field["journal"];
  if (venue.empty()) venue = field["booktitle"];
  if (venue.empty()) venue = field["publisher"];
  if (venue.empty()) venue = field["school"];
  return {.key = trimmed(entry.substr(open + 1, comma - open - 1)),
          .bibtex = entry,
          .author = field["author"],
          .title = field["title"],
          .venue = venue,
          .year = field["year"]};
}

std::vector<Reference> parsed(const std::string& text) {
  std::vector<Reference> result;
  for (std::size_t at = text.find('@'); at != std::string::npos;) {
    const std::size_t end = behind_group(text, text.find('{', at));
    result.push_back(reference(text.substr(at, end - at)));
    at = text.find('@', end);
  }
  return result;
}

}  // namespace

const std::vector<Reference>& references() {
  static const std::vector<Reference> all = parsed(bibliography);
  return all;
}

const Reference* find_reference(const std::string& key) {
  const auto found = std::find_if(references().begin(), references().end(),
                                  [&](const Reference& one) { return one.key == key; });
  return found == references().end() ? nullptr : &*found;
}

}  // namespace lemmata
