// Ascents as runs: what is recorded, the gap, and the bounds that theory gives.

#include "algorithms/policy_gradient/convergence.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/environments/named_environments.hpp"
#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "algorithms/policy_gradient/convergence_bounds.hpp"
#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "algorithms/reinforce/reinforce_ascent.hpp"
#include "theory/mdp/start.hpp"
#include "theory/policies/performance_gradient.hpp"

namespace lemmata {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

bool always(std::int64_t) { return true; }

/// Three states, three actions, every transition possible, rewards in [−1, 1], a uniform start.
FiniteMdp<double> dense_mdp(std::uint64_t seed, double discount) {
  RandomStream random{{.seed = seed}};
  FiniteMdp<double> mdp{3, 3};
  mdp.discount = discount;
  for (int s = 0; s < 3; ++s) {
    for (int a = 0; a < 3; ++a) {
      Vector<double> weights(3);
      for (double& weight : weights) weight = random.uniform();
      weights /= weights.sum();
      for (int next = 0; next < 3; ++next) {
        mdp.outcomes(s, a).push_back({weights(next), next, 2 * random.uniform() - 1, false});
      }
    }
  }
  return from_uniform_start(std::move(mdp));
}

TEST(RecordedIterations, AreTwentyADecadeWithThePowersOfTen) {
  std::vector<std::int64_t> recorded;
  for (std::int64_t k = 0; k <= 1000; k = next_recorded(k)) recorded.push_back(k);
  EXPECT_EQ(recorded[0], 0);
  EXPECT_EQ(recorded[1], 1);
  EXPECT_EQ(recorded[2], 2);
  for (const std::int64_t power : {10, 100, 1000}) {
    EXPECT_THAT(recorded, testing::Contains(power));
  }
  const auto within = [&](std::int64_t low, std::int64_t high) {
    return std::count_if(recorded.begin(), recorded.end(),
                         [=](std::int64_t k) { return low < k && k <= high; });
  };
  EXPECT_EQ(within(100, 1000), 20);
  EXPECT_EQ(next_recorded(1'000'000'000 - 1), 1'000'000'000);
}

TEST(OptimalityGap, IsWhatJLacksAndKeepsItsDigitsNearTheOptimum) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const FiniteMdp<double> mdp = dense_mdp(seed, 0.8);
    const Optimum optimum = find_optimum(mdp);
    const Policy<double> uniform = Policy<double>::Constant(3, 3, 1.0 / 3);
    EXPECT_NEAR(optimality_gap(mdp, optimum, uniform), optimum.value - performance(mdp, uniform),
                1e-12);
    EXPECT_EQ(optimality_gap(mdp, optimum, optimum.policy), 0);
  }
  const FiniteMdp<double> arms = in_field<double>(bandit({1, 0}));
  Policy<double> policy(1, 2);
  policy << 1, 1e-40;
  EXPECT_DOUBLE_EQ(optimality_gap(arms, find_optimum(arms), policy), 1e-40);
}

TEST(Optimum, NamesTheStatesWithMoreThanOneOptimalAction) {
  EXPECT_THAT(find_optimum(in_field<double>(bandit({1, 0.5, 1}))).tied, ElementsAre(0));
  EXPECT_THAT(find_optimum(in_field<double>(bandit({1, 0.5}))).tied, IsEmpty());
  EXPECT_THAT(find_optimum(in_field<double>(chain(3))).tied, ElementsAre(0));
}

TEST(SoftmaxGradient, AgreesWithDualNumbers) {
  const FiniteMdp<double> mdp = dense_mdp(4, 0.7);
  const Matrix<double> theta = Matrix<double>::Random(3, 3);
  const Vector<double> derivatives =
      performance_derivatives(mdp, tabular_softmax(theta), identity_matrix<double>(9));
  const Matrix<double> gradient = softmax_gradient(mdp, tabular_softmax(theta).probabilities());
  EXPECT_LE((gradient - derivatives.reshaped(3, 3).transpose()).norm(), 1e-12);
}

