// Recorded runs with delayed gradients, and their objectives, against numbers worked out by hand.

#include "algorithms/asynchronous/delayed_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "algorithms/asynchronous/problems.hpp"
#include "theory/staleness/delayed_recursion.hpp"

namespace lemmata {
namespace {

using testing::ElementsAre;

Vector<double> scalar(double x) { return Vector<double>::Constant(1, x); }

const auto goes_on = [](std::int64_t) { return true; };

/// f(x) = x²/2 from 1.
Objective parabola() { return objective(Quadratic<double>{scalar(1)}, scalar(1)); }

std::vector<double> gaps(const DelayedRecording& run) {
  std::vector<double> result;
  for (const DelayedPoint& point : run.points) result.push_back(point.gap);
  return result;
}

/// ∇f by central differences.
template <class Problem>
Vector<double> slope(const Problem& f, const Vector<double>& x) {
  constexpr double width = 1e-5;
  Vector<double> result(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const Vector<double> shift = width * Vector<double>::Unit(x.size(), i);
    result(i) = (f.value(x + shift) - f.value(x - shift)) / (2 * width);
  }
  return result;
}

/// One state that ends at once, with rewards 1 and 0, and γ = 1/2.
FiniteMdp<double> one_choice() {
  FiniteMdp<double> mdp{1, 2};
  mdp.discount = 0.5;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{1, 0, 1, true}};
  mdp.outcomes(0, 1) = {{1, 0, 0, true}};
  return mdp;
}

TEST(LogisticRegressionTest, HasItsValueGradientAndSmoothness) {
  const LogisticRegression f{Matrix<double>{{1, 0}, {0, 2}}, Vector<double>{{1, -1}}, 0.5};
  const Vector<double> origin = Vector<double>::Zero(2);
  EXPECT_DOUBLE_EQ(f.value(origin), std::log(2));
  EXPECT_TRUE(f.gradient(origin).isApprox(Vector<double>{{-0.25, 0.5}}));  // −Σ y a/(2n)
  EXPECT_DOUBLE_EQ(f.smoothness(), 1);                                     // 4/(4·2) + 1/2
  const Vector<double> x{{0.3, -1.2}};
  EXPECT_TRUE(f.gradient(x).isApprox(slope(f, x), 1e-8));
  EXPECT_TRUE(std::isfinite(f.value(Vector<double>{{1e6, 1e6}})));
}

TEST(LogisticRegressionTest, HasItsLeastValue) {
  // the rows are one, the labels cancel: f is least at 0
  const LogisticRegression even{Matrix<double>{{3}, {3}}, Vector<double>{{1, -1}}, 0.1};
  EXPECT_DOUBLE_EQ(even.least_value(), std::log(2));
  // where ∇f = −3/(1 + exp(3x)) + 0.3x vanishes, by bisection
  const LogisticRegression far{Matrix<double>{{3}}, Vector<double>{{1}}, 0.3};
  double low = 0;
  double high = 10;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (far.gradient(scalar(middle))(0) < 0 ? low : high) = middle;
  }
  EXPECT_NEAR(far.least_value(), far.value(scalar(low)), 1e-15);
  const LogisticRegression clouds = overlapping_clouds();
  EXPECT_EQ(clouds.rows.rows(), 40);
  EXPECT_LT(clouds.least_value(), 0.6);
  EXPECT_GT(clouds.least_value(), 0.1);
}

TEST(NegatedReturnTest, HasItsGradientAndGap) {
  const FiniteMdp<double> mdp = one_choice();
  const NegatedReturn f{mdp, find_optimum(mdp)};
  const Vector<double> uniform = Vector<double>::Zero(2);
  EXPECT_DOUBLE_EQ(f.value(uniform), -0.5);
  EXPECT_TRUE(f.gradient(uniform).isApprox(Vector<double>{{-0.25, 0.25}}));
  EXPECT_DOUBLE_EQ(f.least_value(), -1);
  EXPECT_DOUBLE_EQ(f.gap(uniform), 0.5);
  EXPECT_DOUBLE_EQ(f.smoothness(), 64);
}

TEST(NegatedReturnTest, PutsItsParametersWhereTheyBelong) {
  FiniteMdp<double> mdp{2, 2};
  mdp.discount = 0.5;
  mdp.start = Vector<double>{{0.25, 0.75}};
  for (int s = 0; s < 2; ++s) {
    mdp.outcomes(s, 0) = {{1, 1 - s, s + 1.0, false}};
    mdp.outcomes(s, 1) = {{1, s, 0, false}};
  }
  const NegatedReturn f{mdp, find_optimum(mdp)};
  const Vector<double> x{{0.1, -0.4, 0.7, 0.2}};
  EXPECT_EQ(f.parameters(x)(1, 0), -0.4);
  EXPECT_TRUE(f.gradient(x).isApprox(slope(f, x), 1e-8));
  EXPECT_NEAR(f.gap(x), f.value(x) - f.least_value(), 1e-14);
}

