#pragma once
/// \file
/// The worker of A3C for a model that is linear in features: it acts on its snapshot in
/// environments of its own, and accumulates the gradient of `linear_rollout.hpp`.
///
/// Episodes go on from one rollout to the next. A rollout runs over the ends of episodes: what
/// terminated is not bootstrapped; what the step limit truncated is bootstrapped from the state
/// that it led to, as is the rollout's last step.
///
/// With one environment, as published, a processor mostly waits: features for the state, the action
/// for the features, the next state for the action. A worker of several takes their features
/// together, steps them in turn, and takes the sum of their gradients.
///
/// \code
///   const TrainingProblem problem = linear_problem(CartPole{}, PolynomialBasis{…}, {.steps = 20});
/// \endcode

#include <algorithm>
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
  int steps = 20;        ///< T of a rollout, ≥ 1
  int environments = 1;  ///< E of a worker, ≥ 1; each gives a rollout of T steps
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
  if (options.environments < 1) throw std::invalid_argument{"a worker has an environment"};
  if (options.steps >= std::numeric_limits<int>::max() / options.environments) {
    throw std::invalid_argument{"a worker has more steps than an int counts"};
  }
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
        rollouts_{state.rollouts},
        numbers_(static_cast<std::size_t>(all_steps())),
        actions_(static_cast<std::size_t>(all_steps())),
        observations_(static_cast<std::size_t>(options.environments)),
        outputs_{Outputs::Zero(all_steps(), head.outputs())},
        after_{Vector<double>::Zero(options.environments)},
        rollout_{FeaturesOf<Basis>(codes(basis_), all_steps() + options.environments), outputs_,
                 outputs_} {
    const auto steps = static_cast<std::size_t>(all_steps());
    rollout_.steps = {.rewards = std::vector<double>(steps),
                      .values = std::vector<double>(steps),
                      .next_values = std::vector<double>(steps),
                      .terminated = std::vector<bool>(steps),
                      .truncated = std::vector<bool>(steps),
                      .environments = observations_.size()};
    const std::size_t begun = state.episodes.size();
    if (begun != 0 && begun != static_cast<std::size_t>(options.environments)) {
      throw std::invalid_argument{"a worker has an episode in each of its environments"};
    }
    for (const EpisodeState& episode : state.episodes) {
      episodes_.push_back(
          {state_of<State>(episode.environment), episode.steps, episode.total_return});
    }
  }

  RolloutSummary roll_out(const Vector<double>& parameters, Vector<double>& direction) override {
    StreamName name = stream_;
    name.block = static_cast<std::uint64_t>(rollouts_);
    RandomStream random{name};
    for (auto i = std::ssize(episodes_); i < options_.environments; ++i) {
      episodes_.push_back({environment_.start(random)});
    }
    const ConstModel model{parameters.data(), basis_.size(), head_.outputs() + 1};
    head_.draw_ahead(random, numbers_);
    head_.choose(model, chosen_);
    const RolloutSummary summary{all_steps(), act(model, random)};
    evaluate(model);
    head_.differentiate(outputs_, actions_, options_.weights.entropy != 0, rollout_.scores,
                        rollout_.entropy_gradients);
    ++rollouts_;
    write_direction(direction);
    return summary;
  }

  WorkerState state() const override {
    WorkerState result{.rollouts = rollouts_};
    for (const Episode& episode : episodes_) {
      result.episodes.push_back({numbers_of(episode.state), episode.steps, episode.total_return});
    }
    return result;
  }

 private:
  using State = typename Environment::State;
  using Rollout = LinearRollout<double, FeaturesOf<Basis>, Head::fixed_outputs>;
  using Outputs = typename Rollout::Gradients;
  static constexpr int columns = with_value<Head::fixed_outputs>;
  using Model = Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, columns>>;
  using ConstModel = Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, columns>>;

  struct Episode {
    State state;
    std::int64_t steps = 0;
    double total_return = 0;
  };

  /// V of the state that a step led to, after which the episode was cut.
  struct Bootstrap {
    std::size_t step;
    double value;
  };

  /// Of a rollout, in all environments: environment e's step t is step tE + e.
  int all_steps() const { return options_.environments * options_.steps; }

  /// Takes the steps of a rollout, and records them.
  EpisodeStatistics act(const ConstModel& model, RandomStream& random) {
    ValuedRollout<double>& record = rollout_.steps;
    std::fill(record.terminated.begin(), record.terminated.end(), false);
    std::fill(record.truncated.begin(), record.truncated.end(), false);
    bootstraps_.clear();
    EpisodeStatistics ended;
    const Eigen::Index outputs = chosen_.cols();
    for (int step = 0; step < all_steps();) {
      observe(step, chosen_, outputs_.middleRows(step, after_.size()).rightCols(outputs));
      for (Episode& episode : episodes_) take_step(model, random, step++, episode, ended);
    }
    observe(all_steps(), model.rightCols(1), after_);
    return ended;
  }

  /// Features of the states that episodes are in, and products of a model's with them.
  template <class Theta, class Products>
  void observe(int step, const Theta& theta, Products&& products) {
    std::transform(episodes_.begin(), episodes_.end(), observations_.begin(),
                   [&](const Episode& at) { return environment_.observation(at.state); });
    rollout_.features.encode(basis_, observations_, step, theta, products);
  }

  void take_step(const ConstModel& model, RandomStream& random, int step, Episode& episode,
                 EpisodeStatistics& ended) {
    const auto i = static_cast<std::size_t>(step);
    const auto action = head_.act(outputs_, step, numbers_[i], rollout_.scores);
    const auto [next, reward, terminated] = environment_.step(episode.state, action, random);
    actions_[i] = action;
    rollout_.steps.rewards[i] = reward;
    episode.state = next;
    episode.total_return += reward;
    if (terminated || ++episode.steps >= step_limit_) [[unlikely]] {
      (terminated ? rollout_.steps.terminated : rollout_.steps.truncated)[i] = true;
      if (!terminated) bootstraps_.push_back({i, value_of(model, next)});
      ended.add({1, episode.total_return, terminated ? 1 : 0});
      episode = {environment_.start(random)};
    }
  }

  /// V of a state that no step is taken in, whose features go where those of the states after the
  /// last steps will be.
  double value_of(const ConstModel& model, const State& state) {
    const std::vector observed{environment_.observation(state)};
    Vector<double> value(1);
    rollout_.features.encode(basis_, observed, all_steps(), model.rightCols(1), value);
    return value(0);
  }

  /// V of the states that steps were taken in, and of those that they led to: the next steps', but
  /// where an episode was cut before.
  void evaluate(const ConstModel& model) {
    ValuedRollout<double>& record = rollout_.steps;
    rollout_.features.multiply(model.rightCols(1).data(), record.values);
    const auto next = std::copy(record.values.begin() + after_.size(), record.values.end(),
                                record.next_values.begin());
    std::copy(after_.begin(), after_.end(), next);
    for (const auto& [step, value] : bootstraps_) record.next_values[step] = value;
  }

  void write_direction(Vector<double>& direction) const {
    const auto advantages =
        generalized_advantages(rollout_.steps, options_.discount, options_.lambda);
    direction.resize(basis_.size() * (head_.outputs() + Eigen::Index{1}));
    accumulate_gradient(rollout_, advantages, options_.weights,
                        Model{direction.data(), basis_.size(), head_.outputs() + 1});
  }

  const Environment environment_;
  const Basis basis_;
  const Head head_;
  const RolloutOptions options_;
  const std::int64_t step_limit_;
  const StreamName stream_;
  std::int64_t rollouts_;
  std::vector<Episode> episodes_{};                              ///< none before the first rollout
  std::vector<double> numbers_;                                  ///< random, one a step
  std::vector<typename Head::Action> actions_;                   ///< one a step
  std::vector<typename Environment::Observation> observations_;  ///< one an environment
  Matrix<double> chosen_{};              ///< what actions depend on, d × at most K
  Outputs outputs_;                      ///< z of each step, ET × K
  Vector<double> after_;                 ///< V after the last steps, one an environment
  std::vector<Bootstrap> bootstraps_{};  ///< where the step limit cut an episode
  Rollout rollout_;  ///< its features have rows for the states after the last steps, too
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
/// action is taken. \throws EpisodesStopped
template <SimulatedEnvironment Environment, class Basis, class Head>
std::vector<double> greedy_returns(const Environment& environment, const Basis& basis,
                                   const Head& head, const Vector<double>& parameters,
                                   const GreedyEpisodes& episodes, std::int64_t step_limit) {
  const Eigen::Map<const Matrix<double>> model{parameters.data(), basis.size(), head.outputs() + 1};
  const std::int64_t longest = std::min(step_limit, GreedyEpisodes::longest);
  FeaturesOf<Basis> features{codes(basis), 1};
  Matrix<double> outputs(1, head.outputs());
  std::vector<typename Environment::Observation> observed(1);
  std::vector<double> returns;
  std::int64_t steps = 0;  // of them all
  for (int episode = 0; episode < episodes.number; ++episode) {
    RandomStream random{{.seed = episodes.seed,
                         .subject = static_cast<std::uint64_t>(StreamOf::greedy_episodes),
                         .instance = static_cast<std::uint64_t>(episode)}};
    auto state = environment.start(random);
    double total = 0;
    bool is_over = false;
    for (std::int64_t t = 1; !is_over; ++t) {
      if (++steps % GreedyEpisodes::steps_between_looks == 0) episodes.look();
      observed.front() = environment.observation(state);
      features.encode(basis, observed, 0, model.leftCols(head.outputs()), outputs);
      const auto transition = environment.step(state, head.greedy(outputs.data()), random);
      total += transition.reward;
      state = transition.next;
      is_over = transition.terminated || t == longest;
    }
    returns.push_back(total);
  }
  return returns;
}

/// Learning with a given head, from Θ = 0. \throws std::invalid_argument for a rollout without
/// steps or with more of them than an int counts, and for a discount or λ outside [0, 1]
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
              [=](const Vector<double>& parameters, const GreedyEpisodes& episodes) {
                return greedy_returns(environment, basis, head, parameters, episodes,
                                      step_limit(environment, options));
              }};
}

/// With the softmax of its actions.
template <SimulatedEnvironment Environment, class Basis>
TrainingProblem linear_problem(const Environment& environment, const Basis& basis,
                               const RolloutOptions& options) {
  return linear_problem(environment, basis, softmax_head(environment), options);
}

}  // namespace lemmata
