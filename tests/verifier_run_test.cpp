// Whole runs of the verifier: interruption, progress, seeds and threads, and MDPs from files.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sound_theorem.hpp"

namespace lemmata {
namespace {

using testing::ElementsAre;

TEST(VerifierRunTest, InterruptionLeavesTheTheoremUnfinished) {
  const std::atomic<bool> interrupted = true;
  const auto result = verified(sound(), {.mdps = {{}}, .interrupted = &interrupted});
  EXPECT_EQ(result.checks[0].verdict, Verdict::unfinished);
  EXPECT_EQ(result.named[0].verdict, Verdict::unfinished);
  EXPECT_EQ(result.verdict, Verdict::unfinished);
}

TEST(VerifierRunTest, InterruptionDoesNotHideAFailure) {
  std::atomic<bool> interrupted = false;
  Theorem theorem = sound();
  theorem.checks = {false_identity()};
  const auto stop = [&](int done, int) { interrupted = done >= 1; };
  const auto result = verified(theorem, {.jobs = 1, .interrupted = &interrupted, .progress = stop});
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_EQ(result.proof[0].verdict, Verdict::unfinished);
}

TEST(VerifierRunTest, ProgressCountsEveryTaskOnce) {
  std::vector<int> seen;
  verified(sound(), {.jobs = 2, .progress = [&](int done, int all) {
                       EXPECT_EQ(all, 3);
                       seen.push_back(done);
                     }});
  EXPECT_THAT(seen, ElementsAre(1, 2, 3));
}

/// Everything but the seconds.
std::string record(const TheoremResult& result) {
  std::string text = to_string(result.verdict);
  for (const auto* checks : {&result.checks, &result.proof}) {
    for (const auto& c : *checks) {
      text += fmt::format("\n{} {} {} {} {} {} {}", to_string(c.verdict), c.instances, c.discarded,
                          c.false_pass, c.precision, c.tightest.value_or(-1), c.counterexample);
    }
  }
  for (const auto& f : result.falsifiers) {
    text += fmt::format("\n{} {} {} {}", f.rejected, f.instances, f.shape, f.counterexample);
  }
  return text;
}

Theorem with_a_failure() {
  Theorem theorem = sound();
  theorem.checks.push_back(false_identity());
  theorem.checks.push_back(inequality([](const auto& x) {
    return at_most(policy_values(x.mdp, x.pi()), policy_values(x.mdp, x.pi()));
  }));
  return theorem;
}

TEST(VerifierRunTest, TheResultDependsOnTheSeedAlone) {
  const std::string once = record(verified(with_a_failure(), {.seed = 7, .jobs = 1}));
  EXPECT_EQ(record(verified(with_a_failure(), {.seed = 7, .jobs = 1})), once);
  EXPECT_EQ(record(verified(with_a_failure(), {.seed = 7, .jobs = 2})), once);
  EXPECT_NE(record(verified(with_a_failure(), {.seed = 8, .jobs = 1})), once);
}

TEST(VerifierRunTest, EveryTheoremHasItsOwnStream) {
  Theorem other = sound();
  other.id = "T-2";
  EXPECT_NE(record(verified(other)), record(verified(sound())));
}

TransitionTable unending(Dyadic discount) {
  return {.name = "loop",
          .discount = discount,
          .start = {{1, 0}},
          .outcomes = {{{{{1, 0}, 0, {1, 0}, false}}}}};
}

constexpr auto is_the_loop = [](const MdpInstance& x) { return x.table.name == "loop"; };
constexpr auto is_not_the_loop = [](const MdpInstance& x) { return !is_the_loop(x); };

TEST(NamedMdpTest, IsCheckedUnderItsName) {
  const auto result = verified(sound(), {.mdps = {unending({1, -1})}});
  EXPECT_EQ(result.named[0].mdp, "loop");
  EXPECT_EQ(result.named[0].verdict, Verdict::holds);
  EXPECT_EQ(result.named[0].arithmetic, "exact");
  EXPECT_GT(result.named[0].false_pass, 0);
}

TEST(NamedMdpTest, InequalitiesOfManyStatesAreDecidedInDouble) {
  Theorem theorem = sound();
  theorem.proof = {step("V ≤ V", inequality([](const auto& x) {
                          const auto values = policy_values(x.mdp, x.pi());
                          return at_most(values, values);
                        }))};
  TransitionTable many = unending({1, -1});
  many.start.resize(65);
  many.outcomes.resize(65, many.outcomes[0]);
  const auto result = verified(theorem, {.mdps = {unending({1, -1}), many}});
  EXPECT_EQ(result.named[0].arithmetic, "exact, rigorous (rationals)");
  EXPECT_EQ(result.named[1].arithmetic, "exact, double");
  EXPECT_EQ(result.verdict, Verdict::holds);
}

TEST(NamedMdpTest, OutsideTheHypothesesSaysNothingAgainstTheTheorem) {
  const auto result = verified(sound(), {.mdps = {unending({1, 0})}});
  EXPECT_EQ(result.named[0].verdict, Verdict::vacuous);
  EXPECT_EQ(result.named[0].note, "does not satisfy the hypotheses");
  EXPECT_EQ(result.verdict, Verdict::holds);
}

TEST(NamedMdpTest, OnWhichAProofStepFailsMakesTheTheoremFail) {
  Theorem theorem = sound();
  theorem.proof.push_back(step("wrong on it", false_identity().only("the loop", is_the_loop)));
  const auto result = verified(theorem, {.mdps = {unending({1, -1})}});
  EXPECT_EQ(result.named[0].verdict, Verdict::fails);
  EXPECT_EQ(result.named[0].note, "\"wrong on it\" fails");
  EXPECT_EQ(result.verdict, Verdict::fails);
}

TEST(NamedMdpTest, ACheckThatDoesNotApplyIsNoted) {
  Theorem theorem = sound();
  theorem.checks.push_back(part("elsewhere", true_identity().only("no loop", is_not_the_loop)));
  const auto result = verified(theorem, {.mdps = {unending({1, -1})}});
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.named[0].note, "\"elsewhere\" is left out: no loop");
}

TEST(VerdictTest, NamesAreDistinct) {
  std::set<std::string> names;
  for (const Verdict verdict :
       {Verdict::holds, Verdict::fails, Verdict::undecided, Verdict::vacuous, Verdict::unguarded,
        Verdict::needless, Verdict::loose, Verdict::unfinished}) {
    names.insert(to_string(verdict));
  }
  EXPECT_EQ(names.size(), 8U);
}

}  // namespace
}  // namespace lemmata
