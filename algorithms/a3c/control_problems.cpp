#include "algorithms/a3c/control_problems.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include "algorithms/a3c/gaussian_head.hpp"
#include "algorithms/environments/acrobot.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/environments/mountain_car.hpp"
#include "algorithms/environments/pendulum.hpp"
#include "algorithms/environments/tabular_environment.hpp"
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

/// Whether an environment can be in a state that these numbers say.
template <SimulatedEnvironment E>
bool is_state(const E&, const std::vector<double>& numbers) {
  return numbers.size() == std::tuple_size_v<typename E::State>;
}
bool is_state(const TabularEnvironment& environment, const std::vector<double>& numbers) {
  return numbers.size() == 1 && numbers[0] >= 0 && numbers[0] < environment.states() &&
         numbers[0] == std::floor(numbers[0]);
}

template <SimulatedEnvironment E, class Basis>
LinearProblem problem_with(const E& environment, const Basis& basis,
                           const RolloutOptions& options) {
  const std::int64_t limit = step_limit(environment, options);
  return {.training = linear_problem(environment, basis, head(environment), options),
          .features = basis.size(),
          .not_zero = codes(basis),
          .outputs = head(environment).outputs(),
          .is_possible = [environment, limit](const WorkerState& worker) {
            return is_state(environment, worker.environment) && worker.episode_steps < limit;
          }};
}

template <SimulatedEnvironment E>
LinearProblem problem(const E& environment, const FeatureChoice& choice,
                      const RolloutOptions& options) {
  const auto box = environment.observation_box();
  constexpr std::size_t n = std::tuple_size_v<typename E::Observation>;
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

RolloutOptions weights(double entropy, double value) {
  return {.steps = 20, .lambda = 0.95, .weights = {.entropy = entropy, .value = value}};
}

constexpr FeatureChoice polynomials(int degree) {
  return {.kind = FeatureKind::polynomial, .degree = degree};
}

}  // namespace

const std::vector<ControlEnvironment>& control_environments() {
  static const std::vector<ControlEnvironment> all{
      named("cart-pole", "4 numbers observed, 2 actions", CartPole{},
            {polynomials(2), weights(0.01, 5), 0.015, 500'000}, 475),
      named("mountain-car", "2 numbers observed, 3 actions", MountainCar{},
            {{.kind = FeatureKind::tiles}, weights(0.5, 3), 0.04, 1'000'000}, -110),
      named("acrobot", "6 numbers observed, 3 actions", Acrobot{},
            {polynomials(3), weights(0.01, 5), 0.042, 1'000'000}, -100),
      named("pendulum", "3 numbers observed, 3 actions (torques −2, 0 and 2)",
            DiscretisedPendulum{3}, {polynomials(4), weights(0.01, 5), 0.01, 1'000'000}),
      named("pendulum-continuous", "3 numbers observed, an action in ℝ (a torque, clipped to ±2)",
            ContinuousPendulum{}, {polynomials(5), weights(0.01, 40), 0.00056, 5'000'000})};
  return all;
}

LinearProblem tabular_problem(const FiniteMdp<double>& mdp, const RolloutOptions& options) {
  const TabularEnvironment environment{mdp, std::max(options.step_limit, 0)};
  return problem_with(environment, StateIndicators{mdp.states()}, options);
}

LearningSettings tabular_settings(const FiniteMdp<double>& mdp) {
  const double spread = reward_range(mdp);
  const double range = spread > 0 ? spread : 1;
  return {{.kind = FeatureKind::tabular}, weights(0.01 * range, range), 0.05 / range, 1'000'000};
}

Matrix<double> tabular_logits(const FiniteMdp<double>& mdp, const Vector<double>& parameters) {
  return Eigen::Map<const Matrix<double>>(parameters.data(), mdp.states(), mdp.actions());
}

}  // namespace lemmata
