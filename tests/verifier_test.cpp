// The verifier can fail: it tells true theorems from false, unguarded, vacuous and undecided ones.

#include "verification/engine/verifier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "sound_theorem.hpp"

namespace lemmata {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

Verdict verdict_of(const Theorem& theorem) { return verified(theorem).verdict; }

TEST(VerifierTest, ATrueTheoremHolds) {
  const auto result = verified(sound());
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.checks[0].instances, 400);
  EXPECT_GT(result.checks[0].discarded, 0);
  EXPECT_GT(result.checks[0].false_pass, 0);
  EXPECT_LT(result.checks[0].false_pass, 1e-12);
  EXPECT_THAT(result.checks[0].counterexample, IsEmpty());
  EXPECT_TRUE(result.falsifiers[0].rejected);
}

constexpr const char* smallest_nonzero_performance =
    "1 state, 1 action, γ = 0, start (1)\n"
    "  state  action  probability  next  reward\n"
    "      0       0            1   end       1\n"
    "  policy preferences z: 1\n"
    "  left 1, right 0";

TEST(VerifierTest, AFalseTheoremFailsWithTheSmallestCounterexample) {
  Theorem theorem = sound();
  theorem.checks = {false_identity()};
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_EQ(result.checks[0].counterexample, smallest_nonzero_performance);
  EXPECT_EQ(result.proof[0].verdict, Verdict::holds);
}

TEST(VerifierTest, AFalseCheckAmongTrueOnesFails) {
  Theorem theorem = sound();
  theorem.checks = {true_identity(), false_identity(), true_identity()};
  EXPECT_EQ(verdict_of(theorem), Verdict::fails);
}

TEST(VerifierTest, AFalseProofStepFails) {
  Theorem theorem = sound();
  theorem.proof.push_back(step("wrong", false_identity()));
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_EQ(result.checks[0].verdict, Verdict::holds);
  EXPECT_EQ(result.proof[1].claim, "wrong");
  EXPECT_EQ(result.proof[1].counterexample, smallest_nonzero_performance);
}

TEST(VerifierTest, AFalsifierIsRejectedByTheSmallestInstance) {
  const Theorem theorem = sound();
  const auto result = reject(theorem, theorem.falsifiers[0], {});
  EXPECT_EQ(result.counterexample, smallest_nonzero_performance);
  EXPECT_EQ(result.shape, "1 state, 1 action");
  EXPECT_GE(result.instances, 1);
}

TEST(VerifierTest, ATrueFalsifierLeavesTheTheoremUnguarded) {
  Theorem theorem = sound();
  theorem.falsifiers.push_back(wrong("the truth", true_identity()));
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::unguarded);
  EXPECT_FALSE(result.falsifiers[1].rejected);
  EXPECT_GT(result.falsifiers[1].instances, 1500);
}

TEST(VerifierTest, AHypothesisThatNothingSatisfiesIsVacuous) {
  Theorem theorem = sound();
  theorem.falsifiers.clear();
  theorem.hypotheses.push_back(hypothesis("never", [](const MdpInstance&) { return false; }));
  EXPECT_EQ(verdict_of(theorem), Verdict::vacuous);
}

TEST(VerifierTest, ARestrictionThatNothingSatisfiesIsVacuous) {
  Theorem theorem = sound();
  theorem.checks.push_back(
      true_identity().only("nowhere", [](const MdpInstance&) { return false; }));
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::vacuous);
  EXPECT_EQ(result.checks[1].restriction, "nowhere");
}

TEST(VerifierTest, AHypothesisIsHonoured) {
  Theorem theorem = sound();
  theorem.checks = {false_identity()};
  theorem.hypotheses.push_back(hypothesis("no rewards", [](const MdpInstance& x) {
    const auto mdp = x.in<Rational>().mdp;
    return (expected_rewards(mdp).array() == Rational{0}).all();
  }));
  EXPECT_EQ(verified(theorem).checks[0].verdict, Verdict::vacuous);
  EXPECT_EQ(verified(theorem).checks[0].counterexample, "");
}

