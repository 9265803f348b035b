// BL-1. Any state baseline leaves the gradient unbiased.
//
//   Σ_s ν(s) Σ_a ∇π(a|s) (Q(s,a) − b(s)) = ∇J   for every function b of the state,
//   E[ĝ_b] = ∇J_H                              for REINFORCE with G_t − b(s_t).
//
// Hypotheses: as PG-2 and PG-5; b does not depend on the action, nor on anything that follows it.
// Oracle: J and J_H as dual numbers, which know no baseline.
// Shows: the first identity, and the production `reinforce` with a baseline on every episode of
// horizon H ≤ 3. Both hypotheses on b are needed: the falsifiers drop one each.
// Sources: williams1992simple, Theorems 1 and 2; greensmith2004variance, Section 3.

#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/episode_estimators.hpp"

namespace lemmata {
namespace {

/// The predicate on action values: with `baselined` for Q the policy gradient is still ∇J.
template <class Baselined>
Check gives_the_gradient(Baselined baselined) {
  return identity([baselined]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
           const Matrix<F> directions = x.directions();
           const Vector<F> claimed =
               weighted_score_sum(x.policy(), visitation(x.mdp, x.pi()), baselined(x, q));
           return equal(directions.transpose() * claimed,
                        performance_derivatives(x.mdp, x.policy(), directions));
         })
      .only("needs γ < 1, or γ = 1 and an end from every state",
            [](const MdpInstance& x) { return discount_below_one_or_ending.holds(x); });
}

/// REINFORCE with γᵗ(G_t − b_t), where b_t may look at the rollout and the return.
template <class Baseline>
Check is_unbiased_with(Baseline baseline_t) {
  return is_unbiased(
      [baseline_t]<class F>(const MdpPoint<F>& x, const auto& policy, const Rollout<F>& rollout) {
        std::vector<F> weights = returns_to_go(rollout, x.mdp.discount);
        const std::vector<F> powers = discount_powers(rollout, x.mdp.discount);
        for (std::size_t t = 0; t < weights.size(); ++t) {
          weights[t] = powers[t] * (weights[t] - baseline_t(x, rollout.steps[t], weights[t]));
        }
        return mean_weighted_score(policy, rollout, weights);
      });
}

/// Σ_t γᵗ g_t b(s_t) along one episode.
constexpr auto baseline_term = []<class F>(const MdpPoint<F>& x, const TabularSoftmax<F>& policy,
                                           const Rollout<F>& rollout) {
  const Vector<F> baseline = x.state_baseline();
  Vector<F> sum = Vector<F>::Constant(policy.parameters(), F{0});
  F discount_t{1};
  for (const auto& step : rollout.steps) {
    sum += discount_t * baseline(step.state) * policy.score(step.state, step.action);
    discount_t *= x.mdp.discount;
  }
  return sum;
};

const Hypothesis no_sight_of_the_action{"b is a function of the state alone", {}};

/// The first identity with a baseline b(s,a).
Check gives_the_gradient_with_action_baseline() {
  return gives_the_gradient([]<class F>(const MdpPoint<F>& x, const Matrix<F>& q) {
    return Matrix<F>(q - x.action_baseline());
  });
}

constexpr auto production = [](const auto& x, const auto& policy, const auto& rollout) {
  return reinforce(policy, rollout, x.mdp.discount, x.state_baseline());
};

}  // namespace

Theorem state_baseline_leaves_gradient_unbiased() {
  return {
      .id = "BL-1",
      .claim = "Any baseline that depends on the state alone leaves the gradient unbiased",
      .statement = R"(\sum_s \nu(s) \sum_a \nabla \pi(a \mid s) \big(Q(s,a) - b(s)\big) = \nabla J,
                      \qquad \mathbb{E}[\hat g_b] = \nabla J_H)",
      .hypotheses = {finite_mdp, finite_horizon, softmax_policy, no_sight_of_the_action},
      .oracle = "J and J_H as dual numbers, which know no baseline",
      .shows = "The policy gradient, and the production estimator on every episode with H ≤ 3.",
      .instances =
          mdps("finite MDPs with a softmax policy, a horizon and baselines",
               {Part::policy, Part::direction, Part::state_baseline, Part::action_baseline},
               {.states = 3, .actions = 3, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("the policy gradient with Q(s,a) − b(s)",
                   gives_the_gradient([]<class F>(const MdpPoint<F>& x, const Matrix<F>& q) {
                     return Matrix<F>(q.colwise() - x.state_baseline());
                   })),
              part("REINFORCE with G_t − b(s_t)", is_unbiased(production)),
          },
      .proof =
          {
              step("the score has zero mean, so Σ_a ∇π(a|s) b(s) = 0 for every weighting of states",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> b = x.state_baseline().replicate(1, x.mdp.actions());
                     const Vector<F> sum = weighted_score_sum(x.policy(), x.mdp.start, b);
                     return equal(sum, Vector<F>::Constant(sum.size(), F{0}));
                   }),
              step("along an episode: E[Σ_t γᵗ g_t b(s_t)] = 0",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> mean = mean_estimate(x, baseline_term);
                     return equal(mean, Vector<F>::Constant(mean.size(), F{0}));
                   })),
              step("on every episode the baseline takes Σ_t γᵗ g_t b(s_t) off the estimate",
                   agree_on_every_episode(production,
                                          []<class F>(const MdpPoint<F>& x, const auto& policy,
                                                      const Rollout<F>& rollout) {
                                            return Vector<F>(
                                                reinforce(policy, rollout, x.mdp.discount) -
                                                baseline_term(x, policy, rollout));
                                          })),
          },
      .falsifiers =
          {
              wrong("a baseline of the action, b(s,a)", gives_the_gradient_with_action_baseline()),
              wrong("REINFORCE with a baseline of the action",
                    is_unbiased_with([](const auto& x, const auto& step, const auto&) {
                      return x.action_baseline()(step.state, step.action);
                    })),
              wrong("a baseline that saw the sampled return",
                    is_unbiased_with([]<class F>(const auto&, const auto&, const F& return_t) {
                      return return_t / F{2};
                    })),
              wrong("a baseline that saw the sampled reward",
                    is_unbiased_with(
                        [](const auto&, const auto& step, const auto&) { return step.reward; })),
          },
      .needs = {needed(no_sight_of_the_action, gives_the_gradient_with_action_baseline())},
      .sources = {{"williams1992simple", "Theorems 1 and 2"},
                  {"greensmith2004variance", "Section 3"}},
  };
}

}  // namespace lemmata
