#pragma once
/// \file
/// A linear system on two time scales updated at once, the critic first, or the actor first, by the
/// production iteration without noise: where each order rests, and what carries its errors.

#include "verification/actor_critic/step_regions.hpp"

namespace lemmata {

/// One noiseless update, by the production iteration with one of its steps 0 at a time.
inline constexpr auto updated_in_turn = []<class F>(const TwoTimeScaleSystem<F>& system,
                                                    const Vector<F>& z, const StepPair<F>& s) {
  const Vector<F> quiet = no_noise(system);
  const Vector<F> learned = two_time_scale_step(system, z, quiet, F{0}, s.critic);
  return two_time_scale_step(system, learned, quiet, s.actor, F{0});
};
inline constexpr auto updated_actor_first = []<class F>(const TwoTimeScaleSystem<F>& system,
                                                        const Vector<F>& z, const StepPair<F>& s) {
  const Vector<F> quiet = no_noise(system);
  const Vector<F> moved = two_time_scale_step(system, z, quiet, s.actor, F{0});
  return two_time_scale_step(system, moved, quiet, F{0}, s.critic);
};
inline constexpr auto updated_at_once = []<class F>(const TwoTimeScaleSystem<F>& system,
                                                    const Vector<F>& z, const StepPair<F>& s) {
  return two_time_scale_step(system, z, no_noise(system), s.actor, s.critic);
};

template <class F>
StepPair<F> any_steps(const WeightedOutcomesPoint<F>& x) {
  return {x.constants[actor_at], x.constants[critic_at]};
}

/// The predicate: A⁻¹b stays where it is.
template <class Update>
Check rests_at_the_solution(Update update) {
  return identity<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& x) {
    const auto system = system_of(x);
    const Vector<F> limit = system.limit();
    return equal(Vector<F>(update(system, limit, any_steps(x))), limit);
  });
}

/// The predicate: an update moves any z by a claimed regular matrix times b − Az.
template <class Update, class Scale>
Check moves_by(Update update, Scale scale) {
  return identity<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& x) {
    const auto system = system_of(x);
    const Vector<F> z = iterate_of(x), residual = system.vector - system.matrix * z;
    const Vector<F> moved = update(system, z, any_steps(x)) - z;
    return equal(moved, Vector<F>(scale(system, any_steps(x)) * residual));
  });
}

/// D − D₁AD₂, block triangular with αI and βI: regular for αβ ≠ 0.
inline constexpr auto triangular = []<class F>(const TwoTimeScaleSystem<F>& system,
                                               const StepPair<F>& s) {
  const Matrix<F> slow = step_sizes(system, s.actor, F{0}).asDiagonal();
  const Matrix<F> fast = step_sizes(system, F{0}, s.critic).asDiagonal();
  return Matrix<F>(slow + fast - slow * system.matrix * fast);
};
inline constexpr auto diagonal = []<class F>(const TwoTimeScaleSystem<F>& system,
                                             const StepPair<F>& s) {
  return Matrix<F>(step_sizes(system, s.actor, s.critic).asDiagonal());
};

/// The predicate: errors of an update are carried by a claimed matrix.
template <class Update, class Carried>
Check carries_errors_by(Update update, Carried carried) {
  return identity<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& x) {
    const auto system = system_of(x);
    const Vector<F> limit = system.limit(), z = iterate_of(x);
    const Vector<F> after = update(system, z, any_steps(x)) - limit;
    return equal(after, Vector<F>(carried(system, any_steps(x)) * (z - limit)));
  });
}

inline constexpr auto at_once_and_a_product = []<class F>(const TwoTimeScaleSystem<F>& system,
                                                          const StepPair<F>& s) {
  const Matrix<F> slow = step_sizes(system, s.actor, F{0}).asDiagonal() * system.matrix;
  const Matrix<F> fast = step_sizes(system, F{0}, s.critic).asDiagonal() * system.matrix;
  return Matrix<F>(at_once(system, s) + slow * fast);
};

/// Trace and determinant of (I − D₁A)(I − D₂A) and of (I − D₂A)(I − D₁A), both entries of a 2 × 2
/// A.
inline Check same_polynomial_whichever_is_first() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
    auto system = system_of(x);
    const Matrix<F> a = system.matrix.topLeftCorner(2, 2);
    system.matrix = a, system.vector = Vector<F>(system.vector.head(2)), system.slow = 1;
    const StepPair<F> s = any_steps(x);
    const Matrix<F> actor_first =
        iteration_matrix(system, F{0}, s.critic) * iteration_matrix(system, s.actor, F{0});
    return equal(characteristic_polynomial(in_turn(system, s)),
                 characteristic_polynomial(actor_first));
  });
}

/// The predicate: after a whole update from y = A₂₂⁻¹(b₂ − A₂₁x) the critic's equation holds still.
inline Check critic_stays_settled() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
    const auto system = system_of(x);
    const Eigen::Index n = system.slow, m = system.vector.size() - n;
    Vector<F> z = iterate_of(x);
    const Vector<F> left = system.vector.tail(m) - system.matrix.bottomLeftCorner(m, n) * z.head(n);
    z.tail(m) = solve<F>(Matrix<F>(system.matrix.bottomRightCorner(m, m)), left);
    const Vector<F> after = updated_in_turn(system, z, any_steps(x));
    return equal(Vector<F>(system.matrix.bottomRows(m) * after), Vector<F>(system.vector.tail(m)));
  });
}

}  // namespace lemmata
