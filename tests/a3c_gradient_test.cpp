// The gradient of A3C's workers: accumulation and worker.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <thread>

#include "a3c_fixture.hpp"
#include "algorithms/features/fourier_basis.hpp"
#include "algorithms/features/tile_coding.hpp"

namespace lemmata {
namespace {

using testing::Each;
using testing::ElementsAre;

/// Two steps with Â = (4, −2), of features (1, 2) and (3, −1).
template <class Features>
Matrix<double> of_two_steps(const Features& features, int size) {
  LinearRollout<double, Features> rollout{features, Matrix<double>(2, 2), Matrix<double>(2, 2)};
  rollout.scores << 0.25, -0.25, -0.5, 0.5;
  rollout.entropy_gradients << 1, -1, 2, -2;
  Matrix<double> gradient = Matrix<double>::Constant(size, 3, 99);
  accumulate_gradient(rollout, {4.0, -2.0}, ObjectiveWeights<double>{.entropy = 0.5, .value = 3},
                      gradient);
  return gradient;
}

TEST(AccumulateGradientTest, IsTheSumOverTwoStepsByHand) {
  DenseFeatures<double> features{2, 2};
  features.matrix() << 1, 2, 3, -1;
  // Column 0: 4·¼ + ½·1 = 1.5 times (1, 2), and −2·(−½) + ½·2 = 2 times (3, −1). Column 1 is its
  // negative; the last: 12 (1, 2) − 6 (3, −1).
  Matrix<double> expected(2, 3);
  expected << 7.5, -7.5, -6, 1, -1, 30;
  EXPECT_EQ(of_two_steps(features, 2), expected);
}

TEST(AccumulateGradientTest, IsWhereActiveFeaturesAre) {
  ActiveFeatures<double> features{2, 2};
  features.places() << 0, 2, 1, 1;  // (1, 1, 0) and (0, 1, 1)
  Matrix<double> expected(3, 3);
  expected << 1.5, -1.5, 12, 3.5, -3.5, 6, 2, -2, -6;
  EXPECT_EQ(of_two_steps(features, 3), expected);
  const Vector<double> theta{{1, 10, 100}};
  std::vector<double> values(2);
  features.multiply(theta.data(), values);
  EXPECT_THAT(values, ElementsAre(11, 110));
}

/// Counts its steps k from 0, with reward k + 1, and ends after some of them.
struct Counter {
  using State = std::array<double, 1>;
  using Action = int;
  using Observation = std::array<double, 1>;
  int length = 1000;
  int limit = 0;
  std::function<void(double)> on_step{};

