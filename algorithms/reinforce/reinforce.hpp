#pragma once
/// \file
/// REINFORCE (Williams 1992, `williams1992simple`): the likelihood-ratio estimate of ∇J from
/// sampled episodes,
///
///   ĝ = (1/m) Σ_i Σ_t γᵗ ∇log π(a_t|s_t) (G_t − b(s_t)),   G_t = Σ_{k≥t} γ^{k−t} r_k,
///
/// for m episodes i, t counted from the start of each. With γᵗ it is unbiased for the discounted
/// objective J. The scalar is a template parameter: training runs it over `double`, and Lemmata's
/// theorems run the same code over exact fields, on every trajectory of an MDP.
///
/// \code
///   Rollout<double> rollout;
///   rollout.append_episode(trajectory.steps);
///   Vector<double> step = learning_rate * reinforce(policy, rollout, 0.99);
/// \endcode

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

/// (1/m) Σ_t weight_t ∇log π(a_t|s_t) over a rollout of m ≥ 1 episodes, `policy.parameters()`
/// entries.
template <class F, class DifferentiablePolicy>
Vector<F> mean_weighted_score(const DifferentiablePolicy& policy, const Rollout<F>& rollout,
                              const std::vector<F>& weights) {
  Vector<F> sum = Vector<F>::Constant(policy.parameters(), F{0});
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    sum += weights[t] * policy.score(rollout.steps[t].state, rollout.steps[t].action);
  }
  return sum / F(rollout.episodes());
}

/// ĝ with a baseline b(s), S entries, in units of the return.
template <class F, class DifferentiablePolicy>
Vector<F> reinforce(const DifferentiablePolicy& policy, const Rollout<F>& rollout,
                    const F& discount, const Vector<F>& baseline) {
  std::vector<F> weights = returns_to_go(rollout, discount);
  const std::vector<F> powers = discount_powers(rollout, discount);
  for (std::size_t t = 0; t < weights.size(); ++t) {
    weights[t] = powers[t] * (weights[t] - baseline(rollout.steps[t].state));
  }
  return mean_weighted_score(policy, rollout, weights);
}

/// ĝ without a baseline.
template <class F, class DifferentiablePolicy>
Vector<F> reinforce(const DifferentiablePolicy& policy, const Rollout<F>& rollout,
                    const F& discount) {
  const Vector<F> none = Vector<F>::Constant(policy.probabilities().rows(), F{0});
  return reinforce(policy, rollout, discount, none);
}

}  // namespace lemmata
