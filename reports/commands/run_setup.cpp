#include "reports/commands/run_setup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/environments/named_environments.hpp"
#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "algorithms/reinforce/reinforce_ascent.hpp"
#include "reports/output_paths.hpp"

namespace lemmata {
namespace {

constexpr std::int64_t default_iterations = 1000;
constexpr std::int64_t default_episodes = 1000;
constexpr int default_batch = 10;
constexpr int default_horizon = 1000;
constexpr std::uint64_t default_seed = 1;

constexpr const char* softmax_gradient_name = "softmax-gradient";
constexpr const char* projected_gradient_name = "projected-gradient";
constexpr const char* reinforce_name = "reinforce";

template <class Value>
struct Named {
  const char* name;
  Value value;
};

const std::vector<Named<BaselineChoice>> baselines{{"none", BaselineChoice::none},
                                                   {"value", BaselineChoice::value},
                                                   {"optimal", BaselineChoice::optimal},
                                                   {"batch-mean", BaselineChoice::batch_mean},
                                                   {"leave-one-out", BaselineChoice::leave_one_out},
                                                   {"normalised", BaselineChoice::normalised}};

const std::vector<Named<Credit>> credits{{"discounted", Credit::discounted_reward_to_go},
                                         {"undiscounted", Credit::reward_to_go},
                                         {"whole", Credit::whole_return}};

template <class Value>
std::vector<std::string> names_of(const std::vector<Named<Value>>& choices) {
  std::vector<std::string> names;
  for (const auto& choice : choices) names.emplace_back(choice.name);
  return names;
}

/// The choice of a name that the command line has checked; the first for none.
template <class Value>
const Named<Value>& chosen(const std::vector<Named<Value>>& choices, const std::string& name) {
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [&](const auto& choice) { return choice.name == name; });
  return found == choices.end() ? choices.front() : *found;
}

void require_known(const std::string& kind, const std::string& name,
                   const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  throw UsageError{unknown_name(kind, name, nearest_names(name, names))};
}

bool samples(const RunArguments& arguments) { return arguments.algorithm == reinforce_name; }

void refuse_options(const RunArguments& arguments) {
  const auto refuse = [&](bool given, const char* option, const char* algorithms) {
    if (given) throw UsageError{fmt::format("{} goes with {}", option, algorithms)};
  };
  if (samples(arguments)) {
    refuse(arguments.iterations.has_value(), "--iterations",
           "softmax-gradient and projected-gradient; reinforce has --episodes and --batch");
    return;
  }
  refuse(arguments.episodes.has_value(), "--episodes", reinforce_name);
  refuse(arguments.batch.has_value(), "--batch", reinforce_name);
  refuse(arguments.horizon.has_value(), "--horizon", reinforce_name);
  refuse(!arguments.baseline.empty(), "--baseline", reinforce_name);
  refuse(!arguments.credit.empty(), "--credit", reinforce_name);
  refuse(arguments.seed.has_value(), "--seed", reinforce_name);
}

void require_whole_batches(std::int64_t episodes, int batch, const std::string& baseline) {
  if (episodes % batch != 0) {
    throw UsageError{fmt::format("--episodes {} is no multiple of --batch {}", episodes, batch)};
  }
  if (baseline == "leave-one-out" && batch < 2) {
    throw UsageError{"--baseline leave-one-out needs a --batch of two episodes at least"};
  }
}

bool has_features(const Task& task) { return task.features.size() > 0; }

std::string softmax_description(const Task& task) {
  return has_features(task)
             ? fmt::format("softmax policy, linear in {} features, from the uniform one",
                           task.features.cols())
             : "tabular softmax policy, from the uniform one";
}

Setup softmax_setup(const Task& task, const Optimum& optimum, double step_size) {
  const LinearParametrisation linear{task.features, task.mdp.actions()};
  return {.ascent = has_features(task) ? linear_softmax_ascent(linear, step_size)
                                       : softmax_ascent(task.mdp, step_size),
          .report = {.update = "θ ← θ + η∇J(θ), with the exact gradient",
                     .policy = softmax_description(task),
                     .norm = "∇J(θ)",
                     .norm_meaning = "the exact gradient ∇J(θ)",
                     .bound = softmax_bound(task.mdp, optimum, step_size, !has_features(task))}};
}

Setup projected_setup(const Task& task, const Optimum& optimum, double step_size) {
  Setup setup{
      .ascent = projected_ascent(task.mdp, step_size),
      .report = {.update = "π ← Proj(π + η ∂J/∂π), with the exact gradient",
                 .policy = "direct parametrisation: π itself, from the uniform one",
                 .norm = "Δπ/η",
                 .norm_meaning = "the gradient mapping Δπ/η, with Δπ = π_{k+1} − π_k; it vanishes "
                                 "where J is stationary on the simplices",
                 .bound = projected_bound(task.mdp, optimum, step_size)}};
  if (has_features(task)) {
    setup.report.remarks.push_back(
        "projected-gradient moves the policy of each state on its own; the features of the "
        "environment have no part in it.");
  }
  return setup;
}

/// What the estimate ascends; without a discount the credits agree.
std::string ascended(const ReinforceOptions& options, const FiniteMdp<double>& mdp) {
  if (options.credit == Credit::reward_to_go && mdp.discount < 1) return objective(options.credit);
  return fmt::format("{}, up to step {}", objective(Credit::discounted_reward_to_go),
                     options.horizon);
}

/// What a baseline does to the estimate's mean; empty for nothing.
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

Setup reinforce_setup(const Task& task, const RunArguments& arguments, double step_size) {
  const auto& baseline = chosen(baselines, arguments.baseline);
  const auto& credit = chosen(credits, arguments.credit);
  const ReinforceOptions options{.step_size = step_size,
                                 .batch = arguments.batch.value_or(default_batch),
                                 .horizon = arguments.horizon.value_or(default_horizon),
                                 .credit = credit.value,
                                 .baseline = baseline.value};
  const std::uint64_t seed = arguments.seed.value_or(default_seed);
  const LinearParametrisation linear{task.features, task.mdp.actions()};
  const TabularParametrisation tabular{task.mdp.states(), task.mdp.actions()};
  Setup setup{.ascent = has_features(task) ? reinforce_ascent(task.mdp, linear, options, seed)
                                           : reinforce_ascent(task.mdp, tabular, options, seed),
              .report = {.update = "θ ← θ + η ĝ, with ĝ from sampled episodes",
                         .policy = softmax_description(task),
                         .norm = "∇J(θ)",
                         .norm_meaning = "the exact gradient ∇J(θ)",
                         .sampling = SamplingSettings{.batch = options.batch,
                                                      .horizon = options.horizon,
                                                      .baseline = baseline.name,
                                                      .credit = credit.name,
                                                      .objective = ascended(options, task.mdp),
                                                      .seed = seed}}};
  const std::string bias = bias_remark(baseline.value);
  if (!bias.empty()) setup.report.remarks.push_back(bias);
  return setup;
}

/// The step size that is guaranteed to ascend. \throws UsageError where there is none
double guaranteed_step(const std::string& algorithm, const Task& task) {
  const auto need = [](const std::string& why) { return UsageError{why + ": give --step-size"}; };
  if (algorithm == reinforce_name) throw need("reinforce has no guaranteed step size");
  if (task.mdp.discount >= 1) {
    throw need(task.name + " has γ = 1, for which no step size is guaranteed");
  }
  if (algorithm == projected_gradient_name) {
    if (task.mdp.discount > 0) return guaranteed_projected_step(task.mdp);
    throw need(task.name + " has γ = 0, where J is linear in the policy and any step ascends");
  }
  if (has_features(task)) {
    throw need(task.name + " shows features, for which no step size is guaranteed");
  }
  return guaranteed_softmax_step(task.mdp);
}

}  // namespace

