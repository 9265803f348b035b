#pragma once
/// \file
/// The worker of A3C for a model that is linear in features: it acts on its snapshot in an
/// environment of its own, and accumulates the gradient of `linear_rollout.hpp`.
///
/// Episodes go on from one rollout to the next. A rollout runs over the ends of episodes: what
/// terminated is not bootstrapped; what the step limit truncated is bootstrapped from the state
/// that it led to, as is the rollout's last step.
///
/// \code
///   const TrainingProblem problem = linear_problem(CartPole{}, PolynomialBasis{…}, {.steps = 20});
/// \endcode

#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "algorithms/a3c/linear_rollout.hpp"
#include "algorithms/a3c/softmax_head.hpp"
#include "algorithms/a3c/training.hpp"
#include "algorithms/environments/simulated_environment.hpp"

namespace lemmata {

struct RolloutOptions {
  int steps = 20;  ///< T of a rollout, ≥ 1
  double discount = 0.99;
  double lambda = 1;  ///< of GAE; 1 for A3C's return to the rollout's end
  ObjectiveWeights<double> weights{.entropy = 0.01, .value = 0.5};
  int step_limit = -1;  ///< of an episode; 0 for none, −1 for the environment's own
};

/// The state of an environment as numbers, and back.
template <class State>
std::vector<double> numbers_of(const State& state) {
  if constexpr (std::is_arithmetic_v<State>) {
    return {static_cast<double>(state)};
  } else {
    return {state.begin(), state.end()};
  }
}
/// \throws std::invalid_argument for another number of them
template <class State>
State state_of(const std::vector<double>& numbers) {
  State state{};
  if constexpr (std::is_arithmetic_v<State>) {
    if (numbers.size() != 1)
      throw std::invalid_argument{"the state of an environment is one number"};
    state = static_cast<State>(numbers.front());
  } else {
    if (numbers.size() != state.size()) {
      throw std::invalid_argument{"the state of an environment has another number of entries"};
    }
    std::copy(numbers.begin(), numbers.end(), state.begin());
  }
  return state;
}

/// \throws std::invalid_argument as `linear_problem`
inline void require_sound(const RolloutOptions& options) {
  const auto is_fraction = [](double x) { return x >= 0 && x <= 1; };
  if (options.steps < 1) throw std::invalid_argument{"a rollout has at least one step"};
  if (!is_fraction(options.discount)) throw std::invalid_argument{"a discount is in [0, 1]"};
  if (!is_fraction(options.lambda)) throw std::invalid_argument{"λ is in [0, 1]"};
}

/// The most steps of an episode; the largest number where there is no limit.
template <SimulatedEnvironment Environment>
std::int64_t step_limit(const Environment& environment, const RolloutOptions& options) {
  const int limit = options.step_limit < 0 ? environment.step_limit() : options.step_limit;
  return limit == 0 ? std::numeric_limits<std::int64_t>::max() : limit;
}

/// What holds the features of a basis, and how many entries it has a step.
template <class Basis>
using FeaturesOf = std::conditional_t<Basis::sparse, ActiveFeatures<double>, DenseFeatures<double>>;
template <class Basis>
int codes(const Basis& basis) {
  if constexpr (Basis::sparse) {
    return basis.active();
  } else {
    return basis.size();
  }
}

/// Whose random numbers they are.
enum class StreamOf : std::uint64_t { rollouts = 0xa3c, greedy_episodes = 0xa3d };

template <SimulatedEnvironment Environment, class Basis, class Head>
class LinearWorker : public RolloutWorker {
 public:
  LinearWorker(Environment environment, Basis basis, Head head, const RolloutOptions& options,
               std::uint64_t seed, int index, const WorkerState& state)
      : environment_{std::move(environment)},
        basis_{std::move(basis)},
        head_{head},
        options_{options},
        step_limit_{step_limit(environment_, options)},
        stream_{.seed = seed,
                .subject = static_cast<std::uint64_t>(StreamOf::rollouts),
                .instance = static_cast<std::uint64_t>(index)},
        progress_{state},
        rollout_{Features(codes(basis_), options.steps + 1),
                 Matrix<double>::Zero(head.outputs(), options.steps),
                 Matrix<double>::Zero(head.outputs(), options.steps)} {
    const auto steps = static_cast<std::size_t>(options.steps);
    rollout_.steps = {.rewards = std::vector<double>(steps),
                      .values = std::vector<double>(steps),
                      .next_values = std::vector<double>(steps),
                      .terminated = std::vector<bool>(steps),
                      .truncated = std::vector<bool>(steps)};
    is_started_ = !state.environment.empty();
    if (is_started_) state_ = state_of<State>(state.environment);
  }

