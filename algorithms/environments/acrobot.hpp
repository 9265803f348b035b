#pragma once
/// \file
/// Two links that hang from a pivot, with a motor at the joint between them, to be swung up (Sutton
/// 1996, `sutton1996generalization`), as Acrobot-v1 of Gymnasium (`towers2024gymnasium`): the
/// equations of motion of `sutton2018reinforcement`, one Runge-Kutta step of fourth order, a reward
/// of −1 a step and 0 for the last.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "algorithms/environments/angles.hpp"
#include "algorithms/environments/refusal.hpp"
#include "algorithms/environments/simulated_environment.hpp"

namespace lemmata {

struct Acrobot {
  /// θ_1 (rad, 0 where the first link hangs down), θ_2 (rad, relative to the first), their
  /// velocities (rad/s).
  using State = std::array<double, 4>;
  using Action = int;                         ///< the torque at the joint plus 1, N·m
  using Observation = std::array<double, 6>;  ///< cos θ_1, sin θ_1, cos θ_2, sin θ_2, velocities

  static constexpr double gravity = 9.8;    ///< m/s²
  static constexpr double mass = 1;         ///< of each link, kg
  static constexpr double length = 1;       ///< of each link, m
  static constexpr double centre = 0.5;     ///< of a link's mass, from the end nearer the pivot, m
  static constexpr double inertia = 1;      ///< of each link about its centre, kg·m²
  static constexpr double time_step = 0.2;  ///< s
  static constexpr double fastest_1 = 4 * std::numbers::pi;  ///< velocities are clipped here, rad/s
  static constexpr double fastest_2 = 9 * std::numbers::pi;
  static constexpr double height = 1;  ///< of the free end above the pivot, beyond which it ends, m
  static constexpr double start_width = 0.1;  ///< s_0 is uniform in ±start_width, each entry

  static constexpr int actions() { return 3; }
  static constexpr int step_limit() { return 500; }

  /// All observations.
  static constexpr Box<6> observation_box() {
    return {{-1, -1, -1, -1, -fastest_1, -fastest_2}, {1, 1, 1, 1, fastest_1, fastest_2}};
  }

  State start(RandomStream& random) const {
    const auto entry = [&] { return start_width * (2 * random.uniform() - 1); };
    return {entry(), entry(), entry(), entry()};
  }

  Transition<State> step(const State& state, int action, RandomStream&) const {
    environments::expect_action(action, actions());
    const State moved = runge_kutta(state, action - 1);
    const State next{environments::wrapped(moved[0]), environments::wrapped(moved[1]),
                     std::clamp(moved[2], -fastest_1, fastest_1),
                     std::clamp(moved[3], -fastest_2, fastest_2)};
    const bool ended = has_ended(next);
    return {next, ended ? 0.0 : -1.0, ended};
  }

  Observation observation(const State& state) const {
    const double sine_1 = std::sin(state[0]), cosine_1 = std::cos(state[0]);
    const double sine_2 = std::sin(state[1]), cosine_2 = std::cos(state[1]);
    return {cosine_1, sine_1, cosine_2, sine_2, state[2], state[3]};
  }

  /// Above the height; on it the episode goes on.
  static bool has_ended(const State& state) {
    const double sine_1 = std::sin(state[0]), cosine_1 = std::cos(state[0]);
    const double sine_2 = std::sin(state[1]), cosine_2 = std::cos(state[1]);
    return -cosine_1 - (cosine_1 * cosine_2 - sine_1 * sine_2) > height;
  }

 private:
  /// The state's derivative in time. d_1, d_2, φ_1 and φ_2 are those of the book.
  static State derivative(const State& state, double torque) {
    constexpr double g = gravity, m = mass, l = length, c = centre, I = inertia;
    const double velocity_1 = state[2], velocity_2 = state[3];
    const double sine_1 = std::sin(state[0]), cosine_1 = std::cos(state[0]);
    const double sine_2 = std::sin(state[1]), cosine_2 = std::cos(state[1]);
    const double sine_of_sum = sine_1 * cosine_2 + cosine_1 * sine_2;
    const double d_1 = m * c * c + m * (l * l + c * c + 2 * l * c * cosine_2) + I + I;
    const double d_2 = m * (c * c + l * c * cosine_2) + I;
    const double phi_2 = m * c * g * sine_of_sum;
    const double phi_1 = -m * l * c * velocity_2 * velocity_2 * sine_2 -
                         2 * m * l * c * velocity_2 * velocity_1 * sine_2 +
                         (m * c + m * l) * g * sine_1 + phi_2;
    const double acceleration_2 =
        (torque + d_2 / d_1 * phi_1 - m * l * c * velocity_1 * velocity_1 * sine_2 - phi_2) /
        (m * c * c + I - d_2 * d_2 / d_1);
    const double acceleration_1 = -(d_2 * acceleration_2 + phi_1) / d_1;
    return {velocity_1, velocity_2, acceleration_1, acceleration_2};
  }

  /// x + cy.
  static State moved(const State& x, double c, const State& y) {
    return {x[0] + c * y[0], x[1] + c * y[1], x[2] + c * y[2], x[3] + c * y[3]};
  }

  static State runge_kutta(const State& state, double torque) {
    const State k_1 = derivative(state, torque);
    const State k_2 = derivative(moved(state, time_step / 2, k_1), torque);
    const State k_3 = derivative(moved(state, time_step / 2, k_2), torque);
    const State k_4 = derivative(moved(state, time_step, k_3), torque);
    const State sum = moved(moved(moved(k_1, 2, k_2), 2, k_3), 1, k_4);
    return moved(state, time_step / 6, sum);
  }
};

static_assert(SimulatedEnvironment<Acrobot>);

}  // namespace lemmata
