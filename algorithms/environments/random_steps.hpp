#pragma once
/// \file
/// An environment and nothing else: steps under the uniform policy, to measure what a step costs
/// and to see where a run without a learner leads.

#include <cstdint>

#include "algorithms/environments/simulated_environment.hpp"
#include "algorithms/sampling/uniform_index.hpp"

namespace lemmata {

/// What became of a run.
template <class State>
struct RandomRun {
  double reward = 0;            ///< the sum of all rewards
  std::int64_t terminated = 0;  ///< episodes that ended
  std::int64_t truncated = 0;   ///< episodes cut off at the step limit
  State last;                   ///< where the next step would start
};

/// Uniform among the actions, or among the torques that are not clipped: one draw.
template <SimulatedEnvironment E>
typename E::Action random_action(const E& environment, RandomStream& random) {
  if constexpr (HasNumberedActions<E>) {
    return uniform_index(environment.actions(), random);
  } else {
    return E::largest_torque * (2 * random.uniform() - 1);
  }
}

/// So many steps with uniformly random actions, one draw an action; after an end, and at the step
/// limit, the next episode starts.
template <SimulatedEnvironment E>
RandomRun<typename E::State> random_steps(const E& environment, std::int64_t steps,
                                          RandomStream& random) {
  // Locals, which stay in registers.
  typename E::State state = environment.start(random);
  double reward = 0;
  std::int64_t terminated = 0, truncated = 0;
  const int limit = environment.step_limit();
  int step_of_episode = 0;
  for (std::int64_t t = 0; t < steps; ++t) {
    const auto transition = environment.step(state, random_action(environment, random), random);
    reward += transition.reward;
    state = transition.next;
    ++step_of_episode;
    if (transition.terminated || step_of_episode == limit) [[unlikely]] {
      ++(transition.terminated ? terminated : truncated);
      state = environment.start(random);
      step_of_episode = 0;
    }
  }
  return {reward, terminated, truncated, state};
}

}  // namespace lemmata
