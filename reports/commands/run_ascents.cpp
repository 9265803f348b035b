#include "algorithms/natural_gradient/natural_ascent.hpp"
#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "algorithms/reinforce/reinforce_ascent.hpp"
#include "reports/commands/ascent_report.hpp"
#include "reports/commands/run_setup.hpp"
#include "reports/commands/sampled_steps.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_iterations = 1000;
constexpr std::int64_t default_episodes = 1000;
constexpr int default_batch = 10;
constexpr int default_horizon = 1000;
constexpr std::uint64_t default_seed = 1;

const std::vector<Named<BaselineChoice>> baselines{{"none", BaselineChoice::none},
                                                   {"value", BaselineChoice::value},
                                                   {"optimal", BaselineChoice::optimal},
                                                   {"batch-mean", BaselineChoice::batch_mean},
                                                   {"leave-one-out", BaselineChoice::leave_one_out},
                                                   {"normalised", BaselineChoice::normalised}};

const std::vector<Named<Credit>> credits{{"discounted", Credit::discounted_reward_to_go},
                                         {"undiscounted", Credit::reward_to_go},
                                         {"whole", Credit::whole_return}};

bool has_features(const Task& task) { return task.policy_features.size() > 0; }

UsageError no_guaranteed_step(const std::string& why) {
  return UsageError{why + ": give --step-size"};
}

/// As given, or else the one that is guaranteed to ascend. \throws UsageError where there is none
double softmax_step_size(const Task& task, const RunArguments& arguments) {
  if (arguments.step_size) return *arguments.step_size;
  if (task.mdp.discount >= 1) {
    throw no_guaranteed_step(task.name + " has γ = 1, for which no step size is guaranteed");
  }
  if (has_features(task)) {
    throw no_guaranteed_step(task.name + " shows features, for which no step size is guaranteed");
  }
  return guaranteed_softmax_step(task.mdp);
}

double projected_step_size(const Task& task, const RunArguments& arguments) {
  if (arguments.step_size) return *arguments.step_size;
  if (task.mdp.discount >= 1) {
    throw no_guaranteed_step(task.name + " has γ = 1, for which no step size is guaranteed");
  }
  if (task.mdp.discount > 0) return guaranteed_projected_step(task.mdp);
  throw no_guaranteed_step(task.name +
                           " has γ = 0, where J is linear in the policy and any step ascends");
}

std::string softmax_description(const Task& task) {
  return has_features(task)
             ? fmt::format("softmax policy, linear in {} features, from the uniform one",
                           task.policy_features.cols())
             : "tabular softmax policy, from the uniform one";
}

PreparedRun prepared(const Task& task, const RunArguments& arguments, const AscentSetup& setup,
                     std::int64_t iterations,
                     const std::optional<EpisodeSettings>& episodes = std::nullopt) {
  RunReport report = empty_report(task, arguments);
  report.index.asked = iterations;
  describe(report, setup, episodes);
  return {std::move(report), [mdp = task.mdp, setup](RunReport& run, const GoesOn& goes_on) {
            add_recording(run, setup,
                          converge(mdp, setup.ascent, setup.optimum, run.index.asked, goes_on));
          }};
}

PreparedRun softmax_run(const Task& task, const RunArguments& arguments) {
  const double step_size = softmax_step_size(task, arguments);
  const Optimum optimum = find_optimum(task.mdp);
  const LinearParametrisation linear{task.policy_features, task.mdp.actions()};
  const AscentSetup setup{
      .update = "θ ← θ + η∇J(θ), with the exact gradient",
      .policy = softmax_description(task),
      .norm = "∇J(θ)",
      .norm_meaning = "the exact gradient ∇J(θ)",
      .ascent = has_features(task) ? linear_softmax_ascent(linear, step_size)
                                   : softmax_ascent(task.mdp, step_size),
      .optimum = optimum,
      .step_size = step_size,
      .guaranteed_step = !arguments.step_size,
      .bound = softmax_bound(task.mdp, optimum, step_size, !has_features(task))};
  PreparedRun run =
      prepared(task, arguments, setup, arguments.iterations.value_or(default_iterations));
  if (has_features(task)) run.report.remarks.push_back(best_of_its_kind);
  return run;
}

std::string no_features(const std::string& algorithm) {
  return algorithm +
         " moves the policy of each state on its own; the features of the environment have no "
         "part in it.";
}

PreparedRun projected_run(const Task& task, const RunArguments& arguments) {
  const double step_size = projected_step_size(task, arguments);
  const Optimum optimum = find_optimum(task.mdp);
  const AscentSetup setup{
      .update = "π ← Proj(π + η ∂J/∂π), with the exact gradient",
      .policy = "direct parametrisation: π itself, from the uniform one",
      .norm = "Δπ/η",
      .norm_meaning =
          "the gradient mapping Δπ/η, with Δπ = π_{k+1} − π_k; it vanishes where J is "
          "stationary on the simplices",
      .ascent = projected_ascent(task.mdp, step_size),
      .optimum = optimum,
      .step_size = step_size,
      .guaranteed_step = !arguments.step_size,
      .bound = projected_bound(task.mdp, optimum, step_size)};
  PreparedRun run =
      prepared(task, arguments, setup, arguments.iterations.value_or(default_iterations));
  if (has_features(task)) run.report.remarks.push_back(no_features("projected-gradient"));
  return run;
}

