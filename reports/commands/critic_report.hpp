#pragma once
/// \file
/// What a report says of a critic's run.

#include <optional>
#include <string>

#include "algorithms/critics/evaluation.hpp"
#include "reports/run_report.hpp"

namespace lemmata {

struct CriticSetup {
  std::string update;             ///< what a step does, in plain mathematics
  std::string policy;             ///< as it is called on the command line
  std::optional<double> epsilon;  ///< of an epsilon-greedy one
  EvaluationTask task;
  EvaluationOptions options;
  ExactEvaluation exact{};
  std::optional<double> error_constant{};  ///< `lstd_error_constant`
};

/// "α_k = 5/(100 + k)^0.6", or "α = 0.1" where they are constant.
std::string step_size_words(const std::string& letter, const StepSizes& steps);

/// "the epsilon-greedy policy, ε = 0.1".
std::string policy_words(const CriticSetup& setup);

/// What is known before the run.
void describe(RunReport& report, const CriticSetup& setup);

/// What was recorded, and its bound.
void add_recording(RunReport& report, const CriticSetup& setup,
                   const Recording<EvaluationPoint>& done);

}  // namespace lemmata
