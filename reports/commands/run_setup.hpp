#pragma once
/// \file
/// From the arguments of `lemmata run` to an algorithm that can run.

#include "algorithms/policy_gradient/ascent.hpp"
#include "reports/commands/commands.hpp"
#include "reports/run_report.hpp"

namespace lemmata {

/// What an algorithm is to solve.
struct Task {
  std::string name;
  FiniteMdp<double> mdp;
  Matrix<double> features;  ///< empty where every state is told apart
};

/// An algorithm, set up for a task, and the report of its run as far as it is known before.
struct Setup {
  Ascent ascent;
  RunReport report;
};

/// \throws UsageError for options that do not go together, or an algorithm that there is not
void require_consistent(const RunArguments& arguments);

/// \throws UsageError for an unknown environment, InputError for a file that is no MDP
Task task_of(const RunArguments& arguments);

/// As given, or else the one that is guaranteed to ascend. \throws UsageError where there is none
double step_size_of(const RunArguments& arguments, const Task& task);

Setup setup_of(const Task& task, const Optimum& optimum, double step_size,
               const RunArguments& arguments);

}  // namespace lemmata
