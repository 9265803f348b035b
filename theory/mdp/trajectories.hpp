#pragma once
/// \file
/// All trajectories of an MDP up to a horizon, each with its exact probability. An expectation over
/// them is a finite sum, so an estimator's mean, bias or variance is computed, not sampled.

#include <cstdint>
#include <functional>
#include <type_traits>
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

/// Calls visit(τ) for every trajectory of at most `horizon` ≥ 1 steps.
template <class F>
void for_each_trajectory(
    const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon,
    const std::type_identity_t<std::function<void(const Trajectory<F>&)>>& visit);

/// A vector-valued function of a trajectory. (Not what a template argument is deduced from.)
template <class F>
using TrajectoryEstimator = std::type_identity_t<std::function<Vector<F>(const Trajectory<F>&)>>;

/// E_τ[f(τ)] for an f of `size` entries.
template <class F>
Vector<F> expectation(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon,
                      Eigen::Index size, const TrajectoryEstimator<F>& estimator);

/// f(τ) for every trajectory, `size` entries in a column each, in the order of the enumeration.
template <class F>
Matrix<F> pathwise(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon, Eigen::Index size,
                   const TrajectoryEstimator<F>& estimator);

/// The number of trajectories that `for_each_trajectory` visits, from every start state.
std::uint64_t trajectory_count(const TransitionTable& table, int horizon);

}  // namespace lemmata
