#pragma once
/// \file
/// The variance of the REINFORCE estimate of one episode, without and with baselines: by running
/// the production estimator on every trajectory, and by recursion.

#include "algorithms/reinforce/reinforce.hpp"
#include "theory/mdp/values.hpp"
#include "theory/policies/estimate_moments.hpp"
#include "theory/policies/optimal_baseline.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

/// tr Cov(ĝ) over H steps by what is subtracted from the return, and for whole returns.
template <class F>
struct EstimateVariances {
  F nothing, value, optimal, whole_returns;  ///< the first three with rewards to go

  Vector<F> entries() const { return Vector<F>{{nothing, value, optimal, whole_returns}}; }
};

/// tr Cov(ĝ) of the production estimate of one episode, by enumeration.
template <class F, class Baseline>
F enumerated_variance(const FiniteMdp<F>& mdp, const TabularSoftmax<F>& policy, int horizon,
                      Credit credit, const Baseline& baseline) {
  F second_moment{0};
  const Vector<F> mean =
      expectation(mdp, policy.probabilities(), horizon, policy.parameters(),
                  [&](const Trajectory<F>& trajectory) {
                    const Rollout<F> rollout = rollout_of(trajectory.steps);
                    const Vector<F> g = reinforce(policy, rollout, mdp.discount, credit, baseline);
                    second_moment += trajectory.probability * g.dot(g);
                    return g;
                  });
  return second_moment - mean.dot(mean);
}

/// b(t, ·) from Q of the steps that remain, H × S.
template <class F, class FromActionValues>
Matrix<F> baseline_table(const FiniteMdp<F>& mdp, const Policy<F>& pi, int horizon,
                         FromActionValues from) {
  Matrix<F> table(horizon, mdp.states());
  for (int t = 0; t < horizon; ++t) {
    const Matrix<F> q = action_values(mdp, horizon_values(mdp, pi, horizon - t - 1));
    table.row(t) = Vector<F>(from(q)).transpose();
  }
  return table;
}

template <class F>
struct Baselines {
  Baselines(const FiniteMdp<F>& mdp, const TabularSoftmax<F>& policy, int horizon)
      : none{Matrix<F>::Constant(horizon, mdp.states(), F{0})},
        value{baseline_table(mdp, policy.probabilities(), horizon,
                             [&](const Matrix<F>& q) {
                               return policy.probabilities().cwiseProduct(q).rowwise().sum();
                             })},
        optimal{baseline_table(mdp, policy.probabilities(), horizon,
                               [&](const Matrix<F>& q) { return optimal_baseline(policy, q); })} {}

  Matrix<F> none, value, optimal;  ///< H × S each
};

/// tr Cov(ĝ) with each baseline and for whole returns, by the production estimator.
template <class F>
EstimateVariances<F> enumerated_variances(const FiniteMdp<F>& mdp, const TabularSoftmax<F>& policy,
                                          int horizon) {
  const Baselines<F> baselines{mdp, policy, horizon};
  const auto with = [&](Credit credit, const auto& baseline) {
    return enumerated_variance(mdp, policy, horizon, credit, baseline);
  };
  const Credit to_go = Credit::discounted_reward_to_go;
  return {with(to_go, NoBaseline{}), with(to_go, TimedBaseline<F>{baselines.value}),
          with(to_go, TimedBaseline<F>{baselines.optimal}),
          with(Credit::whole_return, NoBaseline{})};
}

/// The same by recursion over the steps that remain.
template <class F>
EstimateVariances<F> variances_by_recursion(const FiniteMdp<F>& mdp,
                                            const TabularSoftmax<F>& policy, int horizon) {
  const Baselines<F> baselines{mdp, policy, horizon};
  const auto with = [&](const Matrix<F>& b) {
    return reward_to_go_moments(mdp, policy, b).variance();
  };
  return {with(baselines.none), with(baselines.value), with(baselines.optimal),
          whole_return_moments(mdp, policy, horizon).variance()};
}

/// E‖Σ_t g_t‖².
template <class F>
F squared_sum_of_scores(const MdpPoint<F>& x) {
  const auto policy = x.policy();
  return expectation(x.mdp, x.pi(), x.horizon, 1, [&](const Trajectory<F>& trajectory) {
    Vector<F> sum = Vector<F>::Constant(policy.parameters(), F{0});
    for (const auto& step : trajectory.steps) sum += policy.score(step.state, step.action);
    return Vector<F>::Constant(1, sum.dot(sum));
  })(0);
}

/// (1 − 1/A) r_max².
template <class F>
F unit_of_bound(const FiniteMdp<F>& mdp) {
  F largest{0};
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& o : mdp.outcomes(s, a)) largest = larger(largest, absolute(o.reward));
    }
  }
  return (F{1} - F{1} / F(mdp.actions())) * largest * largest;
}

/// H²(H + 1)/2.
inline constexpr auto cubic = []<class F>(const F& h) { return F(h * h * (h + F{1}) / F{2}); };

}  // namespace lemmata
