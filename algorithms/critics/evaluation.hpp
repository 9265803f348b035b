#pragma once
/// \file
/// Runs of critics: the values V^π of a fixed policy, learned from its steps, and how far from them
/// the critic is along the way.
///
/// \code
///   const EvaluationTask task{mdp, policy};
///   const EvaluationOptions options{.critic = Critic::td, .step_sizes = {.scale = 0.1}};
///   const ExactEvaluation exact = exact_evaluation(task, options);
///   const auto run = evaluate(task, options, exact, 100'000, [](auto) { return true; });
///   const double error = run.points.back().error;   // ‖V_w − V^π‖_D
/// \endcode
///
/// D is the stationary distribution of the policy where every end restarts: the share of time that
/// each state is visited. Errors are in units of the reward.

#include <cstdint>
#include <utility>

#include "algorithms/convergence/recording.hpp"
#include "algorithms/critics/step_sizes.hpp"
#include "theory/mdp/trajectories.hpp"

namespace lemmata {

enum class Critic { td, td_lambda, monte_carlo, lstd, residual_gradient };

/// Where steps come from: episodes one after another, or states drawn from D, one step from each.
enum class StepSource { episodes, independent };

struct EvaluationTask {
  FiniteMdp<double> mdp;
  Policy<double> policy;
  Matrix<double> features{};  ///< φ(s) in row s, S × d; empty for one weight a state
};

struct EvaluationOptions {
  Critic critic;
  StepSizes step_sizes{.scale = 0};  ///< not of lstd
  double lambda = 0;                 ///< of td_lambda and lstd
  bool average = false;              ///< whether to measure the mean of the iterates too
  StepSource source = StepSource::episodes;
  int horizon = 1000;  ///< the most steps of an episode, ≥ 1
  std::uint64_t seed = 1;
};

/// What a critic is held against.
struct ExactEvaluation {
  Vector<double> values;        ///< V^π
  Vector<double> distribution;  ///< D
  Vector<double> weights;       ///< w*, where the critic rests; 0 for what D never sees
  Vector<double> limit;         ///< V_{w*}
  bool rests_at_values;         ///< whether that is V^π whatever the MDP
};

/// Where each critic rests: with one weight a state at V^π, all but residual_gradient. With
/// features TD(λ) and LSTD(λ) rest at the fixed point of TD(λ), Monte Carlo at ΠV^π.
/// residual_gradient takes both factors of its gradient from one step, and rests where E_D[δ²] is
/// least.
/// \throws SingularSystem if the policy has several stationary distributions, if γ = 1 and it may
/// never end, or if no single w is where the critic rests
ExactEvaluation exact_evaluation(const EvaluationTask& task, const EvaluationOptions& options);

/// Φ, the identity for one weight a state.
Matrix<double> feature_matrix(const EvaluationTask& task);

/// Every step that the policy may take from states drawn from a distribution, with its probability.
std::vector<std::pair<double, Step<double>>> weighted_steps(const EvaluationTask& task,
                                                            const Vector<double>& distribution);

/// The probability that an episode is cut at the horizon.
double cut_probability(const EvaluationTask& task, int horizon);

/// After k steps; not a number where the equations so far have no solution, and averages where none
/// are asked for.
struct EvaluationPoint {
  std::int64_t step = 0;
  double error = 0;                ///< ‖V_w − V^π‖_D
  double distance = 0;             ///< ‖V_w − V_{w*}‖_D
  double error_of_average = 0;     ///< the same of w̄, the mean of the iterates before, w_0 among
  double distance_of_average = 0;  ///< them
};

/// Learns from steps 0 … last − 1 as `record_run` does, from w = 0. Where an episode is cut, TD
/// bootstraps; Monte Carlo, which learns from step t once its episode is over, loses what followed.
/// \throws std::invalid_argument for monte_carlo, or λ > 0, from independent steps
Recording<EvaluationPoint> evaluate(const EvaluationTask& task, const EvaluationOptions& options,
                                    const ExactEvaluation& exact, std::int64_t last,
                                    const GoesOn& goes_on);

}  // namespace lemmata
