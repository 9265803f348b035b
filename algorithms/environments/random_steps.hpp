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

/// So many steps with uniformly random actions, one draw an action; after an end, and at the step
/// limit, the next episode starts.
template <SimulatedEnvironment E>
requires std::same_as<typename E::Action, int> RandomRun<typename E::State> random_steps(
    const E& environment, std::int64_t steps, RandomStream& random) {
  RandomRun<typename E::State> run{.last = environment.start(random)};
  const int limit = environment.step_limit();
  int step_of_episode = 0;
  for (std::int64_t t = 0; t < steps; ++t) {
    const int action = uniform_index(environment.actions(), random);
    const auto transition = environment.step(run.last, action, random);
    run.reward += transition.reward;
    run.last = transition.next;
    ++step_of_episode;
    if (transition.terminated || step_of_episode == limit) [[unlikely]] {
      ++(transition.terminated ? run.terminated : run.truncated);
      run.last = environment.start(random);
      step_of_episode = 0;
    }
  }
  return run;
}

}  // namespace lemmata