  static constexpr int actions() { return 2; }
  int step_limit() const { return limit; }
  State start(RandomStream&) const { return {0}; }
  Observation observation(const State& state) const { return state; }
  Transition<State> step(const State& state, Action, RandomStream&) const {
    if (on_step) on_step(state[0]);
    return {{state[0] + 1}, state[0] + 1, state[0] + 1 == length};
  }
};

/// φ(k) = (1, k).
struct LineBasis {
  static constexpr bool sparse = false;
  int size() const { return 2; }
  void encode(const std::array<double, 1>& k, double* features) const {
    features[0] = 1, features[1] = k[0];
  }
};

/// V(k) = 1 + 2k and even odds, d × (K + 1) column by column.
Vector<double> line_values() {
  Vector<double> result(6);
  result << 0, 0, 0, 0, 1, 2;
  return result;
}

RolloutOptions options_of(int steps, double lambda = 1, int step_limit = -1) {
  return {.steps = steps,
          .discount = 0.5,
          .lambda = lambda,
          .weights = {.entropy = 0, .value = 1},
          .step_limit = step_limit};
}

std::unique_ptr<RolloutWorker> counter_worker(const Counter& counter, const RolloutOptions& options,
                                              const WorkerState& state = {}) {
  return linear_problem(counter, LineBasis{}, options).worker(1, 0, state);
}

/// The part of the direction that is V's.
std::vector<double> values_part(const Vector<double>& direction) {
  return entries(direction.tail(2));
}

TEST(LinearWorkerTest, RolloutsGoOnOverEpisodesThatTerminate) {
  const auto worker = counter_worker({.length = 3}, options_of(5));
  // 0 1 2 end 0 1: returns 2.75, 3.5, 3; with V(2) = 5 at the end 3.25, 4.5.
  // Advantages 1.75, 0.5, −2, 2.25, 1.5.
  const RolledOut first = roll_out(*worker, line_values());
  EXPECT_THAT(values_part(first.direction), ElementsAre(4, -2));
  EXPECT_EQ(first.summary.steps, 5);
  EXPECT_EQ(first.summary.ended.episodes, 1);
  EXPECT_EQ(first.summary.ended.total_return, 6);  // undiscounted
  EXPECT_EQ(first.summary.ended.terminated, 1);
  // 2 end 0 1 2 end 0, with V(1) = 3 at the end: −2, 1.75, 0.5, −2, 1.5.
  const RolledOut second = roll_out(*worker, line_values());
  EXPECT_THAT(values_part(second.direction), ElementsAre(-0.25, -7.5));
  EXPECT_EQ(second.summary.ended.episodes, 2);
  EXPECT_EQ(second.summary.ended.total_return, 12);
  EXPECT_EQ(second.summary.ended.terminated, 2);
}

TEST(LinearWorkerTest, BootstrapsFromTheStateThatTheStepLimitCutOff) {
  // 0 1 cut 0 1 cut 0: V(2) = 5 at each cut, V(1) = 3 at the end: 2.25, 1.5, 2.25, 1.5, 1.5.
  const auto worker = counter_worker({}, options_of(5, 1, 2));
  const RolledOut rolled = roll_out(*worker, line_values());
  EXPECT_THAT(values_part(rolled.direction), ElementsAre(9, 3));
  EXPECT_EQ(rolled.summary.ended.episodes, 2);
  EXPECT_EQ(rolled.summary.ended.total_return, 6);
  EXPECT_EQ(rolled.summary.ended.terminated, 0);
}

TEST(LinearWorkerTest, BootstrapsFromTheStateCutOffWhereTheRolloutEndsToo) {
  const auto worker = counter_worker({}, options_of(2, 1, 2));
  for (int k = 0; k < 2; ++k) {
    EXPECT_THAT(values_part(roll_out(*worker, line_values()).direction), ElementsAre(3.75, 1.5));
  }
}

TEST(LinearWorkerTest, TerminationAtTheStepLimitIsTermination) {
  const auto worker = counter_worker({.length = 2}, options_of(2, 1, 2));
  const RolledOut rolled = roll_out(*worker, line_values());  // returns 2, 2
  EXPECT_THAT(values_part(rolled.direction), ElementsAre(0, -1));
  EXPECT_EQ(rolled.summary.ended.terminated, 1);
}

TEST(LinearWorkerTest, TakesTheEnvironmentsStepLimitUnlessToldAnother) {
  const Counter counter{.limit = 2};
  const auto episodes = [&](int limit) {
    return roll_out(*counter_worker(counter, options_of(6, 1, limit)), line_values())
        .summary.ended.episodes;
  };
  EXPECT_EQ(episodes(-1), 3);
  EXPECT_EQ(episodes(3), 2);
  EXPECT_EQ(episodes(0), 0);
}

TEST(LinearWorkerTest, LambdaInterpolatesBetweenTdErrorsAndReturns) {
  const auto values_at = [&](double lambda) {
    return values_part(
        roll_out(*counter_worker({}, options_of(3, lambda)), line_values()).direction);
  };
  EXPECT_THAT(values_at(0), ElementsAre(4.5, 4.5));          // every δ is 1.5
  EXPECT_THAT(values_at(1), ElementsAre(6.375, 5.25));       // 2.625, 2.25, 1.5
  EXPECT_THAT(values_at(0.5), ElementsAre(5.34375, 4.875));  // 1.96875, 1.875, 1.5
}

/// Environments that stand at k = 0 and k = 1 of episodes of three steps, each with a rollout of
/// two.
TEST(LinearWorkerTest, EachOfItsEnvironmentsHasARolloutOfItsOwn) {
  RolloutOptions options = options_of(2);
  options.environments = 2;
  const auto worker =
      counter_worker({.length = 3}, options, {.episodes = {{{0}}, {{1}, 1, 1}}, .rollouts = 1});
  // 0 1, with V(2) = 5 at the end: advantages 3.25 − 1 and 4.5 − 3. 1 2 end: 3.5 − 3 and 3 − 5.
  const RolledOut rolled = roll_out(*worker, line_values());
  EXPECT_THAT(values_part(rolled.direction), ElementsAre(2.25 + 1.5 + 0.5 - 2, 1.5 + 0.5 - 4));
  EXPECT_EQ(rolled.summary.steps, 4);
  EXPECT_EQ(rolled.summary.ended.episodes, 1);
  EXPECT_EQ(rolled.summary.ended.total_return, 6);
  const WorkerState state = worker->state();
  ASSERT_EQ(state.episodes.size(), 2U);
  EXPECT_THAT(state.episodes[0].environment, ElementsAre(2));
  EXPECT_EQ(state.episodes[0].steps, 2);
  EXPECT_EQ(state.episodes[0].total_return, 3);
  EXPECT_THAT(state.episodes[1].environment, ElementsAre(0));
  EXPECT_EQ(state.episodes[1].steps, 0);
  EXPECT_EQ(state.episodes[1].total_return, 0);
}

/// Of two environments, at k = 0 and k = 1 of their episodes: Σ Â and Σ Â k of four steps each.
std::vector<double> of_two_environments(const Counter& counter, int step_limit) {
  RolloutOptions options = options_of(4, 1, step_limit);
  options.environments = 2;
  const auto worker = counter_worker(counter, options, {.episodes = {{{0}}, {{1}, 1, 1}}});
  return values_part(roll_out(*worker, line_values()).direction);
}

TEST(LinearWorkerTest, EachOfItsEnvironmentsIsCutWhereItsOwnEpisodeIs) {
  // 0 1 2 cut 0: returns 3.625, 5.25, 6.5 by V(3) = 7, and 2.5 by V(1) = 3: advantages 2.625, 2.25,
  // 1.5, 1.5. 1 2 cut 0 1: 5.25, 6.5, and 3.25, 4.5 by V(2) = 5: 2.25, 1.5, 2.25, 1.5.
  EXPECT_THAT(of_two_environments({}, 3), ElementsAre(7.875 + 7.5, 5.25 + 6.75));
}

TEST(LinearWorkerTest, EachOfItsEnvironmentsTerminatesWhereItsOwnEpisodeDoes) {
  // 0 1 2 end 0: advantages 1.75, 0.5, −2, 1.5. 1 2 end 0 1: 0.5, −2, 2.25, 1.5.
  EXPECT_THAT(of_two_environments({.length = 3}, 0), ElementsAre(1.75 + 2.25, -3.5 - 2));
}

/// A basis of which nothing is known but its features of one observation, zeros among them.
template <class Basis>
struct OneByOne {
  static constexpr bool sparse = false;
  Basis basis;
  int size() const { return basis.size(); }
  void encode(const CartPole::Observation& observation, double* features) const {
    if constexpr (Basis::sparse) {
      std::vector<int> places(static_cast<std::size_t>(basis.active()));
      basis.encode(observation, places.data());
      std::fill_n(features, size(), 0.0);
      for (const int place : places) features[place] = 1;
    } else {
      basis.encode(observation, features);
    }
  }
};

template <class Basis>
void expect_same_as_one_by_one(const Basis& basis) {
  for (const int environments : {1, 2, 4, 5, 9}) {
    RolloutOptions options = options_of(11, 0.95, 15);
    options.environments = environments;
    const TrainingProblem problem = linear_problem(CartPole{}, basis, options);
    const auto worker = problem.worker(1, 0, {});
    const auto other = linear_problem(CartPole{}, OneByOne<Basis>{basis}, options).worker(1, 0, {});
    const Vector<double> parameters = Vector<double>::LinSpaced(problem.start.size(), -1, 1);
    for (int k = 0; k < 3; ++k) {
      const RolledOut one = roll_out(*worker, parameters), another = roll_out(*other, parameters);
      EXPECT_NEAR((one.direction - another.direction).norm(), 0, 1e-12 * one.direction.norm())
          << basis.size() << " features, " << environments << " environments";
      EXPECT_EQ(one.summary.ended.total_return, another.summary.ended.total_return);
      EXPECT_GT(one.direction.norm(), 0.1);
    }
  }
}

TEST(LinearWorkerTest, TakesTheFeaturesOfItsEnvironmentsTogetherAsOneByOne) {
  const auto box = CartPole::observation_box();
  expect_same_as_one_by_one(PolynomialBasis<4>{box, 3});
  expect_same_as_one_by_one(PolynomialBasis<4>{box, 4});
  expect_same_as_one_by_one(FourierBasis<4>{box, 2});
  expect_same_as_one_by_one(TileCoding<4>{box, 3, 2});
}

TEST(LinearWorkerTest, EachOfItsEnvironmentsIsBootstrappedFromItsOwnState) {
  RolloutOptions options = options_of(2);
  options.environments = 2;
  const auto worker =
      counter_worker({}, options, {.episodes = {{{0}}, {{1}, 1, 1}}, .rollouts = 1});
  // 0 1, with V(2) = 5 at the end: 3.25 − 1 and 4.5 − 3. 1 2, with V(3) = 7: 5.25 − 3 and 6.5 − 5.
  EXPECT_THAT(values_part(roll_out(*worker, line_values()).direction),
              ElementsAre(2.25 + 1.5 + 2.25 + 1.5, 1.5 + 2.25 + 2 * 1.5));
}

/// With even odds, V = 0 and one step that earns 1, column 0 is Σ(1{a = 0} − ½): half of their
/// number if all took the same action.
TEST(LinearWorkerTest, EachOfItsEnvironmentsHasNumbersOfItsOwn) {
  RolloutOptions options = options_of(1);
  options.environments = 16;
  const auto worker = counter_worker({.length = 1}, options);
  EXPECT_LT(std::abs(roll_out(*worker, Vector<double>::Zero(6)).direction(0)), 8);
}

/// A cart's place after a step depends on its start alone.
TEST(LinearWorkerTest, EachOfItsEnvironmentsHasAStartOfItsOwn) {
  const PolynomialBasis<4> basis{CartPole::observation_box(), 1};
  const TrainingProblem problem =
      linear_problem(CartPole{}, basis, {.steps = 1, .environments = 2});
  const auto worker = problem.worker(1, 0, {});
  roll_out(*worker, problem.start);
  const WorkerState state = worker->state();
  EXPECT_NE(state.episodes[0].environment[0], state.episodes[1].environment[0]);
}

TEST(LinearWorkerTest, StepsAsManyEnvironmentsAsAskedFor) {
  RolloutOptions options = options_of(3);
  options.environments = 4;
  const auto worker = counter_worker({}, options);
  const RolledOut rolled = roll_out(*worker, line_values());
  EXPECT_EQ(rolled.summary.steps, 12);
  EXPECT_THAT(values_part(rolled.direction), ElementsAre(4 * 6.375, 4 * 5.25));
  EXPECT_EQ(worker->state().episodes.size(), 4U);
  options.environments = 0;
  EXPECT_THROW(counter_worker({}, options), std::invalid_argument);
}

/// The direction by plain loops: the worker's random numbers, but nothing else of it.
Vector<double> direction_by_hand(const Counter& counter, const RolloutOptions& options,
                                 const Vector<double>& parameters) {
  const Eigen::Map<const Matrix<double>> theta{parameters.data(), 2, 3};
  RandomStream random{{.seed = 1, .subject = 0xa3c}};
  Matrix<double> result = Matrix<double>::Zero(2, 3);
  std::vector<Vector<double>> features, scores, entropies;
  std::vector<double> rewards, values;
  std::vector<bool> ends;
  double k = 0;
  const auto feature = [](double of) { return Vector<double>{{1.0, of}}; };
  for (int t = 0; t < options.steps; ++t) {
    const Vector<double> phi = feature(k);
    const double odds = std::exp(theta.col(1).dot(phi) - theta.col(0).dot(phi));  // π(1)/π(0)
    const Vector<double> pi{{1 / (1 + odds), odds / (1 + odds)}};
    const int action = random.uniform() <= pi(0) ? 0 : 1;
    Vector<double> score = -pi;
    score(action) += 1;
    const double slope = pi(0) * pi(1) * std::log(odds);  // of H along y_0
    features.push_back(phi), scores.push_back(score);
    entropies.push_back(Vector<double>{{slope, -slope}});
    rewards.push_back(k + 1), values.push_back(theta.col(2).dot(phi));
    ends.push_back(k + 1 == counter.length);
    k = ends.back() ? 0 : k + 1;
  }
  double target = theta.col(2).dot(feature(k));
  for (std::size_t t = features.size(); t-- > 0;) {
    target = rewards[t] + (ends[t] ? 0 : options.discount * target);
    const double advantage = target - values[t];
    result.leftCols(2) +=
        features[t] * (advantage * scores[t] + options.weights.entropy * entropies[t]).transpose();
    result.col(2) += options.weights.value * advantage * features[t];
  }
  return Eigen::Map<Vector<double>>(result.data(), 6);
}

Vector<double> uneven_parameters() {
  Vector<double> result(6);
  result << 0.3, -0.2, -0.1, 0.25, 1, 2;
  return result;
}

TEST(LinearWorkerTest, DirectionIsThatOfPlainLoops) {
  const Counter counter{.length = 7};
  // Among them lengths about the ends of vectors.
  for (const int steps : {1, 11, 63, 64, 65, 200}) {
    RolloutOptions options = options_of(steps);
    options.weights = {.entropy = 0.25, .value = 0.75};
    const Vector<double> direction =
        roll_out(*counter_worker(counter, options), uneven_parameters()).direction;
    const Vector<double> expected = direction_by_hand(counter, options, uneven_parameters());
    ASSERT_EQ(direction.size(), 6);
    for (Eigen::Index i = 0; i < 6; ++i) {
      EXPECT_NEAR(direction(i), expected(i), 1e-12 * steps) << i << " of " << steps;
    }
  }
}

TEST(LinearWorkerTest, ActsOnItsSnapshotWhileSharedParametersChange) {
  const auto options = options_of(8);
  const Vector<double> undisturbed =
      roll_out(*counter_worker({.length = 5}, options), uneven_parameters()).direction;
  for (const auto accumulation :
       {Accumulation::locked, Accumulation::sharded, Accumulation::atomic}) {
    const auto store = parameter_store(LearnedModel{uneven_parameters()},
                                       {.optimiser = Optimiser::sgd}, accumulation);
    Snapshot own, of_another;
    store->fetch(own);
    store->fetch(of_another);
    const Counter disturbed{.length = 5, .on_step = [&](double) {
                              store->deliver_and_fetch(Vector<double>::Constant(6, 1e6), 1,
                                                       of_another);
                            }};
    const auto worker = counter_worker(disturbed, options);
    EXPECT_EQ(entries(roll_out(*worker, own.parameters).direction), entries(undisturbed));
    EXPECT_THAT(entries(of_another.parameters), Each(testing::Gt(100)));
  }
}

TEST(LinearWorkerTest, IsAFunctionOfSeedAndIndex) {
  const TrainingProblem problem = cart_pole(100);
  const auto direction_of = [&](std::uint64_t seed, int index) {
    return entries(roll_out(*problem.worker(seed, index, {}), problem.start).direction);
  };
  EXPECT_EQ(direction_of(1, 0), direction_of(1, 0));
  EXPECT_NE(direction_of(1, 0), direction_of(1, 1));
  EXPECT_NE(direction_of(1, 0), direction_of(2, 0));
}

/// Rollouts of one whole episode each see the same states, so that only what is drawn differs.
TEST(LinearWorkerTest, EveryRolloutHasNumbersOfItsOwn) {
  const auto worker = counter_worker({.length = 16}, options_of(16));
  const Vector<double> parameters = line_values();
  const auto first = entries(roll_out(*worker, parameters).direction);
  const auto second = entries(roll_out(*worker, parameters).direction);
  EXPECT_NE(first, second);
  EXPECT_NE(entries(roll_out(*worker, parameters).direction), second);
}

TEST(GreedyReturnsTest, AreOfWholeEpisodesUpToTheLimit) {
  const auto returns = [](const Counter& counter, int step_limit) {
    return linear_problem(counter, LineBasis{}, options_of(4, 1, step_limit))
        .greedy_returns(line_values(), {.number = 3});
  };
  EXPECT_THAT(returns({.length = 3}, -1), ElementsAre(6, 6, 6));
  EXPECT_THAT(returns({.length = 3}, 2), ElementsAre(3, 3, 3));
  EXPECT_THAT(returns({.length = 1000, .limit = 5}, -1), ElementsAre(15, 15, 15));
}

TEST(GreedyReturnsTest, AreAFunctionOfParametersAndSeed) {
  const TrainingProblem problem = cart_pole();
  const Vector<double> parameters = Vector<double>::LinSpaced(problem.start.size(), -1, 1);
  const auto returns = [&](std::uint64_t seed) {
    return problem.greedy_returns(parameters, {.number = 20, .seed = seed});
  };
  EXPECT_EQ(returns(1), returns(1));
  EXPECT_NE(returns(1), returns(2));
}

TEST(LinearWorkerTest, GoesOnFromItsStateBitForBit) {
  const TrainingProblem problem = cart_pole(13);
  const auto whole = problem.worker(3, 1, {});
  std::unique_ptr<RolloutWorker> resumed = problem.worker(3, 1, {});
  Vector<double> parameters = problem.start;
  for (int k = 0; k < 6; ++k) {
    const RolledOut one = roll_out(*whole, parameters), other = roll_out(*resumed, parameters);
    EXPECT_EQ(entries(one.direction), entries(other.direction)) << k;
    EXPECT_EQ(one.summary.ended.total_return, other.summary.ended.total_return);
    EXPECT_EQ(one.summary.ended.episodes, other.summary.ended.episodes);
    const WorkerState state = resumed->state();
    EXPECT_EQ(state.rollouts, k + 1);
    ASSERT_EQ(state.episodes.size(), 1U);
    EXPECT_EQ(state.episodes[0].environment.size(), 4U);
    resumed = problem.worker(3, 1, state);
    parameters += 0.01 * one.direction;
  }
}

TEST(LinearWorkerTest, RemembersTheEpisodeThatIsNotOver) {
  const auto worker = counter_worker({.length = 3}, options_of(2));
  roll_out(*worker, line_values());
  const WorkerState state = worker->state();
  ASSERT_EQ(state.episodes.size(), 1U);
  EXPECT_EQ(state.episodes[0].steps, 2);
  EXPECT_EQ(state.episodes[0].total_return, 3);
  EXPECT_THAT(state.episodes[0].environment, ElementsAre(2));
  const auto resumed = counter_worker({.length = 3}, options_of(2), state);
  EXPECT_EQ(roll_out(*resumed, line_values()).summary.ended.total_return, 6);
}

TEST(LinearWorkerTest, BeforeTheFirstRolloutThereIsNoEpisode) {
  EXPECT_TRUE(counter_worker({}, options_of(2))->state().episodes.empty());
}

TEST(LinearWorkerTest, RefusesAStateOfAnotherSizeOrNumber) {
  EXPECT_THROW(counter_worker({}, options_of(2), {.episodes = {{{1, 2}}}}), std::invalid_argument);
  EXPECT_THROW(counter_worker({}, options_of(2), {.episodes = {{{1}}, {{2}}}}),
               std::invalid_argument);
}

}  // namespace
}  // namespace lemmata
