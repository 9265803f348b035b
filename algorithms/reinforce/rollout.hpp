#pragma once
/// \file
/// Sampled episodes laid end to end, and what estimators read off them.

#include <cstddef>
#include <span>
#include <vector>

#include "theory/mdp/trajectories.hpp"

namespace lemmata {

/// Episodes laid end to end: T steps in all, `ends[t]` marks the last step of an episode.
template <class F>
struct Rollout {
  std::vector<Step<F>> steps;
  std::vector<bool> ends;

  void append_episode(std::span<const Step<F>> episode) {
    steps.insert(steps.end(), episode.begin(), episode.end());
    ends.resize(steps.size(), false);
    if (!episode.empty()) ends.back() = true;
  }

  std::size_t size() const { return steps.size(); }
  int episodes() const {
    int count = 0;
    for (const bool end : ends) count += end ? 1 : 0;
    return count;
  }
};

/// The rollout of one episode.
template <class F>
Rollout<F> rollout_of(const std::vector<Step<F>>& episode) {
  Rollout<F> result;
  result.append_episode(episode);
  return result;
}

/// G_t = r_t + γ G_{t+1} within each episode, T entries.
template <class F>
std::vector<F> returns_to_go(const Rollout<F>& rollout, const F& discount) {
  std::vector<F> result(rollout.size());
  F return_tp1{0};
  for (std::size_t t = rollout.size(); t-- > 0;) {
    if (rollout.ends[t]) return_tp1 = F{0};
    return_tp1 = rollout.steps[t].reward + discount * return_tp1;
    result[t] = return_tp1;
  }
  return result;
}

/// γᵗ with t counted from the start of each episode, T entries.
template <class F>
std::vector<F> discount_powers(const Rollout<F>& rollout, const F& discount) {
  std::vector<F> result(rollout.size());
  F power_t{1};
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    result[t] = power_t;
    power_t = rollout.ends[t] ? F{1} : power_t * discount;
  }
  return result;
}

/// G_0 of the episode that each step belongs to, T entries.
template <class F>
std::vector<F> whole_returns(const Rollout<F>& rollout, const F& discount) {
  std::vector<F> result = returns_to_go(rollout, discount);
  for (std::size_t t = 1; t < result.size(); ++t) {
    if (!rollout.ends[t - 1]) result[t] = result[t - 1];
  }
  return result;
}

/// t, counted from the start of each step's episode, T entries.
template <class F>
std::vector<std::size_t> times(const Rollout<F>& rollout) {
  std::vector<std::size_t> result(rollout.size(), 0);
  for (std::size_t t = 1; t < result.size(); ++t) {
    result[t] = rollout.ends[t - 1] ? 0 : result[t - 1] + 1;
  }
  return result;
}

}  // namespace lemmata
