// Needs, tight companions, sampled checks, and rounds: what a verification adds up to.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sound_theorem.hpp"

namespace lemmata {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// Needs

Theorem needing(const Hypothesis& hypothesis, Check check) {
  Theorem theorem = sound();
  theorem.needs = {needed(hypothesis, std::move(check))};
  return theorem;
}

TEST(NeedTest, AHypothesisThatIsNeededHasASmallestCounterexampleOutsideIt) {
  const auto result = verified(needing(discount_below_one_or_ending, true_identity()));
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_TRUE(result.needs[0].rejected);
  EXPECT_EQ(result.needs[0].name, discount_below_one_or_ending.text);
  EXPECT_EQ(result.needs[0].counterexample,
            "1 state, 1 action, γ = 1, start (1)\n"
            "  state  action  probability  next  reward\n"
            "      0       0            1     0       0\n"
            "  policy preferences z: 1\n"
            "  a side is not defined here");
}

TEST(NeedTest, AHypothesisThatIsNotNeededIsSaidToBeNeedless) {
  const Check always =
      identity([](const auto& x) { return equal(x.mdp.discount, x.mdp.discount); });
  const auto result = verified(needing(discount_below_one_or_ending, always));
  EXPECT_EQ(result.verdict, Verdict::needless);
  EXPECT_GT(result.needs[0].instances, 10);
}

TEST(NeedTest, TheOtherHypothesesStayInForce) {
  Theorem theorem = needing(discount_below_one_or_ending, true_identity());
  theorem.hypotheses.push_back(
      hypothesis("two states", [](const MdpInstance& x) { return x.table.states() == 2; }));
  EXPECT_EQ(show_need(theorem, theorem.needs[0], {}).shape, "2 states, 1 action");
}

TEST(NeedTest, OfAHypothesisThatNoInstanceLeavesIsShownByAStatementWithoutIt) {
  Theorem theorem = sound();
  theorem.hypotheses.push_back({"of the statement's own terms", {}});
  const auto by_statement =
      show_need(theorem, needed(theorem.hypotheses.back(), false_identity()), {});
  EXPECT_TRUE(by_statement.rejected);
  EXPECT_TRUE(by_statement.restated);
  const auto outside =
      show_need(theorem, needed(discount_below_one_or_ending, false_identity()), {});
  EXPECT_FALSE(outside.restated);
}

TEST(NeedTest, MayLookAtWiderInstances) {
  Theorem theorem = sound();
  theorem.hypotheses.push_back(
      hypothesis("at most two states", [](const MdpInstance& x) { return x.table.states() <= 2; }));
  theorem.instances = mdps("small", {Part::policy}, {.states = 2});
  const Check small =
      inequality([]<class F>(const MdpPoint<F>& x) { return at_most(F(x.mdp.states()), F{2}); });
  const auto narrow = show_need(theorem, needed(theorem.hypotheses.back(), small), {});
  EXPECT_FALSE(narrow.rejected);
  EXPECT_EQ(narrow.instances, 0);
  const auto wide = show_need(
      theorem, needed(theorem.hypotheses.back(), small, mdps("wide", {Part::policy})), {});
  EXPECT_TRUE(wide.rejected);
  EXPECT_EQ(wide.shape, "3 states, 1 action");
}

// Tight companions

Check discount_is_at_most(int bound) {
  return inequality(
      [bound]<class F>(const MdpPoint<F>& x) { return at_most(x.mdp.discount, F(bound)); });
}

TEST(TightTest, ALooseInequalityNeedsACompanion) {
  Theorem theorem = sound();
  theorem.checks.push_back(part("loose", discount_is_at_most(3)));
  auto result = verified(theorem);
  EXPECT_LT(*tightest(result), 0.5);
  EXPECT_EQ(result.verdict, Verdict::loose);
  theorem.tight = {part("γ is attained", discount_is_at_most(1))};
  result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.tight[0].claim, "γ is attained");
  theorem.tight = {part("wrong", false_identity())};
  EXPECT_EQ(verified(theorem).verdict, Verdict::fails);
}

