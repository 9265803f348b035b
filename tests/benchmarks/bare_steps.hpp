#pragma once
/// \file
/// Steps with random actions and nothing else, compiled apart: where a file runs an environment in
/// many ways, compilers no longer expand its step in the loop, and what is to be the least time of
/// a step would be half as long again.

#include "algorithms/environments/simulated_environment.hpp"
#include "comparison.hpp"

namespace lemmata {

/// So many steps of CartPole, MountainCar, Acrobot or a table; their rewards.
template <SimulatedEnvironment E>
double bare_steps(const E& environment, std::int64_t steps, RandomStream& random);

/// The same as a side of a comparison.
template <SimulatedEnvironment E>
class BareSteps {
 public:
  explicit BareSteps(const E& environment) : environment_{environment} {}

  Work operator()(std::int64_t steps) {
    return timed(steps, [&] { return bare_steps(environment_, steps, random_); });
  }

 private:
  E environment_;
  RandomStream random_{{.seed = 1}};
};

}  // namespace lemmata