TEST(DelayedRunTest, RecordsItsIteratesAndTheMeanOfWhatWasBefore) {
  // η = 1/2, τ = 1: x = 1, 1/2, 0, −1/4
  const DelayedRecording run =
      run_delayed_sgd(parabola(), {.source = Delays{.longest = 1}, .step_size = 0.5}, 3, goes_on);
  EXPECT_THAT(gaps(run), ElementsAre(0.5, 0.125, 0, 1.0 / 32));
  EXPECT_EQ(run.points[1].squared_gradient, 0.25);
  EXPECT_TRUE(std::isnan(run.points[0].mean_squared_gradient));
  EXPECT_EQ(run.points[1].mean_squared_gradient, 1);
  EXPECT_EQ(run.points[2].mean_squared_gradient, 1.25 / 2);
  EXPECT_EQ(run.points[3].mean_squared_gradient, 1.25 / 3);
  EXPECT_THAT(run.staleness, ElementsAre(1, 2));
}

TEST(DelayedRunTest, AnAdversaryTakesTheGradientThatPointsAway) {
  // η = 3/2, τ = 1: 1, −1/2, then the gradient 1 of x_0, which points away from −1/2: −2
  const DelayedRunOptions options{.source = Delays{1, DelayChoice::adversarial}, .step_size = 1.5};
  const DelayedRecording run = run_delayed_sgd(parabola(), options, 2, goes_on);
  EXPECT_THAT(gaps(run), ElementsAre(0.5, 0.125, 2));
  EXPECT_THAT(run.staleness, ElementsAre(1, 1));
}

TEST(DelayedRunTest, RandomDelaysAreAllThereAre) {
  const DelayedRunOptions options{.source = Delays{3, DelayChoice::random}, .step_size = 0.1};
  const DelayedRecording run = run_delayed_sgd(parabola(), options, 4000, goes_on);
  ASSERT_EQ(run.staleness.size(), 4U);
  for (const std::int64_t count : run.staleness) EXPECT_NEAR(static_cast<double>(count), 1000, 150);
}

TEST(DelayedRunTest, NoiseHasItsSizeAndSeed) {
  // from 0 a step of noise alone: ±6/√4 in each of four entries
  const Objective still =
      objective(Quadratic<double>{Vector<double>::Ones(4)}, Vector<double>::Zero(4));
  const DelayedRecording one = run_delayed_sgd(still, {.step_size = 1, .noise = 6}, 1, goes_on);
  EXPECT_DOUBLE_EQ(one.points[1].squared_gradient, 36);
  const Objective f = parabola();
  const auto last = [&](std::uint64_t seed) {
    return run_delayed_sgd(f, {.step_size = 0.1, .noise = 1, .seed = seed}, 20, goes_on)
        .points.back()
        .gap;
  };
  EXPECT_EQ(last(1), last(1));
  EXPECT_NE(last(1), last(2));
}

TEST(DelayedRunTest, WorkersOfEqualSpeedHaveAConstantDelay) {
  const DelayedRunOptions workers{.source = TimedWorkers{{1, 1, 1}}, .step_size = 0.25};
  const DelayedRunOptions delays{.source = Delays{.longest = 2}, .step_size = 0.25};
  const DelayedRecording run = run_delayed_sgd(parabola(), workers, 10, goes_on);
  EXPECT_EQ(gaps(run), gaps(run_delayed_sgd(parabola(), delays, 10, goes_on)));
  EXPECT_THAT(run.staleness, ElementsAre(1, 1, 8));
}

TEST(DelayedRunTest, SynchronousWorkersAreDescentWithTheirMean) {
  const DelayedRunOptions workers{.source = TimedWorkers{{1, 2}, Discipline::synchronous()},
                                  .step_size = 0.5};
  const DelayedRecording run = run_delayed_sgd(parabola(), workers, 2, goes_on);
  EXPECT_THAT(gaps(run), ElementsAre(0.5, 0.125, 1.0 / 32));
  EXPECT_THAT(run.staleness, ElementsAre(4));
}

TEST(DelayedRunTest, AFastWorkerDeliversMoreOften) {
  // speeds 2 and 1 have the staleness 0, 0, 2, 1, 0, 2
  const DelayedRunOptions workers{.source = TimedWorkers{{2, 1}}, .step_size = 0.1};
  EXPECT_THAT(run_delayed_sgd(parabola(), workers, 6, goes_on).staleness, ElementsAre(3, 1, 2));
}

