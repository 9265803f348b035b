#pragma once
/// \file
/// A pole on a cart (Barto, Sutton & Anderson 1983, `barto1983neuronlike`), as CartPole-v1 of
/// Gymnasium (`towers2024gymnasium`): no friction, Euler steps, a reward of 1 a step, the last
/// included.

#include <array>
#include <cmath>
#include <numbers>

#include "algorithms/environments/refusal.hpp"
#include "algorithms/environments/simulated_environment.hpp"

namespace lemmata {

struct CartPole {
  /// Position of the cart (m, 0 in the middle of the track), its velocity (m/s), angle of the pole
  /// (rad, 0 upright), its angular velocity (rad/s).
  using State = std::array<double, 4>;
  using Action = int;                         ///< 0 pushes to the left, 1 to the right
  using Observation = std::array<double, 4>;  ///< the state

  static constexpr double gravity = 9.8;      ///< m/s²
  static constexpr double cart_mass = 1.0;    ///< kg
  static constexpr double pole_mass = 0.1;    ///< kg
  static constexpr double half_length = 0.5;  ///< of the pole, m
  static constexpr double force = 10.0;       ///< of a push, N
  static constexpr double time_step = 0.02;   ///< s
  static constexpr double farthest = 2.4;     ///< beyond this position the episode ends, m
  static constexpr double steepest = 12 * 2 * std::numbers::pi / 360;  ///< and this angle, rad
  static constexpr double start_width = 0.05;  ///< s_0 is uniform in ±start_width, each entry

  static constexpr int actions() { return 2; }
  static constexpr int step_limit() { return 500; }

  /// Of the positions and angles before the end, and of velocities of ±3 m/s and ±3.5 rad/s. These
  /// two are a choice: velocities have no bound, and pushing one way from rest ends at about them.
  static constexpr Box<4> observation_box() {
    return {{-farthest, -3.0, -steepest, -3.5}, {farthest, 3.0, steepest, 3.5}};
  }

  State start(RandomStream& random) const {
    const auto entry = [&] { return start_width * (2 * random.uniform() - 1); };
    return {entry(), entry(), entry(), entry()};
  }

  Transition<State> step(const State& state, int action, RandomStream&) const {
    environments::expect_action(action, actions());
    constexpr double total_mass = pole_mass + cart_mass;
    constexpr double mass_length = pole_mass * half_length;
    const double position = state[0], velocity = state[1], angle = state[2],
                 angular_velocity = state[3];
    static constexpr std::array<double, 2> pushes{-force, force};
    const double push = pushes[static_cast<std::size_t>(action)];
    const double sine = std::sin(angle), cosine = std::cos(angle);
    const double forward =
        (push + mass_length * (angular_velocity * angular_velocity) * sine) / total_mass;
    const double angular_acceleration =
        (gravity * sine - cosine * forward) /
        (half_length * (4.0 / 3.0 - pole_mass * (cosine * cosine) / total_mass));
    const double acceleration = forward - mass_length * angular_acceleration * cosine / total_mass;
    const State next{position + time_step * velocity, velocity + time_step * acceleration,
                     angle + time_step * angular_velocity,
                     angular_velocity + time_step * angular_acceleration};
    return {next, 1.0, has_ended(next)};
  }

  Observation observation(const State& state) const { return state; }

  /// Beyond a bound; on it the episode goes on.
  static bool has_ended(const State& state) {
    return std::abs(state[0]) > farthest || std::abs(state[2]) > steepest;
  }
};

static_assert(SimulatedEnvironment<CartPole>);

}  // namespace lemmata
