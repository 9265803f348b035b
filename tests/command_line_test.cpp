// The built program as its users meet it: exit status, standard output, standard error, files.

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "command_line_fixture.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::string one_state = R"({"P": {"0": {"0": [[1.0, 0, 1.0, true]]}}, "isd": [1.0],
                                  "gamma": 0.9})";

/// The text without its timings: JSON's "seconds" and JUnit's time="…".
std::string without_timings(const std::string& text) {
  static const std::regex timing{R"re("seconds": [-+.e\d]+|time="[.\d]+")re"};
  return std::regex_replace(text, timing, "");
}

/// The object without its timings, which differ from run to run.
json without_seconds(json object) {
  object.erase("seconds");
  for (json& theorem : object["theorems"]) theorem.erase("seconds");
  return object;
}

TEST_F(CommandLine, HelpTeachesByExampleAndNamesTheExitStatuses) {
  for (const std::string command :
       {"", "list", "show", "verify", "prove", "cite", "errata", "solve", "run"}) {
    std::vector<std::string> arguments{"--help"};
    if (!command.empty()) arguments.insert(arguments.begin(), command);
    const Ended outcome = lemmata(arguments);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, HasSubstr("Example"));
    EXPECT_THAT(outcome.out, HasSubstr("lemmata " + (command.empty() ? "verify" : command)));
    EXPECT_THAT(outcome.out, HasSubstr("Exit status: 0"));
    EXPECT_THAT(outcome.err, IsEmpty());
  }
}

TEST_F(CommandLine, VersionIsTheProjects) {
  EXPECT_EQ(lemmata({"--version"}).out, "lemmata " LEMMATA_VERSION "\n");
}