TEST(TightTest, AnInequalityThatComesCloseNeedsNone) {
  Theorem theorem = sound();
  theorem.checks.push_back(part("close", discount_is_at_most(1)));
  EXPECT_EQ(verified(theorem).verdict, Verdict::holds);
}

// Sampled checks

/// The first action of the first state is drawn with probability π(0|0) + `shift`·(1 − π(0|0)).
Check first_action_is_drawn(double shift, int samples = 20'000) {
  return sampled(
      [shift](const MdpPoint<double>& x) {
        const double probability = x.pi()(0, 0);
        return means_equal(Vector<double>::Constant(1, probability), Bounded{0, 1},
                           [=](RandomStream& random) -> Vector<double> {
                             const double truth = probability + shift * (1 - probability);
                             return Vector<double>::Constant(1, random.uniform() <= truth);
                           });
      },
      samples);
}

Theorem sampled_theorem(Check check) {
  Theorem theorem = sound();
  theorem.checks = {part("sampled", std::move(check))};
  return theorem;
}

TEST(SampledCheckTest, ATrueClaimHoldsWithItsStrength) {
  const auto result = verified(sampled_theorem(first_action_is_drawn(0)));
  EXPECT_EQ(result.verdict, Verdict::holds);
  const CheckResult& check = result.checks[0];
  EXPECT_EQ(check.instances, 4);
  ASSERT_TRUE(check.sampled);
  EXPECT_EQ(check.sampled->samples, 80'000);
  EXPECT_EQ(check.sampled->coordinates, 4);
  EXPECT_DOUBLE_EQ(check.sampled->level, false_alarm_budget / 4);
  EXPECT_EQ(check.false_pass, 0);
}

TEST(SampledCheckTest, AFalseClaimFailsAndSaysWhatWasSeen) {
  const auto result = verified(sampled_theorem(first_action_is_drawn(0.3)));
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_THAT(result.checks[0].counterexample, HasSubstr("of 20000 samples, claimed 0."));
}

TEST(SampledCheckTest, AFalsifierIsRejectedIfItsEffectIsSurelyDetected) {
  Theorem theorem = sampled_theorem(first_action_is_drawn(0));
  theorem.falsifiers = {wrong("shifted", first_action_is_drawn(0.3))};
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_GE(*result.falsifiers[0].effect, 1);
}

TEST(SampledCheckTest, ARejectionByLuckDoesNotCount) {
  // A shift that is found about every other time is below what is stated as surely detected.
  Theorem theorem = sampled_theorem(first_action_is_drawn(0));
  bool seen_luck = false;
  for (int thousandths = 20; thousandths < 80; thousandths += 4) {
    const Check barely = first_action_is_drawn(thousandths / 1000.0);
    const auto result = reject(theorem, wrong("barely", barely), {});
    if (result.rejected) {
      EXPECT_GE(*result.effect, 1);
    } else {
      EXPECT_LT(*result.effect, 1);
      seen_luck = seen_luck || verify_check(theorem, barely, {}).verdict == Verdict::fails;
    }
  }
  EXPECT_TRUE(seen_luck);
}

TEST(SampledCheckTest, TheBudgetIsSharedByAllSampledChecksOfTheRun) {
  Theorem theorem = sampled_theorem(first_action_is_drawn(0));
  theorem.checks.push_back(part("again", first_action_is_drawn(0)));
  theorem.proof.push_back(step("once more", first_action_is_drawn(0)));
  const Entry entry{theorem, "tests", ""};
  const auto results = verify({&entry, &entry}, {});
  double spent = 0;
  for (const auto& result : results) {
    for (const auto* checks : {&result.checks, &result.proof}) {
      for (const CheckResult& check : *checks) {
        if (check.sampled) spent += check.sampled->level * check.sampled->coordinates;
      }
    }
  }
  EXPECT_NEAR(spent, false_alarm_budget, 1e-20);
}

TEST(SampledCheckTest, ASampleOutsideItsBoundsFailsTheCheck) {
  const Check check = sampled([](const MdpPoint<double>&) {
    return means_equal(Vector<double>{{0.5}}, Bounded{0, 1},
                       [](RandomStream&) { return Vector<double>{{2.0}}; });
  });
  const auto result = verified(sampled_theorem(check));
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_THAT(result.checks[0].counterexample, EndsWith("a sample of 2 is not bounded in [0, 1]"));
}

TEST(SampledCheckTest, AClaimWithoutAValueFailsTheCheck) {
  const Check check =
      sampled([](const MdpPoint<double>&) -> Experiment { throw DivisionByZero{}; });
  const auto result = verified(sampled_theorem(check));
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_THAT(result.checks[0].counterexample, EndsWith("the claim is not defined here"));
}

TEST(SampledCheckTest, AFalsifierMustBeWrongAndNotWithoutAValue) {
  Theorem theorem = sampled_theorem(first_action_is_drawn(0));
  const Check undefined =
      sampled([](const MdpPoint<double>&) -> Experiment { throw DivisionByZero{}; });
  const Check out_of_bounds = sampled([](const MdpPoint<double>&) {
    return means_equal(Vector<double>{{0.5}}, Bounded{0, 1},
                       [](RandomStream&) { return Vector<double>{{2.0}}; });
  });
  theorem.falsifiers = {wrong("undefined", undefined), wrong("out of bounds", out_of_bounds)};
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::unguarded);
  for (const FalsifierResult& falsifier : result.falsifiers) EXPECT_FALSE(falsifier.rejected);
}

