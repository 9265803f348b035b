// `lemmata prove` as its users meet it.

#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "command_line_fixture.hpp"
#include "reports/child_process.hpp"

namespace lemmata {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Prove : public CommandLine {
 protected:
  void SetUp() override {
    if (!find_program("coqc")) GTEST_SKIP() << "needs Coq";
    setenv("TMPDIR", in_folder("").c_str(), 1);
  }
  void TearDown() override {
    unsetenv("TMPDIR");
    CommandLine::TearDown();
  }
};

TEST_F(Prove, PrintsATableAndWritesTheSameAsJson) {
  const Ended outcome = lemmata({"prove", "mdp-1", "--json", in_folder("proofs.json")});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("MDP-1  proved  "));
  EXPECT_THAT(outcome.out, HasSubstr("bellman_equation_determines_the_values\n"));
  EXPECT_THAT(outcome.out, HasSubstr("Theorems proved without axioms: 1 of 1."));
  EXPECT_THAT(outcome.err, IsEmpty());
  const json run = json::parse(content(in_folder("proofs.json")));
  EXPECT_EQ(run.at("schema"), "lemmata.proofs/1");
  EXPECT_EQ(run.at("problems"), json::array());
  const json theorem = run.at("theorems").at(0);
  EXPECT_EQ(theorem.at("id"), "MDP-1");
  EXPECT_EQ(theorem.at("file"), "theory/mdp/bellman_equation_determines_the_values.v");
  EXPECT_EQ(theorem.at("theorem"), "bellman_equation_determines_the_values");
  EXPECT_THAT(theorem.at("statement"), StartsWith("Theorem bellman_equation_determines"));
  EXPECT_EQ(theorem.at("assumptions"), json::array());
  EXPECT_GT(theorem.at("seconds"), 0);
  EXPECT_THAT(files(), testing::ElementsAre("proofs.json"));
}

TEST_F(Prove, AnInterruptionLeavesNoFolder) {
  const pid_t process = start({"prove", "--jobs", "1"});
  while (files().empty()) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds{200});
  EXPECT_EQ(kill(process, SIGINT), 0);
  const Ended outcome = finish(process);
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.out, HasSubstr("unfinished"));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(CommandLine, ProveNamesWhatItCannotDo) {
  expect_refused({"prove", "MDP-11"},
                 "no proved theorem or chapter \"MDP-11\"; did you mean MDP-1");
  expect_refused({"prove", "--jobs", "0"}, "--jobs");
  expect_refused({"prove", "--json", in_folder("absent/proofs.json")}, "there is no folder");
}

TEST_F(CommandLine, ProveNamesThePackagesThatHaveCoq) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  expect_refused({"prove"}, "apt-get install coq libcoq-mathcomp-algebra");
  setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace lemmata
