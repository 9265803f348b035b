#pragma once
/// \file
/// From the arguments of `lemmata run` to an algorithm that can run. An algorithm is one entry in a
/// list, which knows its options, and how to make a report of a run.

#include <fmt/format.h>

#include <functional>
#include <stdexcept>

#include "algorithms/asynchronous/discipline.hpp"
#include "algorithms/convergence/recording.hpp"
#include "algorithms/environments/named_environments.hpp"
#include "reports/commands/commands.hpp"
#include "reports/run_report.hpp"
#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// What an algorithm is to solve.
struct Task {
  std::string name;
  FiniteMdp<double> mdp;
  Matrix<double> policy_features;  ///< empty where a policy tells every state apart
  Matrix<double> state_features;   ///< empty where a critic does
};

/// An algorithm, set up for a task.
struct PreparedRun {
  RunReport report;  ///< as far as it is known before
  /// Runs, and adds to the report what was recorded.
  std::function<void(RunReport& report, const GoesOn& goes_on)> run;
  /// What a progress line says beside how far it has come; may be empty.
  std::function<std::string()> status{};
};

struct Algorithm {
  std::string name;
  std::string description;           ///< a line
  std::vector<std::string> options;  ///< beside those that all have
  /// \throws UsageError for options that do not go together, or where a step size is missing
  std::function<PreparedRun(const Task&, const RunArguments&)> prepare;
  std::vector<std::string> simulated{};  ///< environments without a table that it runs on too
};

std::vector<Algorithm> ascent_algorithms();
std::vector<Algorithm> trust_region_algorithms();
std::vector<Algorithm> soft_algorithms();
std::vector<Algorithm> critic_algorithms();
std::vector<Algorithm> actor_critic_algorithms();
std::vector<Algorithm> delayed_sgd_algorithms();
std::vector<Algorithm> a3c_algorithms();
/// All there are.
const std::vector<Algorithm>& algorithms();

/// \throws UsageError for options that no run of the algorithm has, and for an algorithm that there
/// is not
const Algorithm& chosen_algorithm(const RunArguments& arguments);

/// Only a name, where --problem takes the place of an MDP, or it is an environment without a table.
/// \throws UsageError for an unknown environment, InputError for a file that is no MDP
Task task_of(const RunArguments& arguments);

/// The report of a task with nothing in it yet.
RunReport empty_report(const Task& task, const RunArguments& arguments);

/// \throws UsageError for episodes that are no multiple of a batch
void require_whole_batches(std::int64_t episodes, int batch);

/// β of soft algorithms; 0.1 where none is given. \throws UsageError for 0
double given_temperature(const RunArguments& arguments);

/// Gradient ascent with entropy, which stands among the soft algorithms.
PreparedRun entropy_gradient_run(const Task& task, const RunArguments& arguments);

/// Natural gradient ascent with entropy, exact, which is natural-gradient with --entropy. Of γ < 1.
PreparedRun regularised_natural_run(const Task& task, const RunArguments& arguments);

/// A remark where features are shown to what does not look at them.
inline constexpr const char* features_unused =
    "Values and policies tell every state apart; the features of the environment have no part in "
    "them.";

/// A remark on policies that see features.
inline constexpr const char* best_of_its_kind =
    "J* is the optimum of all policies. This policy sees states through features only, and the "
    "best of its kind may be worse: the gap then ends above 0.";

/// Whether an option stands on the command line.
bool is_given(const RunArguments& arguments, const std::string& option);

/// \throws UsageError "OPTION goes with WITH" if it is given without what it goes with
void require_together(bool given, const std::string& option, bool has, const std::string& with);

/// Whom the workers wait for, by --discipline and --bound. \throws UsageError for one that needs
/// the other
Discipline discipline_of(const RunArguments& arguments);

template <class Value>
struct Named {
  const char* name;
  Value value;
};

template <class Value>
std::vector<std::string> names_of(const std::vector<Named<Value>>& choices) {
  std::vector<std::string> names;
  for (const auto& choice : choices) names.emplace_back(choice.name);
  return names;
}

/// The choice of a name that the command line has checked; the first for none.
template <class Value>
const Named<Value>& chosen(const std::vector<Named<Value>>& choices, const std::string& name) {
  for (const auto& choice : choices) {
    if (choice.name == name) return choice;
  }
  return choices.front();
}

}  // namespace lemmata
