#pragma once
/// \file
/// Advantage estimates from a rollout and a value function (Schulman et al. 2016,
/// `schulman2016high`): TD errors, n-step advantages, and GAE by one backward pass.
///
/// The convention, onto which that of any other library can be mapped. A rollout has T steps; to
/// step t belong, at the same index,
///
///  - `values[t]`: V(s_t), of the state in which the action was taken;
///  - `rewards[t]`: r_t, what the action earned;
///  - `next_values[t]`: V(s_{t+1}), of the state that the action led to, before any reset. At the
///    end of an episode it is the value of the final state, not of the next start;
///  - `terminated[t]`: the environment ended there. Nothing follows, and V(s_{t+1}) is not used;
///  - `truncated[t]`: the episode was cut there, by a time limit or by a reset. What follows in the
///    rollout is another episode, but the state would have gone on, and its value is used.
///
/// The last step of a rollout is cut whether it says so or not. Where several environments are
/// stepped in turn, what is said of t + 1 is said of the environment's next step, and of its last
/// one. With those
///
///   δ_t = r_t + γ V(s_{t+1}) − V(s_t),   without V(s_{t+1}) where step t terminated;
///   Â_t = δ_t + γλ Â_{t+1},              without Â_{t+1} where step t terminated or was truncated.
///
/// Libraries that keep `done[t]` as "s_t is the first state of an episode" hold our flags one step
/// later: their done[t+1] belongs to our step t.

#include <cstddef>
#include <utility>
#include <vector>

#include "algorithms/reinforce/rollout.hpp"

namespace lemmata {

/// What estimators of the advantage read; T entries each. Several environments may have been
/// stepped in turn: then what follows step t is step t + `environments`.
template <class F>
struct ValuedRollout {
  std::vector<F> rewards{};
  std::vector<F> values{};
  std::vector<F> next_values{};
  std::vector<bool> terminated{};
  std::vector<bool> truncated{};
  std::size_t environments = 1;  ///< ≥ 1, a divisor of T

  std::size_t size() const { return rewards.size(); }
  /// Whether a step after t belongs to the same episode.
  bool goes_on(std::size_t t) const {
    return t + environments < size() && !terminated[t] && !truncated[t];
  }
};

/// A rollout of an MDP under V, S entries. An episode that ends without a terminal step was
/// truncated.
template <class F>
ValuedRollout<F> valued(const Rollout<F>& rollout, const Vector<F>& values) {
  ValuedRollout<F> result;
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const Step<F>& step = rollout.steps[t];
    result.rewards.push_back(step.reward);
    result.values.push_back(values(step.state));
    result.next_values.push_back(values(step.next_state));
    result.terminated.push_back(step.terminal);
    result.truncated.push_back(rollout.ends[t] && !step.terminal);
  }
  return result;
}

/// δ_t = r_t + γV(s_{t+1}) − V(s_t) of one step.
template <class F>
F td_error(const ValuedRollout<F>& rollout, const F& discount, std::size_t t) {
  F result = rollout.rewards[t] - rollout.values[t];
  if (!rollout.terminated[t]) result += discount * rollout.next_values[t];
  return result;
}

/// δ_t of all, T entries.
template <class F>
std::vector<F> td_errors(const ValuedRollout<F>& rollout, const F& discount) {
  std::vector<F> result(rollout.size());
  for (std::size_t t = 0; t < result.size(); ++t) result[t] = td_error(rollout, discount, t);
  return result;
}

/// GAE(γ, λ): Â_t = Σ_l (γλ)ˡ δ_{t+l} to the end of the episode or of the rollout, T entries, by
/// one pass from the last step to the first (ibid., equation 16).
template <class F>
std::vector<F> generalized_advantages(const ValuedRollout<F>& rollout, const F& discount,
                                      const F& lambda) {
  std::vector<F> result(rollout.size());
  const F decay = discount * lambda;
  for (std::size_t t = result.size(); t-- > 0;) {
    result[t] = td_error(rollout, discount, t);
    if (rollout.goes_on(t)) result[t] += decay * result[t + rollout.environments];
  }
  return result;
}

/// Σ_{k<n} γᵏ r_{t+k} + γⁿ V(s_{t+n}) − V(s_t), T entries, n ≥ 1; fewer steps where the episode or
/// the rollout ends before, and no V where it terminates (ibid., equation 15).
template <class F>
std::vector<F> n_step_advantages(const ValuedRollout<F>& rollout, const F& discount, int n) {
  const std::vector<F> errors = td_errors(rollout, discount);
  std::vector<F> result(rollout.size());
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    F power{1};
    std::size_t k = t;
    for (int step = 0; step < n; ++step, k += rollout.environments, power *= discount) {
      result[t] += power * errors[k];
      if (!rollout.goes_on(k)) break;
    }
  }
  return result;
}

/// The λ-returns Â_t + V(s_t), the targets that a critic regresses on; T entries.
template <class F>
std::vector<F> lambda_returns(const ValuedRollout<F>& rollout, const F& discount, const F& lambda) {
  std::vector<F> result = generalized_advantages(rollout, discount, lambda);
  for (std::size_t t = 0; t < rollout.size(); ++t) result[t] += rollout.values[t];
  return result;
}

}  // namespace lemmata
