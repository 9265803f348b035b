#include "reports/citation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/references.hpp"

namespace lemmata {
namespace {

/// Text as LaTeX prints it.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (std::string{"&%$#_{}"}.find(c) != std::string::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string bibtex_of_theorem(const Entry& entry) {
  return fmt::format(
      "@misc{{lemmata-{0},\n"
      "  author  = {{{{The Lemmata project}}}},\n"
      "  title   = {{{{{1}}}}},\n"
      "  version = {{{2}}},\n"
      "  year    = {{2026}},\n"
      "  note    = {{Theorem {0} of Lemmata {2}, \\texttt{{{3}}}}}\n"
      "}}\n",
      entry.theorem.id, escaped(entry.theorem.claim), version(), escaped(entry.file));
}

/// "Sutton, Richard S. and McAllester, David" as "Sutton and McAllester".
std::string family_names(const std::string& authors) {
  std::vector<std::string> names;
  const std::string separator = " and ";
  for (std::size_t begin = 0; begin < authors.size();) {
    const std::size_t end = std::min(authors.find(separator, begin), authors.size());
    const std::string name = authors.substr(begin, end - begin);
    names.push_back(name.substr(0, name.find(',')));
    begin = end + separator.size();
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

}  // namespace

std::string version() { return LEMMATA_VERSION; }

std::string bibtex(const Entry& entry) {
  std::string text = bibtex_of_theorem(entry);
  std::vector<std::string> cited;
  for (const Source& source : entry.theorem.sources) {
    if (std::find(cited.begin(), cited.end(), source.key) != cited.end()) continue;
    cited.push_back(source.key);
    text += "\n";
    for (const Source& same : entry.theorem.sources) {
      if (same.key == source.key && !same.where.empty()) {
        text += fmt::format("% {}: {}\n", same.key, same.where);
      }
    }
    const Reference* reference = find_reference(source.key);
    text += reference != nullptr ? reference->bibtex + "\n"
                                 : fmt::format("% {} is not in the bibliography\n", source.key);
  }
  return text;
}

std::string formatted(const Source& source) {
  const Reference* reference = find_reference(source.key);
  std::string text = source.key;
  if (reference != nullptr) {
    text = fmt::format("{}: {}. {}, {}", family_names(reference->author), reference->title,
                       reference->venue, reference->year);
  }
  return source.where.empty() ? text : fmt::format("{}, {}", text, source.where);
}

}  // namespace lemmata