TEST(VerifierTest, AStatementAboutFixedNumbersIsEvaluatedAndCountedOnce) {
  int evaluations = 0;
  Theorem theorem = sound();
  Check fixed = inequality([&]<class F>(const MdpPoint<F>&) {
    ++evaluations;
    return at_most(F{3}, F{4});
  });
  theorem.checks = {std::move(fixed).once()};
  VerifierOptions options;
  options.rounds = 3;
  const auto result = verified(theorem, options);
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.checks[0].instances, 1);
  EXPECT_EQ(unseen_exceptions(result.checks[0]), 0);
  EXPECT_EQ(evaluations, 1);
}

/// Found wrong, compared with what is shrunk, and described.
TEST(VerifierTest, AFalseStatementAboutFixedNumbersIsNotShrunk) {
  int evaluations = 0;
  Theorem theorem = sound();
  Check fixed = inequality([&]<class F>(const MdpPoint<F>&) {
    ++evaluations;
    return at_most(F{4}, F{3});
  });
  theorem.checks = {std::move(fixed).once()};
  EXPECT_EQ(verified(theorem).verdict, Verdict::fails);
  EXPECT_EQ(evaluations, 3);
}

/// 2⁻²⁰⁰
template <class F>
F tiny() {
  F result{1};
  for (int k = 0; k < 200; ++k) result = F(result / F{2});
  return result;
}

/// Counted by two threads, against a claim.
Check counted_by_threads(int claimed) {
  return on_threads([=](const MdpPoint<double>&) {
    std::atomic<int> count{0};
    {
      const std::jthread first{[&] { ++count; }}, second{[&] { ++count; }};
    }
    return equal(static_cast<double>(count.load()), static_cast<double>(claimed));
  });
}

TEST(VerifierTest, ARunOfThreadsIsJudgedExactlyAndSeesNoUniformPoints) {
  Theorem theorem = sound();
  theorem.checks = {counted_by_threads(2)};
  const auto result = verified(theorem, {.small_instances = 5});
  EXPECT_EQ(result.checks[0].verdict, Verdict::holds);
  EXPECT_EQ(result.checks[0].grade, Grade::measured);
  EXPECT_EQ(result.checks[0].instances, 5);
  EXPECT_EQ(result.checks[0].false_pass, 0);
  theorem.checks = {counted_by_threads(3)};
  const auto wrong = verified(theorem);
  EXPECT_EQ(wrong.verdict, Verdict::fails);
  EXPECT_THAT(wrong.checks[0].counterexample, EndsWith("left 2, right 3"));
}

TEST(VerifierTest, AnInequalityThatOnlyManyBitsRefuteHasItsCounterexample) {
  // exp(2⁻²⁰⁰) ≤ 1: at 128 bits the ball around the left side holds the right one.
  Theorem theorem = sound();
  theorem.checks = {
      ball_inequality([]<class F>(const MdpPoint<F>&) { return at_most(exp(tiny<F>()), F{1}); })};
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_THAT(result.checks[0].counterexample, HasSubstr("  left 1"));
}

TEST(VerifierTest, AnInequalityThatIsDefinedOnlyInManyBitsHasItsCounterexample) {
  // 1/(exp(2⁻²⁰⁰) − 1) ≤ 1: at 128 bits the divisor's ball holds 0.
  Theorem theorem = sound();
  theorem.checks = {ball_inequality([]<class F>(const MdpPoint<F>&) {
    return at_most(F{F{1} / F{exp(tiny<F>()) - F{1}}}, F{1});
  })};
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_THAT(result.checks[0].counterexample, HasSubstr("right 1"));
}

TEST(VerifierTest, AnIdentityThatOnlyLargeNumbersBreakFailsAtAUniformPoint) {
  // Π_k (z − k) over the preferences that small instances draw
  const Check check = identity([]<class F>(const MdpPoint<F>& x) {
    F product{1};
    const F z = x.values()(0);
    for (int k = -9; k <= 9; ++k) product *= z - F(k);
    return equal(product, F{0});
  });
  Theorem theorem = sound();
  theorem.instances = mdps("", {Part::values});
  const auto result = verify_check(theorem, check, VerifierOptions{});
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_EQ(result.instances, VerifierOptions{}.small_instances + 1);
  EXPECT_THAT(result.counterexample, StartsWith("a uniformly random point of "));
}