PreparedRun natural_run(const Task& task, const RunArguments& arguments) {
  if (!arguments.batch) refuse_sampling_without_batch(arguments);
  if (task.mdp.discount >= 1) {
    throw UsageError{task.name +
                     " has γ = 1: natural-gradient needs γ < 1, since its Fisher information is "
                     "under the distribution (1−γ)ν"};
  }
  if (arguments.batch && arguments.entropy) {
    throw UsageError{"--entropy of natural-gradient goes without --batch: it is exact"};
  }
  if (arguments.batch) return sampled_natural_run(task, arguments);
  if (arguments.entropy) return regularised_natural_run(task, arguments);
  const double step_size = arguments.step_size.value_or(sufficient_natural_step(task.mdp));
  const Ascent ascent = natural_ascent(task.mdp, step_size);
  const AscentSetup setup{.update = "θ ← θ + η F⁺∇J(θ), exact: π ← π exp(ηA/(1−γ))/Z",
                          .policy = "tabular softmax policy, from the uniform one",
                          .norm = "∇J(θ)",
                          .norm_meaning = "the exact gradient ∇J(θ)",
                          .ascent = ascent,
                          .optimum = find_optimum(task.mdp),
                          .step_size = step_size,
                          .bound = natural_bound(task.mdp, ascent.policy(ascent.start), step_size)};
  PreparedRun run =
      prepared(task, arguments, setup, arguments.iterations.value_or(default_iterations));
  if (!arguments.step_size) {
    run.report.remarks.push_back(
        "The step size is η = (1−γ) log A/R, for which the bound is (2−γ)R/((1−γ)²k). The theorem "
        "covers every --step-size; longer ones hardly improve the bound.");
  }
  if (has_features(task)) run.report.remarks.push_back(no_features("natural-gradient"));
  return run;
}

/// What the estimate ascends; without a discount the credits agree.
std::string ascended(const ReinforceOptions& options, const FiniteMdp<double>& mdp) {
  if (options.credit == Credit::reward_to_go && mdp.discount < 1) return objective(options.credit);
  return fmt::format("{}, up to step {}", objective(Credit::discounted_reward_to_go),
                     options.horizon);
}

PreparedRun reinforce_run(const Task& task, const RunArguments& arguments) {
  const std::int64_t episodes = arguments.episodes.value_or(default_episodes);
  const int batch = arguments.batch.value_or(default_batch);
  require_whole_batches(episodes, batch);
  require_large_batches(batch, arguments.baseline);
  if (!arguments.step_size) throw no_guaranteed_step("reinforce has no guaranteed step size");
  const auto& baseline = chosen(baselines, arguments.baseline);
  const auto& credit = chosen(credits, arguments.credit);
  const ReinforceOptions options{.step_size = *arguments.step_size,
                                 .batch = batch,
                                 .horizon = arguments.horizon.value_or(default_horizon),
                                 .credit = credit.value,
                                 .baseline = baseline.value};
  const std::uint64_t seed = arguments.seed.value_or(default_seed);
  const LinearParametrisation linear{task.policy_features, task.mdp.actions()};
  const TabularParametrisation tabular{task.mdp.states(), task.mdp.actions()};
  const AscentSetup setup{.update = "θ ← θ + η ĝ, with ĝ from sampled episodes",
                          .policy = softmax_description(task),
                          .norm = "∇J(θ)",
                          .norm_meaning = "the exact gradient ∇J(θ)",
                          .ascent = has_features(task)
                                        ? reinforce_ascent(task.mdp, linear, options, seed)
                                        : reinforce_ascent(task.mdp, tabular, options, seed),
                          .optimum = find_optimum(task.mdp),
                          .step_size = options.step_size};
  PreparedRun run = prepared(
      task, arguments, setup, episodes / batch,
      EpisodeSettings{options, baseline.name, credit.name, ascended(options, task.mdp), seed});
  const std::string bias = bias_remark(baseline.value);
  if (!bias.empty()) run.report.remarks.push_back(bias);
  if (has_features(task)) run.report.remarks.push_back(best_of_its_kind);
  return run;
}

}  // namespace

const std::vector<Named<BaselineChoice>>& baseline_choices() { return baselines; }

std::string bias_remark(BaselineChoice baseline) {
  switch (baseline) {
    case BaselineChoice::batch_mean:
      return "The baseline batch-mean shortens the expected gradient by the factor 1 − 1/m for m "
             "episodes an iteration (BL-7).";
    case BaselineChoice::normalised:
      return "Normalised advantages turn the expected gradient into another direction (BL-8).";
    case BaselineChoice::none:
    case BaselineChoice::value:
    case BaselineChoice::optimal:
    case BaselineChoice::leave_one_out:
      return {};
  }
  return {};
}

void require_large_batches(int batch, const std::string& baseline) {
  if (baseline == "leave-one-out" && batch < 2) {
    throw UsageError{"--baseline leave-one-out needs a --batch of two episodes at least"};
  }
}

std::vector<std::string> baseline_names() { return names_of(baselines); }

std::vector<std::string> credit_names() { return names_of(credits); }

std::vector<Algorithm> ascent_algorithms() {
  return {
      {"softmax-gradient",
       "θ ← θ + η∇J(θ) for a softmax policy, with the exact gradient",
       {"--iterations", "--step-size"},
       softmax_run},
      {"projected-gradient",
       "π ← Proj(π + η ∂J/∂π) on the policy itself, with the exact gradient",
       {"--iterations", "--step-size"},
       projected_run},
      {"natural-gradient",
       "θ ← θ + η F⁺∇J(θ) for a tabular softmax, F its Fisher information; J_β with --entropy β",
       {"--iterations", "--step-size", "--entropy", "--batch", "--radius", "--damping", "--horizon",
        "--baseline", "--seed"},
       natural_run},
      {"reinforce",
       "θ ← θ + η ĝ for a softmax policy, ĝ from sampled episodes",
       {"--episodes", "--batch", "--step-size", "--horizon", "--baseline", "--credit", "--seed"},
       reinforce_run}};
}

}  // namespace lemmata
