#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

#include "reports/commands/commands.hpp"

namespace lemmata {
namespace {

bool same_but_for_case(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// "mdp" for "theory/mdp/finite_mdp.v".
std::string chapter(const ListedProof& proof) {
  return std::filesystem::path{proof.file}.parent_path().filename().string();
}

bool is_named(const ListedProof& proof, const std::string& name) {
  const std::string letters = proof.id.substr(0, proof.id.find('-'));
  return same_but_for_case(name, proof.id) || same_but_for_case(name, chapter(proof)) ||
         same_but_for_case(name, letters);
}

void require_proof(const std::string& name) {
  std::set<std::string> names;
  for (const ListedProof& proof : proof_sources().theorems) {
    if (is_named(proof, name)) return;
    names.insert({proof.id, chapter(proof)});
  }
  if (!select(name).empty()) {
    throw UsageError{fmt::format("{} is not proved in Coq; `lemmata list` shows what is", name)};
  }
  throw UsageError{unknown_name("proved theorem or chapter", name,
                                nearest_names(name, {names.begin(), names.end()}))};
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

std::vector<ListedProof> selected_proofs(const std::vector<std::string>& names) {
  for (const std::string& name : names) require_proof(name);
  std::vector<ListedProof> result;
  for (const ListedProof& proof : proof_sources().theorems) {
    const bool chosen = std::any_of(names.begin(), names.end(),
                                    [&](const std::string& name) { return is_named(proof, name); });
    if (names.empty() || chosen) result.push_back(proof);
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
