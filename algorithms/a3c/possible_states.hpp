#pragma once
/// \file
/// Whether an environment can be in a state after so many steps of an episode that is not over.
/// What a file says need not be so, and environments trust their states.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "algorithms/environments/acrobot.hpp"
#include "algorithms/environments/cart_pole.hpp"
#include "algorithms/environments/mountain_car.hpp"
#include "algorithms/environments/pendulum.hpp"
#include "algorithms/environments/tabular_environment.hpp"

namespace lemmata {

/// |x| ≤ bound, which no NaN is.
inline bool is_within(double x, double bound) { return std::abs(x) <= bound; }

/// Velocities have no bound of their own, but before its last step the cart or the pole did not
/// leave its range, and that step added less than 1.
inline bool is_possible(const CartPole&, const CartPole::State& state, std::int64_t) {
  constexpr auto fastest = [](double farthest) { return 2 * farthest / CartPole::time_step + 1; };
  return is_within(state[0], CartPole::farthest) &&
         is_within(state[1], fastest(CartPole::farthest)) &&
         is_within(state[2], CartPole::steepest) &&
         is_within(state[3], fastest(CartPole::steepest));
}

inline bool is_possible(const MountainCar&, const MountainCar::State& state, std::int64_t) {
  return state[0] >= MountainCar::leftmost && state[0] <= MountainCar::rightmost &&
         is_within(state[1], MountainCar::fastest) && !MountainCar::has_ended(state);
}

inline bool is_possible(const Acrobot&, const Acrobot::State& state, std::int64_t) {
  constexpr double half_turn = std::numbers::pi + 1e-9;  // as angles are wrapped in doubles
  return is_within(state[0], half_turn) && is_within(state[1], half_turn) &&
         is_within(state[2], Acrobot::fastest_1) && is_within(state[3], Acrobot::fastest_2) &&
         !Acrobot::has_ended(state);
}

/// Its angle is not wrapped.
inline bool is_possible(const Pendulum&, const Pendulum::State& state, std::int64_t steps) {
  const double turned = Pendulum::fastest * Pendulum::time_step * static_cast<double>(steps);
  return is_within(state[0], (std::numbers::pi + turned) * (1 + 1e-9)) &&
         is_within(state[1], Pendulum::fastest);
}

inline bool is_possible(const TabularEnvironment& environment, int state, std::int64_t) {
  return 0 <= state && state < environment.states();
}

}  // namespace lemmata
