#pragma once
/// \file
/// REINFORCE (Williams 1992, `williams1992simple`): the likelihood-ratio estimate of ∇J from
/// sampled episodes,
///
///   ĝ = (1/m) Σ_i Σ_t γᵗ ∇log π(a_t|s_t) (G_t − b(s_t)),   G_t = Σ_{k≥t} γ^{k−t} r_k,
///
/// for m episodes i, t counted from the start of each. With γᵗ it is unbiased for the discounted
/// objective J (PG-5). The scalar is a template parameter: training runs it over `double`, and
/// Lemmata's theorems run the same code over exact fields, on every trajectory of an MDP.
///
/// \code
///   Rollout<double> rollout;
///   rollout.append_episode(trajectory.steps);
///   Vector<double> step = learning_rate * reinforce(policy, rollout, 0.99);
///   step = learning_rate *
///          reinforce(policy, rollout, 0.99, Credit::discounted_reward_to_go, LeaveOneOut{});
/// \endcode

#include "algorithms/reinforce/baselines.hpp"

namespace lemmata {

/// What multiplies ∇log π(a_t|s_t), before a baseline, and of what the estimate is the gradient.
enum class Credit {
  discounted_reward_to_go,  ///< γᵗ G_t: of the discounted objective J
  reward_to_go,             ///< G_t without γᵗ: of no function at all, unless γ = 1 (PG-6)
  whole_return,             ///< G_0 at every step: of J, with more variance
};

/// The objective that the estimate ascends, in words.
inline const char* objective(Credit credit) {
  return credit == Credit::reward_to_go
             ? "none: without its γᵗ the direction is the gradient of no function (PG-6)"
             : "the discounted return J = E[Σ γᵗ r_t]";
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

/// ĝ with a baseline: one of baselines.hpp, or any function of a rollout and its returns to
/// advantages.
template <class F, class DifferentiablePolicy, class Baseline>
Vector<F> reinforce(const DifferentiablePolicy& policy, const Rollout<F>& rollout,
                    const F& discount, Credit credit, const Baseline& baseline) {
  std::vector<F> weights =
      baseline(rollout, credit == Credit::whole_return ? whole_returns(rollout, discount)
                                                       : returns_to_go(rollout, discount));
  if (credit == Credit::discounted_reward_to_go) {
    const std::vector<F> powers = discount_powers(rollout, discount);
    for (std::size_t t = 0; t < weights.size(); ++t) weights[t] *= powers[t];
  }
  return mean_weighted_score(policy, rollout, weights);
}

/// ĝ of the discounted objective with a baseline b(s), S entries, in units of the return.
template <class F, class DifferentiablePolicy>
Vector<F> reinforce(const DifferentiablePolicy& policy, const Rollout<F>& rollout,
                    const F& discount, const Vector<F>& baseline) {
  return reinforce(policy, rollout, discount, Credit::discounted_reward_to_go,
                   StateBaseline<F>{baseline});
}

/// ĝ of the discounted objective without a baseline.
template <class F, class DifferentiablePolicy>
Vector<F> reinforce(const DifferentiablePolicy& policy, const Rollout<F>& rollout,
                    const F& discount) {
  return reinforce(policy, rollout, discount, Credit::discounted_reward_to_go, NoBaseline{});
}

}  // namespace lemmata
