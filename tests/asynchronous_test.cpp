// Delayed gradients and simulated workers, against numbers worked out by hand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/asynchronous/delayed_sgd.hpp"
#include "algorithms/asynchronous/problems.hpp"
#include "algorithms/asynchronous/simulator.hpp"
#include "algorithms/convergence/counts.hpp"
#include "theory/staleness/delayed_bounds.hpp"
#include "theory/staleness/delayed_recursion.hpp"

namespace lemmata {
namespace {

using R = Rational;
using testing::ElementsAre;

const R half = R{1} / R{2};

Vector<R> scalar(const R& x) { return Vector<R>::Constant(1, x); }

std::vector<R> first_entries(const std::vector<Vector<R>>& iterates) {
  std::vector<R> result;
  for (const auto& x : iterates) result.push_back(x(0));
  return result;
}

Vector<R> itself(const Vector<R>& x, int) { return x; }
R always_half(int) { return half; }

TEST(DelayedSgdTest, UsesTheParametersOfSomeUpdatesAgo) {
  // x_1 = 1 − 1/2, x_2 = 1/2 − 1/2·1, x_3 = 0 − 1/2·1/2, x_4 = −1/4 − 0
  EXPECT_THAT(
      first_entries(delayed_sgd(scalar(R{1}), 1, 4, itself, constant_delay(1), always_half)),
      ElementsAre(R{1}, half, R{0}, -R{1} / R{4}, -R{1} / R{4}));
}

TEST(DelayedSgdTest, ProjectsEveryIterate) {
  // 1 − 1·3 = −2 → −1, then −1 + 3 = 2 → 1
  const auto steep = [](const Vector<R>& x, int) { return Vector<R>(R{3} * x); };
  const auto one = [](int) { return R{1}; };
  EXPECT_THAT(first_entries(
                  delayed_sgd(scalar(R{1}), 0, 2, steep, constant_delay(0), one, onto_cube(R{1}))),
              ElementsAre(R{1}, R{-1}, R{1}));
  EXPECT_EQ(onto_cube(R{2})(scalar(half))(0), half);
}

TEST(DelayedSgdTest, RefusesParametersThatItDoesNotHave) {
  DelayedDescent<R> descent{scalar(R{1}), 1};
  EXPECT_THROW(descent.parameters_ago(1), std::out_of_range);
  EXPECT_THROW(descent.parameters_ago(-1), std::out_of_range);
  descent.descend(scalar(R{1}), half);
  EXPECT_EQ(descent.parameters_ago(1)(0), R{1});
  descent.descend(scalar(R{1}), half);
  EXPECT_EQ(descent.parameters_ago(1)(0), half);
  EXPECT_EQ(descent.updates(), 2);
  EXPECT_THROW(descent.parameters_ago(2), std::out_of_range);
  EXPECT_THROW((DelayedDescent<R>{scalar(R{1}), -1}), std::invalid_argument);
}

TEST(DelayedRecursionTest, HasItsThresholds) {
  EXPECT_DOUBLE_EQ(stable_step<double>(0), 2);
  EXPECT_DOUBLE_EQ(stable_step<double>(1), 1);
  EXPECT_NEAR(stable_step<double>(2), (std::sqrt(5) - 1) / 2, 1e-15);
  EXPECT_EQ(monotone_step<R>(0), R{1});
  EXPECT_EQ(monotone_step<R>(2), R{4} / R{27});
}

TEST(DelayedRecursionTest, AnswersAPush) {
  // a = 1/2, τ = 1: 1, 1, 1/2, 0, −1/4
  const Vector<R> u = push_response(half, 1, 5);
  EXPECT_THAT(std::vector<R>(u.begin(), u.end()),
              ElementsAre(R{1}, R{1}, half, R{0}, -R{1} / R{4}));
}

TEST(DelayedRecursionTest, HasAStationaryVariance) {
  // c_1 = c_0 − a c_1 and a²c_0 − 2ac_1 + 1 = 0 at a = 1/2: c_0 = 12/5, c_1 = 8/5
  const Vector<R> c = stationary_autocovariances(half, 1, R{1});
  EXPECT_EQ(c(0), R{12} / R{5});
  EXPECT_EQ(c(1), R{8} / R{5});
}

TEST(DelayedDescentBoundTest, IsItsFormula) {
  const DelayedDescentBound<R> bound{.smoothness = 2, .gap = 3, .noise = 5, .delay = 1};
  EXPECT_EQ(bound.safe_step(), R{1} / R{8});
  // 2·3/(10/8) + 2/8·5·(1 + 2·2/8)
  EXPECT_EQ(bound(R{1} / R{8}, 10), R{48} / R{10} + R{15} / R{8});
}

TEST(ProblemsTest, HaveTheirGradients) {
  const Quadratic<R> quadratic{scalar(R{3})};
  EXPECT_EQ(quadratic.value(scalar(R{2})), R{6});
  EXPECT_EQ(quadratic.gradient(scalar(R{2}))(0), R{6});
  EXPECT_EQ(quadratic.smoothness(), R{3});
  const SaturatingSquares<R> saturating;
  EXPECT_EQ(saturating.value(scalar(R{2})), R{4} / R{5});
  EXPECT_EQ(saturating.gradient(scalar(R{2}))(0), R{4} / R{25});
}

Vector<R> plus_worker(const Vector<R>& x, int worker, int) { return x + scalar(R{worker}); }

TEST(SharedParametersTest, ApplyGradientsOfSnapshotsAsTheyArrive) {
  SharedParameters<R> shared{scalar(R{1}), 2, Discipline::asynchronous()};
  EXPECT_EQ(shared.deliver(1, plus_worker, always_half).staleness, 0);
  EXPECT_EQ(shared.parameters()(0), R{0});  // 1 − (1 + 1)/2
  EXPECT_EQ(shared.age(0), 1);
  EXPECT_EQ(shared.age(1), 0);
  const Delivery late = shared.deliver(0, plus_worker, always_half);
  EXPECT_EQ(late.staleness, 1);
  EXPECT_EQ(late.fetched, 0);
  EXPECT_EQ(shared.parameters()(0), -half);  // 0 − 1/2
  EXPECT_EQ(shared.deliver(1, plus_worker, always_half).iteration, 1);
  EXPECT_EQ(shared.parameters()(0), R{-1});  // −1/2 − (0 + 1)/2
}

TEST(SharedParametersTest, GiveTheStepTheStaleness) {
  SharedParameters<R> shared{scalar(R{0}), 2, Discipline::asynchronous()};
  const auto shrinking = [](int staleness) { return R{1} / R(staleness + 1); };
  shared.deliver(0, plus_worker, shrinking);
  shared.deliver(1, plus_worker, shrinking);  // −0, −(0 + 1)/2
  EXPECT_EQ(shared.parameters()(0), -half);
}

TEST(SharedParametersTest, MakeWorkersWaitWithinTheirBound) {
  SharedParameters<R> shared{scalar(R{1}), 2, Discipline::stale_synchronous(1)};
  shared.deliver(0, plus_worker, always_half);
  EXPECT_TRUE(shared.is_working(0));
  shared.deliver(0, plus_worker, always_half);
  EXPECT_FALSE(shared.is_working(0));
  EXPECT_THAT(shared.working(), ElementsAre(1));
  EXPECT_THROW(shared.deliver(0, plus_worker, always_half), std::logic_error);
  shared.deliver(1, plus_worker, always_half);
  EXPECT_THAT(shared.working(), ElementsAre(0, 1));
  EXPECT_EQ(shared.age(0), 0);
}

TEST(SharedParametersTest, AverageARoundWhereAllAreInStep) {
  SharedParameters<R> shared{scalar(R{1}), 2, Discipline::synchronous()};
  shared.deliver(1, plus_worker, always_half);
  EXPECT_EQ(shared.parameters()(0), R{1});
  EXPECT_EQ(shared.deliver(0, plus_worker, always_half).staleness, 0);
  EXPECT_EQ(shared.parameters()(0), R{1} / R{4});  // 1 − (1 + 2)/2/2
  EXPECT_EQ(shared.updates(), 1);
}

TEST(SharedParametersTest, RefuseWhatIsNone) {
  EXPECT_THROW((SharedParameters<R>{scalar(R{1}), 0, {}}), std::invalid_argument);
  EXPECT_THROW(Discipline::stale_synchronous(-1), std::invalid_argument);
}

TEST(SimulateTest, DeliversInTheOrderOfTime) {
  SharedParameters<R> shared{scalar(R{1}), 2, Discipline::asynchronous()};
  const auto deliveries = simulate(
      shared, 5, [](int worker, int) { return worker == 0 ? 1.0 : 2.5; }, plus_worker, always_half);
  std::vector<int> workers;
  for (const Delivery& delivery : deliveries) workers.push_back(delivery.worker);
  EXPECT_THAT(workers, ElementsAre(0, 0, 1, 0, 0));  // at 1, 2, 2.5, 3 and 4
  EXPECT_THAT(staleness_histogram(deliveries), ElementsAre(3, 1, 1));
}

TEST(SimulateTest, LetsWorkersBeginWhenTheyMay) {
  SharedParameters<R> shared{scalar(R{1}), 2, Discipline::stale_synchronous(0)};
  const auto deliveries = simulate(
      shared, 4, [](int worker, int) { return worker == 0 ? 1.0 : 10.0; }, plus_worker,
      always_half);
  std::vector<int> staleness;
  for (const Delivery& delivery : deliveries) staleness.push_back(delivery.staleness);
  EXPECT_THAT(staleness, ElementsAre(0, 1, 0, 1));
}

TEST(CountsTest, AreOfEachValueFromZeroOn) {
  std::vector<std::int64_t> counts;
  for (const int value : {2, 0, 2}) count_occurrence(counts, value);
  EXPECT_THAT(counts, ElementsAre(1, 0, 2));
  EXPECT_DOUBLE_EQ(mean_of_counts(counts), 4.0 / 3);
  add_counts(counts, {1, 1});
  EXPECT_THAT(counts, ElementsAre(2, 1, 2));
  add_counts(counts, {0, 0, 0, 5});
  EXPECT_THAT(counts, ElementsAre(2, 1, 2, 5));
  EXPECT_TRUE(std::isnan(mean_of_counts({})));
}

}  // namespace
}  // namespace lemmata
