#pragma once
/// \file
/// Mean and second moment of a linear two-time-scale iteration over every path of two steps, with
/// any step sizes, against recursions for them.

#include "verification/actor_critic/two_time_scale_points.hpp"

namespace lemmata {

/// Of the error after two steps of the production iteration, over every pair of outcomes.
template <class F>
ErrorMoments<F> enumerated_moments(const WeightedOutcomesPoint<F>& x, const StepPair<F>& first,
                                   const StepPair<F>& second) {
  const auto system = system_of(x);
  const auto noises = noises_of(x);
  const Vector<F> limit = system.limit();
  ErrorMoments<F> result{no_noise(system), Matrix<F>::Constant(limit.size(), limit.size(), F{0})};
  for (Eigen::Index i = 0; i < x.weights.size(); ++i) {
    const Vector<F> z = two_time_scale_step(
        system, iterate_of(x), noises[static_cast<std::size_t>(i)], first.actor, first.critic);
    for (Eigen::Index j = 0; j < x.weights.size(); ++j) {
      const Vector<F> error = two_time_scale_step(system, z, noises[static_cast<std::size_t>(j)],
                                                  second.actor, second.critic) -
                              limit;
      const Vector<F> weighted = (x.probabilities(i) * x.probabilities(j)) * error;
      result.mean += weighted;
      result.second += weighted * error.transpose();
    }
  }
  return result;
}

/// The mean beside the second moment.
template <class F>
Matrix<F> side_by_side(const ErrorMoments<F>& moments) {
  Matrix<F> result(moments.mean.size(), moments.mean.size() + 1);
  result << moments.mean, moments.second;
  return result;
}

/// The predicate: a claimed recursion gives those moments.
template <class Recursion>
Check computes_moments(Recursion recursion) {
  return enumerated_identity<WeightedOutcomesInstance>(
      [=]<class F>(const WeightedOutcomesPoint<F>& x) {
        const auto system = system_of(x);
        const StepPair<F> first{x.constants[actor_at], x.constants[critic_at]};
        const StepPair<F> second{x.constants[free_at], x.constants[other_constants_at]};
        ErrorMoments<F> moments = moments_at(system, iterate_of(x));
        for (const auto& steps : {first, second}) moments = recursion(system, moments, steps);
        return equal(side_by_side(moments), side_by_side(enumerated_moments(x, first, second)));
      });
}

inline constexpr auto production = []<class F>(const TwoTimeScaleSystem<F>& system,
                                               const ErrorMoments<F>& moments,
                                               const StepPair<F>& steps) {
  return next_moments(system, moments, steps.actor, steps.critic);
};

/// The noise enters with one D in place of DΓD.
inline constexpr auto one_step_size_of_noise = []<class F>(const TwoTimeScaleSystem<F>& system,
                                                           const ErrorMoments<F>& moments,
                                                           const StepPair<F>& steps) {
  TwoTimeScaleSystem<F> quiet = system;
  quiet.noise.setConstant(F{0});
  ErrorMoments<F> result = next_moments(quiet, moments, steps.actor, steps.critic);
  result.second += step_sizes(system, steps.actor, steps.critic).asDiagonal() * system.noise;
  return result;
};

/// The mean rests.
inline constexpr auto mean_at_rest = []<class F>(const TwoTimeScaleSystem<F>& system,
                                                 const ErrorMoments<F>& moments,
                                                 const StepPair<F>& steps) {
  return ErrorMoments<F>{moments.mean,
                         next_moments(system, moments, steps.actor, steps.critic).second};
};

/// The mean moves with A in place of DA.
inline constexpr auto mean_without_steps = []<class F>(const TwoTimeScaleSystem<F>& system,
                                                       const ErrorMoments<F>& moments,
                                                       const StepPair<F>& steps) {
  return ErrorMoments<F>{moments.mean - system.matrix * moments.mean,
                         next_moments(system, moments, steps.actor, steps.critic).second};
};

inline constexpr auto reversed_steps = []<class F>(const TwoTimeScaleSystem<F>& system,
                                                   const ErrorMoments<F>& moments,
                                                   const StepPair<F>& steps) {
  return next_moments(system, moments, steps.critic, steps.actor);
};

}  // namespace lemmata
