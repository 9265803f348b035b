#pragma once
/// \file
/// Baselines: each turns the returns R_t of a rollout, T entries, into advantages, T entries.
///
/// | baseline          | advantage                                     | expected gradient        |
/// | ----------------- | --------------------------------------------- | ------------------------ |
/// | `NoBaseline`      | R_t as it is                                  |                          |
/// | `StateBaseline`   | R_t − b(s_t)                                  | unchanged (BL-1)         |
/// | `TimedBaseline`   | R_t − b(t, s_t)                               | unchanged (BL-1)         |
/// | `BatchMean`       | R_t − mean over all n episodes at time t      | times 1 − 1/n (BL-7)     |
/// | `LeaveOneOut`     | R_t − mean over the n − 1 others at time t    | unchanged (BL-7)         |
/// | `NormalisedBatch` | (R_t − mean) / deviation, over all steps      | another direction (BL-8) |
///
/// Where an episode has ended before time t, its return there is 0. b(s) may be any function of the
/// state that does not know the rollout, such as V^π or `optimal_baseline`.

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

#include "algorithms/reinforce/rollout.hpp"

namespace lemmata {

struct NoBaseline {
  template <class F>
  std::vector<F> operator()(const Rollout<F>&, std::vector<F> returns) const {
    return returns;
  }
};

template <class F>
struct StateBaseline {
  Vector<F> values;  ///< b, S entries, in units of the return

  std::vector<F> operator()(const Rollout<F>& rollout, std::vector<F> returns) const {
    for (std::size_t t = 0; t < returns.size(); ++t) {
      returns[t] -= values(rollout.steps[t].state);
    }
    return returns;
  }
};

/// For a finite horizon, where the value of a state depends on how many steps remain.
template <class F>
struct TimedBaseline {
  Matrix<F> values;  ///< b(t, s), H × S, in units of the return; t from the start of the episode

  std::vector<F> operator()(const Rollout<F>& rollout, std::vector<F> returns) const {
    const std::vector<std::size_t> time = times(rollout);
    for (std::size_t t = 0; t < returns.size(); ++t) {
      returns[t] -= values(static_cast<Eigen::Index>(time[t]), rollout.steps[t].state);
    }
    return returns;
  }
};

/// Σ over the episodes of a rollout of their returns at time t = 0, 1, …
template <class F>
std::vector<F> summed_over_episodes(const Rollout<F>& rollout, const std::vector<F>& returns) {
  std::vector<F> sums;
  const std::vector<std::size_t> time = times(rollout);
  for (std::size_t t = 0; t < returns.size(); ++t) {
    if (time[t] == sums.size()) sums.push_back(F{0});
    sums[time[t]] += returns[t];
  }
  return sums;
}

struct BatchMean {
  template <class F>
  std::vector<F> operator()(const Rollout<F>& rollout, std::vector<F> returns) const {
    const std::vector<F> sums = summed_over_episodes(rollout, returns);
    const std::vector<std::size_t> time = times(rollout);
    const F episodes(rollout.episodes());
    for (std::size_t t = 0; t < returns.size(); ++t) returns[t] -= sums[time[t]] / episodes;
    return returns;
  }
};

struct LeaveOneOut {
  /// \throws std::invalid_argument for a rollout of fewer than two episodes
  template <class F>
  std::vector<F> operator()(const Rollout<F>& rollout, std::vector<F> returns) const {
    if (rollout.episodes() < 2) {
      throw std::invalid_argument{"a leave-one-out baseline needs two episodes at least"};
    }
    const std::vector<F> sums = summed_over_episodes(rollout, returns);
    const std::vector<std::size_t> time = times(rollout);
    const F others(rollout.episodes() - 1);
    for (std::size_t t = 0; t < returns.size(); ++t) {
      returns[t] -= (sums[time[t]] - returns[t]) / others;
    }
    return returns;
  }
};

/// Over the T steps of the rollout, with the deviation √(Σ(R − mean)²/T). Returns that are all the
/// same have advantages 0, whatever rounding makes of their mean.
struct NormalisedBatch {
  template <class F>
  std::vector<F> operator()(const Rollout<F>&, std::vector<F> returns) const {
    if (std::adjacent_find(returns.begin(), returns.end(), std::not_equal_to<>{}) ==
        returns.end()) {
      return std::vector<F>(returns.size(), F{0});
    }
    const F steps(static_cast<int>(returns.size()));
    F mean{0};
    for (const F& return_t : returns) mean += return_t / steps;
    F variance{0};
    for (F& return_t : returns) {
      return_t -= mean;
      variance += return_t * return_t / steps;
    }
    const F deviation = square_root(variance);
    for (F& return_t : returns) return_t /= deviation;
    return returns;
  }
};

}  // namespace lemmata
