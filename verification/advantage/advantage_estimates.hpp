#pragma once
/// \file
/// Estimates of the advantage along a rollout, as theorems speak of them: functions of a
/// RolloutPoint that return T numbers.

#include "verification/engine/as_vector.hpp"
#include "verification/engine/rollout_instance.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

inline const Hypothesis rollout_of_episodes{
    "a rollout of episodes that terminate, are truncated, or are cut by its end", {}};

/// The steps of t's episode from t on.
template <class F>
int steps_left(const ValuedRollout<F>& rollout, std::size_t t) {
  int result = 1;
  for (std::size_t k = t; rollout.goes_on(k); ++k) ++result;
  return result;
}

/// δ_t, spelled out.
template <class F>
F error_at(const RolloutPoint<F>& x, std::size_t t) {
  const F following = x.rollout.terminated[t] ? F{0} : x.rollout.next_values[t];
  return x.rollout.rewards[t] + x.discount * following - x.rollout.values[t];
}

/// The estimates at the last steps of episodes and of the rollout, 0 elsewhere.
template <class F>
std::vector<F> at_last_steps(const ValuedRollout<F>& rollout, std::vector<F> estimates) {
  for (std::size_t t = 0; t < estimates.size(); ++t) {
    if (rollout.goes_on(t)) estimates[t] = F{0};
  }
  return estimates;
}

/// The predicate: two estimates agree at every step.
template <class Estimates, class Other>
Check estimates_agree(Estimates estimates, Other other) {
  return identity<RolloutInstance>(
      [=](const auto& x) { return equal(as_vector(estimates(x)), as_vector(other(x))); });
}

}  // namespace lemmata