TEST(DelayForecastTest, IsWhatRunsWillHave) {
  const auto of = [](const std::variant<Delays, TimedWorkers>& source) {
    const DelayForecast result = forecast(source, 100, goes_on);
    return std::pair{result.longest, result.constant};
  };
  EXPECT_EQ(of(Delays{4}), std::pair(4, true));
  EXPECT_EQ(of(Delays{4, DelayChoice::random}), std::pair(4, false));
  EXPECT_EQ(of(TimedWorkers{{1, 1, 1}}), std::pair(2, true));
  EXPECT_EQ(of(TimedWorkers{{1}}), std::pair(0, true));
  // 0, 0, 2, 1, 0, 2, …: two gradients of the fast worker arrive before each of the slow one
  EXPECT_EQ(of(TimedWorkers{{2, 1}}), std::pair(2, false));
  EXPECT_FALSE(forecast(TimedWorkers{{2, 1}}, 3, goes_on).constant);
  EXPECT_EQ(of(TimedWorkers{{2, 1}, Discipline::synchronous()}), std::pair(0, true));
  EXPECT_EQ(of(TimedWorkers{{1, 1}, Discipline::stale_synchronous(0)}), std::pair(1, false));
}

TEST(DelayForecastTest, EndsWhereItIsInterrupted) {
  std::vector<std::int64_t> asked;
  const auto twice = [&](std::int64_t t) {
    asked.push_back(t);
    return t < 2;
  };
  const DelayedRunOptions workers{.source = TimedWorkers{{1, 1, 1, 1}}, .step_size = 0.01};
  const DelayForecast cut = forecast(workers.source, 10, twice);
  EXPECT_THAT(asked, ElementsAre(0, 1, 2));
  EXPECT_FALSE(cut.complete);
  EXPECT_FALSE(applies(delayed_run_bound(parabola(), workers, cut)));
  const DelayForecast whole = forecast(workers.source, 10, goes_on);
  EXPECT_TRUE(whole.complete);
  EXPECT_TRUE(applies(delayed_run_bound(parabola(), workers, whole)));
  EXPECT_TRUE(forecast(Delays{4}, 10, [](std::int64_t) { return false; }).complete);
}

TEST(DelayedRunBoundTest, IsItsFormulaWhereItsHypothesesHold) {
  const Objective f = objective(Quadratic<double>{scalar(2)}, scalar(1));
  const DelayedRunOptions options{.source = Delays{1}, .step_size = 0.125, .noise = 2};
  const DelayedRunBound bound = delayed_run_bound(f, options, {1, true});
  ASSERT_TRUE(applies(bound));
  // 2·1/(10/8) + 2/8·4·(1 + 2·2/8), and a part in 10⁹
  EXPECT_NEAR(bound.at(10), 3.1, 1e-8);
  EXPECT_TRUE(std::isinf(bound.at(0)));
}

TEST(DelayedRunBoundTest, AveragedGradientsHaveLessNoise) {
  const DelayedRunOptions options{
      .source = TimedWorkers{{1, 1}, Discipline::synchronous()}, .step_size = 0.5, .noise = 2};
  // 2·(1/2)/(10/2) + 1/2·4/2
  EXPECT_NEAR(delayed_run_bound(parabola(), options, {0, true}).at(10), 1.2, 1e-8);
}

TEST(DelayedRunBoundTest, NamesWhatFails) {
  const auto failing = [](const Objective& f, const DelayedRunOptions& options) {
    std::vector<std::string> texts;
    for (const auto& judged :
         delayed_run_bound(f, options, forecast(options.source, 10, goes_on)).hypotheses) {
      if (!judged.holds) texts.push_back(judged.text);
    }
    return texts;
  };
  EXPECT_THAT(failing(parabola(), {.source = Delays{2}, .step_size = 0.5}),
              ElementsAre("Lη(1 + 2Lητ²) ≤ 1"));
  const DelayedRunOptions adversary{.source = Delays{2, DelayChoice::adversarial},
                                    .step_size = 0.1};
  EXPECT_THAT(failing(parabola(), adversary), testing::IsEmpty());
  DelayedRunOptions noisy = adversary;
  noisy.noise = 1;
  EXPECT_THAT(failing(parabola(), noisy), ElementsAre("delays do not depend on the noise"));
  FiniteMdp<double> mdp = one_choice();
  mdp.discount = 1;
  EXPECT_THAT(failing(objective(NegatedReturn{mdp, find_optimum(mdp)}, Vector<double>::Zero(2)),
                      {.step_size = 0.1}),
              ElementsAre("∇f is L-Lipschitz and f ≥ f*", "Lη(1 + 2Lητ²) ≤ 1"));
}

TEST(DelayedRecursionTest, HasItsThresholdForLongDelays) {
  EXPECT_NEAR(monotone_step<double>(1000) * 1000, std::exp(-1), 1e-3);
}

}  // namespace
}  // namespace lemmata
