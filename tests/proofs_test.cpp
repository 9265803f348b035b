// Formal proofs: Coq sources as text, and what Coq is asked of small ones, sound and unsound.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <system_error>
#include <thread>

#include "reports/child_process.hpp"
#include "reports/proofs/proof_check.hpp"
#include "reports/terminal/proof_text.hpp"

namespace lemmata {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> words_of(const std::string& source) {
  std::vector<std::string> first;
  for (const CoqSentence& sentence : coq_sentences(source)) first.push_back(sentence.words[0]);
  return first;
}

std::vector<std::string> assumed(const std::string& source) {
  std::vector<std::string> found;
  for (const CoqAssumption& each : assumptions_of(source)) {
    found.push_back(std::to_string(each.line) + " " + each.what);
  }
  return found;
}

TEST(CoqSource, SentencesEndAtAPeriodBeforeABlank) {
  EXPECT_THAT(words_of("(* One. (* Two. *) \"*)\" *)\nTheorem x : n.+1 = y.1.\nProof. by []. Qed."),
              ElementsAre("Theorem", "Proof", "by", "Qed"));
  EXPECT_THAT(words_of("Notation \"a . b\" := (f a .. b ..). Check x."),
              ElementsAre("Notation", "Check"));
  EXPECT_THAT(words_of("#[local] Definition a := 1. Local Definition b := 2."),
              ElementsAre("Definition", "Definition"));
  EXPECT_EQ(coq_sentences("(* \n *)\n\nLemma a\n: b. Lemma c : d.").at(1).line, 5);
  EXPECT_THAT(words_of(""), IsEmpty());
}

TEST(CoqSource, RequiresTheModulesOfALibrary) {
  EXPECT_THAT(required_modules("From mathcomp Require Import all.\n"
                               "From Lemmata Require Import a b\n  (* c *) mdp.d.\n"
                               "From Lemmata Require Export e. (* From Lemmata Require f. *)",
                               "Lemmata"),
              ElementsAre("a", "b", "d", "e"));
}

TEST(CoqSource, NamesWhatIsAssumedAndWhere) {
  EXPECT_THAT(assumed("Lemma a : b.\nProof.\n- admit.\nAdmitted."),
              ElementsAre("3 admit", "4 Admitted"));
  EXPECT_THAT(assumed("Axiom a : b.\nLocal Axioms (c : d).\nConjecture e : f.\nParameter g : h."),
              ElementsAre("1 Axiom", "2 Axioms", "3 Conjecture", "4 Parameter"));
  EXPECT_THAT(assumed("Section A. Variable x : nat. End A.\nVariable y : nat."),
              ElementsAre("2 Variable outside a section"));
  EXPECT_THAT(assumed("Section A. Axiom x : nat. End A."), ElementsAre("1 Axiom"));
  EXPECT_THAT(assumed("Lemma a : b. Abort."), ElementsAre("1 Abort"));
  EXPECT_THAT(assumed("Unset Guard Checking.\n#[local] Unset Universe Checking.\n"
                      "#[bypass_check(positivity)] Inductive a := b."),
              ElementsAre("1 Unset Guard Checking", "2 Unset Universe Checking", "3 bypass_check"));
}

TEST(CoqSource, MindsNoAssumptionThatIsNone) {
  EXPECT_THAT(assumed("(* Axiom a : b. Admitted. *) Lemma admitted : \"Admitted. \" = x."),
              IsEmpty());
  EXPECT_THAT(assumed("Module Type T. Parameter x : nat. Axiom y : x = x. End T."), IsEmpty());
  EXPECT_THAT(assumed("Section A. Variables x y : nat. Hypothesis h : x = y. End A."), IsEmpty());
  EXPECT_THAT(assumed("Set Implicit Arguments. Module A := B. Variant v := Axiom_of."), IsEmpty());
}

TEST(CoqSource, AStatementIsShownWithWhatItsSectionsDeclare) {
  const std::string source =
      "Section A.\nVariables (R : ring)\n  (x : R).\nEnd A.\n"
      "Section B.\nVariable S : set.\nSection C.\nHypothesis h : P S. (* aside *)\n"
      "Local Notation f := (g S).\nLemma about : y.\nProof. by []. Qed.\n"
      "Theorem about_all a :\n  f a = (* two *) a.+2.\nProof. Qed.\nEnd C.\nHypothesis later : "
      "q.\n";
  const auto found = formal_statement(source, "about_all");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->statement, "Theorem about_all a :\n  f a = (* two *) a.+2.");
  EXPECT_EQ(found->context, "Variable S : set.\nHypothesis h : P S.\nLocal Notation f := (g S).");
  EXPECT_EQ(formal_statement(source, "about")->statement, "Lemma about : y.");
  EXPECT_FALSE(formal_statement(source, "nothing"));
  EXPECT_FALSE(formal_statement("Definition d := 1.", "d"));
}