TEST(VerifierTest, AHypothesisTooFewLeavesASideUndefinedAndFails) {
  Theorem theorem = sound();
  theorem.hypotheses = {finite_mdp};
  const auto result = verified(theorem);
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_THAT(result.checks[0].counterexample, StartsWith("1 state, 1 action, γ = 1, "));
  EXPECT_THAT(result.checks[0].counterexample, EndsWith("a side is not defined here"));
}

/// γ ≤ 1 − slack
Check discount_is_at_most_one_less(int slack_exponent) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
    return at_most(x.mdp.discount, F{1} - view<F>(Dyadic{1, slack_exponent}));
  });
}

TEST(VerifierTest, AnInequalityThatIsSlightlyFalseFails) {
  Theorem theorem = sound();
  theorem.hypotheses = {discount_below_one};
  EXPECT_EQ(verify_check(theorem, discount_is_at_most_one_less(-3), {}).verdict, Verdict::holds);
  EXPECT_EQ(verify_check(theorem, discount_is_at_most_one_less(-3), {}).tightest, 1.0);
  const Check slightly = inequality([]<class F>(const MdpPoint<F>& x) {
    return at_most(x.mdp.discount, view<F>(Dyadic{7, -3}) - view<F>(Dyadic{1, -900}));
  });
  const auto result = verify_check(theorem, slightly, {});
  EXPECT_EQ(result.verdict, Verdict::fails);
  EXPECT_THAT(result.counterexample, HasSubstr("1 state, 1 action, γ = 7/8"));
}

/// e^r·e^{V} ≤ e^{r + V} + slack for the first reward and value.
Check exponential_law(Dyadic slack) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
    const Ball r = x.mdp.outcomes(0, 0)[0].reward, v = x.values()(0);
    return at_most(exp(r) * exp(v), exp(r + v) + view<Ball>(slack));
  });
}

TEST(VerifierTest, ABallInequalityThatIsAnEqualityIsUndecided) {
  Theorem theorem = sound();
  theorem.instances = mdps("", {Part::values});
  theorem.checks = {exponential_law({0, 0})};
  theorem.proof.clear();
  theorem.falsifiers.clear();
  EXPECT_EQ(verdict_of(theorem), Verdict::undecided);
}

TEST(VerifierTest, ABallInequalityIsDecidedAtTheLeastPrecisionThatSuffices) {
  Theorem theorem = sound();
  theorem.instances = mdps("", {Part::values});
  const auto coarse = verify_check(theorem, exponential_law({1, -20}), {});
  EXPECT_EQ(coarse.verdict, Verdict::holds);
  EXPECT_EQ(coarse.precision, 128);
  const auto fine = verify_check(theorem, exponential_law({1, -300}), {});
  EXPECT_EQ(fine.verdict, Verdict::holds);
  EXPECT_EQ(fine.precision, 512);
  EXPECT_EQ(verify_check(theorem, exponential_law({-1, -300}), {}).verdict, Verdict::fails);
}

TEST(VerifierTest, AnUndecidedFalsifierIsNotRejected) {
  Theorem theorem = sound();
  theorem.instances = mdps("", {Part::values});
  const VerifierOptions few{.falsifier_instances = 20};
  EXPECT_FALSE(reject(theorem, wrong("equal", exponential_law({0, 0})), few).rejected);
  EXPECT_TRUE(reject(theorem, wrong("less", exponential_law({-1, 0})), few).rejected);
}

TEST(VerifierTest, SidesOfDifferentShapesAreAMistakeOfTheTheorem) {
  Theorem theorem = sound();
  theorem.checks = {identity([]<class F>(const MdpPoint<F>& x) {
    return equal(Vector<F>(x.mdp.start), Vector<F>(Vector<F>::Constant(x.mdp.states() + 1, F{0})));
  })};
  EXPECT_THROW(verified(theorem), std::logic_error);
}

TEST(VerifierTest, EmptySidesAreAMistakeOfTheTheorem) {
  Theorem theorem = sound();
  theorem.checks = {
      identity([]<class F>(const MdpPoint<F>&) { return equal(Vector<F>(0), Vector<F>(0)); })};
  EXPECT_THROW(verified(theorem), std::logic_error);
}

TEST(VerifierTest, APartThatTheSpaceLacksIsAMistakeOfTheTheorem) {
  Theorem theorem = sound();
  theorem.instances = mdps("", {});
  EXPECT_THROW(verified(theorem), std::logic_error);
}

}  // namespace
}  // namespace lemmata
