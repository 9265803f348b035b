#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "reports/commands/sampled_steps.hpp"
#include "reports/commands/sampled_steps_report.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_iterations = 100;
constexpr int default_horizon = 1000;
constexpr double default_radius = 0.01;
constexpr double default_natural_damping = 0.01;
constexpr std::uint64_t default_seed = 1;

std::string baseline_of(const RunArguments& arguments) {
  if (!arguments.baseline.empty()) return arguments.baseline;
  return *arguments.batch > 1 ? "leave-one-out" : "none";
}

template <class Options>
PreparedRun prepared(const Task& task, const RunArguments& arguments, const Options& options,
                     const SampledStepsSetup& setup) {
  RunReport report = empty_report(task, arguments);
  report.index.asked = arguments.iterations.value_or(default_iterations);
  describe(report, setup);
  return {std::move(report), [setup, options](RunReport& run, const GoesOn& goes_on) {
            add_recording(run, setup,
                          run_sampled(setup.task, options, setup.seed, run.index.asked, goes_on));
          }};
}

/// What both have in common.
SampledStepsSetup common_setup(const Task& task, const RunArguments& arguments) {
  const std::string baseline = baseline_of(arguments);
  require_large_batches(*arguments.batch, baseline);
  return {.task = {task.mdp, task.policy_features, find_optimum(task.mdp)},
          .batch = *arguments.batch,
          .horizon = arguments.horizon.value_or(default_horizon),
          .baseline = chosen(baseline_choices(), baseline),
          .seed = arguments.seed.value_or(default_seed)};
}

}  // namespace

void refuse_sampling_without_batch(const RunArguments& arguments) {
  std::vector<std::string> options{"--horizon", "--baseline", "--seed"};
  if (arguments.algorithm == "natural-gradient") {
    options.insert(options.end(), {"--radius", "--damping"});
  }
  for (const std::string& option : options) {
    if (!is_given(arguments, option)) continue;
    throw UsageError{fmt::format("{} of {} needs --batch: without it nothing is sampled", option,
                                 arguments.algorithm)};
  }
}

PreparedRun sampled_natural_run(const Task& task, const RunArguments& arguments) {
  if (arguments.radius && arguments.step_size) {
    throw UsageError{"--radius sets the length of a step, and so does --step-size: give one"};
  }
  SampledStepsSetup setup = common_setup(task, arguments);
  setup.task.policy_features = {};
  setup.radius = arguments.radius;
  setup.damping = arguments.damping.value_or(default_natural_damping);
  const double step_size = arguments.step_size.value_or(sufficient_natural_step(task.mdp));
  if (!arguments.radius) setup.step_size = step_size;
  // η and λ are those of the Fisher information under (1−γ)ν, and the estimate is of that under ν.
  const double remaining = 1 - task.mdp.discount;
  const SampledNaturalOptions options{.sampling = {.step_size = step_size / remaining,
                                                   .batch = setup.batch,
                                                   .horizon = setup.horizon,
                                                   .baseline = setup.baseline.value},
                                      .radius = arguments.radius,
                                      .damping = setup.damping / remaining};
  return prepared(task, arguments, options, setup);
}

PreparedRun sampled_trust_region_run(const Task& task, const RunArguments& arguments) {
  if (arguments.adaptive) {
    throw UsageError{"--adaptive needs J of the new policy, which no --batch of the old one knows"};
  }
  SampledStepsSetup setup = common_setup(task, arguments);
  setup.searched = true;
  setup.radius = arguments.radius.value_or(default_radius);
  setup.damping = arguments.damping.value_or(0);
  const SampledTrustRegionOptions options{
      .region = {.radius = *setup.radius, .damping = setup.damping},
      .batch = setup.batch,
      .horizon = setup.horizon,
      .baseline = setup.baseline.value};
  return prepared(task, arguments, options, setup);
}

}  // namespace lemmata