TEST(SampledCheckTest, TooFewInstancesAreVacuous) {
  const auto nowhere = [](const MdpInstance&) { return false; };
  const auto result = verified(sampled_theorem(first_action_is_drawn(0).only("nowhere", nowhere)));
  EXPECT_EQ(result.verdict, Verdict::vacuous);
}

TEST(SampledCheckTest, SpeaksOfGivenMdps) {
  const TransitionTable loop{.name = "loop",
                             .discount = {1, -1},
                             .start = {{1, 0}},
                             .outcomes = {{{{{1, 0}, 0, {1, 0}, false}}, {{{1, 0}, 0, {}, true}}}}};
  const auto true_result = verified(sampled_theorem(first_action_is_drawn(0)), {.mdps = {loop}});
  EXPECT_EQ(true_result.named[0].verdict, Verdict::holds);
  EXPECT_THAT(true_result.named[0].arithmetic, HasSubstr("statistical"));
  const auto false_result = verified(sampled_theorem(first_action_is_drawn(0.3)), {.mdps = {loop}});
  EXPECT_EQ(false_result.named[0].verdict, Verdict::fails);
  EXPECT_THAT(false_result.named[0].note, StartsWith("\"sampled\" fails: coordinate 0"));
}

// Rounds

std::vector<TheoremResult> after(const Theorem& theorem, const VerifierOptions& options) {
  const Entry entry{theorem, "tests", ""};
  auto results = verify({&entry}, options);
  for (auto& result : results) result.entry = nullptr;
  return results;
}

TEST(RoundsTest, StrengthGrowsWithTheRounds) {
  Theorem theorem = sound();
  theorem.checks.push_back(part("sampled", first_action_is_drawn(0, 5000)));
  const auto once = after(theorem, {.rounds = 1})[0];
  const auto thrice = after(theorem, {.rounds = 3})[0];
  EXPECT_EQ(thrice.checks[0].instances, 3 * once.checks[0].instances);
  EXPECT_EQ(thrice.checks[0].small_instances, 900);
  EXPECT_NEAR(std::log(thrice.checks[0].false_pass), 3 * std::log(once.checks[0].false_pass), 1e-6);
  EXPECT_NEAR(unseen_exceptions(thrice.checks[0]), unseen_exceptions(once.checks[0]) / 3, 1e-3);
  EXPECT_EQ(thrice.checks[1].sampled->samples, 3 * once.checks[1].sampled->samples);
  EXPECT_LT(thrice.checks[1].sampled->detectable, once.checks[1].sampled->detectable / 1.5);
}

