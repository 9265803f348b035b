#pragma once
/// \file
/// What A3C is run on by name: environments of classic control, each with features of its
/// observations, and finite MDPs, with one weight a state. Beside each environment stand settings
/// that learn it.

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "algorithms/a3c/linear_worker.hpp"
#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

enum class FeatureKind { polynomial, fourier, tiles, tabular };

struct FeatureChoice {
  FeatureKind kind = FeatureKind::polynomial;
  int degree = 2;   ///< of polynomials, and the order of a Fourier basis
  int tilings = 8;  ///< of tiles, as the next
  int tiles = 8;    ///< a dimension
};

/// A problem whose model is linear in features.
struct LinearProblem {
  TrainingProblem training;
  int features;  ///< d
  int not_zero;  ///< how many of them can differ from 0 at once
  int outputs;   ///< K of the policy's head, whose model is the first K·d parameters
  /// Whether a worker that has begun can stand there.
  std::function<bool(const EpisodeState&)> is_possible;
};

/// Settings that learn an environment from its default features. They were tuned on seeds 1 to 5.
struct LearningSettings {
  FeatureChoice features{};
  RolloutOptions rollout{};
  /// The step size of SGD times `not_zero`: the largest that is stable falls as 1/‖φ‖².
  double scaled_step = 0.01;
  std::int64_t steps = 1'000'000;
};

/// A worker's parameters and rollout take at most so many bytes.
inline constexpr double largest_worker = 0x1p30;

struct ControlEnvironment {
  std::string name;
  std::string words;  ///< "4 numbers observed, 2 actions"
  LearningSettings settings;
  std::optional<double> solved_at;  ///< the mean return at which Gymnasium counts it as solved
  /// \throws std::invalid_argument for features that it does not have, and for more of them than
  /// `largest_worker` allows
  std::function<LinearProblem(const FeatureChoice&, const RolloutOptions&)> problem;
};

/// cart-pole, mountain-car, acrobot, pendulum (with three torques), pendulum-continuous.
const std::vector<ControlEnvironment>& control_environments();

/// One weight a state, and one a state and action; episodes of at most `options.step_limit` steps.
/// \throws std::invalid_argument for rollouts longer than `largest_worker` allows
LinearProblem tabular_problem(const FiniteMdp<double>& mdp, const RolloutOptions& options);

/// Settings for a finite MDP. Step size, entropy and value weight are those for rewards whose range
/// is 1, so that scaling all rewards changes nothing.
LearningSettings tabular_settings(const FiniteMdp<double>& mdp);

/// log π up to a constant in each row, S × A, of a tabular problem's parameters.
Matrix<double> tabular_logits(const FiniteMdp<double>& mdp, const Vector<double>& parameters);

}  // namespace lemmata