TEST(CoqSource, ATheoremWithinAModuleHasAnotherName) {
  const std::string inner =
      "Module M. Section S. Variable x : nat. Lemma about : x = 1. Proof. Qed. End S. End M.\n";
  EXPECT_FALSE(formal_statement(inner, "about"));
  EXPECT_FALSE(formal_statement("Module Type T. Section S. Lemma about : y.", "about"));
  const auto outer =
      formal_statement(inner + "Module N := M.\nSection S. Lemma about : z.", "about");
  ASSERT_TRUE(outer);
  EXPECT_EQ(outer->statement, "Lemma about : z.");
  EXPECT_EQ(outer->context, "");
}

/// The status of a program once it has one; nothing after a minute.
std::optional<int> final_status(ChildProcess& process) {
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + std::chrono::minutes{1};
  while (steady_clock::now() < deadline) {
    if (const auto status = process.status()) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return std::nullopt;
}

TEST(ChildProcess, HasAStatusOnceItHasEnded) {
  ChildProcess process{{"/bin/sh", "-c", "exit 3"}, "/", "/dev/null"};
  EXPECT_EQ(final_status(process), 3);
  EXPECT_EQ(process.status(), 3);
  ChildProcess killed{{"/bin/sh", "-c", "kill -TERM $$"}, "/", "/dev/null"};
  EXPECT_EQ(final_status(killed), 128 + SIGTERM);
}

TEST(ChildProcess, OneThatNobodyCanAskAfterIsNotTakenForRunning) {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  ChildProcess process{{"/bin/sh", "-c", "exit 0"}, "/", "/dev/null"};
  EXPECT_THROW(final_status(process), std::system_error);
  std::signal(SIGCHLD, before);
}

TEST(ProofList, HasThreeWordsALine) {
  const auto listed = parse_proof_list("# id, file, theorem\n\nAA-1  theory/a/x.v\tx # as it is\n");
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].id, "AA-1");
  EXPECT_EQ(listed[0].file, "theory/a/x.v");
  EXPECT_EQ(listed[0].theorem, "x");
  EXPECT_THROW(parse_proof_list("AA-1 theory/a/x.v"), std::invalid_argument);
  EXPECT_THROW(parse_proof_list("AA-1 theory/a/x.v x y"), std::invalid_argument);
}

const ProofFile sound{"theory/a/sound.v",
                      "From Lemmata Require Import ground.\n"
                      "Section S. Variable n : nat.\n"
                      "Theorem sound : n = n + zero. Proof. exact (plus_n_O n). Qed.\n"
                      "End S.\n"};
const ProofFile ground{"theory/b/ground.v", "Definition zero := 0.\n"};

/// The two sound files, and one more, which may be listed by the name of its stem.
ProofSources with(const std::string& stem, const std::string& text, bool listed = true) {
  ProofSources sources{{sound, ground, {"theory/a/" + stem + ".v", text}},
                       {{"AA-1", "theory/a/sound.v", "sound"}}};
  if (listed) sources.theorems.push_back({"AA-2", "theory/a/" + stem + ".v", stem});
  return sources;
}

