#pragma once
/// \file
/// Runs of actor-critic, with what can only be known from the MDP: how good the policy is along the
/// way, how near J is to being stationary, and how well the critics track the policy.
///
/// \code
///   const TrackingTask task{.mdp = mdp, .optimum = find_optimum(mdp)};
///   const ActorCriticOptions options{.scales = TimeScales::two(actor, critic)};
///   const auto run = track(task, options, 1, 100'000, [](auto) { return true; });
///   const double error = run.points.back().value_error;   // ‖V_w − V^π‖_D
/// \endcode
///
/// D is the share of time that the chain of training.hpp spends in each state under the policy of
/// the moment: ν/Σν for the discounted criterion, the stationary distribution for the average one.

#include <cstdint>
#include <optional>
#include <variant>

#include "algorithms/actor_critic/training.hpp"
#include "algorithms/convergence/recording.hpp"
#include "algorithms/dynamic_programming/optimum.hpp"

namespace lemmata {

struct TrackingTask {
  FiniteMdp<double> mdp;
  Matrix<double> policy_features{};  ///< φ(s,a) in row s·A + a; empty for a tabular softmax
  Matrix<double> state_features{};   ///< φ(s) in row s; empty for one weight a state
  std::optional<Optimum> optimum{};  ///< what the gap is to, for the discounted criterion
};

/// After k steps; not a number where the criterion or the actor has no such quantity.
struct TrackingPoint {
  std::int64_t step = 0;     ///< or iteration, by episodes
  double performance = 0;    ///< J(π_θ), or the average reward η(π_θ)
  double gap = 0;            ///< J* − J
  double gradient_norm = 0;  ///< ‖∇J(θ)‖ or ‖∇η(θ)‖
  double value_error = 0;  ///< ‖V_w − V^π‖_D; from the bias, up to a constant, for the average
  double gain_error = 0;        ///< |η_k − η(π_θ)|
  double compatible_error = 0;  ///< ‖u − w*(θ)‖, w* the best fit of least norm
};

/// What is exactly known of a policy under a criterion.
struct CriterionEvaluation {
  double performance;
  Vector<double> visits;         ///< ν, or the stationary distribution
  Vector<double> values;         ///< V^π, or the bias
  Matrix<double> action_values;  ///< Q^π, or the differential ones
};

/// \throws SingularSystem if γ = 1 and the policy may never end, or, for the average criterion, if
/// it has several stationary distributions
CriterionEvaluation criterion_evaluation(const FiniteMdp<double>& mdp, const Policy<double>& policy,
                                         Criterion criterion);

/// w* of a tabular softmax: A^π(s,a) less its mean over the actions of s, and 0 where `visits` is.
/// That is the solution of least norm of `compatible_system`, without its S·A equations.
Vector<double> tabular_compatible_fit(const CriterionEvaluation& exact);

/// Training by episodes, for the discounted criterion.
struct EpisodicOptions {
  TimeScales scales;
  EpisodeBatch episodes;
  std::variant<GeneralizedAdvantage<double>, NStepAdvantage> advantage;
};

/// Steps 0 … last − 1 as `record_run` does, from the uniform policy and critics that are 0.
Recording<TrackingPoint> track(const TrackingTask& task, const ActorCriticOptions& options,
                               std::uint64_t seed, std::int64_t last, const GoesOn& goes_on);

/// The same with a batch of episodes an iteration.
Recording<TrackingPoint> track_episodes(const TrackingTask& task, const EpisodicOptions& options,
                                        std::uint64_t seed, std::int64_t last,
                                        const GoesOn& goes_on);

}  // namespace lemmata
