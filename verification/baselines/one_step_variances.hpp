#pragma once
/// \file
/// The variance of the production estimate in one state: `reinforce` on every episode that starts
/// there, each weighted by its exact probability.

#include "algorithms/reinforce/reinforce.hpp"
#include "theory/mdp/start.hpp"
#include "theory/mdp/values.hpp"
#include "theory/policies/optimal_baseline.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// Episodes of `horizon` steps under a policy, and the action values at their first step.
template <class F, template <class> class SoftmaxPolicy>
struct Episodes {
  FiniteMdp<F> mdp;
  SoftmaxPolicy<F> policy;
  Matrix<F> q;  ///< S × A
  int horizon = 1;
};

/// A bandit in every state: whatever the action, the episode ends and pays q(s,a).
template <class F>
FiniteMdp<F> bandits(const Matrix<F>& q) {
  FiniteMdp<F> result(static_cast<int>(q.rows()), static_cast<int>(q.cols()));
  result.start.setConstant(F{1} / F(q.rows()));
  for (int s = 0; s < result.states(); ++s) {
    for (int a = 0; a < result.actions(); ++a) result.outcomes(s, a) = {{F{1}, s, q(s, a), true}};
  }
  return result;
}

/// One step that pays Q^π(s,a) under the point's tabular softmax: g (Q − b) is what is estimated.
constexpr auto action_value_step = []<class F>(const MdpPoint<F>& x) {
  const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
  return Episodes<F, TabularSoftmax>{bandits(q), x.policy(), q};
};

/// The same under a softmax policy that is linear in two features.
constexpr auto linear_action_value_step = []<class F>(const MdpPoint<F>& x) {
  const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
  return Episodes<F, LinearSoftmax>{bandits(q), x.linear_policy(), q};
};

/// The episodes of the point's own horizon, with the rewards of the MDP, which may be random.
constexpr auto sampled_rewards = []<class F>(const MdpPoint<F>& x) {
  const Matrix<F> q = action_values(x.mdp, horizon_values(x.mdp, x.pi(), x.horizon - 1));
  return Episodes<F, TabularSoftmax>{x.mdp, x.policy(), q, x.horizon};
};

/// The variance of every coordinate of `reinforce` with a baseline, over the episodes from each
/// state: S × parameters.
template <class F, template <class> class SoftmaxPolicy, class Baseline>
Matrix<F> estimate_variances(const Episodes<F, SoftmaxPolicy>& episodes, const Baseline& baseline) {
  const auto& policy = episodes.policy;
  const auto estimate = [&](const Trajectory<F>& trajectory) {
    const Rollout<F> rollout = rollout_of(trajectory.steps);
    return reinforce(policy, rollout, episodes.mdp.discount, Credit::discounted_reward_to_go,
                     baseline);
  };
  Matrix<F> result(episodes.mdp.states(), policy.parameters());
  for (int s = 0; s < result.rows(); ++s) {
    const FiniteMdp<F> mdp = started_in(episodes.mdp, s);
    const auto mean_over = [&](auto of_trajectory) {
      return expectation(mdp, policy.probabilities(), episodes.horizon, policy.parameters(),
                         of_trajectory);
    };
    const Vector<F> mean = mean_over(estimate);
    result.row(s) = mean_over([&](const Trajectory<F>& trajectory) -> Vector<F> {
      const Vector<F> deviation = estimate(trajectory) - mean;
      return deviation.cwiseProduct(deviation);
    });
  }
  return result;
}

/// The trace of the covariance of `reinforce` with the baseline b, S entries, from each state.
template <class F, template <class> class SoftmaxPolicy>
Vector<F> covariance_traces(const Episodes<F, SoftmaxPolicy>& episodes, const Vector<F>& baseline) {
  return estimate_variances(episodes, StateBaseline<F>{baseline}).rowwise().sum();
}

/// The same episodes among the dual numbers, all derivatives zero.
template <class F, template <class> class SoftmaxPolicy>
Episodes<Dual<F>, SoftmaxPolicy> as_constant(const Episodes<F, SoftmaxPolicy>& episodes) {
  const Vector<F> still = Vector<F>::Constant(episodes.policy.parameters(), F{0});
  return {as_constant(episodes.mdp), episodes.policy.along(still),
          episodes.q.unaryExpr([](const F& x) { return Dual<F>{x}; }), episodes.horizon};
}

/// b + ε: in one step the variance in a state depends on that state's baseline alone, so all of
/// them may move at once.
template <class F>
Vector<Dual<F>> moving(const Vector<F>& baseline) {
  return baseline.unaryExpr([](const F& b) { return Dual<F>{b, F{1}}; });
}

/// V(s) = Σ_a π(a|s) q(s,a), S entries.
template <class F, template <class> class SoftmaxPolicy>
Vector<F> mean_action_values(const Episodes<F, SoftmaxPolicy>& episodes) {
  return episodes.policy.probabilities().cwiseProduct(episodes.q).rowwise().sum();
}

/// The same check where every state's episodes are enumerated in no time.
inline Check on_few_states(Check check) {
  return std::move(check).only("states are enumerated one by one, up to 16 of them",
                               [](const MdpInstance& x) { return x.table.states() <= 16; });
}

}  // namespace lemmata