std::string text_of(const std::vector<ProofProblem>& problems) {
  std::string text;
  for (const auto& [where, what] : problems) text += where + ": " + what + "\n";
  return text;
}

TEST(ProofSources, AreInOrderOfWhatTheyRequire) {
  const ProofSources sources{{sound, ground}, {{"AA-1", "theory/a/sound.v", "sound"}}};
  EXPECT_THAT(files_of(sources, sources.theorems),
              ElementsAre(&sources.files[1], &sources.files[0]));
  EXPECT_THAT(problems_of(sources), IsEmpty());
}

TEST(ProofSources, ListAllThatIsNoFoundation) {
  EXPECT_EQ(text_of(problems_of(with("stray", "", false))),
            "theory/a/stray.v: is neither listed nor required by a file that is\n");
}

TEST(ProofSources, HaveWhatIsListed) {
  ProofSources sources = with("misnamed", "Theorem named : 1 = 1. Proof. reflexivity. Qed.");
  sources.theorems.push_back({"AA-3", "theory/a/absent.v", "absent"});
  EXPECT_EQ(text_of(problems_of(sources)),
            "theory/a/misnamed.v: has no theorem misnamed, which is listed for AA-2\n"
            "theory/a/absent.v: is listed for AA-3, and is not there\n");
}

TEST(ProofSources, HaveOneFileOfAName) {
  ProofSources sources = with("sound", "Theorem sound : 1 = 1. Proof. reflexivity. Qed.");
  sources.files[2].path = "theory/c/sound.v";
  sources.theorems[1].file = "theory/c/sound.v";
  EXPECT_EQ(text_of(problems_of(sources)), "theory/c/sound.v: has the name of theory/a/sound.v\n");
}

TEST(ProofSources, LeaveNothingUnproved) {
  EXPECT_EQ(text_of(problems_of(with("gap",
                                     "Lemma unused : 1 = 2.\nAdmitted.\n"
                                     "Theorem gap : 1 = 1. Proof. reflexivity. Qed."))),
            "theory/a/gap.v:2: leaves something unproved: Admitted\n");
}

/// What Coq makes of the sources.
class ProofCheck : public testing::Test {
 protected:
  void SetUp() override {
    if (!find_program("coqc")) GTEST_SKIP() << "needs Coq";
  }

  /// The outcome of AA-2, where AA-1 is sound.
  ProofResult second(const ProofSources& sources) {
    run = check_proofs(sources, sources.theorems, {.jobs = 2});
    EXPECT_EQ(to_string(run.results.at(0).verdict), "proved");
    EXPECT_EQ(exit_status(run), run.problems.empty() ? 0 : 1);
    return run.results.at(1);
  }
  std::string problems() const { return text_of(run.problems); }

  ProofRun run;
};

TEST_F(ProofCheck, AcceptsProofsAndSaysWhatTheyProve) {
  const ProofResult result = second(with("one", "Theorem one : 1 = 1.\nProof. reflexivity. Qed."));
  EXPECT_EQ(to_string(result.verdict), "proved");
  EXPECT_EQ(result.formal.statement, "Theorem one : 1 = 1.");
  EXPECT_GT(result.seconds, 0);
  EXPECT_THAT(result.assumptions, IsEmpty());
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_EQ(run.files, 3);
  EXPECT_THAT(run.coq, testing::StartsWith("8."));
  EXPECT_EQ(run.results[0].formal.context, "Variable n : nat.");
  EXPECT_THAT(proof_text(run, {}), HasSubstr("Theorems proved without axioms: 2 of 2.\n3 files"));
}

