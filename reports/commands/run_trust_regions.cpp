#include "reports/commands/run_setup.hpp"
#include "reports/commands/sampled_steps.hpp"
#include "reports/commands/trust_region_report.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_iterations = 100;
constexpr double default_radius = 0.01;

PreparedRun trust_region_run(const Task& task, const RunArguments& arguments) {
  if (arguments.batch) return sampled_trust_region_run(task, arguments);
  refuse_sampling_without_batch(arguments);
  const TrustRegionSetup setup{
      .task = {task.mdp, task.policy_features, find_optimum(task.mdp)},
      .options = {.radius = arguments.radius.value_or(default_radius),
                  .damping = arguments.damping.value_or(0)},
      .rule = arguments.adaptive ? std::optional{RadiusRule{}} : std::nullopt};
  RunReport report = empty_report(task, arguments);
  report.index.asked = arguments.iterations.value_or(default_iterations);
  describe(report, setup);
  return {std::move(report), [setup](RunReport& run, const GoesOn& goes_on) {
            add_recording(
                run, setup,
                run_trust_region(setup.task, setup.options, setup.rule, run.index.asked, goes_on));
          }};
}

}  // namespace

std::vector<Algorithm> trust_region_algorithms() {
  return {{"trpo",
           "the largest step along the natural gradient within a mean KL divergence of δ",
           {"--iterations", "--radius", "--damping", "--adaptive", "--batch", "--horizon",
            "--baseline", "--seed"},
           trust_region_run}};
}

}  // namespace lemmata
