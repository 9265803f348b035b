#include "reports/commands/run_setup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "algorithms/environments/mdp_file.hpp"
#include "algorithms/policy_gradient/convergence_bounds.hpp"
#include "theory/mdp/start.hpp"

namespace lemmata {
namespace {

void require_known(const std::string& kind, const std::string& name,
                   const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  throw UsageError{unknown_name(kind, name, nearest_names(name, names))};
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_option(const Algorithm& algorithm, const std::string& option) {
  return contains(algorithm.options, option);
}

std::vector<std::string> environments_of(const Algorithm& algorithm) {
  std::vector<std::string> names = environment_names();
  names.insert(names.end(), algorithm.simulated.begin(), algorithm.simulated.end());
  return names;
}

/// Refuses an environment that is none, or has no table and goes with other algorithms.
void require_runs_on(const Algorithm& algorithm, const std::string& environment) {
  for (const Algorithm& other : algorithms()) {
    if (contains(algorithm.simulated, environment) || !contains(other.simulated, environment)) {
      continue;
    }
    throw UsageError{fmt::format("{} goes with {}: it has no table, as {} needs", environment,
                                 other.name, algorithm.name)};
  }
  require_known("environment", environment, environments_of(algorithm));
}

/// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

/// Refuses an option that other algorithms have, and this one has not.
void require_option(const Algorithm& algorithm, const std::string& option) {
  if (has_option(algorithm, option)) return;
  std::vector<std::string> others;
  for (const Algorithm& other : algorithms()) {
    if (has_option(other, option)) others.push_back(other.name);
  }
  if (others.empty()) return;
  throw UsageError{fmt::format("{} goes with {}; {} has {}", option, enumeration(others),
                               algorithm.name, enumeration(algorithm.options))};
}

}  // namespace

const std::vector<Algorithm>& algorithms() {
  static const std::vector<Algorithm> all = [] {
    std::vector<Algorithm> result = ascent_algorithms();
    for (Algorithm& algorithm : trust_region_algorithms()) result.push_back(std::move(algorithm));
    for (Algorithm& algorithm : soft_algorithms()) result.push_back(std::move(algorithm));
    for (Algorithm& algorithm : critic_algorithms()) result.push_back(std::move(algorithm));
    for (Algorithm& algorithm : actor_critic_algorithms()) result.push_back(std::move(algorithm));
    for (Algorithm& algorithm : delayed_sgd_algorithms()) result.push_back(std::move(algorithm));
    for (Algorithm& algorithm : a3c_algorithms()) result.push_back(std::move(algorithm));
    return result;
  }();
  return all;
}

const Algorithm& chosen_algorithm(const RunArguments& arguments) {
  std::vector<std::string> names;
  for (const Algorithm& algorithm : algorithms()) names.push_back(algorithm.name);
  require_known("algorithm", arguments.algorithm, names);
  const Algorithm& algorithm =
      *std::find_if(algorithms().begin(), algorithms().end(),
                    [&](const Algorithm& one) { return one.name == arguments.algorithm; });
  for (const std::string& option : arguments.given) require_option(algorithm, option);
  return algorithm;
}

Task task_of(const RunArguments& arguments) {
  if (!arguments.problem.empty()) return {arguments.problem, {}, {}, {}};
  const Algorithm& algorithm = chosen_algorithm(arguments);
  if (arguments.mdp.empty() && arguments.environment.empty()) {
    const bool has_problems = has_option(algorithm, "--problem");
    throw UsageError{fmt::format("run needs {}--mdp FILE or --environment NAME, one of {}",
                                 has_problems ? "--problem NAME, " : "",
                                 fmt::join(environments_of(algorithm), ", "))};
  }
  Environment chosen_environment;
  if (arguments.mdp.empty()) {
    require_runs_on(algorithm, arguments.environment);
    if (contains(algorithm.simulated, arguments.environment)) {
      return {arguments.environment, {}, {}, {}};
    }
    chosen_environment = environment(arguments.environment);
  } else {
    chosen_environment.table = read_mdp(arguments.mdp);
  }
  Task task{chosen_environment.table.name, in_field<double>(chosen_environment.table),
            chosen_environment.features, chosen_environment.state_features};
  if (arguments.start == "uniform") task.mdp = from_uniform_start(std::move(task.mdp));
  return task;
}

bool is_given(const RunArguments& arguments, const std::string& option) {
  return contains(arguments.given, option);
}

void require_together(bool given, const std::string& option, bool has, const std::string& with) {
  if (given && !has) throw UsageError{fmt::format("{} goes with {}", option, with)};
}

double given_temperature(const RunArguments& arguments) {
  constexpr double if_not_given = 0.1;
  if (arguments.entropy == 0.0) {
    throw UsageError{fmt::format("--entropy: {} needs a positive number", arguments.algorithm)};
  }
  return arguments.entropy.value_or(if_not_given);
}

void require_whole_batches(std::int64_t episodes, int batch) {
  if (episodes % batch == 0) return;
  throw UsageError{fmt::format("--episodes {} is no multiple of --batch {}", episodes, batch)};
}

RunReport empty_report(const Task& task, const RunArguments& arguments) {
  return {.algorithm = arguments.algorithm,
          .environment = task.name,
          .start = arguments.start,
          .states = task.mdp.states(),
          .actions = task.mdp.actions(),
          .discount = task.mdp.discount};
}

}  // namespace lemmata