TEST_F(ProofCheck, NamesTheAxiomThatATheoremRestsOn) {
  const ProofResult result = second(with("two",
                                         "Axiom wish : forall n : nat, n = 2.\n\n"
                                         "Theorem two : 1 = 2.\nProof. exact (wish 1). Qed."));
  EXPECT_EQ(to_string(result.verdict), "assumes");
  EXPECT_THAT(result.assumptions, ElementsAre("wish : forall n : nat, n = 2"));
  EXPECT_THAT(problems(), HasSubstr("theory/a/two.v:1: leaves something unproved: Axiom\n"));
  EXPECT_THAT(problems(), HasSubstr("theory/a/two.v, theorem two: rests on an axiom:\nwish : "));
}

TEST_F(ProofCheck, NamesALemmaThatIsNotProved) {
  const ProofResult result = second(with("two",
                                         "Lemma hard : 1 = 2.\nProof. Admitted.\n"
                                         "Theorem two : 1 = 2.\nProof. exact hard. Qed."));
  EXPECT_EQ(to_string(result.verdict), "assumes");
  EXPECT_THAT(result.assumptions, ElementsAre("hard : 1 = 2"));
}

TEST_F(ProofCheck, ANeedlessGapFailsAllTheSame) {
  const ProofResult result = second(with("one",
                                         "Lemma hard : 1 = 2.\nProof. Admitted.\n"
                                         "Theorem one : 1 = 1.\nProof. reflexivity. Qed."));
  EXPECT_EQ(to_string(result.verdict), "proved");
  EXPECT_EQ(problems(), "theory/a/one.v:2: leaves something unproved: Admitted\n");
}

TEST_F(ProofCheck, AVariableOfNoSectionIsAnAxiom) {
  const ProofResult result =
      second(with("two", "Variable h : 1 = 2.\nTheorem two : 1 = 2.\nProof. exact h. Qed."));
  EXPECT_EQ(to_string(result.verdict), "assumes");
  EXPECT_THAT(problems(), HasSubstr("two.v:1: leaves something unproved: Variable outside"));
}

TEST_F(ProofCheck, AnUnguardedProofIsAnAssumption) {
  const ProofResult result =
      second(with("two",
                  "Unset Guard Checking.\nFixpoint loop (n : nat) : 1 = 2 := loop n.\n"
                  "Theorem two : 1 = 2.\nProof. exact (loop 0). Qed."));
  EXPECT_EQ(to_string(result.verdict), "assumes");
  EXPECT_THAT(result.assumptions, testing::Contains("loop is assumed to be guarded."));
  EXPECT_THAT(problems(), HasSubstr("two.v:1: leaves something unproved: Unset Guard Checking"));
}

TEST_F(ProofCheck, ShowsWhatCoqSaysOfAWrongProof) {
  const ProofResult result = second(with("two", "Theorem two : 1 = 2.\nProof. reflexivity. Qed."));
  EXPECT_EQ(to_string(result.verdict), "fails");
  EXPECT_EQ(result.formal.statement, "Theorem two : 1 = 2.");
  EXPECT_THAT(problems(), HasSubstr("theory/a/two.v: File \"./theory/a/two.v\", line 2"));
  EXPECT_THAT(problems(), HasSubstr("Unable to unify"));
  EXPECT_THAT(proof_text(run, {}), HasSubstr("AA-2  fails   "));
}

TEST_F(ProofCheck, WhatRestsOnAWrongProofFailsToo) {
  ProofSources sources = with("two", "Theorem two : 1 = 2.\nProof. reflexivity. Qed.");
  sources.files.push_back({"theory/a/three.v",
                           "From Lemmata Require Import two.\n"
                           "Theorem three : 1 = 2. Proof. exact two. Qed."});
  sources.theorems.push_back({"AA-3", "theory/a/three.v", "three"});
  second(sources);
  EXPECT_EQ(to_string(run.results[2].verdict), "fails");
  EXPECT_EQ(run.problems.size(), 1U);
  EXPECT_EQ(run.files, 2);
}

