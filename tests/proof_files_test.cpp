// The proofs of theory/ as text: what is listed, where it stands, and how its files begin.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "algorithms/environments/json_item.hpp"
#include "reports/proofs/proof_sources.hpp"
#include "reports/terminal/text.hpp"
#include "verification/claims/claims.hpp"
#include "verification/engine/catalogue.hpp"

namespace lemmata {

inline std::ostream& operator<<(std::ostream& out, const ListedProof& listed) {
  return out << listed.id;
}

namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::StartsWith;

const Entry* stated(const std::string& id) {
  const auto found = select(id);
  return found.empty() ? nullptr : found.front();
}

bool is_planned(const std::string& id) {
  return std::any_of(planned_theorems().begin(), planned_theorems().end(),
                     [&](const auto& theorem) { return theorem.id == id; });
}

TEST(ProofFiles, AreAllInTheProgramAsTheyStand) {
  std::set<std::string> paths;
  for (const auto& file : fs::recursive_directory_iterator{LEMMATA_SOURCES "/theory"}) {
    if (file.path().extension() != ".v") continue;
    const std::string path = fs::relative(file.path(), LEMMATA_SOURCES).string();
    const ProofFile* found = find_file(proof_sources(), path);
    ASSERT_NE(found, nullptr) << path;
    EXPECT_EQ(found->text, file_content(file.path().string())) << path;
    paths.insert(path);
  }
  EXPECT_EQ(paths.size(), proof_sources().files.size());
  EXPECT_GT(paths.size(), 80U);
}

TEST(ProofFiles, AreListedOrRequiredAndLeaveNothingUnproved) {
  for (const auto& [where, what] : problems_of(proof_sources())) {
    ADD_FAILURE() << where << ": " << what;
  }
}

TEST(ProofFiles, BeginWithACommentAndFitTheLine) {
  for (const ProofFile& file : proof_sources().files) {
    EXPECT_THAT(file.text, StartsWith("(* ")) << file.path;
    std::istringstream lines{file.text};
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), 100) << file.path << ": " << line;
    }
  }
}

TEST(ProofList, NamesEachTheoremOnce) {
  std::set<std::string> ids;
  for (const ListedProof& listed : proof_sources().theorems) {
    EXPECT_TRUE(listed.id == "companion" || ids.insert(listed.id).second) << listed.id;
  }
}

class ListedProofTest : public testing::TestWithParam<ListedProof> {
 protected:
  const ListedProof& listed = GetParam();
  const fs::path file{listed.file};
};

TEST_P(ListedProofTest, StandsBesideItsTheorem) {
  if (listed.id == "companion") return;
  EXPECT_EQ(file.stem(), listed.theorem);
  const Entry* entry = stated(listed.id);
  ASSERT_TRUE(entry != nullptr || is_planned(listed.id));
  if (entry == nullptr) return;
  EXPECT_EQ(file.stem(), fs::path{entry->file}.stem());
  EXPECT_EQ(file.parent_path().filename(), entry->chapter);
}

TEST_P(ListedProofTest, BeginsWithItsId) {
  const ProofFile* found = find_file(proof_sources(), listed.file);
  ASSERT_NE(found, nullptr);
  EXPECT_THAT(found->text, StartsWith(listed.id == "companion" ? "(* " : "(* " + listed.id + ". "));
}

TEST_P(ListedProofTest, HasAStatement) {
  const FormalProof* proof = formal_proof(listed.id);
  ASSERT_NE(proof, nullptr);
  EXPECT_TRUE(proof->formal.statement.ends_with("."));
  EXPECT_EQ(proof->formal.statement.find("Proof"), std::string::npos);
}

constexpr auto name_of = [](const auto& info) {
  std::string name = info.param.id == "companion" ? info.param.theorem : info.param.id;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
};
INSTANTIATE_TEST_SUITE_P(Proofs, ListedProofTest, testing::ValuesIn(proof_sources().theorems),
                         name_of);

}  // namespace
}  // namespace lemmata