TEST(RoundsTest, ALaterRoundHasNewInstancesAndCanFail) {
  // The conjunction of "not this instance" over those of the first round.
  const Theorem theorem = sound();
  std::vector<std::string> first_round;
  const auto describe = [](const Instance& x) { return x.describe(); };
  std::mutex mutex;
  Check recording = true_identity();
  recording.evaluate = [&, inner = recording.evaluate](const Instance& x) {
    const std::lock_guard lock{mutex};
    first_round.push_back(describe(x));
    return inner(x);
  };
  Theorem recorded = theorem;
  recorded.checks = {recording};
  recorded.proof.clear();
  recorded.falsifiers.clear();
  after(recorded, {.jobs = 1, .rounds = 1});
  const auto seen = first_round;
  first_round.clear();
  after(recorded, {.jobs = 1, .rounds = 2});
  ASSERT_EQ(first_round.size(), 2 * seen.size());
  int repeated = 0;
  for (std::size_t k = seen.size(); k < first_round.size(); ++k) {
    repeated += std::count(seen.begin(), seen.end(), first_round[k]) > 0 ? 1 : 0;
  }
  EXPECT_LT(repeated, 40);  // the very smallest instances come again
}

TEST(RoundsTest, AFailureOfALaterRoundStands) {
  std::atomic<int> evaluations = 0;
  Check fails_late = true_identity();
  fails_late.evaluate = [&, inner = fails_late.evaluate](const Instance& x) {
    Evaluation result = inner(x);
    if (++evaluations > 450) result.finding = Finding::fails;
    return result;
  };
  Theorem theorem = sound();
  theorem.checks = {fails_late};
  EXPECT_EQ(after(theorem, {.rounds = 1})[0].verdict, Verdict::holds);
  evaluations = 0;
  const auto result = after(theorem, {.rounds = 4})[0];
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_NE(result.checks[0].counterexample, "");
}

TEST(RoundsTest, TheFirstRoundIsFinishedWhateverTheDeadline) {
  const auto result =
      after(sound(), {.rounds = 1000, .deadline = std::chrono::steady_clock::now()})[0];
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.checks[0].instances, 400);
}

TEST(RoundsTest, TheDeadlineEndsTheRoundsAndWhatWasFoundStands) {
  int rounds = 0;
  VerifierOptions options{.rounds = 1'000'000};
  // Set when two rounds are over, however long they took.
  options.after_round = [&](int done, const auto&) {
    rounds = done;
    if (done == 2) {
      options.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{50};
    }
  };
  const auto result = after(sound(), options)[0];
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_GE(rounds, 2);
  EXPECT_LT(rounds, 1'000'000);
  EXPECT_GE(result.checks[0].instances, 400 * (rounds - 1));
}

TEST(RoundsTest, InterruptionAfterTheFirstRoundKeepsWhatWasEstablished) {
  std::atomic<bool> interrupted = false;
  const auto result =
      after(sound(), {.rounds = 1'000'000,
                      .interrupted = &interrupted,
                      .after_round = [&](int done, const auto&) { interrupted = done == 2; }})[0];
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.checks[0].instances, 800);
}

TEST(RoundsTest, TheNumberOfThreadsDoesNotMatter) {
  Theorem theorem = sound();
  theorem.checks.push_back(part("sampled", first_action_is_drawn(0, 5000)));
  theorem.falsifiers.push_back(wrong("shifted", first_action_is_drawn(0.3, 5000)));
  const auto record = [&](int jobs) {
    const auto result = after(theorem, {.seed = 4, .jobs = jobs, .rounds = 2})[0];
    return fmt::format("{} {} {} {} {} {}", result.checks[0].instances, result.checks[0].false_pass,
                       result.checks[1].sampled->detectable, result.checks[1].sampled->samples,
                       *result.falsifiers[1].effect, result.falsifiers[1].counterexample);
  };
  EXPECT_EQ(record(1), record(2));
}

}  // namespace
}  // namespace lemmata
