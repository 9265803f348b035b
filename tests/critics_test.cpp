#include <gtest/gtest.h>

#include <vector>

#include "algorithms/critics/averaging.hpp"
#include "algorithms/critics/least_squares.hpp"
#include "algorithms/critics/step_sizes.hpp"
#include "theory/critics/projected_bellman.hpp"

namespace lemmata {
namespace {

using R = Rational;

const R half = R{1} / R{2};
const R quarter = R{1} / R{4};

Vector<R> pair(const R& first, const R& second) {
  Vector<R> result(2);
  result << first, second;
  return result;
}

Matrix<R> square(const R& a, const R& b, const R& c, const R& d) {
  Matrix<R> result(2, 2);
  result << a, b, c, d;
  return result;
}

/// Row by row; Eigen cannot print a matrix of fractions.
template <class Derived>
std::vector<R> entries(const Eigen::MatrixBase<Derived>& matrix) {
  std::vector<R> result;
  for (const auto& row : matrix.rowwise()) result.insert(result.end(), row.begin(), row.end());
  return result;
}

/// φ(0) = (1, 0), φ(1) = (1, 1).
const LinearFeatures<R> features{square(R{1}, R{0}, R{1}, R{1})};

/// With these V = (2, 6).
const Vector<R> weights = pair(R{2}, R{4});

const Step<R> first{0, 0, R{1}, 1, false};
const Step<R> last{1, 0, R{2}, 0, true};
const Step<R> cut{1, 0, R{3}, 0, false};

/// An episode of two steps that terminates, and one of one step that is cut.
Rollout<R> two_episodes() {
  Rollout<R> rollout = rollout_of(std::vector{first, last});
  rollout.append_episode(std::vector{cut});
  return rollout;
}

// The numbers below were worked out by hand, for γ = 1/2.

TEST(TdTest, ErrorUsesTheNextValueUnlessTheStepIsTerminal) {
  EXPECT_EQ(td_error(features, weights, first, half), R{2});
  EXPECT_EQ(td_error(features, weights, last, half), R{-4});
  EXPECT_EQ(td_error(features, weights, cut, half), R{-2});
}

TEST(TdTest, StepMovesTheWeightsAlongTheFeaturesOfTheState) {
  EXPECT_EQ(entries(td_step(features, weights, first, half, quarter)),
            entries(pair(R{5} * half, R{4})));
}

TEST(TdLambdaTest, BothViewsOfARolloutAgree) {
  const Vector<R> expected = pair(R{-5}, R{-6});
  EXPECT_EQ(entries(backward_td_lambda_update(features, weights, two_episodes(), half, half)),
            entries(expected));
  EXPECT_EQ(entries(forward_td_lambda_update(features, weights, two_episodes(), half, half)),
            entries(expected));
}

TEST(TdLambdaTest, OnlineTracesBeginAnewWithEachEpisode) {
  TraceCritic<R> critic{weights, pair(R{0}, R{0})};
  critic = td_lambda_step(features, critic, first, false, half, half, quarter);
  EXPECT_EQ(entries(critic.trace), entries(pair(R{1}, R{0})));
  critic = td_lambda_step(features, critic, last, true, half, half, quarter);
  EXPECT_EQ(entries(critic.weights), entries(pair(R{35} / R{32}, R{23} / R{8})));
  EXPECT_EQ(entries(critic.trace), entries(pair(R{0}, R{0})));
}

TEST(LstdTest, CollectsTheEquationsOfTracesAndSuccessors) {
  const LinearSystem<R> system = lstd_system(features, two_episodes(), half, half);
  EXPECT_EQ(entries(system.matrix), entries(square(R{9} / R{4}, R{7} / R{4}, R{3} * half, R{2})));
  EXPECT_EQ(entries(system.vector), entries(pair(R{13} * half, R{5})));
}

// One action, γ = 1/2: state 0 earns 1 and leads to state 1 or stays, each with probability 1/2;
// state 1 earns 2 and ends.
FiniteMdp<R> leaving() {
  FiniteMdp<R> mdp{2, 1};
  mdp.discount = half;
  mdp.start(0) = R{1};
  mdp.outcomes(0, 0) = {{half, 0, R{1}, false}, {half, 1, R{1}, false}};
  mdp.outcomes(1, 0) = {{R{1}, 0, R{2}, true}};
  return mdp;
}
const Policy<R> only_action = Policy<R>::Constant(2, 1, R{1});
const Vector<R> heavy_first = pair(R{3}, R{1});

TEST(LinearValuesTest, ProjectionSolvesTheNormalEquations) {
  Matrix<R> alike(2, 1);
  alike << R{1}, R{1};
  const LinearSystem<R> system = projection_system(alike, heavy_first, pair(R{2}, R{6}));
  EXPECT_EQ(entries(system.matrix), std::vector{R{4}});
  EXPECT_EQ(entries(system.vector), std::vector{R{12}});
  EXPECT_EQ(entries(projection(alike, heavy_first, pair(R{2}, R{6}))), entries(pair(R{3}, R{3})));
}

// I − P/2 = (3/4, −1/4; 0, 1), whose inverse at λ = 1/2, of I − P/4 = (7/8, −1/8; 0, 1), is
// (8/7, 1/7; 0, 1).
TEST(LinearValuesTest, TemporalDifferencesWithTraces) {
  const Matrix<R> unit = identity_matrix<R>(2);
  const auto system = temporal_difference_system(leaving(), only_action, unit, heavy_first, half);
  EXPECT_EQ(entries(system.matrix), entries(square(R{18} / R{7}, R{-3} / R{7}, R{0}, R{1})));
  EXPECT_EQ(entries(system.vector), entries(pair(R{30} / R{7}, R{2})));
  EXPECT_EQ(entries(system.solution()), entries(pair(R{2}, R{2})));
}

TEST(ProjectedBellmanTest, LambdaReturnsBootstrapInPart) {
  const Vector<R> values = pair(R{4}, R{8});
  // r + ½P(V/2) = (1 + ½·3, 2), times the inverse.
  EXPECT_EQ(entries(lambda_bellman(leaving(), only_action, values, half)),
            entries(pair(R{22} / R{7}, R{2})));
  EXPECT_EQ(entries(lambda_bellman(leaving(), only_action, values, R{0})),
            entries(pair(R{4}, R{2})));
  EXPECT_EQ(entries(lambda_bellman(leaving(), only_action, values, R{1})),
            entries(pair(R{2}, R{2})));
}

TEST(ProjectedBellmanTest, LambdaTransitionsDiscountAndMix) {
  EXPECT_EQ(entries(lambda_transitions(leaving(), only_action, half)),
            entries(square(R{1} / R{7}, R{1} / R{7}, R{0}, R{0})));
}

TEST(MonteCarloTest, RegressesReturnsOnFeatures) {
  const LinearSystem<R> system = monte_carlo_system(features, two_episodes(), half);
  EXPECT_EQ(entries(system.matrix), entries(square(R{3}, R{2}, R{2}, R{2})));
  EXPECT_EQ(entries(system.vector), entries(pair(R{7}, R{5})));
  EXPECT_EQ(entries(system.solution()), entries(pair(R{2}, half)));
  EXPECT_EQ(entries(monte_carlo_step(features, weights, 1, R{2}, quarter)),
            entries(pair(R{1}, R{3})));
}

TEST(ResidualTest, LeastSquaresOfTdErrors) {
  const LinearSystem<R> system = residual_system(features, two_episodes(), half);
  EXPECT_EQ(entries(system.matrix),
            entries(square(R{3} * half, R{5} * quarter, R{5} * quarter, R{9} * quarter)));
  EXPECT_EQ(entries(system.vector), entries(pair(R{4}, R{9} * half)));
}

// Sutton & Barto, Example 11.2: from 0 to 1 or 2 alike, which end with 1 and with 0.
TEST(ResidualTest, SplitStateDrawsItsSuccessorsTogether) {
  Rollout<R> rollout = rollout_of(std::vector{Step<R>{0, 0, R{0}, 1}, {1, 0, R{1}, 0, true}});
  rollout.append_episode(std::vector{Step<R>{0, 0, R{0}, 2}, {2, 0, R{0}, 0, true}});
  EXPECT_EQ(entries(residual_system(TabularFeatures{3}, rollout, R{1}).solution()),
            (std::vector{half, R{3} * quarter, quarter}));
  EXPECT_EQ(entries(monte_carlo_system(TabularFeatures{3}, rollout, R{1}).solution()),
            (std::vector{half, R{1}, R{0}}));
}

TEST(ResidualTest, GradientTakesItsDirectionFromTheOtherStep) {
  EXPECT_EQ(entries(residual_gradient_step(features, weights, first, first, half, quarter)),
            entries(pair(R{9} * quarter, R{15} * quarter)));
  EXPECT_EQ(entries(residual_gradient_step(features, weights, first, last, half, quarter)),
            entries(pair(R{5} * half, R{9} * half)));
}

TEST(FeaturesTest, TabularOnesAreUnitVectors) {
  const TabularFeatures tabular{2};
  const LinearFeatures<R> unit{identity_matrix<R>(2)};
  const Rollout<R> rollout = two_episodes();
  const LinearSystem<R> system = lstd_system(tabular, rollout, half, half);
  EXPECT_EQ(entries(system.matrix), entries(lstd_system(unit, rollout, half, half).matrix));
  EXPECT_EQ(entries(system.vector), entries(lstd_system(unit, rollout, half, half).vector));
  EXPECT_EQ(entries(monte_carlo_system(tabular, rollout, half).matrix),
            entries(monte_carlo_system(unit, rollout, half).matrix));
  EXPECT_EQ(entries(forward_td_lambda_update(tabular, weights, rollout, half, half)),
            entries(forward_td_lambda_update(unit, weights, rollout, half, half)));
  EXPECT_EQ(entries(tabular.values(weights)), entries(unit.values(weights)));
}

/// One rollout after another.
Rollout<R> joined(Rollout<R> rollout, const Rollout<R>& other) {
  rollout.append_episode(other.steps);
  return rollout;
}

TEST(EpisodesTest, HaveNoPartInOneAnotherInAnyOrder) {
  const Rollout<R> ends = rollout_of(std::vector{first, last});
  const Rollout<R> is_cut = rollout_of(std::vector{first, cut});
  const auto backward = [](const Rollout<R>& rollout) {
    return backward_td_lambda_update(features, weights, rollout, half, half);
  };
  const auto forward = [](const Rollout<R>& rollout) {
    return forward_td_lambda_update(features, weights, rollout, half, half);
  };
  const auto lstd = [](const Rollout<R>& rollout) {
    return lstd_system(features, rollout, half, half);
  };
  const auto monte_carlo = [](const Rollout<R>& rollout) {
    return monte_carlo_system(features, rollout, half);
  };
  for (const auto& both : {joined(ends, is_cut), joined(is_cut, ends)}) {
    EXPECT_EQ(entries(backward(both)), entries(backward(ends) + backward(is_cut)));
    EXPECT_EQ(entries(forward(both)), entries(forward(ends) + forward(is_cut)));
    EXPECT_EQ(entries(lstd(both).matrix), entries(lstd(ends).matrix + lstd(is_cut).matrix));
    EXPECT_EQ(entries(lstd(both).vector), entries(lstd(ends).vector + lstd(is_cut).vector));
    EXPECT_EQ(entries(monte_carlo(both).vector),
              entries(monte_carlo(ends).vector + monte_carlo(is_cut).vector));
  }
}

TEST(MonteCarloTest, CountsEveryVisitOfAnEpisode) {
  // State 0 three times, with returns 1 + ½·7 = 9/2, 2 + ½·10 = 7 and 10.
  const Rollout<R> rollout = rollout_of(
      std::vector<Step<R>>{{0, 0, R{1}, 0, false}, {0, 0, R{2}, 0, false}, {0, 0, R{10}, 0, true}});
  const LinearSystem<R> system = monte_carlo_system(TabularFeatures{2}, rollout, half);
  EXPECT_EQ(entries(system.matrix), (std::vector<R>{R{3}, R{0}, R{0}, R{0}}));
  EXPECT_EQ(entries(system.vector), (std::vector<R>{R{43} / R{2}, R{0}}));
}

TEST(StepSizesTest, FollowAPowerOfTheStep) {
  const StepSizes steps{.scale = 3, .exponent = 0.5, .offset = 4};
  EXPECT_DOUBLE_EQ(steps(0), 1.5);
  EXPECT_DOUBLE_EQ(steps(5), 1.0);
  EXPECT_DOUBLE_EQ(StepSizes{.scale = 0.25}(1000), 0.25);
}

TEST(StepSizesTest, ConvergeForPowersAboveOneHalfAndUpToOne) {
  const auto sums = [](double exponent) {
    const StepSizes steps{.scale = 1, .exponent = exponent};
    return std::pair{steps.sum_is_infinite(), steps.sum_of_squares_is_finite()};
  };
  EXPECT_EQ(sums(0), std::pair(true, false));
  EXPECT_EQ(sums(0.5), std::pair(true, false));
  EXPECT_EQ(sums(0.51), std::pair(true, true));
  EXPECT_EQ(sums(1), std::pair(true, true));
  EXPECT_EQ(sums(1.01), std::pair(false, true));
}

TEST(AveragingTest, IsTheMeanOfTheIterates) {
  IterateAverage<R> average;
  average.add(pair(R{1}, R{0}));
  EXPECT_EQ(entries(average.mean()), entries(pair(R{1}, R{0})));
  average.add(pair(R{2}, R{3}));
  average.add(pair(R{6}, R{3}));
  EXPECT_EQ(entries(average.mean()), entries(pair(R{3}, R{2})));
}

TEST(AveragingTest, ForgetsNoIterate) {
  IterateAverage<R> average;
  for (int k = 1; k <= 40; ++k) average.add(pair(R{k}, R{k * k}));
  EXPECT_EQ(entries(average.mean()), entries(pair(R{41} / R{2}, R{41 * 81} / R{6})));
}

}  // namespace
}  // namespace lemmata
