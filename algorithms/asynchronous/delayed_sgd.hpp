#pragma once
/// \file
/// Stochastic gradient descent with delayed gradients: what asynchronous workers do to the
/// parameters that they share. The gradient that arrives at update t was computed from parameters
/// that have been updated τ_t times since:
///
///   x_{t+1} = x_t − α_t ĝ(x_{t−τ_t}),   0 ≤ τ_t ≤ t.
///
/// N workers of equal speed, which all begin with x_0, have τ_t = min(t, N − 1).

#include <functional>
#include <stdexcept>
#include <vector>

#include "theory/fields/field.hpp"

namespace lemmata {

/// The shared parameters, and what they were up to `longest_delay` updates ago.
template <class F>
class DelayedDescent {
 public:
  /// \throws std::invalid_argument if the longest delay is negative
  DelayedDescent(const Vector<F>& start, int longest_delay) {
    if (longest_delay < 0) throw std::invalid_argument{"a delay must not be negative"};
    recent_.assign(static_cast<std::size_t>(longest_delay) + 1, start);
  }

  /// x_t.
  const Vector<F>& parameters() const { return recent_[slot(updates_)]; }

  /// x_{t−τ}. \throws std::out_of_range if there is no such iterate, or it is no longer kept
  const Vector<F>& parameters_ago(int delay) const {
    if (delay < 0 || delay > updates_ || delay >= static_cast<int>(recent_.size())) {
      throw std::out_of_range{"no parameters are kept from so many updates ago"};
    }
    return recent_[slot(updates_ - delay)];
  }

  /// t, the updates so far.
  int updates() const { return updates_; }

  /// x_{t+1} = Π(x_t − αĝ) for a projection Π, or none.
  template <class Project = std::identity>
  void descend(const Vector<F>& gradient, const F& step_size, Project project = {}) {
    const Vector<F> next = project(Vector<F>(parameters() - step_size * gradient));
    ++updates_;
    recent_[slot(updates_)] = next;
  }

 private:
  std::size_t slot(int update) const { return static_cast<std::size_t>(update) % recent_.size(); }

  std::vector<Vector<F>> recent_{};  ///< x_k in slot k mod its size
  int updates_ = 0;
};

/// x_0 … x_T for T updates: `gradient(x, t)` estimates ∇f(x) for update t, `delay(t)` is τ_t, at
/// most `longest_delay`, and `step_size(t)` is α_t; t = 0 … T − 1. Iterates are projected, if at
/// all, by `project`. \throws std::out_of_range if a delay is longer than min(t, longest_delay)
template <class F, class Gradient, class Delay, class StepSize, class Project = std::identity>
std::vector<Vector<F>> delayed_sgd(const Vector<F>& start, int longest_delay, int updates,
                                   Gradient gradient, Delay delay, StepSize step_size,
                                   Project project = {}) {
  DelayedDescent<F> descent{start, longest_delay};
  std::vector<Vector<F>> iterates{start};
  for (int t = 0; t < updates; ++t) {
    descent.descend(gradient(descent.parameters_ago(delay(t)), t), step_size(t), project);
    iterates.push_back(descent.parameters());
  }
  return iterates;
}

/// The nearest point of the cube [−R, R]ⁿ, over an ordered field.
template <class F>
auto onto_cube(F radius) {
  return [radius](Vector<F> x) {
    for (F& entry : x) entry = -larger(F(-larger(entry, F(-radius))), F(-radius));
    return x;
  };
}

/// τ_t = min(t, τ): every gradient is τ updates late, once there have been so many.
inline auto constant_delay(int delay) {
  return [delay](int t) { return t < delay ? t : delay; };
}

}  // namespace lemmata
