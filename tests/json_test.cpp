// Results as JSON and the exit status they lead to, from results made by hand.

#include "reports/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lemmata {
namespace {

using nlohmann::json;

TheoremResult result_with(Verdict verdict) {
  return {.entry = select("PG-2").front(), .verdict = verdict};
}

json theorem_json(const TheoremResult& result) {
  return json::parse(to_json(VerificationRun{.results = {result}})).at("theorems").at(0);
}

/// What the run itself established: all but the formal proof.
json found_evidence(const json& theorem) {
  json found = json::array();
  for (const json& each : theorem.at("evidence")) {
    if (each.at("grade") != "proved") found.push_back(each);
  }
  return found;
}

std::vector<std::string> keys(const std::string& text) {
  std::vector<std::string> names;
  const auto object = nlohmann::ordered_json::parse(text);
  for (const auto& item : object.items()) names.push_back(item.key());
  return names;
}

TEST(SoftSolutionJson, HasEveryNumberUnderItsName) {
  const SoftSolution solution{.value = 1,
                              .values = Vector<double>{{2, 3}},
                              .log_policy = Matrix<double>{{-4, -5}, {-6, -7}},
                              .policy = Policy<double>{{0.25, 0.75}, {0.5, 0.5}},
                              .plain_return = 8,
                              .entropy = 9,
                              .error_bound = 10,
                              .iterations = 11};
  EXPECT_EQ(json::parse(to_json(solution, 12)), (json{{"temperature", 12.0},
                                                      {"value", 1.0},
                                                      {"values", {2.0, 3.0}},
                                                      {"policy", {{0.25, 0.75}, {0.5, 0.5}}},
                                                      {"return", 8.0},
                                                      {"entropy", 9.0},
                                                      {"error_bound", 10.0},
                                                      {"iterations", 11}}));
}

TEST(EntropyFrontierJson, HasEveryNumberUnderItsName) {
  const EntropyFrontier frontier{.optimum = 1, .points = {{2, 3, 4, 5, 6}}, .ended = "there"};
  EXPECT_EQ(json::parse(to_json(frontier)), (json{{"optimum", 1.0},
                                                  {"points",
                                                   {{{"temperature", 2.0},
                                                     {"value", 3.0},
                                                     {"return", 4.0},
                                                     {"entropy", 5.0},
                                                     {"error_bound", 6.0}}}},
                                                  {"ended", "there"}}));
}

TEST(ExitStatus, IsZeroOnlyIfEveryTheoremHolds) {
  EXPECT_EQ(exit_status({.results = {result_with(Verdict::holds)}}), 0);
  for (const Verdict verdict : {Verdict::fails, Verdict::undecided, Verdict::vacuous,
                                Verdict::unguarded, Verdict::unfinished}) {
    EXPECT_EQ(exit_status({.results = {result_with(Verdict::holds), result_with(verdict)}}), 1);
  }
}

TEST(ExitStatus, SaysInterruptedWhateverWasSettled) {
  EXPECT_EQ(exit_status({.interrupted = true, .results = {result_with(Verdict::fails)}}), 130);
}

TEST(VerificationJson, KeysStandInTheOrderOfTheSchema) {
  EXPECT_THAT(keys(to_json(VerificationRun{})),
              testing::ElementsAre("schema", "seed", "effort", "rounds", "seconds",
                                   "false_alarm_budget", "interrupted", "theorems"));
  const auto ordered =
      nlohmann::ordered_json::parse(to_json(VerificationRun{.results = {result_with({})}}));
  EXPECT_THAT(
      keys(ordered.at("theorems").at(0).dump()),
      testing::ElementsAre("id", "chapter", "claim", "verdict", "evidence", "tightest", "seconds",
                           "falsifiers", "proof", "checks", "tight", "needs", "mdps"));
}

TEST(VerificationJson, EvidenceIsSummedPerGradeOverChecksAndProof) {
  TheoremResult result = result_with(Verdict::holds);
  result.checks = {
      {.grade = Grade::exact, .instances = 100, .discarded = 2, .false_pass = 1e-15},
      {.grade = Grade::rigorous, .instances = 7, .precision = 256, .tightest = 0.75},
      {.grade = Grade::enumerated, .instances = 3, .false_pass = 1e-16, .trajectories = 40}};
  result.proof = {{.grade = Grade::exact, .instances = 60, .discarded = 1, .false_pass = 3e-15},
                  {.grade = Grade::rigorous, .instances = 5, .precision = 128, .tightest = 0.9}};
  const json theorem = theorem_json(result);
  EXPECT_EQ(found_evidence(theorem), json::parse(R"([
    {"grade": "exact", "instances": 160, "discarded": 3, "false_pass": 3e-15, "exceptions": 1.0},
    {"grade": "enumerated", "instances": 3, "discarded": 0, "false_pass": 1e-16,
     "trajectories": 40, "exceptions": 1.0},
    {"grade": "rigorous", "instances": 12, "discarded": 0, "precision_bits": 256,
     "exceptions": 1.0}])"));
  EXPECT_EQ(theorem.at("tightest"), 0.75);
}

TEST(VerificationJson, SampledEvidenceStatesItsLevelPowerAndAssumption) {
  TheoremResult result = result_with(Verdict::holds);
  result.checks = {{.grade = Grade::statistical,
                    .instances = 4,
                    .sampled = SampledEvidence{8000, 12, 1e-8, 0.05, "independent samples"}}};
  result.needs = {{.name = "γ < 1", .rejected = true, .instances = 3, .effect = 2.5}};
  const json theorem = theorem_json(result);
  EXPECT_EQ(found_evidence(theorem), json::parse(R"([
    {"grade": "statistical", "instances": 4, "discarded": 0, "samples": 8000, "coordinates": 12,
     "level_of_coordinate": 1e-8, "power": 0.999, "detectable_shift": 0.05,
     "assumption": "independent samples"}])"));
  EXPECT_EQ(theorem.at("needs").at(0).at("effect"), 2.5);
}

TEST(VerificationJson, AFormalProofIsNamedWithWhatChecksIt) {
  const json evidence = theorem_json(result_with(Verdict::holds)).at("evidence");
  ASSERT_EQ(evidence.size(), 1U);
  EXPECT_EQ(evidence[0].at("grade"), "proved");
  EXPECT_EQ(evidence[0].at("file"), "theory/policy_gradient/policy_gradient_theorem.v");
  EXPECT_EQ(evidence[0].at("theorem"), "policy_gradient_theorem");
  EXPECT_EQ(evidence[0].at("checked_by"), "lemmata prove");
  EXPECT_THAT(evidence[0].at("context"), testing::HasSubstr("(π : policy R S A)"));
  EXPECT_EQ(evidence[0].at("statement"),
            "Theorem policy_gradient_theorem :\n"
            "  D (performance M V) = \\sum_s ν s * \\sum_a D (π s a) * action_value M V s a.");
}

TEST(VerificationJson, WhatIsNotProvedHasNoFormalProof) {
  Entry unproved = *select("PG-2").front();
  unproved.theorem.id = "ZZ-1";
  EXPECT_EQ(theorem_json({.entry = &unproved}).at("evidence"), json::array());
}

TEST(ProofsJson, HasEachTheoremAndEachProblem) {
  const ProofRun run{.coq = "8.16.1",
                     .results = {{.listed = {"AA-1", "theory/a/x.v", "x"},
                                  .formal = {"Variable n : nat.", "Theorem x : n = 1."},
                                  .verdict = ProofVerdict::assumes,
                                  .assumptions = {"wish : 1 = 2"},
                                  .seconds = 1.5}},
                     .problems = {{"theory/a/x.v:3", "what"}},
                     .files = 2,
                     .seconds = 2.5};
  EXPECT_EQ(json::parse(to_json(run)), json::parse(R"({
    "schema": "lemmata.proofs/1", "coq": "8.16.1", "files": 2, "seconds": 2.5,
    "interrupted": false,
    "theorems": [{"id": "AA-1", "file": "theory/a/x.v", "theorem": "x",
                  "context": "Variable n : nat.", "statement": "Theorem x : n = 1.",
                  "verdict": "assumes", "assumptions": ["wish : 1 = 2"], "seconds": 1.5}],
    "problems": [{"where": "theory/a/x.v:3", "what": "what"}]})"));
}

TEST(VerificationJson, AbsentNumbersAndTextsAreNull) {
  TheoremResult result = result_with(Verdict::unguarded);
  result.falsifiers = {{.name = "a wrong one"}};
  EXPECT_TRUE(theorem_json(result).at("tightest").is_null());
  EXPECT_TRUE(theorem_json(result).at("falsifiers")[0].at("counterexample").is_null());
}

TEST(VerificationJson, FailuresCarryTheirCounterexamples) {
  TheoremResult result = result_with(Verdict::fails);
  result.checks = {{.claim = "c", .verdict = Verdict::fails, .counterexample = "γ = 1/2"}};
  result.proof = {{.claim = "s", .verdict = Verdict::undecided}};
  result.falsifiers = {{.name = "w",
                        .reported = {"a/b#3"},
                        .rejected = true,
                        .instances = 4,
                        .counterexample = "1 state"}};
  result.named = {{.mdp = "taxi", .arithmetic = "double", .verdict = Verdict::fails, .note = "n"}};
  const json theorem = theorem_json(result);
  EXPECT_EQ(theorem.at("verdict"), "fails");
  EXPECT_EQ(theorem.at("checks"),
            json::parse(R"([{"claim": "c", "verdict": "fails", "counterexample": "γ = 1/2"}])"));
  EXPECT_EQ(theorem.at("proof"), json::parse(R"([{"step": "s", "verdict": "undecided"}])"));
  EXPECT_EQ(theorem.at("falsifiers"), json::parse(R"([{"name": "w", "rejected": true,
    "instances": 4, "counterexample": "1 state", "reported": ["a/b#3"]}])"));
  EXPECT_EQ(theorem.at("mdps"), json::parse(R"([{"mdp": "taxi", "arithmetic": "double",
    "verdict": "fails", "false_pass": 0.0, "note": "n"}])"));
}

TEST(VerificationJson, UnreadableBytesOfANameStillGiveJson) {
  TheoremResult result = result_with(Verdict::holds);
  result.named = {{.mdp = "caf\xE9"}};
  EXPECT_EQ(theorem_json(result).at("mdps")[0].at("mdp"), "caf\uFFFD");
}

TEST(SolutionJson, KeepsEveryBit) {
  OptimalSolution solution{.value = 0.1 + 0.2,
                           .values = Vector<double>(2),
                           .policy = Policy<double>(2, 3),
                           .iterations = 4};
  solution.values << 1.0 / 3, -1e-300;
  solution.policy << 1, 0, 0, 0, 0, 1;
  EXPECT_THAT(keys(to_json(solution)), testing::ElementsAre("value", "values", "policy"));
  const json read = json::parse(to_json(solution));
  EXPECT_EQ(read.at("value").get<double>(), 0.1 + 0.2);
  EXPECT_EQ(read.at("values").get<std::vector<double>>(), (std::vector<double>{1.0 / 3, -1e-300}));
  EXPECT_EQ(read.at("policy"), json::parse("[[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]"));
}

}  // namespace
}  // namespace lemmata
