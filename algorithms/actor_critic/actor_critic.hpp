#pragma once
/// \file
/// Actor-critic: the score is weighed with an advantage that a critic V_w = Φw estimates, and the
/// critic learns from the same estimate. Directions, before step sizes:
///
///   one step        δ = r + γV_w(s′) − V_w(s);   actor δ g(s,a),   critic δ φ(s)
///   rollout         actor  (1/m) Σ_t γᵗ Â_t g(s_t,a_t),   critic (1/m) Σ_t Â_t φ(s_t)
///   average reward  δ = r − η + V_w(s′) − V_w(s);   actor δ g(s,a),   critic δ φ(s),   gain r − η
///
/// with the score g = ∇log π, for m episodes, t counted from the start of each, and Â any estimate
/// of the advantage under V_w: GAE(λ), which over a rollout cut after n steps and λ = 1 is that of
/// A3C, or n steps. Actor and critic both see the estimates of the weights before the update.
///
/// One step at a time there is no γᵗ: the actor then ascends J if states come from the discounted
/// visitation, as they do in a chain that restarts with probability 1 − γ after each step.
///
/// \code
///   const auto direction = one_step_directions(policy, features, w, step, 0.9);
///   theta += alpha * direction.actor;
///   w += beta * direction.critic;
/// \endcode

#include "algorithms/critics/temporal_difference.hpp"
#include "algorithms/reinforce/reinforce.hpp"

namespace lemmata {

template <class F>
struct ActorCriticDirections {
  Vector<F> actor;   ///< `policy.parameters()` entries
  Vector<F> critic;  ///< as many as weights
};

/// δ g(s,a) and δ φ(s) for a given δ.
template <class F, class DifferentiablePolicy, class Features>
ActorCriticDirections<F> directions_of_error(const DifferentiablePolicy& policy,
                                             const Features& features, const Step<F>& step,
                                             const F& error) {
  Vector<F> critic = Vector<F>::Constant(features.weights(), F{0});
  features.add(critic, error, step.state);
  return {error * policy.score(step.state, step.action), std::move(critic)};
}

/// Of the TD error of one step under V_w.
template <class F, class DifferentiablePolicy, class Features>
ActorCriticDirections<F> one_step_directions(const DifferentiablePolicy& policy,
                                             const Features& features, const Vector<F>& weights,
                                             const Step<F>& step, const F& discount) {
  return directions_of_error(policy, features, step, td_error(features, weights, step, discount));
}

/// r − η + V_w(s′) − V_w(s), where s′ is the next state of the chain, after any restart.
template <class F, class Features>
F differential_td_error(const Features& features, const Vector<F>& weights, const F& gain,
                        const Step<F>& step, int next_state) {
  return step.reward - gain + features.value(weights, next_state) -
         features.value(weights, step.state);
}

/// As an estimate of the advantage: GAE(γ, λ).
template <class F>
struct GeneralizedAdvantage {
  F lambda;
  std::vector<F> operator()(const ValuedRollout<F>& rollout, const F& discount) const {
    return generalized_advantages(rollout, discount, lambda);
  }
};

/// As an estimate of the advantage: n ≥ 1 steps, fewer where the episode ends before.
struct NStepAdvantage {
  int n;
  template <class F>
  std::vector<F> operator()(const ValuedRollout<F>& rollout, const F& discount) const {
    return n_step_advantages(rollout, discount, n);
  }
};

/// Of a rollout of m ≥ 1 episodes under V_w.
template <class F, class DifferentiablePolicy, class Features, class Advantage>
ActorCriticDirections<F> rollout_directions(const DifferentiablePolicy& policy,
                                            const Features& features, const Vector<F>& weights,
                                            const Rollout<F>& rollout, const F& discount,
                                            const Advantage& advantage) {
  std::vector<F> estimates = advantage(valued(rollout, features.values(weights)), discount);
  Vector<F> critic = Vector<F>::Constant(features.weights(), F{0});
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    features.add(critic, estimates[t], rollout.steps[t].state);
  }
  const std::vector<F> powers = discount_powers(rollout, discount);
  for (std::size_t t = 0; t < rollout.size(); ++t) estimates[t] *= powers[t];
  return {mean_weighted_score(policy, rollout, estimates), critic / F(rollout.episodes())};
}

}  // namespace lemmata