/// Two arms that pay 3 and 1: the part of the gradient (3, 1) that stays on the simplex is (1, −1),
/// whatever the step, until the simplex ends.
TEST(ProjectedAscent, NormIsThatOfTheGradientMapping) {
  const FiniteMdp<double> mdp = in_field<double>(bandit({3, 1}));
  for (const double step : {0.125, 0.25}) {
    const Ascent ascent = projected_ascent(mdp, step);
    EXPECT_DOUBLE_EQ(ascent.gradient_norm(mdp, ascent.start), std::sqrt(2.0));
    EXPECT_EQ(ascent.gradient_norm(mdp, Matrix<double>{{1, 0}}), 0);
  }
}

TEST(Convergence, RecordsTheFirstAndTheLastIterateAndWhatTheyAre) {
  const FiniteMdp<double> mdp = dense_mdp(1, 0.5);
  const double eta = 0.5;
  const Ascent ascent = softmax_ascent(mdp, eta);
  const Convergence run = converge(mdp, ascent, find_optimum(mdp), 25, always);
  ASSERT_EQ(run.points.front().iteration, 0);
  ASSERT_EQ(run.points.back().iteration, 25);
  Matrix<double> theta = Matrix<double>::Zero(3, 3);
  for (int k = 0; k < 25; ++k) theta = softmax_ascent_step(mdp, theta, eta);
  EXPECT_EQ(run.points.back().performance, performance(mdp, ascent.policy(theta)));
  EXPECT_EQ(run.points.back().gradient_norm,
            softmax_gradient(mdp, tabular_softmax(theta).probabilities()).norm());
  EXPECT_FALSE(run.points.back().sampled_return);
}

TEST(Convergence, FollowsTheLeastProbabilityOfAnOptimalActionThroughEveryIterate) {
  const FiniteMdp<double> mdp = dense_mdp(2, 0.5);
  const Optimum optimum = find_optimum(mdp);
  const Ascent ascent = softmax_ascent(mdp, 3);
  const Convergence run = converge(mdp, ascent, optimum, 200, always);
  double least = 1;
  Matrix<double> theta = ascent.start;
  for (int k = 0; k <= 200; ++k, theta = softmax_ascent_step(mdp, theta, 3)) {
    least = std::min(least, smallest_optimal_probability(optimum, ascent.policy(theta)));
  }
  EXPECT_EQ(run.points.back().optimal_probability, least);
}

TEST(Convergence, EndsWhereItIsToldTo) {
  const FiniteMdp<double> mdp = dense_mdp(1, 0.5);
  const Convergence run = converge(mdp, softmax_ascent(mdp, 0.1), find_optimum(mdp), 1000,
                                   [](std::int64_t k) { return k < 14; });
  EXPECT_TRUE(run.interrupted);
  EXPECT_EQ(run.points.back().iteration, 14);
  EXPECT_THROW(converge(mdp, softmax_ascent(mdp, 0.1), find_optimum(mdp), -1, always),
               std::invalid_argument);
}

TEST(Convergence, SaysWhereValuesEnd) {
  const Environment corridor = environment("short-corridor");
  const FiniteMdp<double> mdp = in_field<double>(corridor.table);
  const LinearParametrisation policies{corridor.features, 2};
  const Convergence run =
      converge(mdp, linear_softmax_ascent(policies, 1e4), find_optimum(mdp), 9, always);
  EXPECT_THAT(run.diverged, HasSubstr("at iteration 1"));
  EXPECT_EQ(run.points.size(), 1U);
}

