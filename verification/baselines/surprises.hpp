#pragma once
/// \file
/// How the prediction of an episode's return changes along the episode, surprise by surprise.

#include <vector>

#include "algorithms/reinforce/rollout.hpp"
#include "theory/mdp/values.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

/// G of one episode.
template <class F>
F return_of(const MdpPoint<F>& x, const Trajectory<F>& trajectory) {
  const Rollout<F> rollout = rollout_of(trajectory.steps);
  return returns_to_go(rollout, x.mdp.discount).front();
}

/// V_k and Q_k of k remaining steps, k = 0 … H; Q_0 is empty.
template <class F>
struct Predictions {
  explicit Predictions(const MdpPoint<F>& x)
      : values{Vector<F>::Constant(x.mdp.states(), F{0})}, action_values(1) {
    const Policy<F> pi = x.pi();
    for (int k = 1; k <= x.horizon; ++k) {
      action_values.push_back(lemmata::action_values(x.mdp, values.back()));
      values.push_back(pi.cwiseProduct(action_values.back()).rowwise().sum());
    }
    mean = x.mdp.start.dot(values.back());
  }

  std::vector<Vector<F>> values;
  std::vector<Matrix<F>> action_values;
  F mean;  ///< J_H
};

/// By how much the prediction of G changes along one trajectory: at the start V_H(s_0) − J, then at
/// each of H steps Q − V by the action, and then at each r + γV(s′) − Q by the outcome; all in
/// units of G, 0 after the end.
template <class F>
Vector<F> surprises(const MdpPoint<F>& x, const Predictions<F>& predicted,
                    const Trajectory<F>& trajectory) {
  const auto& steps = trajectory.steps;
  const auto horizon = static_cast<std::size_t>(x.horizon);
  Vector<F> result = Vector<F>::Constant(1 + 2 * x.horizon, F{0});
  result(0) = predicted.values[horizon](steps[0].state) - predicted.mean;
  F discount_t{1};
  for (std::size_t t = 0; t < steps.size(); ++t) {
    const auto& [state, action, reward, next_state, terminal] = steps[t];
    const F value = predicted.values[horizon - t](state);
    const F q = predicted.action_values[horizon - t](state, action);
    const F next = terminal ? F{0} : predicted.values[horizon - t - 1](next_state);
    const auto index = static_cast<Eigen::Index>(1 + t);
    result(index) = discount_t * (q - value);
    result(index + x.horizon) = discount_t * (reward + x.mdp.discount * next - q);
    discount_t *= x.mdp.discount;
  }
  return result;
}

/// E[d_i d_j] for every two surprises.
template <class F>
Matrix<F> second_moments(const MdpPoint<F>& x) {
  const Predictions<F> predicted{x};
  const Eigen::Index size = 1 + 2 * x.horizon;
  return expectation(x.mdp, x.pi(), x.horizon, size * size,
                     [&](const Trajectory<F>& trajectory) {
                       const Vector<F> d = surprises(x, predicted, trajectory);
                       return Vector<F>(Matrix<F>(d * d.transpose()).reshaped());
                     })
      .reshaped(size, size);
}

}  // namespace lemmata
