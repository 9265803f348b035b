// Tests of the tests: on true claims they reject no more often than their level says, on false ones
// they detect the stated shift as often as they say, and a test that breaks either promise is
// caught.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "verification/engine/statistics/experiment.hpp"

namespace lemmata {
namespace {

/// A calibration fails by chance with at most this probability.
constexpr double calibration_budget = 1e-9;
constexpr int repetitions = 2000;
constexpr int blocks = 10;
constexpr int block_size = 40;

using Draw = std::function<double(RandomStream&)>;

/// A distribution with a known mean, and a claim whose tail it satisfies wherever its mean is moved
/// by `shifted`.
struct Population {
  const char* name;
  double mean;
  Tail tail;
  std::function<Draw(double shift)> shifted;

  friend std::ostream& operator<<(std::ostream& out, const Population& p) { return out << p.name; }
};

Draw coin(double chance) {
  return [chance](RandomStream& random) { return random.uniform() <= chance ? 1.0 : 0.0; };
}

/// A rare large value: the skewed case that normal approximations get wrong.
Population rare(const char* name, double chance) {
  return {name, chance, Bounded{0, 1}, [chance](double shift) { return coin(chance + shift); }};
}

const std::vector<Population> populations{
    rare("FairCoin", 0.5),
    rare("UnlikelyCoin", 0.1),
    rare("LikelyCoin", 0.9),
    {"NarrowUniform", 0.3, Bounded{-4, 4},
     [](double shift) {
       return [shift](RandomStream& random) { return shift + 0.6 * random.uniform(); };
     }},
    {"Exponential", 1, FiniteVariance{1},
     [](double shift) {
       return [shift](RandomStream& random) { return shift - std::log(random.uniform()); };
     }},
    {"ParetoWithoutThirdMoment", 1.5, FiniteVariance{0.75},
     [](double shift) {
       return [shift](RandomStream& random) { return shift + std::cbrt(1 / random.uniform()); };
     }},
};

class CalibrationTest : public testing::TestWithParam<Population> {
 protected:
  static constexpr double level = 0.02;

  MeanTest after_sampling(const MeanClaim& claim, const Draw& draw, int repetition) const {
    MeanTest test{claim, level};
    for (int block = 0; block < blocks; ++block) {
      RandomStream random{{.seed = 3,
                           .subject = static_cast<std::uint64_t>(repetition),
                           .block = static_cast<std::uint64_t>(block)}};
      Eigen::ArrayXd samples(block_size);
      for (double& x : samples) x = draw(random);
      test.add(test.wealth_of(samples));
    }
    return test;
  }

  int rejections(const MeanClaim& claim, const Draw& draw) const {
    int count = 0;
    for (int i = 0; i < repetitions; ++i) count += after_sampling(claim, draw, i).rejects() ? 1 : 0;
    return count;
  }