TEST(Convergence, AsksForTheStepAndTheSamplesOfEachIterate) {
  const FiniteMdp<double> mdp = dense_mdp(1, 0.5);
  Ascent ascent = softmax_ascent(mdp, 0.1);
  std::vector<std::int64_t> steps;
  ascent.step = [&](const FiniteMdp<double>&, const Matrix<double>& theta, std::int64_t k) {
    steps.push_back(k);
    return theta;
  };
  ascent.sampled_return = [](const Matrix<double>&, std::int64_t k) {
    return static_cast<double>(k);
  };
  const Convergence run = converge(mdp, ascent, find_optimum(mdp), 3, always);
  EXPECT_THAT(steps, ElementsAre(0, 1, 2));
  for (const auto& point : run.points) EXPECT_EQ(point.sampled_return, point.iteration);
}

TEST(Convergence, EndsAtTheFirstIterateThatIsNotFiniteThoughItIsNotRecorded) {
  const FiniteMdp<double> mdp = dense_mdp(1, 0.5);
  Ascent ascent = softmax_ascent(mdp, 0.1);
  ascent.step = [](const FiniteMdp<double>&, const Matrix<double>& theta, std::int64_t k) {
    return k == 22 ? Matrix<double>::Constant(3, 3, std::numeric_limits<double>::quiet_NaN())
                   : theta;
  };
  EXPECT_EQ(next_recorded(22), 25);
  EXPECT_THAT(converge(mdp, ascent, find_optimum(mdp), 100, always).diverged,
              HasSubstr("at iteration 23"));
}

TEST(Bounds, HoldOnMdpsThatStartEverywhere) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (const double discount : {0.1, 0.5}) {
      const FiniteMdp<double> mdp = dense_mdp(seed, discount);
      const Optimum optimum = find_optimum(mdp);
      const double softmax_step = guaranteed_softmax_step(mdp);
      const double projected_step = guaranteed_projected_step(mdp);
      const auto softmax = softmax_bound(mdp, optimum, softmax_step, true);
      const auto projected = projected_bound(mdp, optimum, projected_step);
      ASSERT_TRUE(applies(softmax));
      ASSERT_TRUE(applies(projected));
      for (const auto& point :
           converge(mdp, softmax_ascent(mdp, softmax_step), optimum, 500, always).points) {
        EXPECT_LE(point.gap, softmax.at(point));
      }
      double previous = std::numeric_limits<double>::infinity();
      for (const auto& point :
           converge(mdp, projected_ascent(mdp, projected_step), optimum, 500, always).points) {
        EXPECT_LE(point.gap, projected.at(point));
        EXPECT_LE(point.gap, previous + 1e-12);
        previous = point.gap;
      }
    }
  }
}

TEST(Bounds, ScaleWithTheRewards) {
  const FiniteMdp<double> mdp = dense_mdp(3, 0.5);
  FiniteMdp<double> larger_rewards = mdp;
  for (int s = 0; s < 3; ++s) {
    for (int a = 0; a < 3; ++a) {
      for (auto& outcome : larger_rewards.outcomes(s, a)) outcome.reward *= 8;
    }
  }
  const ConvergencePoint point{.iteration = 6, .optimal_probability = 0.25};
  const auto at = [&](const FiniteMdp<double>& m, const auto& bound) { return bound(m).at(point); };
  const auto softmax = [](const FiniteMdp<double>& m) {
    return softmax_bound(m, find_optimum(m), guaranteed_softmax_step(m), true);
  };
  const auto projected = [](const FiniteMdp<double>& m) {
    return projected_bound(m, find_optimum(m), guaranteed_projected_step(m));
  };
  EXPECT_DOUBLE_EQ(at(larger_rewards, softmax), 8 * at(mdp, softmax));
  EXPECT_DOUBLE_EQ(at(larger_rewards, projected), 8 * at(mdp, projected));
}

