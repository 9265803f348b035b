#pragma once
/// \file
/// Critics that collect linear equations A w = b along rollouts and solve them at the end:
///
///   LSTD(λ)       Σ_t e_t (φ(s_t) − γφ(s_{t+1}))ᵀ w = Σ_t e_t r_t     (`bradtke1996linear`)
///   Monte Carlo   Σ_t φ(s_t)φ(s_t)ᵀ w = Σ_t φ(s_t) G_t,   least squares on returns
///   Residual      Σ_t ψ_tψ_tᵀ w = Σ_t ψ_t r_t,   ψ_t = φ(s_t) − γφ(s_{t+1}), least squares on TD
///                 errors; on stochastic transitions its solution is not the values
///
/// with the traces e_t of TD(λ), and without φ(s_{t+1}) where step t is terminal. Equations of
/// several rollouts are added, weighted if need be.
///
/// \code
///   const Vector<double> w = lstd_system(features, rollout, 0.9, 0.0).solution();
/// \endcode

#include "algorithms/critics/temporal_difference.hpp"
#include "theory/critics/linear_values.hpp"

namespace lemmata {

/// No equations yet, for d weights.
template <class F>
LinearSystem<F> empty_system(Eigen::Index weights) {
  return {Matrix<F>::Constant(weights, weights, F{0}), Vector<F>::Constant(weights, F{0})};
}

/// The equations of LSTD(λ) from a rollout.
template <class F, class Features>
LinearSystem<F> lstd_system(const Features& features, const Rollout<F>& rollout, const F& discount,
                            const F& lambda) {
  LinearSystem<F> system = empty_system<F>(features.weights());
  Vector<F> trace = Vector<F>::Constant(features.weights(), F{0});
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const Step<F>& step = rollout.steps[t];
    trace = next_trace(features, std::move(trace), step.state, F(discount * lambda));
    features.add_outer(system.matrix, trace, step.state);
    if (!step.terminal) {
      features.add_outer(system.matrix, Vector<F>(-discount * trace), step.next_state);
    }
    system.vector += step.reward * trace;
    if (rollout.ends[t]) trace.setConstant(F{0});
  }
  return system;
}

/// The normal equations of the regression of returns on features. What a cut episode would still
/// have earned is missing from its returns.
template <class F, class Features>
LinearSystem<F> monte_carlo_system(const Features& features, const Rollout<F>& rollout,
                                   const F& discount) {
  LinearSystem<F> system = empty_system<F>(features.weights());
  const std::vector<F> returns = returns_to_go(rollout, discount);
  const Vector<F> zero = system.vector;
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    const int state = rollout.steps[t].state;
    Vector<F> feature = zero;
    features.add(feature, F{1}, state);
    features.add_outer(system.matrix, feature, state);
    features.add(system.vector, returns[t], state);
  }
  return system;
}

/// ψ = φ(s) − γφ(s′), without φ(s′) if the step is terminal: −∂δ/∂w, d entries.
template <class F, class Features>
Vector<F> residual_feature(const Features& features, const Step<F>& step, const F& discount) {
  Vector<F> result = Vector<F>::Constant(features.weights(), F{0});
  features.add(result, F{1}, step.state);
  if (!step.terminal) features.add(result, F(-discount), step.next_state);
  return result;
}

/// The normal equations of the least sum of squared TD errors.
template <class F, class Features>
LinearSystem<F> residual_system(const Features& features, const Rollout<F>& rollout,
                                const F& discount) {
  LinearSystem<F> system = empty_system<F>(features.weights());
  for (const Step<F>& step : rollout.steps) {
    const Vector<F> feature = residual_feature(features, step, discount);
    system.matrix += feature * feature.transpose();
    system.vector += step.reward * feature;
  }
  return system;
}

/// Residual gradient (Baird 1995, `baird1995residual`): w ← w − α∇(δ²/2) = w + αδψ, where δ is of
/// one step and ψ of another from the same state: an independent one, for the gradient of the
/// squared *expected* TD error, or the same one, for that of the expected squared TD error.
template <class F, class Features>
Vector<F> residual_gradient_step(const Features& features, Vector<F> weights, const Step<F>& step,
                                 const Step<F>& other, const F& discount, const F& step_size) {
  const F change = step_size * td_error(features, weights, step, discount);
  features.add(weights, change, other.state);
  if (!other.terminal) features.add(weights, F(-discount * change), other.next_state);
  return weights;
}

/// Monte Carlo, one step at a time: w ← w + α(G_t − V(s_t))φ(s_t).
template <class F, class Features>
Vector<F> monte_carlo_step(const Features& features, Vector<F> weights, int state,
                           const F& return_t, const F& step_size) {
  const F change = step_size * (return_t - features.value(weights, state));
  features.add(weights, change, state);
  return weights;
}

}  // namespace lemmata
