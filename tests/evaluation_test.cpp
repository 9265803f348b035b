// Critics as runs: what they are held against, what is recorded, and where they come to.

#include "algorithms/critics/evaluation.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "algorithms/critics/evaluation_bounds.hpp"
#include "algorithms/critics/least_squares.hpp"
#include "algorithms/environments/named_environments.hpp"
#include "algorithms/sampling/episode_sampler.hpp"

namespace lemmata {
namespace {

using testing::HasSubstr;
using testing::Pointwise;

bool always(std::int64_t) { return true; }

MATCHER_P(IsNear, tolerance, "") {
  return std::abs(std::get<0>(arg) - std::get<1>(arg)) <= tolerance;
}

EvaluationTask uniform_on(const std::string& name) {
  const Environment chosen = environment(name);
  FiniteMdp<double> mdp = in_field<double>(chosen.table);
  const Policy<double> policy =
      Policy<double>::Constant(mdp.states(), mdp.actions(), 1.0 / mdp.actions());
  return {std::move(mdp), policy, chosen.state_features};
}

EvaluationTask with_one_action(FiniteMdp<double> mdp) {
  const Policy<double> policy = Policy<double>::Ones(mdp.states(), 1);
  return {std::move(mdp), policy};
}

/// One state with this outcome and no other.
EvaluationTask one_state(const Outcome<double>& outcome, double discount) {
  FiniteMdp<double> mdp{1, 1};
  mdp.discount = discount;
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {outcome};
  return with_one_action(std::move(mdp));
}

const Outcome<double> pays_and_ends{1, 0, 1, true};

/// From state 0, an end with reward 1 or state 1, each with probability 1/2; from 1 an end.
EvaluationTask forked() {
  FiniteMdp<double> mdp{2, 1};
  mdp.discount = 1;
  mdp.start << 1, 0;
  mdp.outcomes(0, 0) = {{0.5, 0, 1, true}, {0.5, 1, 0, false}};
  mdp.outcomes(1, 0) = {{1, 0, 0, true}};
  return with_one_action(std::move(mdp));
}

Recording<EvaluationPoint> run_of(const EvaluationTask& task, const EvaluationOptions& options,
                                  std::int64_t last) {
  return evaluate(task, options, exact_evaluation(task, options), last, always);
}

TEST(ExactEvaluation, KnowsTheRandomWalk) {
  const ExactEvaluation exact = exact_evaluation(uniform_on("random-walk"), {.critic = Critic::td});
  const std::vector<double> values{1.0 / 6, 2.0 / 6, 3.0 / 6, 4.0 / 6, 5.0 / 6};
  const std::vector<double> shares{1.0 / 9, 2.0 / 9, 3.0 / 9, 2.0 / 9, 1.0 / 9};
  EXPECT_THAT(exact.values, Pointwise(IsNear(1e-14), values));
  EXPECT_THAT(exact.distribution, Pointwise(IsNear(1e-14), shares));
  EXPECT_TRUE(exact.rests_at_values);
  EXPECT_EQ(exact.limit, exact.values);
}

TEST(ExactEvaluation, ResidualGradientRestsElsewhereOnRandomTransitions) {
  const EvaluationTask task = forked();
  const ExactEvaluation exact = exact_evaluation(task, {.critic = Critic::residual_gradient});
  EXPECT_FALSE(exact.rests_at_values);
  EXPECT_THAT(exact.values, Pointwise(IsNear(1e-15), std::vector{0.5, 0.0}));
  EXPECT_THAT(exact.limit, Pointwise(IsNear(1e-15), std::vector{2.0 / 3, 1.0 / 3}));
  EXPECT_EQ(exact_evaluation(task, {.critic = Critic::td}).limit, exact.values);
}

TEST(ExactEvaluation, FeaturesDecideWhereACriticRests) {
  const EvaluationTask task = uniform_on("aggregated-walk");
  const auto rest = [&](Critic critic, double lambda) {
    return exact_evaluation(task, {.critic = critic, .lambda = lambda});
  };
  const ExactEvaluation regression = rest(Critic::monte_carlo, 0);
  // The mean of the linear values over a group of three with shares 9 : 10 : 9 is the middle one.
  EXPECT_NEAR(regression.weights(2), 0, 1e-13);
  EXPECT_LE((rest(Critic::td_lambda, 1).limit - regression.limit).norm(), 1e-12);
  EXPECT_LE((rest(Critic::td, 0).limit - rest(Critic::lstd, 0).limit).norm(), 1e-12);
  EXPECT_GE((rest(Critic::td, 0).limit - regression.limit).norm(), 0.1);
}

TEST(ExactEvaluation, LeavesOutWhatIsNotVisited) {
  const EvaluationTask task = uniform_on("frozen-lake-4x4");
  const ExactEvaluation exact = exact_evaluation(task, {.critic = Critic::residual_gradient});
  EXPECT_EQ((exact.distribution.array() == 0).count(), 5);
  EXPECT_TRUE(exact.limit.allFinite());
}

TEST(ExactEvaluation, GivesNoShareToStatesThatAreLeftForGood) {
  FiniteMdp<double> mdp{4, 1};
  mdp.discount = 0.9;
  mdp.start << 1, 0, 0, 0;
  mdp.outcomes(0, 0) = {{0.3, 1, 0, false}, {0.3, 2, 1, false}, {0.4, 3, 0, false}};
  mdp.outcomes(1, 0) = {{0.1, 0, 0, false}, {0.2, 1, 0, false}, {0.7, 3, 0, false}};
  mdp.outcomes(2, 0) = {{1.0 / 3, 2, 0, false}, {2.0 / 3, 3, 1, false}};
  mdp.outcomes(3, 0) = {{5.0 / 7, 2, 0, false}, {2.0 / 7, 3, 0, false}};
  const ExactEvaluation exact =
      exact_evaluation(with_one_action(std::move(mdp)), {.critic = Critic::td});
  EXPECT_EQ(exact.distribution(0), 0);
  EXPECT_EQ(exact.distribution(1), 0);
  EXPECT_NEAR(exact.distribution(2), 15.0 / 29, 1e-15);
}

TEST(ExactEvaluation, HasNoLambdaWhereTheCriticHasNone) {
  const EvaluationTask task = uniform_on("aggregated-walk");
  const auto at_rest = [&](Critic critic, double lambda) {
    return exact_evaluation(task, {.critic = critic, .lambda = lambda}).weights;
  };
  EXPECT_EQ(at_rest(Critic::td, 0.9), at_rest(Critic::td, 0));
  EXPECT_NE(at_rest(Critic::lstd, 0.9), at_rest(Critic::lstd, 0));
  EXPECT_NO_THROW(evaluate(task,
                           {.critic = Critic::td,
                            .step_sizes = {.scale = 0.1},
                            .lambda = 0.9,
                            .source = StepSource::independent},
                           exact_evaluation(task, {.critic = Critic::td}), 10,
                           [](auto) { return true; }));
}

TEST(CutProbability, IsThatOfTheStart) {
  FiniteMdp<double> mdp{2, 1};
  mdp.start << 0, 1;
  mdp.outcomes(0, 0) = {{1.0, 0, 0, false}};
  mdp.outcomes(1, 0) = {{1.0, 1, 0, true}};
  EXPECT_EQ(cut_probability(with_one_action(std::move(mdp)), 5), 0);
}

TEST(WeightedSteps, AreADistribution) {
  const EvaluationTask task = forked();
  const auto steps = weighted_steps(task, Vector<double>{{0.75, 0.25}});
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[1].first, 0.375);
  EXPECT_EQ(steps[1].second.next_state, 1);
  EXPECT_FALSE(steps[1].second.terminal);
}

TEST(CutProbability, IsThatOfNoEndBefore) {
  FiniteMdp<double> mdp{1, 1};
  mdp.start(0) = 1;
  mdp.outcomes(0, 0) = {{0.5, 0, 0, false}, {0.5, 0, 0, true}};
  for (const int horizon : {1, 2, 3, 4, 7}) {
    EXPECT_DOUBLE_EQ(cut_probability(with_one_action(mdp), horizon), std::pow(0.5, horizon));
  }
  EXPECT_EQ(cut_probability(one_state({1, 0, 0, false}, 0.5), 1'000'000'000), 1);
}

TEST(Evaluation, RecordsTheLastIterateAndTheMeanOfThoseBefore) {
  const EvaluationTask task = one_state(pays_and_ends, 1);
  for (const Critic critic : {Critic::td, Critic::td_lambda, Critic::monte_carlo}) {
    // w = 0, 1/2, 3/4, 7/8, and V = 1.
    const auto run =
        run_of(task, {.critic = critic, .step_sizes = {.scale = 0.5}, .average = true}, 3);
    ASSERT_EQ(run.points.size(), 4U);
    EXPECT_EQ(run.points[0].error, 1);
    EXPECT_EQ(run.points[0].error_of_average, 1);
    EXPECT_EQ(run.points[1].error_of_average, 1);
    EXPECT_EQ(run.points[3].step, 3);
    EXPECT_EQ(run.points[3].error, 0.125);
    EXPECT_DOUBLE_EQ(run.points[3].error_of_average, 1 - 1.25 / 3);
    EXPECT_EQ(run.points[3].distance, run.points[3].error);
  }
}

TEST(Evaluation, MonteCarloLearnsTheReturnFromEachStep) {
  FiniteMdp<double> mdp{2, 1};
  mdp.discount = 0.5;
  mdp.start << 1, 0;
  mdp.outcomes(0, 0) = {{1, 1, 1, false}};
  mdp.outcomes(1, 0) = {{1, 0, 1, true}};
  const auto run =
      run_of(with_one_action(mdp), {.critic = Critic::monte_carlo, .step_sizes = {.scale = 1}}, 2);
  EXPECT_DOUBLE_EQ(run.points[1].error, std::sqrt(0.5));  // V = (3/2, 1), and D = (1/2, 1/2)
  EXPECT_EQ(run.points[2].error, 0);
}

TEST(Evaluation, StepSizesFollowTheStep) {
  const EvaluationTask task = one_state(pays_and_ends, 1);
  const auto run = run_of(
      task, {.critic = Critic::td, .step_sizes = {.scale = 1, .exponent = 1, .offset = 2}}, 2);
  EXPECT_EQ(run.points[1].error, 0.5);
  EXPECT_DOUBLE_EQ(run.points[2].error, 0.5 * 2 / 3);
  EXPECT_TRUE(std::isnan(run.points[2].error_of_average));
}

/// The same episodes as `evaluate` draws.
Rollout<double> episodes(const EvaluationTask& task, const EvaluationOptions& options,
                         std::size_t steps) {
  const EpisodeSampler sampler{task.mdp};
  RandomStream random{{.seed = options.seed}};
  Rollout<double> rollout;
  while (rollout.size() < steps) {
    rollout.append_episode(sampler.draw(task.policy, options.horizon, random));
  }
  rollout.steps.resize(steps);
  rollout.ends.resize(steps);
  return rollout;
}

TEST(Evaluation, TracesEndWithTheirEpisode) {
  const EvaluationTask task = uniform_on("random-walk");
  const EvaluationOptions options{
      .critic = Critic::td_lambda, .step_sizes = {.scale = 0.1}, .lambda = 0.9, .seed = 3};
  const ExactEvaluation exact = exact_evaluation(task, options);
  const Rollout<double> rollout = episodes(task, options, 500);
  const TabularFeatures features{5};
  TraceCritic<double> critic{Vector<double>::Zero(5), Vector<double>::Zero(5)};
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    critic = td_lambda_step(features, critic, rollout.steps[t], rollout.ends[t], 1.0, 0.9, 0.1);
  }
  EXPECT_DOUBLE_EQ(
      run_of(task, options, 500).points.back().error,
      std::sqrt(weighted_square<double>(exact.distribution, critic.weights - exact.values)));
}

TEST(Evaluation, LstdSolvesTheEquationsOfAllSteps) {
  const EvaluationTask task = uniform_on("aggregated-walk");
  const EvaluationOptions options{.critic = Critic::lstd, .lambda = 0.5, .seed = 2};
  const ExactEvaluation exact = exact_evaluation(task, options);
  const Rollout<double> rollout = episodes(task, options, 5000);
  const LinearFeatures<double> features{task.features};
  const Vector<double> values =
      features.values(lstd_system(features, rollout, 1.0, 0.5).solution());
  EXPECT_NEAR(run_of(task, options, 5000).points.back().error,
              std::sqrt(weighted_square<double>(exact.distribution, values - exact.values)), 1e-10);
}

TEST(Evaluation, LstdHasNoErrorWhereItsEquationsHaveNoSolution) {
  // After one step back and forth between states 1 and 2, the walk has not ended.
  const EvaluationTask task = uniform_on("random-walk");
  const auto run = run_of(task, {.critic = Critic::lstd}, 30);
  EXPECT_DOUBLE_EQ(run.points[0].error, run.points[1].error);
  EXPECT_TRUE(std::isnan(run.points[3].error));
  EXPECT_FALSE(std::isnan(run.points.back().error));
}

TEST(Evaluation, CriticsComeNearTheValuesOfTheRandomWalk) {
  const EvaluationTask task = uniform_on("random-walk");
  const StepSizes falling{.scale = 1, .exponent = 0.6, .offset = 5};
  for (const Critic critic : {Critic::td, Critic::td_lambda, Critic::monte_carlo, Critic::lstd}) {
    const auto run =
        run_of(task, {.critic = critic, .step_sizes = falling, .lambda = 0.5}, 200'000);
    EXPECT_GT(run.points.front().error, 0.5);
    EXPECT_LT(run.points.back().error, 0.03) << static_cast<int>(critic);
  }
}

TEST(Evaluation, IndependentStepsAreDrawnFromTheLongRun) {
  for (const Critic critic : {Critic::td, Critic::lstd, Critic::residual_gradient}) {
    const auto run = run_of(uniform_on("aggregated-walk"),
                            {.critic = critic,
                             .step_sizes = {.scale = 20, .exponent = 1, .offset = 40},
                             .source = StepSource::independent},
                            300'000);
    EXPECT_LT(run.points.back().distance, 0.05) << static_cast<int>(critic);
    EXPECT_GT(run.points.back().error, 0.1) << static_cast<int>(critic);
  }
}

TEST(Evaluation, ResidualGradientGoesWhereItRests) {
  const auto run = run_of(forked(),
                          {.critic = Critic::residual_gradient,
                           .step_sizes = {.scale = 5, .exponent = 1, .offset = 10}},
                          200'000);
  EXPECT_LT(run.points.back().distance, 0.02);
  EXPECT_GT(run.points.back().error, 0.2);
}

TEST(Evaluation, IsDecidedByItsSeed) {
  const auto last = [](std::uint64_t seed) {
    return run_of(uniform_on("random-walk"),
                  {.critic = Critic::td, .step_sizes = {.scale = 0.1}, .seed = seed}, 1000)
        .points.back()
        .error;
  };
  EXPECT_EQ(last(1), last(1));
  EXPECT_NE(last(1), last(2));
}

TEST(Evaluation, SaysWhereItDiverges) {
  const auto run =
      run_of(uniform_on("random-walk"), {.critic = Critic::td, .step_sizes = {.scale = 5}}, 10'000);
  EXPECT_THAT(run.diverged, HasSubstr("at step "));
  EXPECT_THAT(run.diverged, HasSubstr("not finite"));
}

TEST(Evaluation, RefusesReturnsAndTracesOfIndependentSteps) {
  for (const Critic critic : {Critic::monte_carlo, Critic::td_lambda}) {
    const EvaluationOptions options{
        .critic = critic, .lambda = 0.5, .source = StepSource::independent};
    EXPECT_THROW(run_of(uniform_on("random-walk"), options, 1), std::invalid_argument);
  }
}

/// One state that pays 1 or 3, γ = 1/2: V = 4, and δ(w*) = ±1.
EvaluationTask noisy_state() {
  EvaluationTask task = one_state({0.5, 0, 1, false}, 0.5);
  task.mdp.outcomes(0, 0).push_back({0.5, 0, 3, false});
  return task;
}

EvaluationOptions averaged_td(double step_size) {
  return {.critic = Critic::td,
          .step_sizes = {.scale = step_size},
          .average = true,
          .source = StepSource::independent};
}

TEST(AveragedTdBound, HasTheConstantsOfTheTheorem) {
  const EvaluationTask task = noisy_state();
  const EvaluationOptions options = averaged_td(guaranteed_td_step(0.5));
  const EvaluationBound bound = averaged_td_bound(task, options, exact_evaluation(task, options));
  ASSERT_TRUE(applies(bound));
  EXPECT_TRUE(std::isinf(bound.at(0)));
  EXPECT_DOUBLE_EQ(bound.at(8), std::sqrt((16 / 0.5 + 2.0 / 16) / 0.5));
}

TEST(AveragedTdBound, HoldsOnAverage) {
  const EvaluationTask task = noisy_state();
  EvaluationOptions options = averaged_td(1.0 / 16);
  const ExactEvaluation exact = exact_evaluation(task, options);
  const EvaluationBound bound = averaged_td_bound(task, options, exact);
  constexpr int runs = 100;
  double sum = 0;
  for (options.seed = 0; options.seed < runs; ++options.seed) {
    const double distance =
        evaluate(task, options, exact, 300, always).points.back().distance_of_average;
    sum += distance * distance;
  }
  EXPECT_LE(std::sqrt(sum / runs), bound.at(300));
}

TEST(AveragedTdBound, NamesTheHypothesisThatFails) {
  const auto holds = [](const EvaluationTask& task, const EvaluationOptions& options) {
    return applies(averaged_td_bound(task, options, exact_evaluation(task, options)));
  };
  const EvaluationOptions options = averaged_td(1.0 / 16);
  EXPECT_TRUE(holds(noisy_state(), options));
  EXPECT_FALSE(holds(noisy_state(), averaged_td(1.001 / 16)));
  EvaluationOptions falling = options;
  falling.step_sizes.exponent = 0.5;
  EXPECT_FALSE(holds(noisy_state(), falling));
  EvaluationOptions last_iterate = options;
  last_iterate.average = false;
  EXPECT_FALSE(holds(noisy_state(), last_iterate));
  EvaluationOptions episodic = options;
  episodic.source = StepSource::episodes;
  EXPECT_FALSE(holds(noisy_state(), episodic));
  EvaluationTask long_features = noisy_state();
  long_features.features = Matrix<double>::Constant(1, 1, 1.5);
  EXPECT_FALSE(holds(long_features, options));
  EXPECT_FALSE(holds(uniform_on("random-walk"), options));
}

TEST(LstdErrorConstant, IsTheRootMeanSquareOfManyRuns) {
  constexpr int runs = 200;
  constexpr int steps = 3000;
  const std::vector<std::pair<std::string, StepSource>> cases{
      {"random-walk", StepSource::episodes},
      {"random-walk", StepSource::independent},
      {"two-armed-bandit", StepSource::episodes}};
  for (const auto& [name, source] : cases) {
    const EvaluationTask task = uniform_on(name);
    EvaluationOptions options{.critic = Critic::lstd, .source = source};
    const ExactEvaluation exact = exact_evaluation(task, options);
    double sum = 0;
    for (options.seed = 0; options.seed < runs; ++options.seed) {
      const double distance = evaluate(task, options, exact, steps, always).points.back().distance;
      sum += distance * distance;
    }
    const double expected = *lstd_error_constant(task, options, exact) / std::sqrt(steps);
    EXPECT_NEAR(std::sqrt(sum / runs), expected, 0.15 * expected) << name;
  }
}

TEST(LstdErrorConstant, FollowsTheNoiseOfWhatComesAfter) {
  // Of n steps 2n/3 start in 0 and n/3 in 1, which now pays ±1: V(1) has variance 3/n, and V(0)
  // that of a coin, 3/(8n), and a quarter of V(1)'s; so c² = 2/3 · 9/8 + 1/3 · 3.
  EvaluationTask task = forked();
  task.mdp.outcomes(1, 0) = {{0.5, 0, 1, true}, {0.5, 0, -1, true}};
  const EvaluationOptions options{.critic = Critic::lstd};
  EXPECT_DOUBLE_EQ(*lstd_error_constant(task, options, exact_evaluation(task, options)),
                   std::sqrt(1.75));
}

TEST(LstdErrorConstant, IsSilentWhereStepsDependOnEachOther) {
  const auto constant = [](const std::string& name, const EvaluationOptions& options) {
    const EvaluationTask task = uniform_on(name);
    return lstd_error_constant(task, options, exact_evaluation(task, options));
  };
  const EvaluationOptions lstd{.critic = Critic::lstd};
  EXPECT_TRUE(constant("random-walk", lstd));
  EXPECT_FALSE(constant("random-walk", {.critic = Critic::td}));
  EXPECT_FALSE(constant("random-walk", {.critic = Critic::lstd, .lambda = 0.5}));
  EXPECT_FALSE(constant("random-walk", {.critic = Critic::lstd, .horizon = 5}));
  EXPECT_FALSE(constant("aggregated-walk", lstd));
  EXPECT_TRUE(
      constant("aggregated-walk", {.critic = Critic::lstd, .source = StepSource::independent}));
}

TEST(RandomWalk, IsRefusedWithoutAMiddle) {
  EXPECT_THROW(random_walk(4, 0, 1), std::invalid_argument);
  EXPECT_THROW(random_walk(0, 0, 1), std::invalid_argument);
  EXPECT_EQ(random_walk(1, 0, 1).outcomes[0][1][0].terminal, true);
}

TEST(AggregatedFeatures, TellGroupsApart) {
  EXPECT_EQ(aggregated_features({2, 1}), (Matrix<double>{{1, 0}, {1, 0}, {0, 1}}));
}

}  // namespace
}  // namespace lemmata