/// One state, so that d* = μ: the constants can be read off.
TEST(Bounds, AreThoseOfTheTheorems) {
  FiniteMdp<double> arms{1, 2};
  arms.discount = 0.5;
  arms.start(0) = 1;
  arms.outcomes(0, 0) = {{1, 0, 1, false}};
  arms.outcomes(0, 1) = {{1, 0, 0, false}};
  const Optimum optimum = find_optimum(arms);
  const ConvergencePoint point{.iteration = 3, .optimal_probability = 0.5};
  EXPECT_DOUBLE_EQ(softmax_bound(arms, optimum, guaranteed_softmax_step(arms), true).at(point),
                   16 * 64 / (0.25 * 4));
  EXPECT_DOUBLE_EQ(projected_bound(arms, optimum, guaranteed_projected_step(arms)).at(point),
                   8 * 8 * std::sqrt(0.5 * 2 / 3));
}

/// Two states that the optimal policy visits with d* = (1/8, 7/8), and the start (1/4, 3/4): every
/// constant is another number.
TEST(Bounds, AreThoseOfTheTheoremsInTwoStates) {
  FiniteMdp<double> mdp{2, 3};
  mdp.discount = 0.5;
  mdp.start << 0.25, 0.75;
  for (int a = 0; a < 3; ++a) {
    mdp.outcomes(0, a) = {{1, 1, a == 1 ? 5.0 : 0.0, false}};
    mdp.outcomes(1, a) = {{1, 1, a == 2 ? 1.0 : 0.0, false}};
  }
  const Optimum optimum = find_optimum(mdp);
  const ConvergencePoint point{.iteration = 3, .optimal_probability = 0.5};
  const double mismatch = 7.0 / 6;
  EXPECT_DOUBLE_EQ(softmax_bound(mdp, optimum, guaranteed_softmax_step(mdp), true).at(point),
                   16 * 2 * 5 * mismatch * mismatch * 4 * 64 / (0.25 * 4));
  EXPECT_DOUBLE_EQ(projected_bound(mdp, optimum, guaranteed_projected_step(mdp)).at(point),
                   8 * 5 * mismatch * 8 * std::sqrt(0.5 * 2 * 3 / 3));
}

TEST(Bounds, NameTheHypothesisThatFails) {
  const FiniteMdp<double> mdp = dense_mdp(3, 0.5);
  const Optimum optimum = find_optimum(mdp);
  const double step = guaranteed_softmax_step(mdp);
  EXPECT_TRUE(applies(softmax_bound(mdp, optimum, step, true)));
  EXPECT_FALSE(applies(softmax_bound(mdp, optimum, 1.001 * step, true)));
  EXPECT_FALSE(applies(softmax_bound(mdp, optimum, 0.999 * step, true)));
  EXPECT_FALSE(applies(softmax_bound(mdp, optimum, step, false)));
  FiniteMdp<double> concentrated = mdp;
  concentrated.start << 1, 0, 0;
  EXPECT_FALSE(applies(softmax_bound(concentrated, optimum, step, true)));
  const FiniteMdp<double> arms = in_field<double>(bandit({1, 0}));
  EXPECT_FALSE(applies(projected_bound(arms, find_optimum(arms), 0.1)));
  const FiniteMdp<double> corridor = in_field<double>(short_corridor());
  const auto undiscounted = softmax_bound(corridor, find_optimum(corridor), 0.1, true);
  EXPECT_FALSE(applies(undiscounted));
  EXPECT_EQ(undiscounted.hypotheses[0].text, "γ < 1");
  EXPECT_FALSE(undiscounted.hypotheses[0].holds);
}

TEST(NaturalBound, HoldsWithAnyStepAndAnyStart) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    FiniteMdp<double> mdp = dense_mdp(seed, 0.8);
    mdp.start << 1, 0, 0;
    const Optimum optimum = find_optimum(mdp);
    for (const double step : {0.01, sufficient_natural_step(mdp), 10.0}) {
      const Ascent ascent = natural_ascent(mdp, step);
      const auto bound = natural_bound(mdp, ascent.policy(ascent.start), step);
      ASSERT_TRUE(applies(bound));
      double previous = std::numeric_limits<double>::infinity();
      for (const auto& point : converge(mdp, ascent, optimum, 200, always).points) {
        EXPECT_LE(point.gap, bound.at(point));
        EXPECT_LE(point.gap, previous + 1e-12);
        previous = point.gap;
      }
    }
  }
}