  RolloutSummary roll_out(const Vector<double>& parameters, Vector<double>& direction) override {
    StreamName name = stream_;
    name.block = static_cast<std::uint64_t>(progress_.rollouts);
    RandomStream random{name};
    if (!std::exchange(is_started_, true)) state_ = environment_.start(random);
    const ConstModel model{parameters.data(), basis_.size(), head_.outputs() + 1};
    const RolloutSummary summary{options_.steps, act(model, random)};
    fill_next_values();
    ++progress_.rollouts;
    write_direction(direction);
    return summary;
  }

  WorkerState state() const override {
    WorkerState result = progress_;
    result.environment = is_started_ ? numbers_of(state_) : std::vector<double>{};
    return result;
  }

 private:
  using State = typename Environment::State;
  using Features = FeaturesOf<Basis>;
  static constexpr int columns =
      Head::fixed_outputs == Eigen::Dynamic ? Eigen::Dynamic : Head::fixed_outputs + 1;
  using Model = Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, columns>>;
  using ConstModel = Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, columns>>;

  /// V of a state that is none of the rollout's own.
  double value_of(const ConstModel& model, const State& state) {
    basis_.encode(environment_.observation(state), rollout_.features.code(options_.steps));
    rollout_.features.multiply(model, options_.steps, outputs_.data());
    return outputs_(head_.outputs());
  }

  /// Takes the steps of a rollout, and records them. What changes with every step is in locals,
  /// which stay in registers.
  EpisodeStatistics act(const ConstModel& model, RandomStream& random) {
    const bool with_entropy = options_.weights.entropy != 0;
    ValuedRollout<double>& record = rollout_.steps;
    std::fill(record.terminated.begin(), record.terminated.end(), false);
    std::fill(record.truncated.begin(), record.truncated.end(), false);
    EpisodeStatistics ended;
    State state = state_;
    std::int64_t episode_steps = progress_.episode_steps;
    double episode_return = progress_.episode_return;
    for (int t = 0; t < options_.steps; ++t) {
      basis_.encode(environment_.observation(state), rollout_.features.code(t));
      rollout_.features.multiply(model, t, outputs_.data());
      const auto action =
          head_.act(outputs_.data(), random, with_entropy, rollout_.scores.col(t).data(),
                    rollout_.entropy_gradients.col(t).data());
      const auto [next, reward, terminated] = environment_.step(state, action, random);
      state = next;
      episode_return += reward;
      const auto i = static_cast<std::size_t>(t);
      record.rewards[i] = reward;
      record.values[i] = outputs_(head_.outputs());
      if (terminated || ++episode_steps >= step_limit_) [[unlikely]] {
        (terminated ? record.terminated : record.truncated)[i] = true;
        if (!terminated) record.next_values[i] = value_of(model, state);
        ended.add({1, episode_return, terminated ? 1 : 0});
        episode_steps = 0;
        episode_return = 0;
        state = environment_.start(random);
      } else if (t + 1 == options_.steps) {
        record.next_values[i] = value_of(model, state);
      }
    }
    state_ = state;
    progress_.episode_steps = episode_steps;
    progress_.episode_return = episode_return;
    return ended;
  }

  void fill_next_values() {
    for (std::size_t t = 0; t + 1 < rollout_.steps.size(); ++t) {
      if (rollout_.steps.goes_on(t)) rollout_.steps.next_values[t] = rollout_.steps.values[t + 1];
    }
  }

