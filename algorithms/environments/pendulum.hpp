#pragma once
/// \file
/// A pendulum to be swung up and held there, as Pendulum-v1 of Gymnasium (`towers2024gymnasium`):
/// a uniform rod on a pivot with a motor, a semi-implicit Euler step, and a reward of
/// −(θ² + ω²/10 + u²/1000) for the state and the torque u before the step, θ ∈ [−π, π]. It never
/// ends.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "algorithms/environments/angles.hpp"
#include "algorithms/environments/refusal.hpp"
#include "algorithms/environments/simulated_environment.hpp"

namespace lemmata {

/// What the torques have in common.
struct Pendulum {
  /// Angle θ (rad, 0 upright, not wrapped), angular velocity ω (rad/s).
  using State = std::array<double, 2>;
  using Observation = std::array<double, 3>;  ///< cos θ, sin θ, ω

  static constexpr double gravity = 10;        ///< m/s²
  static constexpr double mass = 1;            ///< kg
  static constexpr double length = 1;          ///< m
  static constexpr double time_step = 0.05;    ///< s
  static constexpr double fastest = 8;         ///< ω is clipped here, rad/s
  static constexpr double largest_torque = 2;  ///< N·m

  static constexpr int step_limit() { return 200; }

  /// All observations.
  static constexpr Box<3> observation_box() { return {{-1, -1, -fastest}, {1, 1, fastest}}; }

  /// θ uniform in ±π, ω in ±1.
  State start(RandomStream& random) const {
    const auto in_unit = [&] { return 2 * random.uniform() - 1; };
    return {std::numbers::pi * in_unit(), in_unit()};
  }

  Observation observation(const State& state) const {
    const double sine = std::sin(state[0]), cosine = std::cos(state[0]);
    return {cosine, sine, state[1]};
  }

 protected:
  static Transition<State> turned(const State& state, double torque) {
    const double angle = environments::wrapped(state[0]), velocity = state[1];
    const double cost = angle * angle + 0.1 * (velocity * velocity) + 0.001 * (torque * torque);
    const double sine = std::sin(state[0]);
    const double acceleration =
        3 * gravity / (2 * length) * sine + 3.0 / (mass * length * length) * torque;
    const double next_velocity = std::clamp(velocity + acceleration * time_step, -fastest, fastest);
    return {{state[0] + next_velocity * time_step, next_velocity}, -cost, false};
  }
};

/// Any torque, clipped to ±2 N·m.
struct ContinuousPendulum : Pendulum {
  using Action = double;

  Transition<State> step(const State& state, double torque, RandomStream&) const {
    environments::expect_number(torque);
    return turned(state, std::clamp(torque, -largest_torque, largest_torque));
  }
};

/// Evenly spaced torques from −2 N·m (action 0) to 2 N·m.
class DiscretisedPendulum : public Pendulum {
 public:
  using Action = int;

  /// \throws std::invalid_argument for fewer than two levels
  explicit DiscretisedPendulum(int levels) : levels_{levels} {
    if (levels < 2) throw std::invalid_argument{"a pendulum needs at least two torques"};
  }

  int actions() const { return levels_; }
  double torque(int action) const {
    return largest_torque * (2 * action - (levels_ - 1)) / (levels_ - 1);
  }

  Transition<State> step(const State& state, int action, RandomStream&) const {
    environments::expect_action(action, levels_);
    return turned(state, torque(action));
  }

 private:
  int levels_;
};

static_assert(SimulatedEnvironment<ContinuousPendulum>);
static_assert(SimulatedEnvironment<DiscretisedPendulum>);

}  // namespace lemmata
