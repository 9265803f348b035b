#include "algorithms/a3c/control_problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/binomial.hpp>
#include <cmath>
#include <stdexcept>
#include <tuple>
#include <type_traits>

#include "algorithms/a3c/gaussian_head.hpp"
#include "algorithms/a3c/possible_states.hpp"
#include "algorithms/features/fourier_basis.hpp"
#include "algorithms/features/polynomial_basis.hpp"
#include "algorithms/features/state_indicators.hpp"
#include "algorithms/features/tile_coding.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"

namespace lemmata {
namespace {

template <SimulatedEnvironment E>
auto head(const E& environment) {
  if constexpr (HasNumberedActions<E>) {
    return softmax_head(environment);
  } else {
    return GaussianHead{};
  }
}

/// Whether an environment can be where an episode is said to stand.
template <SimulatedEnvironment E>
bool can_be(const E& environment, const EpisodeState& episode) {
  using State = typename E::State;
  const std::vector<double>& numbers = episode.environment;
  if constexpr (std::is_arithmetic_v<State>) {
    const bool is_number = numbers.size() == 1 && is_within(numbers[0], 0x1p30) &&
                           numbers[0] == std::floor(numbers[0]);
    if (!is_number) return false;
  } else {
    if (numbers.size() != std::tuple_size_v<State>) return false;
  }
  return is_possible(environment, state_of<State>(numbers), episode.steps);
}

template <SimulatedEnvironment E, class Basis>
LinearProblem problem_with(const E& environment, const Basis& basis,
                           const RolloutOptions& options) {
  const std::int64_t limit = step_limit(environment, options);
  return {.training = linear_problem(environment, basis, head(environment), options),
          .features = basis.size(),
          .not_zero = codes(basis),
          .outputs = head(environment).outputs(),
          .is_possible = [environment, limit](const EpisodeState& episode) {
            return can_be(environment, episode) && episode.steps < limit;
          }};
}

/// How many features of n numbers a choice comes to.
double number_of_features(const FeatureChoice& choice, std::size_t n) {
  const auto dimensions = static_cast<unsigned>(n);
  switch (choice.kind) {
    case FeatureKind::polynomial: {
      const auto degree = static_cast<unsigned>(choice.degree);
      return boost::math::binomial_coefficient<double>(dimensions + degree, degree);
    }
    case FeatureKind::fourier:
      return std::pow(choice.degree + 1, dimensions);
    case FeatureKind::tiles:
      return choice.tilings * std::pow(choice.tiles + 1, dimensions);
    case FeatureKind::tabular:
      break;
  }
  return 0;
}

/// Before anything is allocated: a snapshot and a direction for V and each output, and for each
/// step of a rollout the features that are kept of it, four numbers an output, and a few more, all
/// with up to 26 rows of padding; and how many whole numbers an encoder looks up.
void require_room(double features, double kept, int outputs, const RolloutOptions& options,
                  double looked_up = 0) {
  const double steps = 1.0 * options.environments * (options.steps + 1);  // and the states after
  const double a_step = kept + 4.0 * outputs + 8;
  const double bytes = 8 * (2 * features * (outputs + 1.0) + a_step * (steps + 26)) + 4 * looked_up;
  if (bytes <= largest_worker) return;
  throw std::invalid_argument{fmt::format(
      "{:.0f} features, with which a worker with rollouts of {} × {} steps would take "
      "{:.3g} GiB, more than {:.3g} GiB",
      features, options.environments, options.steps, bytes / 0x1p30, largest_worker / 0x1p30)};
}

void require_room(const FeatureChoice& choice, std::size_t n, int outputs,
                  const RolloutOptions& options) {
  const double features = number_of_features(choice, n);
  if (choice.kind != FeatureKind::tiles) return require_room(features, features, outputs, options);
  const double rows = static_cast<double>(n) * choice.tiles * choice.tilings;
  require_room(features, choice.tilings, outputs, options, rows * choice.tilings);
}

template <SimulatedEnvironment E>
LinearProblem problem(const E& environment, const FeatureChoice& choice,
                      const RolloutOptions& options) {
  const auto box = environment.observation_box();
  constexpr std::size_t n = std::tuple_size_v<typename E::Observation>;
  require_room(choice, n, head(environment).outputs(), options);
  switch (choice.kind) {
    case FeatureKind::polynomial:
      return problem_with(environment, PolynomialBasis<n>{box, choice.degree}, options);
    case FeatureKind::fourier:
      return problem_with(environment, FourierBasis<n>{box, choice.degree}, options);
    case FeatureKind::tiles: {
      std::array<int, n> tiles;
      tiles.fill(choice.tiles);
      return problem_with(environment, TileCoding<n>{box, choice.tilings, tiles}, options);
    }
    case FeatureKind::tabular:
      break;
  }
  throw std::invalid_argument{"its states are not numbered: it has no table"};
}

template <SimulatedEnvironment E>
ControlEnvironment named(std::string name, std::string words, const E& environment,
                         const LearningSettings& settings, std::optional<double> solved_at = {}) {
  return {std::move(name), std::move(words), settings, solved_at,
          [environment](const FeatureChoice& choice, const RolloutOptions& options) {
            return problem(environment, choice, options);
          }};
}

RolloutOptions rollouts(int environments, double entropy, double value) {
  return {.steps = 20,
          .environments = environments,
          .lambda = 0.95,
          .weights = {.entropy = entropy, .value = value}};
}

constexpr FeatureChoice polynomials(int degree) {
  return {.kind = FeatureKind::polynomial, .degree = degree};
}

}  // namespace

const std::vector<ControlEnvironment>& control_environments() {
  static const std::vector<ControlEnvironment> all{
      named("cart-pole", "4 numbers observed, 2 actions", CartPole{},
            {polynomials(2), rollouts(8, 0.01, 5), 0.0075, 500'000}, 475),
      named("mountain-car", "2 numbers observed, 3 actions", MountainCar{},
            {{.kind = FeatureKind::tiles}, rollouts(2, 0.5, 3), 0.04, 1'000'000}, -110),
      named("acrobot", "6 numbers observed, 3 actions", Acrobot{},
            {polynomials(3), rollouts(2, 0.01, 5), 0.042, 1'000'000}, -100),
      named("pendulum", "3 numbers observed, 3 actions (torques −2, 0 and 2)",
            DiscretisedPendulum{3}, {polynomials(4), rollouts(2, 0.01, 5), 0.01, 1'000'000}),
      named("pendulum-continuous", "3 numbers observed, an action in ℝ (a torque, clipped to ±2)",
            ContinuousPendulum{}, {polynomials(5), rollouts(1, 0.01, 40), 0.00056, 5'000'000})};
  return all;
}

LinearProblem tabular_problem(const FiniteMdp<double>& mdp, const RolloutOptions& options) {
  require_room(mdp.states(), 1, mdp.actions(), options);
  const TabularEnvironment environment{mdp, std::max(options.step_limit, 0)};
  return problem_with(environment, StateIndicators{mdp.states()}, options);
}

LearningSettings tabular_settings(const FiniteMdp<double>& mdp) {
  const double spread = reward_range(mdp);
  const double range = spread > 0 ? spread : 1;
  return {
      {.kind = FeatureKind::tabular}, rollouts(1, 0.01 * range, range), 0.05 / range, 1'000'000};
}

Matrix<double> tabular_logits(const FiniteMdp<double>& mdp, const Vector<double>& parameters) {
  return Eigen::Map<const Matrix<double>>(parameters.data(), mdp.states(), mdp.actions());
}

}  // namespace lemmata