  void write_direction(Vector<double>& direction) const {
    const auto advantages =
        generalized_advantages(rollout_.steps, options_.discount, options_.lambda);
    direction.setZero(basis_.size() * (head_.outputs() + Eigen::Index{1}));
    accumulate_gradient(rollout_, advantages, options_.weights,
                        Model{direction.data(), basis_.size(), head_.outputs() + 1});
  }

  const Environment environment_;
  const Basis basis_;
  const Head head_;
  const RolloutOptions options_;
  const std::int64_t step_limit_;
  const StreamName stream_;
  WorkerState progress_;
  State state_{};
  bool is_started_ = false;
  Vector<double> outputs_ = Vector<double>::Zero(head_.outputs() + 1);  ///< V last
  LinearRollout<double, Features> rollout_;
};

/// The head for an environment's discrete actions, of a size that compilers know if the environment
/// does.
template <SimulatedEnvironment Environment>
auto softmax_head(const Environment& environment) {
  if constexpr (requires { std::integral_constant<int, Environment::actions()>{}; }) {
    return SoftmaxHead<Environment::actions()>{Environment::actions()};
  } else {
    return SoftmaxHead<>{environment.actions()};
  }
}

/// Undiscounted returns of episodes, each at most `step_limit` steps, in which the head's greedy
/// action is taken.
template <SimulatedEnvironment Environment, class Basis, class Head>
std::vector<double> greedy_returns(const Environment& environment, const Basis& basis,
                                   const Head& head, const Vector<double>& parameters, int episodes,
                                   std::int64_t step_limit, std::uint64_t seed) {
  using Features = FeaturesOf<Basis>;
  const Eigen::Map<const Matrix<double>> model{parameters.data(), basis.size(), head.outputs() + 1};
  Features features{codes(basis), 1};
  Vector<double> outputs(head.outputs() + 1);
  std::vector<double> returns;
  for (int episode = 0; episode < episodes; ++episode) {
    RandomStream random{{.seed = seed,
                         .subject = static_cast<std::uint64_t>(StreamOf::greedy_episodes),
                         .instance = static_cast<std::uint64_t>(episode)}};
    auto state = environment.start(random);
    double total = 0;
    bool is_over = false;
    for (std::int64_t t = 1; !is_over; ++t) {
      basis.encode(environment.observation(state), features.code(0));
      features.multiply(model, 0, outputs.data());
      const auto transition = environment.step(state, head.greedy(outputs.data()), random);
      total += transition.reward;
      state = transition.next;
      is_over = transition.terminated || t == step_limit;
    }
    returns.push_back(total);
  }
  return returns;
}

/// Learning with a given head, from Θ = 0. \throws std::invalid_argument for a rollout without
/// steps, and for a discount or λ outside [0, 1]
template <SimulatedEnvironment Environment, class Basis, class Head>
TrainingProblem linear_problem(const Environment& environment, const Basis& basis, const Head& head,
                               const RolloutOptions& options) {
  require_sound(options);
  return {.start = Vector<double>::Zero(basis.size() * (head.outputs() + Eigen::Index{1})),
          .worker = [=](std::uint64_t seed, int index,
                        const WorkerState& state) -> std::unique_ptr<RolloutWorker> {
            return std::make_unique<LinearWorker<Environment, Basis, Head>>(
                environment, basis, head, options, seed, index, state);
          },
          .greedy_returns =
              [=](const Vector<double>& parameters, int episodes, std::uint64_t seed) {
                return greedy_returns(environment, basis, head, parameters, episodes,
                                      step_limit(environment, options), seed);
              }};
}

/// With the softmax of its actions.
template <SimulatedEnvironment Environment, class Basis>
TrainingProblem linear_problem(const Environment& environment, const Basis& basis,
                               const RolloutOptions& options) {
  return linear_problem(environment, basis, softmax_head(environment), options);
}

}  // namespace lemmata
