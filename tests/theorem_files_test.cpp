// The catalogue as text: ids, files, sources and falsifiers are complete and consistent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "verification/engine/catalogue.hpp"

namespace lemmata {

inline std::ostream& operator<<(std::ostream& out, const Entry& entry) {
  return out << entry.theorem.id;
}

namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{LEMMATA_SOURCES / path};
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The comment that a file begins with, as one line.
std::string head_of(const std::string& text) {
  std::istringstream lines{text};
  std::string head, line;
  while (std::getline(lines, line) && line.starts_with("//")) {
    head += line.substr(std::min<std::size_t>(line.size(), 2));
  }
  return head;
}

std::set<std::string> keys_of_references() {
  const std::string text = text_of("references.bib");
  const std::regex entry{R"(@\w+\{([^,\s]+),)"};
  std::set<std::string> keys;
  for (std::sregex_iterator it{text.begin(), text.end(), entry}; it != std::sregex_iterator{};
       ++it) {
    EXPECT_TRUE(keys.insert((*it)[1]).second) << "twice: " << (*it)[1];
  }
  return keys;
}

class TheoremFileTest : public testing::TestWithParam<Entry> {
 protected:
  const Entry& entry = GetParam();
  const Theorem& theorem = entry.theorem;
};

TEST_P(TheoremFileTest, HasAnId) {
  EXPECT_TRUE(std::regex_match(theorem.id, std::regex{"[A-Z]+-[1-9][0-9]*"})) << theorem.id;
}

TEST_P(TheoremFileTest, SaysWhatItClaims) {
  EXPECT_THAT(theorem.claim, Not(IsEmpty()));
  EXPECT_THAT(theorem.statement, Not(IsEmpty()));
  EXPECT_THAT(theorem.oracle, Not(IsEmpty()));
  EXPECT_THAT(theorem.shows, Not(IsEmpty()));
  EXPECT_THAT(theorem.instances.name, Not(IsEmpty()));
  EXPECT_THAT(theorem.hypotheses, Not(IsEmpty()));
  for (const auto& hypothesis : theorem.hypotheses) EXPECT_THAT(hypothesis.text, Not(IsEmpty()));
}

TEST_P(TheoremFileTest, HasChecksAndANamedProof) {
  EXPECT_THAT(theorem.checks, Not(IsEmpty()));
  EXPECT_THAT(theorem.proof, Not(IsEmpty()));
  for (const auto& step : theorem.proof) EXPECT_THAT(step.claim, Not(IsEmpty()));
  for (const auto& check : theorem.checks) {
    EXPECT_TRUE(theorem.checks.size() == 1 || !check.claim.empty());
    EXPECT_EQ(static_cast<bool>(check.applies), !check.restriction.empty());
  }
}

TEST_P(TheoremFileTest, HasSeveralFalsifiersOfDistinctNames) {
  EXPECT_GE(theorem.falsifiers.size(), 2U);
  std::set<std::string> names;
  for (const auto& falsifier : theorem.falsifiers) {
    EXPECT_THAT(falsifier.name, Not(IsEmpty()));
    EXPECT_TRUE(names.insert(falsifier.name).second) << falsifier.name;
    for (const auto& issue : falsifier.reported) {
      EXPECT_TRUE(std::regex_match(issue, std::regex{R"([\w.-]+/[\w.-]+#\d+)"})) << issue;
    }
  }
}

TEST_P(TheoremFileTest, NeedsHypothesesThatItHas) {
  for (const auto& need : theorem.needs) {
    EXPECT_TRUE(std::any_of(theorem.hypotheses.begin(), theorem.hypotheses.end(),
                            [&](const auto& has) { return has.text == need.hypothesis; }))
        << need.hypothesis;
  }
  for (const auto& check : theorem.tight) EXPECT_THAT(check.claim, Not(IsEmpty()));
}

TEST_P(TheoremFileTest, NamesReferences) {
  EXPECT_THAT(theorem.sources, Not(IsEmpty()));
  for (const auto& source : theorem.sources) {
    EXPECT_THAT(keys_of_references(), Contains(source.key));
    EXPECT_THAT(source.where, Not(IsEmpty()));
  }
}

TEST_P(TheoremFileTest, StandsInAFileNamedAfterItsFunction) {
  const std::filesystem::path path{entry.file};
  EXPECT_EQ(path.parent_path().filename(), entry.chapter);
  EXPECT_THAT(text_of(path), HasSubstr("\nTheorem " + path.stem().string() + "() {\n"));
}

TEST_P(TheoremFileTest, BeginsWithItsIdAndNamesItsSources) {
  const std::string text = text_of(entry.file);
  EXPECT_THAT(text, StartsWith("// " + theorem.id + ". "));
  for (const char* part : {"Hypotheses: ", "Oracle: ", "Shows: ", "Sources: "}) {
    EXPECT_THAT(text, HasSubstr(std::string{"\n// "} + part));
  }
  for (const auto& source : theorem.sources) EXPECT_THAT(head_of(text), HasSubstr(source.key));
}

TEST_P(TheoremFileTest, FitsOnAFewPages) {
  const std::string text = text_of(entry.file);
  const auto lines = std::count(text.begin(), text.end(), '\n');
  EXPECT_GE(lines, 60);
  EXPECT_LE(lines, 220);
}

constexpr auto id_of = [](const auto& info) {
  return std::regex_replace(info.param.theorem.id, std::regex{"-"}, "_");
};
INSTANTIATE_TEST_SUITE_P(Catalogue, TheoremFileTest, testing::ValuesIn(catalogue()), id_of);

TEST(CatalogueTest, IdsAreUnique) {
  std::set<std::string> ids;
  for (const auto& entry : catalogue()) {
    EXPECT_TRUE(ids.insert(entry.theorem.id).second) << entry.theorem.id;
  }
}

TEST(CatalogueTest, ListsEveryFileOfEveryChapter) {
  std::set<std::string> files, listed;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator{LEMMATA_SOURCES "/verification"}) {
    const auto path = std::filesystem::relative(file.path(), LEMMATA_SOURCES);
    const bool is_chapter = !path.string().starts_with("verification/engine/") &&
                            !path.string().starts_with("verification/claims/");
    if (path.extension() == ".cpp" && is_chapter) {
      files.insert(path.string());
    }
  }
  for (const auto& entry : catalogue()) listed.insert(entry.file);
  EXPECT_EQ(listed, files);
}