std::vector<std::string> algorithm_names() {
  return {softmax_gradient_name, projected_gradient_name, reinforce_name};
}

std::vector<std::string> baseline_names() { return names_of(baselines); }

std::vector<std::string> credit_names() { return names_of(credits); }

void require_consistent(const RunArguments& arguments) {
  require_known("algorithm", arguments.algorithm, algorithm_names());
  if (arguments.mdp.empty() && arguments.environment.empty()) {
    throw UsageError{fmt::format("run needs --mdp FILE or --environment NAME, one of {}",
                                 fmt::join(environment_names(), ", "))};
  }
  refuse_options(arguments);
  if (samples(arguments)) {
    require_whole_batches(arguments.episodes.value_or(default_episodes),
                          arguments.batch.value_or(default_batch), arguments.baseline);
  }
  if (arguments.json == standard_output && arguments.csv == standard_output) {
    throw UsageError{"--json and --csv cannot both go to standard output"};
  }
  if (same_file(arguments.json, arguments.csv)) {
    throw UsageError{"--json and --csv cannot both go to " + arguments.json};
  }
}

Task task_of(const RunArguments& arguments) {
  Environment chosen_environment;
  if (arguments.mdp.empty()) {
    require_known("environment", arguments.environment, environment_names());
    chosen_environment = environment(arguments.environment);
  } else {
    chosen_environment.table = read_mdp(arguments.mdp);
  }
  Task task{chosen_environment.table.name, in_field<double>(chosen_environment.table),
            chosen_environment.features};
  if (arguments.start == "uniform") task.mdp = from_uniform_start(std::move(task.mdp));
  return task;
}

double step_size_of(const RunArguments& arguments, const Task& task) {
  return arguments.step_size ? *arguments.step_size : guaranteed_step(arguments.algorithm, task);
}

Setup setup_of(const Task& task, const Optimum& optimum, double step_size,
               const RunArguments& arguments) {
  Setup setup = samples(arguments) ? reinforce_setup(task, arguments, step_size)
                : arguments.algorithm == projected_gradient_name
                    ? projected_setup(task, optimum, step_size)
                    : softmax_setup(task, optimum, step_size);
  RunReport& report = setup.report;
  report.algorithm = arguments.algorithm;
  report.environment = task.name;
  report.start = arguments.start;
  report.states = task.mdp.states();
  report.actions = task.mdp.actions();
  report.discount = task.mdp.discount;
  report.step_size = step_size;
  report.iterations = samples(arguments) ? arguments.episodes.value_or(default_episodes) /
                                               arguments.batch.value_or(default_batch)
                                         : arguments.iterations.value_or(default_iterations);
  report.optimum = optimum.value;
  if (has_features(task) && arguments.algorithm != projected_gradient_name) {
    report.remarks.push_back(
        "J* is the optimum of all policies. This policy sees states through features only, and the "
        "best of its kind may be worse: the gap then ends above 0.");
  }
  return setup;
}

}  // namespace lemmata
