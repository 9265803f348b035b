#pragma once
/// \file
/// All trajectories of an MDP up to a horizon, each with its exact probability. An expectation over
/// them is a finite sum, so an estimator's mean, bias or variance is computed, not sampled.

#include <concepts>
#include <cstdint>
#include <utility>
#include <vector>

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

template <class F>
struct Step {
  int state;
  int action;
  F reward;
  int next_state = 0;     ///< where the step led; nowhere if it is terminal
  bool terminal = false;  ///< nothing follows
};

/// s_0, a_0, r_0, …: at most `horizon` steps, fewer if the episode ends before.
template <class F>
struct Trajectory {
  F probability{1};
  std::vector<Step<F>> steps;
};

namespace trajectories {

template <class F, class Visit>
void extend(const FiniteMdp<F>& mdp, const Policy<F>& policy, int state, int remaining,
            Trajectory<F>& prefix, Visit& visit) {
  if (remaining == 0) {
    visit(std::as_const(prefix));
    return;
  }
  const F before = prefix.probability;
  for (int a = 0; a < mdp.actions(); ++a) {
    for (const auto& outcome : mdp.outcomes(state, a)) {
      prefix.probability = before * policy(state, a) * outcome.probability;
      prefix.steps.push_back({state, a, outcome.reward, outcome.next_state, outcome.terminal});
      extend(mdp, policy, outcome.next_state, outcome.terminal ? 0 : remaining - 1, prefix, visit);
      prefix.steps.pop_back();
    }
  }
}

}  // namespace trajectories

/// Calls visit(const Trajectory<F>&) for every trajectory of at most `horizon` ≥ 1 steps.
template <class F, std::invocable<const Trajectory<F>&> Visit>
void for_each_trajectory(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon,
                         Visit visit) {
  for (int s = 0; s < mdp.states(); ++s) {
    Trajectory<F> prefix{mdp.start(s), {}};
    trajectories::extend(mdp, policy, s, horizon, prefix, visit);
  }
}

/// E_τ[f(τ)] for a vector-valued f of `size` entries.
template <class F, class Estimator>
Vector<F> expectation(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon,
                      Eigen::Index size, Estimator estimator) {
  Vector<F> mean = Vector<F>::Constant(size, F{0});
  for_each_trajectory(mdp, policy, horizon, [&](const Trajectory<F>& trajectory) {
    const Vector<F> estimate = estimator(trajectory);
    mean += trajectory.probability * estimate;
  });
  return mean;
}

/// f(τ) for every trajectory, `size` entries in a column each, in the order of the enumeration.
template <class F, class Estimator>
Matrix<F> pathwise(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon, Eigen::Index size,
                   Estimator estimator) {
  std::vector<Vector<F>> columns;
  for_each_trajectory(mdp, policy, horizon, [&](const Trajectory<F>& trajectory) {
    columns.push_back(estimator(trajectory));
  });
  Matrix<F> result(size, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k) {
    result.col(static_cast<Eigen::Index>(k)) = columns[k];
  }
  return result;
}

/// The number of trajectories that `for_each_trajectory` visits, from every start state.
std::uint64_t trajectory_count(const TransitionTable& table, int horizon);

}  // namespace lemmata