/// Three actions, γ = 1/2, rewards from −1 to 5: R = 6.
TEST(NaturalBound, IsThatOfTheTheorem) {
  FiniteMdp<double> mdp{1, 3};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  for (int a = 0; a < 3; ++a) mdp.outcomes(0, a) = {{1, 0, 3.0 * a - 1, false}};
  const Policy<double> uniform = Policy<double>::Constant(1, 3, 1.0 / 3);
  const auto bound = natural_bound(mdp, uniform, 0.25);
  EXPECT_DOUBLE_EQ(bound.at({.iteration = 2}), (4 * std::log(3) + 6 * 4) / 2);
  EXPECT_EQ(bound.at({.iteration = 0}), std::numeric_limits<double>::infinity());
  const double sufficient = sufficient_natural_step(mdp);
  EXPECT_DOUBLE_EQ(natural_bound(mdp, uniform, sufficient).at({.iteration = 8}), 1.5 * 6 * 4 / 8);
}

TEST(NaturalBound, NamesTheHypothesisThatFails) {
  const FiniteMdp<double> mdp = dense_mdp(3, 0.5);
  const auto failing = [](const ConvergenceBound& bound) {
    std::vector<std::string> texts;
    for (const auto& hypothesis : bound.hypotheses) {
      if (!hypothesis.holds) texts.push_back(hypothesis.text);
    }
    return texts;
  };
  const Policy<double> uniform = Policy<double>::Constant(3, 3, 1.0 / 3);
  Policy<double> other = uniform;
  other.row(1) << 0.5, 0.25, 0.25;
  EXPECT_THAT(failing(natural_bound(mdp, uniform, 1)), IsEmpty());
  EXPECT_THAT(failing(natural_bound(mdp, other, 1)), ElementsAre("the first policy is uniform"));
  EXPECT_THAT(failing(natural_bound(mdp, uniform, -1)), ElementsAre("the step size is positive"));
  FiniteMdp<double> undiscounted = mdp;
  undiscounted.discount = 1;
  EXPECT_THAT(failing(natural_bound(undiscounted, uniform, 1)), ElementsAre("γ < 1"));
}

TEST(ReinforceAscent, IsAFunctionOfSeedIterateAndIteration) {
  const FiniteMdp<double> mdp = in_field<double>(short_corridor());
  const LinearParametrisation policies{same_features(3, 2), 2};
  const ReinforceOptions options{.step_size = 0.01, .batch = 3, .horizon = 100};
  const Ascent ascent = reinforce_ascent(mdp, policies, options, 5);
  const Matrix<double> once = ascent.step(mdp, ascent.start, 4);
  EXPECT_EQ(once, ascent.step(mdp, ascent.start, 4));
  EXPECT_NE(once, ascent.step(mdp, ascent.start, 5));
  EXPECT_NE(once, reinforce_ascent(mdp, policies, options, 6).step(mdp, ascent.start, 4));
  EXPECT_EQ(ascent.sampled_return(ascent.start, 4), ascent.sampled_return(ascent.start, 4));
}

TEST(ReinforceAscent, ClosesTheGapOfATabularPolicy) {
  const FiniteMdp<double> mdp = in_field<double>(bandit({1, 0}));
  const TabularParametrisation policies{1, 2};
  const ReinforceOptions options{
      .step_size = 0.5, .batch = 10, .horizon = 1, .baseline = BaselineChoice::leave_one_out};
  const Convergence run =
      converge(mdp, reinforce_ascent(mdp, policies, options, 1), find_optimum(mdp), 200, always);
  EXPECT_LT(run.points.back().gap, 0.05);
  EXPECT_TRUE(run.points.back().sampled_return);
}

}  // namespace
}  // namespace lemmata