TEST_F(ProofCheck, RejectsAListedTheoremThatIsNotThere) {
  const ProofResult result =
      second(with("two", "Theorem other : 1 = 1.\nProof. reflexivity. Qed."));
  EXPECT_EQ(to_string(result.verdict), "fails");
  EXPECT_THAT(problems(), HasSubstr("theory/a/two.v: has no theorem two"));
  ProofSources sources = with("two", "");
  sources.files.pop_back();
  EXPECT_EQ(to_string(second(sources).verdict), "fails");
  EXPECT_THAT(problems(), HasSubstr("theory/a/two.v: is listed for AA-2, and is not there"));
}

TEST_F(ProofCheck, ATheoremInsideAModuleIsNotTheFiles) {
  const ProofResult result =
      second(with("two", "Module M. Theorem two : 1 = 1. Proof. reflexivity. Qed. End M."));
  EXPECT_EQ(to_string(result.verdict), "fails");
  EXPECT_THAT(problems(), HasSubstr("has no theorem two, which is listed for AA-2"));
  const ProofResult outside =
      second(with("two",
                  "Module M. Theorem two : 1 = 1. Proof. reflexivity. Qed. End M.\n"
                  "Theorem two : 2 = 2. Proof. reflexivity. Qed."));
  EXPECT_EQ(to_string(outside.verdict), "proved");
  EXPECT_EQ(outside.formal.statement, "Theorem two : 2 = 2.");
}

TEST_F(ProofCheck, AMissingModuleIsNamed) {
  const ProofResult result = second(with("one",
                                         "From Lemmata Require Import absent.\n"
                                         "Theorem one : 1 = 1. Proof. reflexivity. Qed."));
  EXPECT_EQ(to_string(result.verdict), "fails");
  EXPECT_THAT(problems(), HasSubstr("absent"));
}

TEST_F(ProofCheck, FilesThatRequireThemselvesAreRefused) {
  ProofSources sources = with("one",
                              "From Lemmata Require Import other.\n"
                              "Theorem one : 1 = 1. Proof. reflexivity. Qed.");
  sources.files.push_back({"theory/a/other.v", "From Lemmata Require Import one.\n"});
  EXPECT_EQ(to_string(second(sources).verdict), "fails");
  EXPECT_EQ(problems(),
            "theory/a/other.v: requires itself, or a file that does\n"
            "theory/a/one.v: requires itself, or a file that does\n");
}

TEST_F(ProofCheck, CompilesOnlyWhatTheTheoremsAskFor) {
  const ProofSources sources = with("two", "Theorem two : 1 = 2.\nProof. reflexivity. Qed.");
  run = check_proofs(sources, {sources.theorems[0]});
  EXPECT_EQ(run.results.size(), 1U);
  EXPECT_EQ(run.files, 2);
  EXPECT_EQ(exit_status(run), 0);
}

TEST_F(ProofCheck, AnInterruptionLeavesTheRestUnfinished) {
  const ProofSources sources = with("one", "Theorem one : 1 = 1.\nProof. reflexivity. Qed.");
  std::atomic<bool> stop{false};
  run = check_proofs(
      sources, sources.theorems,
      {.jobs = 1, .interrupted = &stop, .progress = [&](const std::string&, int done, int all) {
         EXPECT_EQ(all, 3);
         stop = done == 1;
       }});
  EXPECT_EQ(exit_status(run), 130);
  EXPECT_EQ(run.files, 1);
  EXPECT_EQ(to_string(run.results[1].verdict), "unfinished");
  EXPECT_THAT(proof_text(run, {}), HasSubstr("Interrupted"));
}

TEST(ProofCheckWithoutCoq, NamesThePackages) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  try {
    check_proofs({}, {});
    ADD_FAILURE() << "found Coq where there is none";
  } catch (const MissingCoq& missing) {
    EXPECT_THAT(missing.what(), HasSubstr("apt-get install coq libcoq-mathcomp-algebra"));
  }
  setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace lemmata