  MeanClaim true_claim(Relation relation) const {
    return {GetParam().mean, relation, GetParam().tail};
  }
};

TEST_P(CalibrationTest, TrueClaimsAreRejectedNoMoreOftenThanTheLevelSays) {
  for (const Relation relation : {Relation::equal, Relation::at_most}) {
    const int count = rejections(true_claim(relation), GetParam().shifted(0));
    EXPECT_GT(chance_of_at_least(count, repetitions, level), calibration_budget) << count;
  }
}

TEST_P(CalibrationTest, TheStatedShiftIsDetectedAsOftenAsStated) {
  for (const int direction : {1, -1}) {
    const MeanClaim claim = true_claim(Relation::equal);
    const MeanTest undisturbed = after_sampling(claim, GetParam().shifted(0), repetitions);
    const double shift = undisturbed.detectable_shift(direction);
    if (std::isinf(shift)) continue;  // as said by the test itself: nothing to hold it to
    const int missed = repetitions - rejections(claim, GetParam().shifted(direction * shift));
    EXPECT_GT(chance_of_at_least(missed, repetitions, 1 - MeanTest::stated_power),
              calibration_budget)
        << missed << " of " << repetitions << " missed at shift " << direction * shift;
  }
}

TEST_P(CalibrationTest, AShiftThatIsClaimedTooSmallIsCaught) {
  const MeanClaim claim = true_claim(Relation::equal);
  const double shift =
      after_sampling(claim, GetParam().shifted(0), repetitions).detectable_shift(1);
  ASSERT_FALSE(std::isinf(shift)) << "no shift upwards is stated as detected";
  const int missed = repetitions - rejections(claim, GetParam().shifted(shift / 10));
  EXPECT_LT(chance_of_at_least(missed, repetitions, 1 - MeanTest::stated_power),
            calibration_budget);
}

constexpr auto name_of = [](const auto& info) { return std::string{info.param.name}; };
INSTANTIATE_TEST_SUITE_P(Populations, CalibrationTest, testing::ValuesIn(populations), name_of);

/// A test of fixed size, looked at after every block as if looking were free.
bool peeking_normal_test_rejects(double mean, double deviation, const Draw& draw, int repetition) {
  constexpr double quantile = 2.326;  // two-sided level 0.02
  double sum = 0;
  for (int block = 0; block < blocks; ++block) {
    RandomStream random{{.seed = 3,
                         .subject = static_cast<std::uint64_t>(repetition),
                         .block = static_cast<std::uint64_t>(block)}};
    for (int i = 0; i < block_size; ++i) sum += draw(random) - mean;
    const double samples = block_size * (block + 1);
    if (std::abs(sum) > quantile * deviation * std::sqrt(samples)) return true;
  }
  return false;
}

TEST(CalibrationTest, ATestThatPeeksIsCaught) {
  int count = 0;
  for (int i = 0; i < repetitions; ++i)
    count += peeking_normal_test_rejects(0.5, 0.5, coin(0.5), i);
  EXPECT_LT(chance_of_at_least(count, repetitions, 0.02), calibration_budget) << count;
}

TEST(CalibrationTest, ATestWhoseBetsAreNotFairIsCaught) {
  // The claimed variance is a quarter of the true one.
  const MeanClaim claim{1, Relation::equal, FiniteVariance{0.25}};
  int count = 0;
  for (int i = 0; i < repetitions; ++i) {
    MeanTest test{claim, 0.02};
    RandomStream random{{.seed = 4, .subject = static_cast<std::uint64_t>(i)}};
    Eigen::ArrayXd samples(400);
    for (double& x : samples) x = -std::log(random.uniform());
    test.add(test.wealth_of(samples));
    count += test.rejects() ? 1 : 0;
  }
  EXPECT_LT(chance_of_at_least(count, repetitions, 0.02), calibration_budget) << count;
}

constexpr MeanClaim fair{0.5, Relation::equal, Bounded{0, 1}};

Eigen::ArrayXd alternating(Eigen::Index n, double low, double high) {
  return Eigen::ArrayXd::NullaryExpr(n, [=](Eigen::Index i) { return i % 2 == 0 ? low : high; });
}

TEST(MeanTest, WealthIsTheProductOfTheFactors) {
  const MeanTest test{{0.25, Relation::at_most, Bounded{0, 1}}, 0.01};
  const Wealth wealth = test.wealth_of(Eigen::ArrayXd{{1.0, 0.0}});
  // The largest bet stakes half: λ = 2, factors 1 + 2·(3/4) and 1 − 2/4.
  EXPECT_NEAR(wealth.logarithms(0), std::log(2.5) + std::log(0.5), 1e-14);
  EXPECT_NEAR(wealth.logarithms(1), std::log(1.75) + std::log(0.75), 1e-14);
  const MeanTest heavy{{0, Relation::equal, FiniteVariance{4}}, 0.01};
  const Wealth moved = heavy.wealth_of(Eigen::ArrayXd{{2.0, -4.0}});
  // λ = ±1/2 first, y = 1 and −2
  const double compensation = 2 * std::log(1.5);
  EXPECT_NEAR(moved.logarithms(0), std::log(2.5) - std::log(5.0) - compensation, 1e-14);
  EXPECT_NEAR(moved.logarithms(16), std::log(5.0) - std::log(2.5) - compensation, 1e-14);
}

TEST(MeanTest, EvidenceIsTheLogarithmOfTheMeanWealth) {
  MeanTest test{{0.5, Relation::at_most, Bounded{0, 1}}, 0.01};
  test.add(test.wealth_of(Eigen::ArrayXd::Ones(1)));
  double mean = 0;
  for (int k = 0; k < 16; ++k) mean += (1 + std::ldexp(0.5, -k)) / 16;
  EXPECT_NEAR(test.log_evidence(), std::log(mean), 1e-14);
}

TEST(MeanTest, RejectsAtTheLevelAndNotBefore) {
  MeanTest test{{0.5, Relation::at_most, Bounded{0, 1}}, 0.01};
  int ones = 0;
  for (; !test.rejects() && ones < 100; ++ones) {
    EXPECT_LT(test.log_evidence(), std::log(100));
    test.add(test.wealth_of(Eigen::ArrayXd::Ones(1)));
  }
  EXPECT_GE(test.log_evidence(), std::log(100));
  EXPECT_GE(ones, 12);  // no bet grows by more than a half: (3/2)¹¹ < 100
}

TEST(MeanTest, ARejectionStandsWhateverFollows) {
  MeanTest test{fair, 0.01};
  test.add(test.wealth_of(Eigen::ArrayXd::Ones(60)));
  ASSERT_TRUE(test.rejects());
  test.add(test.wealth_of(Eigen::ArrayXd::Zero(60)));
  EXPECT_TRUE(test.rejects());
}

TEST(MeanTest, OneSidedClaimsAreRefutedFromOneSideAlone) {
  const MeanClaim at_most{0.5, Relation::at_most, Bounded{0, 1}};
  MeanTest below{at_most, 0.01}, above{at_most, 0.01};
  below.add(below.wealth_of(Eigen::ArrayXd::Zero(500)));
  above.add(above.wealth_of(Eigen::ArrayXd::Ones(500)));
  EXPECT_FALSE(below.rejects());
  EXPECT_TRUE(above.rejects());
  EXPECT_TRUE(std::isinf(below.detectable_shift(-1)));
  EXPECT_EQ(below.detectable_shift(), below.detectable_shift(1));
}

TEST(MeanTest, MomentsAreThoseOfAllSamplesWhateverTheBlocks) {
  MeanTest test{fair, 0.01};
  test.add(test.wealth_of(Eigen::ArrayXd{{0.0, 1.0, 0.5}}));
  test.add(test.wealth_of(Eigen::ArrayXd{{0.25}}));
  EXPECT_EQ(test.wealth().samples, 4);
  EXPECT_NEAR(test.wealth().mean, 0.4375, 1e-15);
  EXPECT_NEAR(test.wealth().squares, 0.546875, 1e-15);
  EXPECT_NEAR(test.wealth().deviation(), std::sqrt(0.546875 / 3), 1e-15);
}

double detectable_after(const MeanClaim& claim, Eigen::Index samples, double low, double high) {
  MeanTest test{claim, 1e-6};
  test.add(test.wealth_of(alternating(samples, low, high)));
  return test.detectable_shift();
}

TEST(MeanTest, TheDetectableShiftFallsLikeTheRootOfTheSamples) {
  for (const MeanClaim& claim : {fair, MeanClaim{0.5, Relation::equal, FiniteVariance{0.25}}}) {
    const double coarse = detectable_after(claim, 10'000, 0, 1);
    const double fine = detectable_after(claim, 160'000, 0, 1);
    EXPECT_NEAR(coarse / fine, 4, 0.3);
    // Any test needs about (√(2 log 1/α) + √(2 log 1/β)) σ/√n.
    const double needed = std::sqrt(2 * std::log(1e6)) + std::sqrt(2 * std::log(1e3));
    EXPECT_GT(fine, needed * 0.5 / 400);
    EXPECT_LT(fine, 1.6 * needed * 0.5 / 400);
  }
}

TEST(MeanTest, NarrowSamplesInWideBoundsDetectSmallerShifts) {
  const MeanClaim wide{0.5, Relation::equal, Bounded{-10, 10}};
  EXPECT_LT(detectable_after(wide, 100'000, 0.4, 0.6), detectable_after(wide, 100'000, -9, 9) / 8);
}

TEST(MeanTest, TheStatedShiftIsTheHarderOfTheTwoDirections) {
  MeanTest test{{0.1, Relation::equal, Bounded{0, 1}}, 0.01};
  test.add(test.wealth_of(alternating(2000, 0, 0.2)));
  EXPECT_NE(test.detectable_shift(1), test.detectable_shift(-1));
  EXPECT_EQ(test.detectable_shift(), std::max(test.detectable_shift(1), test.detectable_shift(-1)));
}

TEST(MeanTest, WithoutSamplesNothingIsDetected) {
  EXPECT_TRUE(std::isinf(MeanTest(fair, 0.01).detectable_shift()));
  EXPECT_FALSE(MeanTest(fair, 0.01).rejects());
  MeanTest test{fair, 0.01};
  test.add(test.wealth_of(Eigen::ArrayXd(0)));
  EXPECT_EQ(test.wealth().samples, 0);
}

TEST(MeanTest, ASampleOutsideItsBoundsIsRefused) {
  const MeanTest test{fair, 0.01};
  EXPECT_THROW(test.wealth_of(Eigen::ArrayXd{{0.5, 1.0000001}}), OutOfBounds);
  EXPECT_THROW(test.wealth_of(Eigen::ArrayXd{{std::nan("")}}), OutOfBounds);
  const MeanTest unbounded{{0, Relation::equal, FiniteVariance{1}}, 0.01};
  EXPECT_NO_THROW(unbounded.wealth_of(Eigen::ArrayXd{{1e9}}));
  EXPECT_THROW(unbounded.wealth_of(Eigen::ArrayXd{{INFINITY}}), OutOfBounds);
}

TEST(MeanTest, WhatCannotBeTestedIsRefused) {
  EXPECT_THROW(MeanTest(fair, 0), std::invalid_argument);
  EXPECT_THROW(MeanTest(fair, 1), std::invalid_argument);
  EXPECT_THROW(MeanTest({2, Relation::equal, Bounded{0, 1}}, 0.1), std::invalid_argument);
  EXPECT_THROW(MeanTest({0, Relation::equal, Bounded{1, 0}}, 0.1), std::invalid_argument);
  EXPECT_THROW(MeanTest({0, Relation::equal, Bounded{0, INFINITY}}, 0.1), std::invalid_argument);
  EXPECT_THROW(MeanTest({0, Relation::equal, FiniteVariance{0}}, 0.1), std::invalid_argument);
  EXPECT_THROW(MeanTest({NAN, Relation::equal, FiniteVariance{1}}, 0.1), std::invalid_argument);
}

TEST(BinomialTest, IsTheExactTail) {
  EXPECT_DOUBLE_EQ(chance_of_at_least(0, 10, 0.3), 1);
  EXPECT_NEAR(chance_of_at_least(10, 10, 0.5), std::ldexp(1, -10), 1e-18);
  EXPECT_NEAR(chance_of_at_least(9, 10, 0.5), 11 * std::ldexp(1, -10), 1e-16);
  EXPECT_THROW(chance_of_at_least(1, 10, 1.5), std::domain_error);
}

TEST(UnseenShareTest, IsWhatSurvivesTheTrials) {
  EXPECT_EQ(unseen_share(0, 0.9), 1);
  EXPECT_NEAR(unseen_share(1, 0.9), 0.9, 1e-15);
  EXPECT_NEAR(std::pow(1 - unseen_share(300, 1 - 1e-6), 300), 1e-6, 1e-15);
}

/// Two independent coins.
Experiment coins(double first, double second, const Vector<double>& claimed) {
  return means_equal(claimed, Bounded{0, 1}, [=](RandomStream& random) -> Vector<double> {
    const double a = coin(first)(random);
    return Vector<double>{{a, coin(second)(random)}};
  });
}

ExperimentTest after_blocks(const Experiment& experiment, int count, double level = 1e-6) {
  ExperimentTest test{experiment, level};
  for (int b = 0; b < count; ++b) {
    test.add(test.draw({.seed = 9, .block = static_cast<std::uint64_t>(b)}, 1000));
  }
  return test;
}

TEST(ExperimentTest, HoldsEveryCoordinateToItsClaim) {
  EXPECT_FALSE(after_blocks(coins(0.5, 0.2, Vector<double>{{0.5, 0.2}}), 10).rejects());
  const auto wrong = after_blocks(coins(0.5, 0.2, Vector<double>{{0.5, 0.3}}), 10);
  EXPECT_TRUE(wrong.rejects());
  EXPECT_THAT(wrong.strongest(), testing::StartsWith("coordinate 1: mean 0.199"));
  EXPECT_THAT(wrong.strongest(), testing::EndsWith("of 10000 samples, claimed 0.3"));
}

TEST(ExperimentTest, SplitsItsLevelOverTheCoordinates) {
  const ExperimentTest test{coins(0.5, 0.2, Vector<double>{{0.5, 0.2}}), 1e-6};
  EXPECT_EQ(test.coordinates(), 2);
  EXPECT_DOUBLE_EQ(test.level_of_coordinate(), 5e-7);
}

TEST(ExperimentTest, StatesEffectsInDetectableShifts) {
  const auto wrong = after_blocks(coins(0.5, 0.5, Vector<double>{{0.5, 0.4}}), 10);
  MeanTest alone{{0.4, Relation::equal, Bounded{0, 1}}, 5e-7};
  for (std::uint64_t b = 0; b < 10; ++b) alone.add(wrong.draw({.seed = 9, .block = b}, 1000)[1]);
  EXPECT_NEAR(wrong.observed_effect(), (alone.wealth().mean - 0.4) / alone.detectable_shift(1),
              1e-12);
  EXPECT_NEAR(
      wrong.detectable_deviations(),
      std::max(alone.detectable_shift(1), alone.detectable_shift(-1)) / alone.deviation_bound(),
      1e-3);
}

TEST(ExperimentTest, AnEffectIsMeasuredInTheDirectionOfItsShift) {
  const MeanClaim claim{0.1, Relation::equal, Bounded{0, 1}};
  for (const double truth : {0.08, 0.15}) {  // at 0.08 shifts upwards are harder to see
    const auto wrong = after_blocks(coins(truth, 0.5, Vector<double>{{0.1, 0.5}}), 5, 0.01);
    MeanTest alone{claim, 0.005};
    for (std::uint64_t b = 0; b < 5; ++b) alone.add(wrong.draw({.seed = 9, .block = b}, 1000)[0]);
    const double shift = alone.wealth().mean - claim.mean;
    EXPECT_NEAR(wrong.observed_effect(),
                std::abs(shift) / alone.detectable_shift(shift > 0 ? 1 : -1), 1e-12);
  }
}

TEST(ExperimentTest, ComparesExpectations) {
  const auto compare = [](double x, double y) {
    return after_blocks(mean_at_most_mean(0, 1,
                                          [=](RandomStream& random) {
                                            const double first = coin(x)(random);
                                            return std::pair{first, coin(y)(random)};
                                          }),
                        10);
  };
  EXPECT_FALSE(compare(0.4, 0.5).rejects());
  EXPECT_FALSE(compare(0.5, 0.5).rejects());
  EXPECT_TRUE(compare(0.6, 0.5).rejects());
}

TEST(ExperimentTest, TellsSlopes) {
  // Errors u/√T at T = 1 and 16, u uniform: the exponent is 1/2.
  const auto claims_decay = [](double exponent) {
    return after_blocks(decays_at_least(exponent, 16, 1,
                                        [](RandomStream& random) {
                                          return std::pair{random.uniform(), random.uniform() / 4};
                                        }),
                        20);
  };
  EXPECT_FALSE(claims_decay(0.45).rejects());
  EXPECT_FALSE(claims_decay(0.5).rejects());
  EXPECT_TRUE(claims_decay(0.55).rejects());
}

TEST(ExperimentTest, AClaimOfNothingAndASampleOfAnotherShapeAreMistakes) {
  EXPECT_THROW(ExperimentTest({}, 0.1), std::logic_error);
  const ExperimentTest test{means_equal(Vector<double>{{0.5, 0.5}}, Bounded{0, 1},
                                        [](RandomStream&) { return Vector<double>{{0.5}}; }),
                            0.1};
  EXPECT_THROW(test.draw({}, 1), std::logic_error);
}

}  // namespace
}  // namespace lemmata
