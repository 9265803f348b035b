#include "verification/engine/catalogue.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <tuple>
#include <utility>

#include "theorem_files.inc"

namespace lemmata {
namespace {

/// Chapters in the order in which a reader would meet them; others follow by name.
constexpr std::array<std::string_view, 10> reading_order{
    "mdp",          "policy_gradient",  "baselines",    "advantage", "critics",
    "actor_critic", "natural_gradient", "trust_region", "entropy",   "asynchronous"};

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string letters(const std::string& id) { return id.substr(0, id.find('-')); }
int number(const std::string& id) { return std::stoi(id.substr(id.find('-') + 1)); }

auto reading_key(const Entry& entry) {
  const auto chapter = std::find(reading_order.begin(), reading_order.end(), entry.chapter);
  return std::make_tuple(chapter - reading_order.begin(), entry.chapter, letters(entry.theorem.id),
                         number(entry.theorem.id));
}

bool is_selected(const Entry& entry, const std::string& name) {
  return name == lower(entry.theorem.id) || name == lower(entry.chapter) ||
         name == lower(letters(entry.theorem.id));
}

/// Levenshtein's distance.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

const std::vector<Entry>& catalogue() {
  static const std::vector<Entry> entries = [] {
    std::vector<Entry> result = theorem_files();
    for (Entry& entry : result) {
      for (Check& check : entry.theorem.checks) {
        if (check.claim.empty()) check.claim = "the statement";
      }
    }
    std::sort(result.begin(), result.end(),
              [](const Entry& a, const Entry& b) { return reading_key(a) < reading_key(b); });
    return result;
  }();
  return entries;
}

std::vector<const Entry*> select(std::string_view name) {
  std::vector<const Entry*> result;
  for (const Entry& entry : catalogue()) {
    if (is_selected(entry, lower(name))) result.push_back(&entry);
  }
  return result;
}

std::vector<std::string> nearest_names(std::string_view name) {
  std::vector<std::string> names;
  for (const Entry& entry : catalogue()) {
    names.push_back(entry.theorem.id);
    if (std::find(names.begin(), names.end(), entry.chapter) == names.end()) {
      names.push_back(entry.chapter);
    }
  }
  return nearest_names(name, std::move(names));
}

std::vector<std::string> nearest_names(std::string_view name, std::vector<std::string> names) {
  const std::string wanted = lower(name);
  std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
    return distance(wanted, lower(a)) < distance(wanted, lower(b));
  });
  constexpr std::size_t shown = 3;
  names.resize(std::min(names.size(), shown));
  return names;
}

}  // namespace lemmata