TEST(CatalogueTest, StandsInOrderOfChaptersAndIds) {
  std::vector<std::string> chapters;
  for (const auto& entry : catalogue()) {
    if (chapters.empty() || chapters.back() != entry.chapter) chapters.push_back(entry.chapter);
  }
  EXPECT_EQ(std::set<std::string>(chapters.begin(), chapters.end()).size(), chapters.size());
  EXPECT_EQ(chapters.front(), "mdp");
}

TEST(CatalogueTest, SelectsByIdLettersAndChapterInAnyCase) {
  ASSERT_EQ(select("pg-2").size(), 1U);
  EXPECT_EQ(select("pg-2")[0]->theorem.id, "PG-2");
  EXPECT_GT(select("PG").size(), 2U);
  EXPECT_EQ(select("policy_gradient").size(), select("PG").size());
  EXPECT_THAT(select("PG-"), IsEmpty());
  EXPECT_THAT(select(""), IsEmpty());
  EXPECT_EQ(nearest_names("PG2").front(), "PG-2");
  EXPECT_EQ(nearest_names("policy-gradient").front(), "policy_gradient");
}

TEST(ReferencesTest, AreAllUsedByATheoremOrNamedInAHeader) {
  std::string headers;
  for (const char* layer : {"theory", "algorithms", "verification"}) {
    const std::filesystem::recursive_directory_iterator files{
        std::filesystem::path{LEMMATA_SOURCES} / layer};
    for (const auto& file : files) {
      if (file.path().extension() == ".hpp") headers += text_of(file.path());
    }
  }
  for (const auto& key : keys_of_references()) {
    const bool is_source =
        std::any_of(catalogue().begin(), catalogue().end(), [&](const Entry& entry) {
          const auto& sources = entry.theorem.sources;
          return std::any_of(sources.begin(), sources.end(),
                             [&](const Source& source) { return source.key == key; });
        });
    EXPECT_TRUE(is_source || headers.find(key) != std::string::npos) << key;
  }
}

}  // namespace
}  // namespace lemmata
