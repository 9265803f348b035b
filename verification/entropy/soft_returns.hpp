#pragma once
/// \file
/// Discounted sums of rewards and entropies along episodes, and their means over every episode.

#include <utility>

#include "theory/fields/linear_solve.hpp"
#include "theory/mdp/trajectories.hpp"
#include "theory/mdp/values.hpp"
#include "theory/soft/soft_values.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata::soft_returns {

/// A policy in an MDP that is paid for its entropy; for its logarithms stands any table.
template <class F>
struct Paid {
  FiniteMdp<F> mdp;
  Policy<F> pi;
  Matrix<F> logs;
  F temperature;

  explicit Paid(const MdpPoint<F>& x)
      : mdp{x.mdp}, pi{x.pi()}, logs{x.action_baseline()}, temperature{x.temperature()} {}

  Vector<F> entropies() const { return state_entropies(pi, logs); }
  Vector<F> values() const { return soft_policy_values(mdp, pi, logs, temperature); }
};

/// The same where a step that leads to no later state ends the episode, after at most S steps.
template <class F>
Paid<F> ending(Paid<F> x) {
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      for (Outcome<F>& outcome : x.mdp.outcomes(s, a)) {
        outcome.terminal = outcome.terminal || outcome.next_state <= s;
      }
    }
  }
  return x;
}

/// (I − cP_π)⁻¹ b: what a bonus b(s) of every state adds up to, each step discounted by c.
template <class F>
Vector<F> added_up(const Paid<F>& x, const Vector<F>& bonus, const F& discount) {
  const Matrix<F> system =
      identity_matrix<F>(x.mdp.states()) - policy_transitions(x.mdp, x.pi) * discount;
  return solve<F>(system, bonus);
}

/// H(s) and, discounted, the entropy of the state in which an episode ends.
template <class F>
Vector<F> with_entropies_of_ends(const Paid<F>& x) {
  const Vector<F> entropies = x.entropies();
  Vector<F> result = entropies;
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      for (const Outcome<F>& outcome : x.mdp.outcomes(s, a)) {
        if (!outcome.terminal) continue;
        result(s) +=
            x.mdp.discount * x.pi(s, a) * outcome.probability * entropies(outcome.next_state);
      }
    }
  }
  return result;
}

/// Σ_k γᵏr_k − β Σ_{k≥first} γᵏℓ(s_k,a_k) along an episode.
template <class F>
F soft_return(const Paid<F>& x, const Trajectory<F>& trajectory, std::size_t first) {
  F sum{0};
  F discount{1};
  for (std::size_t k = 0; k < trajectory.steps.size(); ++k) {
    const Step<F>& step = trajectory.steps[k];
    sum += discount * step.reward;
    if (k >= first) sum -= discount * x.temperature * x.logs(step.state, step.action);
    discount *= x.mdp.discount;
  }
  return sum;
}

/// E[soft return | s_0 = s, a_0 = a] over all episodes, S × A, where every one ends.
template <class F>
Matrix<F> mean_soft_return(const Paid<F>& x, std::size_t first) {
  FiniteMdp<F> from_everywhere = x.mdp;
  from_everywhere.start.setConstant(F{1});
  Matrix<F> result = Matrix<F>::Constant(x.mdp.states(), x.mdp.actions(), F{0});
  for_each_trajectory(from_everywhere, x.pi, x.mdp.states(), [&](const Trajectory<F>& trajectory) {
    const Step<F>& start = trajectory.steps.front();
    result(start.state, start.action) += trajectory.probability / x.pi(start.state, start.action) *
                                         soft_return(x, trajectory, first);
  });
  return result;
}

}  // namespace lemmata::soft_returns
