// JUnit XML: one case a theorem, falsifier and needed hypothesis, counted, failing and skipped as
// the run says.

#include "reports/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

namespace lemmata {
namespace {

using boost::property_tree::ptree;
using testing::HasSubstr;

ptree parsed(const std::string& xml) {
  std::istringstream text{xml};
  ptree document;
  read_xml(text, document, boost::property_tree::xml_parser::trim_whitespace);
  return document.get_child("testsuites");
}

TheoremResult result_of(const char* id, Verdict verdict) {
  return {.entry = select(id).front(), .verdict = verdict, .seconds = 0.25};
}

std::vector<ptree> cases(const ptree& suite) {
  std::vector<ptree> result;
  for (const auto& [tag, test] : suite) {
    if (tag == "testcase") result.push_back(test);
  }
  return result;
}

TEST(Junit, HasASuiteAChapterAndACaseATheoremFalsifierAndNeed) {
  TheoremResult first = result_of("PG-2", Verdict::holds);
  first.falsifiers = {{.name = "a < b", .rejected = true}, {.name = "c & d", .rejected = true}};
  first.needs = {{.name = "γ < 1", .rejected = true}};
  const ptree suites = parsed(to_junit({.results = {first, result_of("BL-1", Verdict::holds)}}));
  std::vector<ptree> found;
  for (const auto& [tag, suite] : suites) {
    if (tag == "testsuite") found.push_back(suite);
  }
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].get<std::string>("<xmlattr>.name"), "lemmata.policy_gradient");
  EXPECT_EQ(found[0].get<int>("<xmlattr>.tests"), 4);
  EXPECT_EQ(found[0].get<int>("<xmlattr>.failures"), 0);
  EXPECT_EQ(found[1].get<std::string>("<xmlattr>.name"), "lemmata.baselines");
  const auto tests = cases(found[0]);
  ASSERT_EQ(tests.size(), 4U);
  EXPECT_EQ(tests[0].get<std::string>("<xmlattr>.time"), "0.250");
  EXPECT_EQ(tests[0].get<std::string>("<xmlattr>.file"),
            "verification/policy_gradient/policy_gradient_theorem.cpp");
  EXPECT_EQ(tests[1].get<std::string>("<xmlattr>.name"), "PG-2 rejects: a < b");
  EXPECT_EQ(tests[2].get<std::string>("<xmlattr>.name"), "PG-2 rejects: c & d");
  EXPECT_EQ(tests[3].get<std::string>("<xmlattr>.name"), "PG-2 needs: γ < 1");
  for (const ptree& test : tests) EXPECT_EQ(test.count("failure") + test.count("skipped"), 0U);
}

TEST(Junit, FailuresCarryTheirKindAndWhatWasFound) {
  TheoremResult result = result_of("PG-2", Verdict::fails);
  result.checks = {{.claim = "c", .verdict = Verdict::fails, .counterexample = "left 1 < right 2"}};
  result.falsifiers = {{.name = "w", .instances = 2000}};
  result.needs = {{.name = "γ < 1", .instances = 30}};
  const ptree suite = parsed(to_junit({.seed = 7, .results = {result}})).get_child("testsuite");
  EXPECT_EQ(suite.get<int>("<xmlattr>.failures"), 3);
  const auto tests = cases(suite);
  EXPECT_EQ(tests[0].get<std::string>("failure.<xmlattr>.type"), "fails");
  EXPECT_THAT(tests[0].get<std::string>("failure"), HasSubstr("left 1 < right 2"));
  EXPECT_THAT(tests[0].get<std::string>("failure"), HasSubstr("lemmata verify PG-2 --seed 7"));
  EXPECT_EQ(tests[1].get<std::string>("failure.<xmlattr>.type"), "survived");
  EXPECT_THAT(tests[1].get<std::string>("failure"), HasSubstr("survived 2000 instances"));
  EXPECT_EQ(tests[2].get<std::string>("failure.<xmlattr>.type"), "needless");
  EXPECT_THAT(tests[2].get<std::string>("failure"), HasSubstr("30 instances without it"));
}

TEST(Junit, WhatWasInterruptedIsSkipped) {
  TheoremResult result = result_of("PG-2", Verdict::unfinished);
  result.falsifiers = {{.name = "w", .unfinished = true}};
  const ptree suite =
      parsed(to_junit({.interrupted = true, .results = {result}})).get_child("testsuite");
  EXPECT_EQ(suite.get<int>("<xmlattr>.skipped"), 2);
  EXPECT_EQ(suite.get<int>("<xmlattr>.failures"), 0);
  for (const ptree& test : cases(suite)) {
    EXPECT_EQ(test.get<std::string>("skipped"), "interrupted before it was settled");
  }
}

TEST(Junit, TotalsStandAtTheRoot) {
  TheoremResult first = result_of("PG-2", Verdict::fails);
  first.falsifiers = {{.name = "a", .rejected = true}, {.name = "b", .unfinished = true}};
  const ptree suites =
      parsed(to_junit({.seconds = 3, .results = {first, result_of("BL-1", Verdict::holds)}}));
  EXPECT_EQ(suites.get<int>("<xmlattr>.tests"), 4);
  EXPECT_EQ(suites.get<int>("<xmlattr>.failures"), 1);
  EXPECT_EQ(suites.get<int>("<xmlattr>.skipped"), 1);
  EXPECT_EQ(suites.get<std::string>("<xmlattr>.time"), "3.000");
}

TEST(Junit, NoTimeIsClaimedWhereNoneWasMeasured) {
  TheoremResult result = result_of("PG-2", Verdict::holds);
  result.falsifiers = {{.name = "a", .rejected = true}};
  const auto tests = cases(parsed(to_junit({.results = {result}})).get_child("testsuite"));
  EXPECT_EQ(tests[0].count("<xmlattr>"), 1U);
  EXPECT_FALSE(tests[1].get_optional<std::string>("<xmlattr>.time"));
}

TEST(Junit, BytesThatAreNoCharactersAreReplaced) {
  TheoremResult result = result_of("PG-2", Verdict::holds);
  result.falsifiers = {{.name = "a\xff\xc3(b \xef\xbf\xbf γ", .rejected = true}};
  const auto tests = cases(parsed(to_junit({.results = {result}})).get_child("testsuite"));
  EXPECT_EQ(tests[1].get<std::string>("<xmlattr>.name"), "PG-2 rejects: a��(b � γ");
}

TEST(Junit, LeavesOutWhatXmlCannotContain) {
  TheoremResult result = result_of("PG-2", Verdict::holds);
  result.falsifiers = {{.name = "bell\a and\x1b[0m colour", .rejected = true}};
  const auto tests = cases(parsed(to_junit({.results = {result}})).get_child("testsuite"));
  EXPECT_EQ(tests[1].get<std::string>("<xmlattr>.name"), "PG-2 rejects: bell and[0m colour");
}

}  // namespace
}  // namespace lemmata
