#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "reports/commands/commands.hpp"

namespace lemmata {
namespace {

bool same_but_for_case(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace

std::string unknown_name(const std::string& kind, const std::string& name,
                         const std::vector<std::string>& nearest) {
  return fmt::format("no {} \"{}\"; did you mean {}?", kind, name, fmt::join(nearest, ", "));
}

std::vector<const Entry*> selected(const std::vector<std::string>& names) {
  std::set<const Entry*> chosen;
  for (const std::string& name : names) {
    const auto entries = select(name);
    if (entries.empty()) {
      throw UsageError{unknown_name("theorem or chapter", name, nearest_names(name))};
    }
    chosen.insert(entries.begin(), entries.end());
  }
  std::vector<const Entry*> result;
  for (const Entry& entry : catalogue()) {
    if (names.empty() || chosen.count(&entry) > 0) result.push_back(&entry);
  }
  return result;
}

const Entry& theorem_of(const std::string& id) {
  const auto found = std::find_if(catalogue().begin(), catalogue().end(), [&](const Entry& entry) {
    return same_but_for_case(entry.theorem.id, id);
  });
  if (found != catalogue().end()) return *found;
  std::vector<std::string> ids;
  for (const Entry& entry : catalogue()) ids.push_back(entry.theorem.id);
  throw UsageError{unknown_name("theorem", id, nearest_names(id, ids))};
}

}  // namespace lemmata
