#pragma once
/// \file
/// Temporal-difference learning (Sutton 1988, `sutton1988learning`): TD(0), and TD(λ) in its two
/// views. With δ_t = r_t + γV(s_{t+1}) − V(s_t), without V(s_{t+1}) where step t is terminal,
///
///   TD(0)            w ← w + α δ_t φ(s_t);
///   TD(λ) backward   e_t = γλ e_{t−1} + φ(s_t),   w ← w + α δ_t e_t,   e = 0 before each episode;
///   TD(λ) forward    w ← w + α Σ_t (G_t^λ − V(s_t)) φ(s_t),   G_t^λ the λ-return.
///
/// An episode of a rollout that ends without a terminal step was cut: its last value counts.
///
/// \code
///   const LinearFeatures<double> features{phi};
///   Vector<double> w = Vector<double>::Zero(features.weights());
///   for (const Step<double>& step : steps) w = td_step(features, std::move(w), step, 0.9, 0.01);
/// \endcode
///
/// Shapes: w and e have d entries. Units: values are in those of the reward.

#include "algorithms/advantage/generalized_advantage.hpp"
#include "algorithms/critics/features.hpp"

namespace lemmata {

/// δ of one step.
template <class F, class Features>
F td_error(const Features& features, const Vector<F>& weights, const Step<F>& step,
           const F& discount) {
  F error = step.reward - features.value(weights, step.state);
  if (!step.terminal) error += discount * features.value(weights, step.next_state);
  return error;
}

/// TD(0): the weights after one step.
template <class F, class Features>
Vector<F> td_step(const Features& features, Vector<F> weights, const Step<F>& step,
                  const F& discount, const F& step_size) {
  const F change = step_size * td_error(features, weights, step, discount);
  features.add(weights, change, step.state);
  return weights;
}

/// e_t from e_{t−1}.
template <class F, class Features>
Vector<F> next_trace(const Features& features, Vector<F> trace, int state, const F& decay) {
  trace *= decay;
  features.add(trace, F{1}, state);
  return trace;
}

/// TD(λ) as it runs: the weights, and the trace of the episode so far.
template <class F>
struct TraceCritic {
  Vector<F> weights;
  Vector<F> trace;
};

/// Backward TD(λ), online: after one step, `ends` where it is the last of its episode.
template <class F, class Features>
TraceCritic<F> td_lambda_step(const Features& features, TraceCritic<F> critic, const Step<F>& step,
                              bool ends, const F& discount, const F& lambda, const F& step_size) {
  critic.trace = next_trace(features, std::move(critic.trace), step.state, F(discount * lambda));
  const F change = step_size * td_error(features, critic.weights, step, discount);
  critic.weights += change * critic.trace;
  if (ends) critic.trace.setConstant(F{0});
  return critic;
}

/// Σ_t δ_t e_t over a rollout with the weights held: the backward view, offline.
template <class F, class Features>
Vector<F> backward_td_lambda_update(const Features& features, const Vector<F>& weights,
                                    const Rollout<F>& rollout, const F& discount, const F& lambda) {
  const Vector<F> zero = Vector<F>::Constant(features.weights(), F{0});
  Vector<F> trace = zero;
  Vector<F> update = zero;
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const Step<F>& step = rollout.steps[t];
    trace = next_trace(features, std::move(trace), step.state, F(discount * lambda));
    update += td_error(features, weights, step, discount) * trace;
    if (rollout.ends[t]) trace = zero;
  }
  return update;
}

/// Σ_t (G_t^λ − V(s_t)) φ(s_t) over a rollout with the weights held: the forward view.
template <class F, class Features>
Vector<F> forward_td_lambda_update(const Features& features, const Vector<F>& weights,
                                   const Rollout<F>& rollout, const F& discount, const F& lambda) {
  const ValuedRollout<F> under_weights = valued(rollout, features.values(weights));
  const std::vector<F> targets = lambda_returns(under_weights, discount, lambda);
  Vector<F> update = Vector<F>::Constant(features.weights(), F{0});
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    features.add(update, F(targets[t] - under_weights.values[t]), rollout.steps[t].state);
  }
  return update;
}

}  // namespace lemmata