TEST_F(CommandLine, ListNamesEachTheoremOfAChapter) {
  const Ended outcome = lemmata({"list", "policy_gradient"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("policy_gradient\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n  PG-2   proved  The gradient of "));
}

TEST_F(CommandLine, ListAsJsonIsAnArrayAloneOnStandardOutput) {
  const Ended outcome = lemmata({"list", "pg-2", "policy_gradient", "--json", "-"});
  EXPECT_THAT(outcome.err, IsEmpty());
  const json entries = json::parse(outcome.out);
  const auto is_pg_2 = [](const json& entry) { return entry.at("id") == "PG-2"; };
  ASSERT_EQ(std::count_if(entries.begin(), entries.end(), is_pg_2), 1);
  const json entry = *std::find_if(entries.begin(), entries.end(), is_pg_2);
  EXPECT_EQ(entry.at("chapter"), "policy_gradient");
  EXPECT_EQ(entry.at("file"), "verification/policy_gradient/policy_gradient_theorem.cpp");
  EXPECT_EQ(entry.at("grades"), json::array({"proved", "exact"}));
  EXPECT_EQ(entry.at("sources")[0].at("key"), "sutton2000policy");
}

TEST_F(CommandLine, ShowSaysAllThatATheoremSaysOfItself) {
  const Ended outcome = lemmata({"show", "pg-2"});
  EXPECT_EQ(outcome.status, 0);
  for (const std::string part :
       {R"(\nabla_\theta J)", "Hypotheses", "γ < 1", "Oracle", "dual number",
        "What the check shows", "1. differentiate the Bellman equation", "the state value for Q",
        "Proved in Coq", "theory/policy_gradient/policy_gradient_theorem.v",
        "    Theorem policy_gradient_theorem :\n", "Hypothesis visitation : is_visitation M π ν.",
        "Sutton, McAllester", "Theorem 1",
        "verification/policy_gradient/policy_gradient_theorem.cpp"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
}

TEST_F(CommandLine, CiteIsBibtexOfTheTheoremAndItsSources) {
  const Ended outcome = lemmata({"cite", "PG-2"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("@misc{lemmata-PG-2,"));
  EXPECT_THAT(outcome.out, HasSubstr(R"(policy\_gradient\_theorem.cpp)"));
  EXPECT_THAT(outcome.out,
              HasSubstr("% sutton2000policy: Theorem 1\n@inproceedings{sutton2000policy,"));
}

TEST_F(CommandLine, VerifyPrintsVerdictsAndWritesTheSameAsJsonAndAsPage) {
  const Ended outcome = lemmata(
      {"verify", "PG-2", "--json", in_folder("result.json"), "--report", in_folder("new/report")});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("PG-2  holds  exact  "));
  EXPECT_THAT(outcome.out, HasSubstr("Theorems that hold: 1 of 1."));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\033")));
  EXPECT_THAT(outcome.out, EndsWith("Report: " + in_folder("new/report/index.html\n")));
  EXPECT_THAT(outcome.err, IsEmpty());
  const json result = json::parse(content(in_folder("result.json")));
  EXPECT_EQ(result.at("schema"), "lemmata.verification/1");
  EXPECT_EQ(result.at("theorems").size(), 1U);
  EXPECT_EQ(result.at("theorems")[0].at("verdict"), "holds");
}

TEST_F(CommandLine, TheSeedAloneDecidesTheResult) {
  const auto result = [&](const std::string& seed, const std::string& jobs) {
    const Ended outcome =
        lemmata({"verify", "PG-2", "--seed", seed, "--jobs", jobs, "--json", "-"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.err, IsEmpty());
    return without_seconds(json::parse(outcome.out));
  };
  const json one_thread = result("7", "1");
  const json another_seed = result("18446744073709551615", "2");
  EXPECT_EQ(one_thread.at("seed"), 7);
  EXPECT_EQ(another_seed.at("seed"), UINT64_MAX);
  EXPECT_EQ(one_thread, result("7", "2"));
  EXPECT_NE(one_thread.at("theorems"), another_seed.at("theorems"));
}

TEST_F(CommandLine, TheSameSeedGivesTheSameBytesOnAnyNumberOfCores) {
  const auto written = [&](const std::string& jobs) {
    const Ended outcome = lemmata({"verify", "MDP-1", "PG-5", "EN-1", "--jobs", jobs, "--json",
                                   in_folder("result.json"), "--junit", in_folder("result.xml")});
    EXPECT_EQ(outcome.status, 0);
    return without_timings(content(in_folder("result.json")) + content(in_folder("result.xml")));
  };
  const std::string one = written("1");
  EXPECT_THAT(one, HasSubstr("\"samples\""));
  EXPECT_EQ(one, written("2"));
}

TEST_F(CommandLine, JunitAloneGoesToStandardOutput) {
  const Ended outcome = lemmata({"verify", "MDP-2", "--junit", "-"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites"));
  EXPECT_THAT(outcome.out, EndsWith("</testsuites>\n"));
}

TEST_F(CommandLine, AThoroughRunEndsAtItsTimeAndSaysHowManyRoundsItTook) {
  const Ended outcome = lemmata({"verify", "EN-1", "--effort", "thorough", "--seconds", "1",
                                 "--json", in_folder("result.json")});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  const json result = json::parse(content(in_folder("result.json")));
  EXPECT_EQ(result.at("effort"), "thorough");
  EXPECT_GT(result.at("rounds"), 1);
}

TEST_F(CommandLine, ErrataRefutesAndCorrectsClaims) {
  const Ended outcome = lemmata({"errata", "--json", in_folder("errata.json")});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_THAT(outcome.out, HasSubstr("Claim 5, Policy gradient theorem: corrected\n"));
  EXPECT_THAT(outcome.out, HasSubstr("PG-4 rejects \"each reward with its own step's score alone"));
  EXPECT_THAT(outcome.out, HasSubstr("1 state, 2 actions"));
  EXPECT_THAT(outcome.out, HasSubstr("Wrong as written: "));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("Seed\\s1\\."));
  for (const json& erratum : json::parse(content(in_folder("errata.json")))) {
    EXPECT_THAT(outcome.out, HasSubstr("Claim " + erratum.at("number").dump() + ", "));
  }
}

TEST_F(CommandLine, ErrataAsJsonIsAnArrayAloneOnStandardOutput) {
  const Ended outcome = lemmata({"errata", "--seed", "7", "--json", "-"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
  const json errata = json::parse(outcome.out);
  const auto of_claim_5 = std::find_if(errata.begin(), errata.end(), [](const json& erratum) {
    return erratum.at("id") == "claim-5";
  });
  ASSERT_NE(of_claim_5, errata.end());
  EXPECT_EQ(of_claim_5->at("status"), "corrected");
  EXPECT_EQ(of_claim_5->at("theorems"), json::array({"PG-4"}));
  EXPECT_THAT(of_claim_5->at("counterexample").get<std::string>(), HasSubstr("left "));
}

TEST_F(CommandLine, WrongUsageIsNamed) {
  expect_refused({}, "subcommand");
  expect_refused({"verfy"}, "no command \"verfy\"; did you mean verify");
  expect_refused({"verify", "PG-22"}, "no theorem or chapter \"PG-22\"; did you mean PG-2");
  expect_refused({"list", "policy_gradent"}, "did you mean policy_gradient");
  expect_refused({"show", "policy_gradient"}, "no theorem \"policy_gradient\"");
  expect_refused({"cite"}, "id is required");
  expect_refused({"verify", "--bogus"}, "--bogus");
  expect_refused({"verify", "--effort", "heroic"}, "heroic");
  expect_refused({"verify", "--seconds", "5"}, "--seconds goes with --effort thorough");
  expect_refused({"verify", "--json", "-", "--junit", "-"}, "cannot both go to standard output");
  expect_refused({"verify", "--json", "out", "--junit", "./out"}, "cannot both go to out");
  expect_refused({"solve"}, "--mdp is required");
  for (const std::string seed : {"-1", "18446744073709551616", "1.5", "0x10", "", " 1"}) {
    expect_refused({"verify", "--seed", seed}, "--seed");
    expect_refused({"errata", "--seed", seed}, "--seed");
  }
  for (const std::string jobs : {"0", "-2", "two"}) {
    expect_refused({"verify", "--jobs", jobs}, "--jobs");
  }
}

TEST_F(CommandLine, UnwritablePathsAreRefusedBeforeAnythingIsComputed) {
  std::ofstream{in_folder("file")} << "kept";
  expect_refused({"verify", "PG-2", "--json", in_folder("absent/result.json")},
                 "there is no folder " + in_folder("absent"));
  expect_refused({"verify", "PG-2", "--json", folder.string()}, "it is a folder");
  expect_refused({"verify", "PG-2", "--junit", folder.string()}, "it is a folder");
  expect_refused({"verify", "PG-2", "--report", in_folder("file/report")},
                 in_folder("file/report"));
  expect_refused({"list", "--json", in_folder("file/list.json")}, in_folder("file/list.json"));
  expect_refused({"errata", "--json", in_folder("file/errata.json")}, "there is no folder");
  EXPECT_EQ(content(in_folder("file")), "kept");
}

TEST_F(CommandLine, UnreadableMdpsAreNamed) {
  expect_refused({"verify", "PG-2", "--mdp", in_folder("absent.json")}, "absent.json");
  expect_refused({"solve", "--mdp", in_folder("absent.json")}, "absent.json");
}

TEST_F(CommandLine, MdpOptionTakesOneFileAndMayBeRepeated) {
  std::ofstream{in_folder("a.json")} << one_state;
  std::ofstream{in_folder("b.json")} << one_state;
  const Ended outcome = lemmata({"verify", "--mdp", in_folder("a.json"), "PG-2", "--mdp",
                                 in_folder("b.json"), "--json", "-"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const json theorems = json::parse(outcome.out).at("theorems");
  ASSERT_EQ(theorems.size(), 1U);
  const json mdps = theorems[0].at("mdps");
  ASSERT_GE(mdps.size(), 2U);
  EXPECT_EQ(mdps[mdps.size() - 1].at("mdp"), "b");
  EXPECT_EQ(mdps[mdps.size() - 2].at("mdp"), "a");
}

TEST_F(CommandLine, SolveWritesValueValuesAndPolicyAndNothingElse) {
  std::ofstream{in_folder("a.json")} << one_state;
  const Ended machine = lemmata({"solve", "--mdp", in_folder("a.json"), "--json", "-"});
  EXPECT_EQ(machine.status, 0) << machine.err;
  EXPECT_EQ(json::parse(machine.out),
            (json{{"value", 1.0}, {"values", {1.0}}, {"policy", {{1.0}}}}));
  EXPECT_THAT(lemmata({"solve", "--mdp", in_folder("a.json")}).out, StartsWith("a: J* = 1"));
}

constexpr const char* two_arms = R"({"P": {"0": {"0": [[1.0, 0, 1.0, true]],
                                                  "1": [[1.0, 0, 0.0, true]]}},
                                    "isd": [1.0], "gamma": 0.5})";

TEST_F(CommandLine, SolveWithEntropyGivesTheSoftOptimum) {
  std::ofstream{in_folder("arms.json")} << two_arms;
  const std::vector<std::string> solve{"solve", "--mdp", in_folder("arms.json")};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), solve.begin(), solve.end());
    return lemmata(more);
  };
  const Ended machine = with({"--entropy", "2", "--json", "-"});
  EXPECT_EQ(machine.status, 0) << machine.err;
  const json soft = json::parse(machine.out);
  EXPECT_NEAR(soft.at("value"), 2 * std::log(std::exp(0.5) + 1), 1e-14);
  EXPECT_NEAR(soft.at("policy")[0][1], 1 / (1 + std::exp(0.5)), 1e-14);
  EXPECT_NEAR(double{soft.at("return")} + 2 * double{soft.at("entropy")}, soft.at("value"), 1e-14);
  EXPECT_THAT(with({"--entropy", "2"}).out, HasSubstr("J + β·entropy = 1.94"));
  EXPECT_EQ(with({"--entropy", "0", "--json", "-"}).out, with({"--json", "-"}).out);
  EXPECT_THAT(with({"--entropy", "0"}).out, StartsWith("arms: J* = 1"));
  for (const std::string temperature : {"-1", "nan", "inf", "", "1x"}) {
    const Ended refused = with({"--entropy", temperature});
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.err, HasSubstr("--entropy"));
    EXPECT_THAT(refused.out, IsEmpty());
  }
}

TEST_F(CommandLine, SolveShowsTheFrontier) {
  std::ofstream{in_folder("arms.json")} << two_arms;
  const std::string mdp = in_folder("arms.json");
  const Ended shown = lemmata({"solve", "--mdp", mdp, "--frontier", "--report", in_folder("page")});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("J* = 1"));
  EXPECT_THAT(content(in_folder("page/index.html")), HasSubstr("entropy frontier of arms"));
  const json frontier =
      json::parse(lemmata({"solve", "--mdp", mdp, "--frontier", "--json", "-"}).out);
  ASSERT_EQ(frontier.at("points").size(), 31U);
  EXPECT_TRUE(frontier.at("ended").is_null());
  EXPECT_NEAR(frontier.at("points")[30].at("entropy"), std::log(2.0), 1e-6);
  expect_refused({"solve", "--mdp", mdp, "--frontier", "--entropy", "1"}, "--entropy");
  expect_refused({"solve", "--mdp", mdp, "--report", in_folder("page")}, "--frontier");
}

// One action ends, the other goes round free of charge: entropy for ever.
TEST_F(CommandLine, SolveSaysWhereThereIsNoSoftOptimum) {
  std::ofstream{in_folder("loop.json")} << R"({"P": {"0": {"0": [[1.0, 0, 1.0, true]],
                                                          "1": [[1.0, 0, 0.0, false]]}},
                                              "isd": [1.0], "gamma": 1.0})";
  expect_refused({"solve", "--mdp", in_folder("loop.json"), "--entropy", "0.5"}, "no soft optimum");
}

TEST_F(CommandLine, InterruptionIsReportedAndLeavesNoBrokenFile) {
  const std::string pipe = in_folder("mdp.json");
  const Ended outcome = interrupted_while_reading(
      pipe, one_state, {"verify", "PG-2", "--mdp", pipe, "--json", in_folder("result.json")});
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.out, HasSubstr("unfinished"));
  const json result = json::parse(content(in_folder("result.json")));
  EXPECT_EQ(result.at("interrupted"), true);
  EXPECT_EQ(result.at("theorems")[0].at("verdict"), "unfinished");
  EXPECT_THAT(files(), testing::UnorderedElementsAre("mdp.json", "result.json"));
}

}  // namespace
}  // namespace lemmata
