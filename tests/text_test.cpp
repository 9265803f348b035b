// What people read: tables, problems, summaries and citations.

#include "reports/terminal/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <set>
#include <sstream>

#include "reports/citation.hpp"
#include "reports/evidence.hpp"
#include "reports/interruption.hpp"
#include "reports/references.hpp"
#include "reports/terminal/solution_text.hpp"
#include "reports/terminal/theorem_text.hpp"
#include "reports/terminal/verification_text.hpp"

namespace lemmata {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

TheoremResult result_with(Verdict verdict) {
  return {.entry = select("PG-2").front(), .verdict = verdict};
}

TEST(Text, WidthCountsWhatIsSeen) {
  EXPECT_EQ(display_width("γ‖∇≤"), 4);
  EXPECT_EQ(display_width("π\u0302J\u0303"), 2);
  EXPECT_EQ(padded("∇J", 4), "∇J  ");
}

TEST(Text, CutEndsWithAnEllipsisWithinTheWidth) {
  EXPECT_EQ(cut("γ‖∇≤", 4), "γ‖∇≤");
  EXPECT_EQ(cut("γ‖∇≤x", 4), "γ‖∇…");
  EXPECT_EQ(cut("π\u0302abc", 2), "π\u0302…");
  EXPECT_EQ(cut("abc", 0), "");
}

TEST(Text, WrappedLinesFitAndLoseNoWord) {
  EXPECT_EQ(wrapped("a bb  ccc\ndddd", 6, 2), "  a bb\n  ccc\n  dddd");
  EXPECT_EQ(wrapped("aa tremendous bb", 5), "aa\ntremendous\nbb");
}

TEST(Text, ColoursOnlyWhereAskedFor) {
  EXPECT_EQ(coloured("x", Colour::red, {}), "x");
  EXPECT_EQ(coloured("x", Colour::red, {.colour = true}), "\033[31mx\033[0m");
}

TEST(Evidence, BoundsAreRoundedUp) {
  EXPECT_EQ(rounded_up(2.1e-13), "3e-13");
  EXPECT_EQ(rounded_up(3e-13), "3e-13");
  EXPECT_EQ(rounded_up(3.0000000001e-13), "4e-13");
  EXPECT_EQ(rounded_up(9.5e-5), "1e-4");
  EXPECT_EQ(rounded_up(0.0412), "0.05");
  EXPECT_EQ(rounded_up(4.2), "5");
  EXPECT_EQ(rounded_up(41), "50");
  EXPECT_EQ(rounded_up(0), "0");
}

TEST(Evidence, StrengthReadsAsASentencePart) {
  const auto text = [](const GradeEvidence& found) { return plain(strength(found)); };
  EXPECT_EQ(text({.grade = Grade::exact, .instances = 1400, .false_pass = 3e-13}),
            "1,400 points, false pass ≤ 3e-13");
  EXPECT_EQ(text({.grade = Grade::enumerated, .trajectories = 1234567}), "1,234,567 episodes");
  EXPECT_EQ(text({.grade = Grade::rigorous, .instances = 1}), "1 instance, rationals");
  EXPECT_EQ(text({.grade = Grade::rigorous, .instances = 2, .precision = 128, .tightest = 0.75}),
            "2 instances, balls, 128 bits, tightest 0.75");
  EXPECT_EQ(text({.grade = Grade::statistical,
                  .sampled = SampledEvidence{.samples = 4000, .detectable = 0.031}}),
            "4,000 samples, missed shift ≤ 0.04 σ");
  EXPECT_EQ(text({.grade = Grade::measured, .instances = 3}), "3 runs");
}

TEST(Evidence, CountsAddUpAndTheWeakestCheckDecides) {
  const auto sums = evidence(std::vector<CheckResult>{
      {.grade = Grade::rigorous, .instances = 3, .precision = 256, .tightest = 0.5},
      {.grade = Grade::exact, .instances = 100, .small_instances = 60, .false_pass = 1e-15},
      {.grade = Grade::exact, .instances = 50, .small_instances = 30, .false_pass = 1e-16},
      {.grade = Grade::rigorous, .instances = 4, .precision = 128, .tightest = 0.25}});
  ASSERT_EQ(sums.size(), 2U);
  EXPECT_EQ(sums[0].grade, Grade::exact);
  EXPECT_EQ(sums[0].instances, 150);
  EXPECT_EQ(sums[0].false_pass, 1e-15);
  EXPECT_EQ(sums[0].exceptions, unseen_exceptions({.small_instances = 30}));
  EXPECT_EQ(sums[1].precision, 256);
  EXPECT_EQ(sums[1].tightest, 0.5);
}

TEST(Evidence, SampledChecksAddUpToTheirWeakest) {
  const auto sums = evidence(std::vector<CheckResult>{
      {.grade = Grade::statistical,
       .sampled = SampledEvidence{100, 2, 1e-8, 0.01, "independent samples"}},
      {.grade = Grade::statistical,
       .sampled = SampledEvidence{300, 1, 1e-9, 0.2, "independent samples"}}});
  ASSERT_EQ(sums.size(), 1U);
  EXPECT_EQ(sums[0].sampled->samples, 400);
  EXPECT_EQ(sums[0].sampled->coordinates, 3);
  EXPECT_EQ(sums[0].sampled->level, 1e-9);
  EXPECT_EQ(sums[0].sampled->detectable, 0.2);
  EXPECT_EQ(sums[0].sampled->assumption, "independent samples");
}

TEST(VerdictTable, ColumnsAlignByWhatIsSeenAndFitTheWidth) {
  TheoremResult exact = result_with(Verdict::holds);
  exact.checks = {{.grade = Grade::exact, .instances = 160, .false_pass = 3e-13},
                  {.grade = Grade::rigorous, .tightest = 0.98}};
  TheoremResult rational = result_with(Verdict::unfinished);
  rational.checks = {{.grade = Grade::rigorous}};
  const auto table = lines(verdict_table({.results = {exact, rational}}, {.width = 90}));
  ASSERT_EQ(table.size(), 3U);
  const auto claim_column = [](const std::string& line) {
    return display_width(line.substr(0, line.find("The gradient")));
  };
  EXPECT_EQ(claim_column(table[0]), claim_column(table[2]));
  EXPECT_EQ(display_width(table[0]), 90);
  EXPECT_EQ(display_width(table[2]), 90);
  EXPECT_THAT(table[1],
              testing::MatchesRegex("^ +rigorous  0 instances, rationals, tightest 0.98$"));
}

TEST(Problems, AreNoneWhereEverythingHolds) {
  TheoremResult result = result_with(Verdict::holds);
  result.checks = {{.claim = "c"}};
  result.proof = {{.claim = "s"}};
  result.falsifiers = {{.name = "w", .rejected = true}};
  EXPECT_THAT(problems({.results = {result}}), IsEmpty());
}

TEST(Problems, ShowTheCounterexampleTheFirstFailingStepAndHowToReproduce) {
  TheoremResult result = result_with(Verdict::fails);
  result.checks = {{.claim = "c", .verdict = Verdict::fails, .counterexample = "γ = 1\nleft 2"}};
  result.proof = {{.claim = "first"},
                  {.claim = "second", .verdict = Verdict::fails, .counterexample = "1 state"},
                  {.claim = "third", .verdict = Verdict::fails, .counterexample = "3 states"}};
  result.named = {{.mdp = "taxi", .verdict = Verdict::fails, .note = "\"c\" fails"},
                  {.mdp = "lake", .verdict = Verdict::vacuous, .note = "outside"}};
  const std::string text = problems({.seed = 7, .mdp_files = {"my mdp.json"}, .results = {result}});
  EXPECT_EQ(text,
            "PG-2 fails\n"
            "    proof step 2 \"second\" fails at\n"
            "      1 state\n"
            "    check \"c\" fails at\n"
            "      γ = 1\n"
            "      left 2\n"
            "    on taxi: \"c\" fails\n"
            "    reproduce: lemmata verify PG-2 --seed 7 --mdp 'my mdp.json'\n");
}

TEST(Problems, NameSurvivingFalsifiersButNotUnfinishedOnes) {
  TheoremResult result = result_with(Verdict::unguarded);
  result.falsifiers = {{.name = "survivor", .reported = {"a/b#3", "c/d#4"}, .instances = 2000},
                       {.name = "not reached", .unfinished = true}};
  const std::string text = problems({.results = {result}});
  EXPECT_THAT(
      text, HasSubstr("falsifier \"survivor\" (reported in a/b#3, c/d#4) survived 2000 instances"));
  EXPECT_THAT(text, Not(HasSubstr("not reached")));
}

TEST(Problems, SayHowFarUndecidedAndVacuousChecksCame) {
  TheoremResult result = result_with(Verdict::undecided);
  result.checks = {{.claim = "u", .verdict = Verdict::undecided, .precision = 2048},
                   {.claim = "v", .verdict = Verdict::vacuous, .instances = 3, .discarded = 97}};
  const std::string text = problems({.results = {result}});
  EXPECT_THAT(text, HasSubstr("check \"u\" is undecided at 2048 bits"));
  EXPECT_THAT(text, HasSubstr("check \"v\" is vacuous: 3 of 100 instances"));
}

TEST(Summary, SaysWhatWasDoneOnWhichMdp) {
  TheoremResult result = result_with(Verdict::holds);
  result.falsifiers = {{.name = "w", .rejected = true}};
  result.named = {{.mdp = "lake",
                   .arithmetic = "exact, double",
                   .false_pass = 2e-9,
                   .note = "\"c\" is left out: H"},
                  {.mdp = "taxi", .verdict = Verdict::vacuous}};
  EXPECT_EQ(summary({.seed = 3, .rounds = 1, .seconds = 1.25, .results = {result}}, {.width = 200}),
            "Theorems that hold: 1 of 1. Falsifiers rejected: 1 of 1. Hypotheses shown to be "
            "needed: 0 of 0.\n"
            "quick effort, 1 round, 1.2 s, seed 3.\n"
            "Proved in Coq besides: 1 of 1; `lemmata prove` checks that.\n"
            "On lake: theorems that hold: 1, false pass ≤ 2e-9; 1 in double precision (PG-2); 1 "
            "with a check left out "
            "(PG-2).\n"
            "On taxi: theorems that hold: 0; 1 outside the hypotheses (PG-2).\n");
}

TEST(Interruption, LeavesTheRestUnfinishedAndNoFalsifierASurvivor) {
  std::atomic<bool> stop{false};
  VerificationRun run{.interrupted = true};
  run.results =
      verify({select("PG-2").front()},
             {.jobs = 1, .interrupted = &stop, .progress = [&](int, int) { stop = true; }});
  EXPECT_EQ(run.results[0].verdict, Verdict::unfinished);
  EXPECT_EQ(run.results[0].checks[0].verdict, Verdict::holds);
  EXPECT_THAT(problems(run), IsEmpty());
  EXPECT_THAT(verification_text(run, {}), HasSubstr("Interrupted"));
}

TEST(Interruption, FirstSignalIsARequestAndTheSecondEndsTheProcess) {
  EXPECT_EXIT(
      {
        const Interruption interruption;
        if (interruption.requested()) std::_Exit(3);
        std::raise(SIGINT);
        if (!interruption.requested()) std::_Exit(4);
        std::raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "");
}

TEST(References, AreReadInFull) {
  const Reference* found = find_reference("sutton2000policy");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->title,
            "Policy Gradient Methods for Reinforcement Learning with Function Approximation");
  EXPECT_EQ(found->venue, "Advances in Neural Information Processing Systems 12");
  EXPECT_EQ(found->year, "2000");
  EXPECT_THAT(found->author, testing::StartsWith("Sutton, Richard S. and McAllester"));
  EXPECT_THAT(found->bibtex, testing::StartsWith("@inproceedings{sutton2000policy,"));
  EXPECT_THAT(found->bibtex, testing::EndsWith("\n}"));
  EXPECT_EQ(find_reference("nobody1900nothing"), nullptr);
}

TEST(References, HaveWhatACitationNeedsAndUniqueKeys) {
  std::set<std::string> keys;
  for (const Reference& reference : references()) {
    EXPECT_TRUE(keys.insert(reference.key).second) << reference.key;
    EXPECT_FALSE(reference.author.empty()) << reference.key;
    EXPECT_FALSE(reference.title.empty()) << reference.key;
    EXPECT_FALSE(reference.venue.empty()) << reference.key;
    EXPECT_THAT(reference.year, testing::MatchesRegex("[0-9]{4}")) << reference.key;
  }
}

TEST(References, HoldEverySourceOfTheCatalogue) {
  for (const Entry& entry : catalogue()) {
    for (const Source& source : entry.theorem.sources) {
      EXPECT_NE(find_reference(source.key), nullptr) << entry.theorem.id << ": " << source.key;
    }
  }
}

TEST(TheoremText, FitsTheWidthWhereverAWordDoes) {
  for (const Entry& entry : catalogue()) {
    for (const std::string& line : lines(theorem_text(entry, {.width = 80}))) {
      EXPECT_LE(display_width(line), 80) << line;
    }
  }
}

TEST(TheoremText, ALongLineOfAFormalStatementGoesOnFurtherIn) {
  const std::string text = theorem_text(*select("PG-2").front(), {.width = 60});
  EXPECT_THAT(text, HasSubstr("\n    Theorem policy_gradient_theorem :\n"
                              "      D (performance M V) = \\sum_s ν s * \\sum_a D (π s\n"
                              "          a) * action_value M V s a.\n"));
}

TEST(CatalogueText, MarksWhatIsProved) {
  Entry unproved = *select("PG-2").front();
  unproved.theorem.id = "PG-99";
  unproved.theorem.claim = "It is so";
  EXPECT_EQ(catalogue_text({&unproved}, {}), "policy_gradient\n  PG-99  It is so\n");
  EXPECT_THAT(lines(catalogue_text({select("PG-1").front(), &unproved}, {})).back(),
              testing::StrEq("  PG-99          It is so"));
}

TEST(SolutionText, ShowsTheFirstStatesOfManyAndSaysSo) {
  const auto text = [](int states) {
    return solution_text({.value = 1.5,
                          .values = Vector<double>::Constant(states, 2),
                          .policy = Policy<double>::Identity(states, states),
                          .iterations = 1},
                         "lake");
  };
  EXPECT_EQ(lines(text(40)).size(), 43U);
  EXPECT_EQ(lines(text(41)).size(), 24U);
  EXPECT_THAT(text(41), HasSubstr("21 more states: --json"));
  EXPECT_THAT(text(40), testing::StartsWith("lake: J* = 1.5, after 1 iteration of"));
  EXPECT_THAT(lines(text(3))[5], testing::MatchesRegex(" +2 +2 +2"));
}

TEST(SoftSolutionText, NamesItsNumbers) {
  const std::string text = solution_text({.value = 1.5,
                                          .values = Vector<double>{{2.5}},
                                          .log_policy = Matrix<double>{{-7, -8}},
                                          .policy = Policy<double>{{0.25, 0.75}},
                                          .plain_return = 3.5,
                                          .entropy = 4.5,
                                          .error_bound = 5e-9,
                                          .iterations = 6},
                                         0.5, "mine");
  EXPECT_EQ(lines(text).at(0),
            "mine: J + β·entropy = 1.5 for β = 0.5, after 6 iterations of soft policy iteration");
  EXPECT_EQ(lines(text).at(1), "J = 3.5, entropy = 4.5 nats; values are off by at most 5e-09");
  EXPECT_THAT(lines(text).back(), testing::ContainsRegex(" 0 +2.5 +0.25 +0.75"));
}

TEST(FrontierText, NamesItsNumbers) {
  const std::string text = frontier_text(
      {.optimum = 1.5, .points = {{2.5, 3.5, 4.5, 5.5, 6.5}}, .ended = "is nothing"}, "mine");
  EXPECT_THAT(text, HasSubstr("mine: J* = 1.5;"));
  EXPECT_THAT(text, testing::ContainsRegex("2.5 +4.5 +5.5 +3.5\n"));
  EXPECT_THAT(text, HasSubstr("Above that is nothing."));
}

}  // namespace
}  // namespace lemmata
