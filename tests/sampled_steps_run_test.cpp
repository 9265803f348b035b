// Runs of natural gradients and trust regions that see samples only.

#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "algorithms/environments/named_environments.hpp"
#include "algorithms/trust_region/sampled_run.hpp"

namespace lemmata {
namespace {

TrustRegionTask bandit_task() {
  const auto mdp = in_field<double>(environment("two-armed-bandit").table);
  return {.mdp = mdp, .optimum = find_optimum(mdp)};
}

TEST(SampledRunTest, IsDecidedByItsSeedAndClimbs) {
  const SampledTrustRegionOptions options{.region = {.radius = 0.05}, .batch = 10, .horizon = 5};
  const auto run = [&](std::uint64_t seed) {
    return run_sampled(bandit_task(), options, seed, 30, [](auto) { return true; }).points;
  };
  const auto points = run(3);
  EXPECT_EQ(points.back().sum_of_sampled_gains, run(3).back().sum_of_sampled_gains);
  EXPECT_NE(points.back().sum_of_sampled_gains, run(4).back().sum_of_sampled_gains);
  EXPECT_LT(points.back().gap, 0.25 * points.front().gap);
  EXPECT_GT(points.back().sum_of_sampled_gains, 0);
  for (const SampledStepPoint& point : points) {
    if (std::isfinite(point.sampled_kl)) {
      EXPECT_LE(point.sampled_kl, 0.05);
    }
  }
}

TEST(SampledRunTest, NaturalStepsClimbToo) {
  const SampledNaturalOptions options{.sampling = {.step_size = 0.2,
                                                   .batch = 10,
                                                   .horizon = 5,
                                                   .baseline = BaselineChoice::leave_one_out},
                                      .damping = 0.01};
  const auto done = run_sampled(bandit_task(), options, 1, 50, [](auto) { return true; });
  EXPECT_LT(done.points.back().gap, 0.25 * done.points.front().gap);
  EXPECT_EQ(done.points.back().overshoots, 0);
}

/// The step of an algorithm as its samples see it; none if it is refused.
template <class Parametrisation>
std::optional<TrustRegionStep> step_by(const FiniteMdp<double>& mdp,
                                       const Parametrisation& policies, const Vector<double>& now,
                                       const Rollout<double>& rollout,
                                       const SampledTrustRegionOptions& options) {
  const TrustRegion region = sampled_trust_region(mdp, policies, now, rollout, options);
  const TrustRegionStep step = trust_region_step(region, options.region);
  return step.accepted ? std::optional{step} : std::nullopt;
}
template <class Parametrisation>
std::optional<TrustRegionStep> step_by(const FiniteMdp<double>& mdp,
                                       const Parametrisation& policies, const Vector<double>& now,
                                       const Rollout<double>& rollout,
                                       const SampledNaturalOptions& options) {
  const TrustRegion region =
      sampled_trust_region(mdp, policies, now, rollout, {.baseline = options.sampling.baseline});
  const Vector<double> change = sampled_natural_step(mdp, policies, now, rollout, options).change;
  if (change.isZero(0)) return std::nullopt;
  return measured_step(region, change);
}

/// Holds a run's points against its steps of radius δ, made again one by one from batches of three
/// episodes of twenty steps. \returns what it counts
template <class Parametrisation, class Options>
SampledStepPoint expect_points_of_its_steps(const TrustRegionTask& task,
                                            const Parametrisation& policies, const Options& options,
                                            double radius, int last) {
  const auto points = run_sampled(task, options, 7, last, [](auto) { return true; }).points;
  const EpisodeSampler sampler{task.mdp};
  Vector<double> now = Vector<double>::Zero(policies.parameters());
  SampledStepPoint seen{};
  auto point = points.begin();
  for (int k = 0; k <= last; ++k) {
    const Policy<double> pi = policies.policy(now).probabilities();
    RandomStream random{{.seed = 7, .instance = static_cast<std::uint64_t>(k)}};
    const auto rollout = draw_rollout(sampler, pi, 3, 20, random);
    if (point->iteration == k) {
      EXPECT_NEAR(point->performance, performance(task.mdp, pi), 1e-12);
      EXPECT_EQ(point->sampled_return, mean_return(rollout, task.mdp.discount));
      if (seen.sampled_kl > 0) {
        EXPECT_EQ(point->sampled_kl, seen.sampled_kl);
        EXPECT_EQ(point->mean_kl, seen.mean_kl);
        EXPECT_EQ(point->sampled_gain, seen.sampled_gain);
        EXPECT_EQ(point->gain, seen.gain);
      } else {
        EXPECT_TRUE(std::isnan(point->sampled_kl) && std::isnan(point->gain));
      }
      EXPECT_EQ(point->refused, seen.refused);
      EXPECT_EQ(point->falls, seen.falls);
      EXPECT_EQ(point->overshoots, seen.overshoots);
      EXPECT_EQ(point->sum_of_sampled_gains, seen.sum_of_sampled_gains);
      EXPECT_EQ(point->sum_of_gains, seen.sum_of_gains);
      seen.sampled_kl = 0;
      ++point;
    }
    const auto step = step_by(task.mdp, policies, now, rollout, options);
    if (!step) {
      ++seen.refused;
      continue;
    }
    const TrustRegionStep& sampled = *step;
    const TrustRegion exact = trust_region_at(task.mdp, policies, now, 0);
    const TrustRegionStep real = measured_step(exact, sampled.parameters - now);
    now = sampled.parameters;
    if (realised_gain(task.mdp, exact, real) < 0) ++seen.falls;
    if (real.mean_kl > radius) ++seen.overshoots;
    seen.sum_of_sampled_gains += sampled.gain;
    seen.sum_of_gains += real.gain;
    if (sampled.mean_kl <= seen.sampled_kl) continue;
    seen.sampled_kl = sampled.mean_kl;
    seen.mean_kl = real.mean_kl;
    seen.sampled_gain = sampled.gain;
    seen.gain = real.gain;
  }
  EXPECT_EQ(point, points.end());
  return seen;
}

TEST(SampledRunTest, APointHoldsTheFarthestStepAsItsSamplesSeeItAndAsItIs) {
  constexpr int last = 40;
  constexpr double radius = 0.01;
  const SampledTrustRegionOptions options{.region = {.radius = radius}, .batch = 3, .horizon = 20};
  const SampledNaturalOptions natural{.sampling = {.step_size = 1,
                                                   .batch = 3,
                                                   .horizon = 20,
                                                   .baseline = BaselineChoice::leave_one_out},
                                      .radius = radius,
                                      .damping = 0.01};
  const auto loops = in_field<double>(two_loops());
  const TrustRegionTask task{.mdp = loops, .optimum = find_optimum(loops)};
  const TabularParametrisation tables{2, 2};
  const SampledStepPoint one = expect_points_of_its_steps(task, tables, options, radius, last);
  const SampledStepPoint other = expect_points_of_its_steps(task, tables, natural, radius, last);
  // What is counted occurs, and not always.
  for (const std::int64_t count :
       {one.refused, one.falls, one.overshoots, other.refused, other.overshoots}) {
    EXPECT_GT(count, 0);
    EXPECT_LT(count, last);
  }
  // Here J may fall though L does not.
  const auto corridor = in_field<double>(short_corridor());
  const LinearParametrisation alike{same_features(3, 2), 2};
  expect_points_of_its_steps({corridor, alike.features, find_optimum(corridor)}, alike, options,
                             radius, last);
}

TEST(SampledRunTest, AStepThatIsNotFiniteEndsTheRun) {
  const auto loops = in_field<double>(two_loops());
  const SampledNaturalOptions options{
      .sampling = {.step_size = std::numeric_limits<double>::max(), .batch = 3, .horizon = 20}};
  EXPECT_EQ(run_sampled({.mdp = loops, .optimum = find_optimum(loops)}, options, 1, 3,
                        [](auto) { return true; })
                .diverged,
            "at iteration 0, the step is not finite");
}

TEST(SampledRunTest, OneEpisodeHasNoOther) {
  const SampledTrustRegionOptions options{.batch = 1, .horizon = 5};
  EXPECT_THROW(run_sampled(bandit_task(), options, 1, 3, [](auto) { return true; }),
               std::invalid_argument);
}

}  // namespace
}  // namespace lemmata
