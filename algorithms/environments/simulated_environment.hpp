#pragma once
/// \file
/// What a simulated environment offers those who learn in it. An environment is a value, and each
/// of its functions is a pure function of that value, the state, the action and the random stream:
/// states are values too, so that many runs share one environment on any number of threads.
///
///  - `State start(random)`                 s_0;
///  - `Transition<State> step(s, a, random)`  reward and next state, and whether the episode ended;
///  - `Observation observation(s)`          what the learner sees;
///  - `int step_limit()`                    after how many steps a run is truncated, 0: never;
///  - `int actions()`                       where actions are numbered, how many there are.
///
/// An action that is no action (not one of 0 to actions() − 1, a torque that is not a number) is
/// refused with std::out_of_range, which costs one comparison a step. States are trusted.

#include <array>
#include <concepts>
#include <cstddef>

#include "algorithms/sampling/random_stream.hpp"

namespace lemmata {

/// What a step leads to. Truncation by a step limit is not the environment's: it is its runner's.
template <class State>
struct Transition {
  State next;
  double reward;
  bool terminated;
};

/// The product of intervals [low_i, high_i].
template <std::size_t n>
struct Box {
  std::array<double, n> low;
  std::array<double, n> high;
};

namespace environments {

template <class T>
inline constexpr bool is_array_of_doubles = false;
template <std::size_t n>
inline constexpr bool is_array_of_doubles<std::array<double, n>> = true;

}  // namespace environments

/// Actions 0 … actions() − 1.
template <class E>
concept HasNumberedActions = std::same_as<typename E::Action, int> &&
    requires(const E& environment) {
  { environment.actions() } -> std::same_as<int>;
};

/// An observation is numbers in an array, or the number of a state.
template <class E>
concept HasObservations = std::same_as<typename E::Observation, int> ||
    environments::is_array_of_doubles<typename E::Observation>;

template <class E>
concept SimulatedEnvironment = HasObservations<E> &&
    (HasNumberedActions<E> ||
     std::same_as<typename E::Action, double>)&&requires(const E& environment,
                                                         const typename E::State& state,
                                                         const typename E::Action& action,
                                                         RandomStream& random) {
  { environment.start(random) } -> std::same_as<typename E::State>;
  { environment.step(state, action, random) } -> std::same_as<Transition<typename E::State>>;
  { environment.observation(state) } -> std::same_as<typename E::Observation>;
  { environment.step_limit() } -> std::same_as<int>;
};

}  // namespace lemmata
