#pragma once
/// \file
/// A car too weak for the hill that it must climb (Moore 1990, `moore1990efficient`; in this form
/// `sutton1996generalization`), as MountainCar-v0 of Gymnasium (`towers2024gymnasium`): a reward of
/// −1 a step, the last included.

#include <algorithm>
#include <array>
#include <cmath>

#include "algorithms/environments/refusal.hpp"
#include "algorithms/environments/simulated_environment.hpp"

namespace lemmata {

struct MountainCar {
  /// Position along the track and velocity, lengths in its unit and times in steps. The height is
  /// sin(3·position): the valley is at −π/6.
  using State = std::array<double, 2>;
  using Action = int;                         ///< 0 accelerates to the left, 1 not, 2 to the right
  using Observation = std::array<double, 2>;  ///< the state

  static constexpr double leftmost = -1.2;  ///< a wall, where the car stops
  static constexpr double rightmost = 0.6;
  static constexpr double goal = 0.5;  ///< the episode ends at or beyond it, at no less than rest
  static constexpr double fastest = 0.07;
  static constexpr double force = 0.001;
  static constexpr double gravity = 0.0025;
  static constexpr double start_low = -0.6;  ///< s_0 is at rest, uniform between these positions
  static constexpr double start_high = -0.4;

  static constexpr int actions() { return 3; }
  static constexpr int step_limit() { return 200; }

  /// All states.
  static constexpr Box<2> observation_box() { return {{leftmost, -fastest}, {rightmost, fastest}}; }

  State start(RandomStream& random) const {
    return {start_low + (start_high - start_low) * random.uniform(), 0.0};
  }

  Transition<State> step(const State& state, int action, RandomStream&) const {
    environments::expect_action(action, actions());
    const double slope = std::cos(3 * state[0]);
    double velocity = state[1] + ((action - 1) * force - slope * gravity);
    velocity = std::clamp(velocity, -fastest, fastest);
    const double position = std::clamp(state[0] + velocity, leftmost, rightmost);
    if (position == leftmost && velocity < 0) velocity = 0;
    const State next{position, velocity};
    return {next, -1.0, has_ended(next)};
  }

  Observation observation(const State& state) const { return state; }

  static bool has_ended(const State& state) { return state[0] >= goal && state[1] >= 0; }
};

static_assert(SimulatedEnvironment<MountainCar>);

}  // namespace lemmata
