#include "reports/proofs/proof_sources.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "algorithms/environments/embedded_file.hpp"

namespace lemmata {
namespace {

#include "coq_proofs.inc"

std::string stem(const std::string& path) { return std::filesystem::path{path}.stem().string(); }

ProofSources embedded_sources() {
  ProofSources sources;
  for (const EmbeddedFile& file : coq_proofs()) {
    const std::string text = file.text();
    if (file.name.ends_with(".v")) {
      sources.files.push_back({file.name, text});
    } else {
      sources.theorems = parse_proof_list(text);
    }
  }
  return sources;
}

}  // namespace

const ProofSources& proof_sources() {
  static const ProofSources sources = embedded_sources();
  return sources;
}

std::vector<ListedProof> parse_proof_list(const std::string& text) {
  std::vector<ListedProof> theorems;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line.substr(0, line.find('#'))};
    ListedProof entry;
    std::string rest;
    if (!(words >> entry.id)) continue;
    if (!(words >> entry.file >> entry.theorem) || words >> rest) {
      throw std::invalid_argument{"not an id, a file and a theorem: " + line};
    }
    theorems.push_back(entry);
  }
  return theorems;
}

const ProofFile* find_file(const ProofSources& sources, const std::string& path) {
  const auto found = std::find_if(sources.files.begin(), sources.files.end(),
                                  [&](const ProofFile& file) { return file.path == path; });
  return found == sources.files.end() ? nullptr : &*found;
}

std::vector<const ProofFile*> required_files(const ProofSources& sources, const ProofFile& file) {
  std::vector<const ProofFile*> required;
  for (const std::string& module : required_modules(file.text, coq_library)) {
    for (const ProofFile& other : sources.files) {
      if (stem(other.path) == module) required.push_back(&other);
    }
  }
  return required;
}

std::vector<const ProofFile*> files_of(const ProofSources& sources,
                                       const std::vector<ListedProof>& theorems) {
  std::vector<const ProofFile*> ordered;
  std::set<const ProofFile*> seen;
  const std::function<void(const ProofFile*)> add = [&](const ProofFile* file) {
    if (file == nullptr || !seen.insert(file).second) return;
    for (const ProofFile* required : required_files(sources, *file)) add(required);
    ordered.push_back(file);
  };
  for (const ListedProof& theorem : theorems) add(find_file(sources, theorem.file));
  return ordered;
}

std::vector<ProofProblem> problems_of(const ProofSources& sources) {
  std::vector<ProofProblem> problems;
  const auto needed = files_of(sources, sources.theorems);
  std::map<std::string, std::string> path_of_stem;
  for (const ProofFile& file : sources.files) {
    const auto [known, is_new] = path_of_stem.emplace(stem(file.path), file.path);
    if (!is_new) problems.push_back({file.path, "has the name of " + known->second});
    if (std::find(needed.begin(), needed.end(), &file) == needed.end()) {
      problems.push_back({file.path, "is neither listed nor required by a file that is"});
    }
    for (const CoqAssumption& assumed : assumptions_of(file.text)) {
      problems.push_back({fmt::format("{}:{}", file.path, assumed.line),
                          "leaves something unproved: " + assumed.what});
    }
  }
  for (const auto& [id, path, theorem] : sources.theorems) {
    const ProofFile* file = find_file(sources, path);
    if (file == nullptr) {
      problems.push_back({path, fmt::format("is listed for {}, and is not there", id)});
    } else if (!formal_statement(file->text, theorem)) {
      problems.push_back(
          {path, fmt::format("has no theorem {}, which is listed for {}", theorem, id)});
    }
  }
  return problems;
}

const FormalProof* formal_proof(const std::string& id) {
  static const std::map<std::string, FormalProof> proofs = [] {
    std::map<std::string, FormalProof> result;
    for (const ListedProof& listed : proof_sources().theorems) {
      const ProofFile* file = find_file(proof_sources(), listed.file);
      const auto formal =
          file == nullptr ? std::nullopt : formal_statement(file->text, listed.theorem);
      if (formal) result.emplace(listed.id, FormalProof{listed, *formal});
    }
    return result;
  }();
  const auto found = proofs.find(id);
  return found == proofs.end() ? nullptr : &found->second;
}

}  // namespace lemmata
