// PG-5. REINFORCE is unbiased.
//
//   E[ĝ] = ∇J_H,   ĝ = (1/m) Σ_i Σ_t γᵗ ∇log π(a_t|s_t) G_t   over m independent episodes i
//
// Hypotheses: a finite MDP, a finite horizon H, a softmax policy, episodes drawn with that policy.
// Oracle: J_H as a dual number through the dynamic programme.
// Shows: the production `reinforce`, the code that trains, run in exact arithmetic on every single
// episode and on every pair of episodes laid end to end, has mean ∇J_H in every coordinate (along
// one random direction for more than 64 parameters), for H ≤ 3. Pairs are what a rollout of several
// episodes adds: returns and γᵗ start anew. They are enumerated where an MDP has at most 48
// trajectories; batches of three and more are not. Continuing tasks are sampled: over N steps,
// P(N > k) = γᵏ, the undiscounted estimate has mean ∇J (its variance is computed exactly, and is
// what the test assumes).
// Sources: williams1992simple, Theorem 2.

#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/episode_estimators.hpp"

namespace lemmata {
namespace {

bool few_pairs(const MdpInstance& x) { return trajectory_count(x.table, x.horizon) <= 48; }

/// The predicate for batches of two independent episodes.
template <class Estimator>
Check is_unbiased_over_pairs(Estimator estimator) {
  return enumerated_identity([estimator]<class F>(const MdpPoint<F>& x) {
           const auto policy = x.policy();
           const auto mean_over = [&](auto estimate) {
             return expectation(x.mdp, policy.probabilities(), x.horizon, policy.parameters(),
                                estimate);
           };
           const Vector<F> mean = mean_over([&](const Trajectory<F>& first) {
             return mean_over([&](const Trajectory<F>& second) {
               Rollout<F> rollout;
               rollout.append_episode(first.steps);
               rollout.append_episode(second.steps);
               return estimator(x, policy, rollout);
             });
           });
           const Matrix<F> directions = x.directions();
           return equal(directions.transpose() * mean,
                        horizon_performance_derivatives(x.mdp, policy, directions, x.horizon));
         })
      .only("pairs are enumerated up to 48 trajectories", few_pairs);
}

/// Σ_t Σ_{k≥t} γᵏ g_t r_k along one episode.
constexpr auto spelled_out = []<class F>(const MdpPoint<F>& x, const TabularSoftmax<F>& policy,
                                         const Rollout<F>& rollout) {
  Vector<F> sum = Vector<F>::Constant(policy.parameters(), F{0});
  const auto& steps = rollout.steps;
  for (std::size_t t = 0; t < steps.size(); ++t) {
    for (std::size_t k = t; k < steps.size(); ++k) {
      sum += (power(x.mdp.discount, static_cast<int>(k)) * steps[k].reward) *
             policy.score(steps[t].state, steps[t].action);
    }
  }
  return sum;
};

constexpr auto production = [](const auto& x, const auto& policy, const auto& rollout) {
  return reinforce(policy, rollout, x.mdp.discount);
};

/// The production's last stage on other weights w_t: (1/m) Σ_t w_t ∇log π(a_t|s_t).
template <class WeightsOf>
auto weighted_by(WeightsOf weights_of) {
  return [weights_of](const auto& x, const auto& policy, const auto& rollout) {
    return mean_weighted_score(policy, rollout, weights_of(rollout, x.mdp.discount));
  };
}

template <class F>
std::vector<F> product(std::vector<F> a, const std::vector<F>& b) {
  for (std::size_t t = 0; t < a.size(); ++t) a[t] *= b[t];
  return a;
}

constexpr auto undiscounted = [](const auto&, const auto& policy, const auto& rollout) {
  return reinforce(policy, rollout, 1.0);
};

/// The same steps as one episode: no step but the last ends one.
template <class F>
Rollout<F> without_inner_ends(Rollout<F> rollout) {
  rollout.ends.assign(rollout.size(), false);
  rollout.ends.back() = true;
  return rollout;
}

}  // namespace

Theorem reinforce_is_unbiased() {
  return {
      .id = "PG-5",
      .claim =
          "The production REINFORCE estimate has the gradient as its mean, for one episode "
          "and for several in one rollout",
      .statement = R"(\mathbb{E} \Big[ \frac1m \sum_{i=1}^m \sum_t \gamma^t\,
                      \nabla_\theta \log \pi_\theta(a^i_t \mid s^i_t)\, G^i_t \Big] = \nabla_\theta J_H)",
      .hypotheses = {finite_mdp, finite_horizon, softmax_policy},
      .oracle = "J_H as a dual number through the dynamic programme",
      .shows =
          "The estimator that trains, in exact arithmetic, on every episode of horizon at most 3, "
          "and on every pair of episodes where an MDP has at most 48 trajectories; and its mean "
          "over sampled episodes of a geometric horizon.",
      .instances =
          mdps("finite MDPs with a softmax policy and a horizon", {Part::policy, Part::direction},
               {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("one episode", is_unbiased(production)),
              part("two episodes in one rollout", is_unbiased_over_pairs(production)),
              part("sampled episodes of a geometric horizon",
                   is_unbiased_over_geometric_horizons(undiscounted)),
          },
      .proof =
          {
              step("on every episode the estimate is Σ_t Σ_{k≥t} γᵏ g_t r_k, of mean ∇J_H by PG-4",
                   agree_on_every_episode(production, spelled_out)),
          },
      .falsifiers =
          {
              wrong("G_t without r_t",
                    is_unbiased(weighted_by([](const auto& rollout, const auto& discount) {
                      auto returns = returns_to_go(rollout, discount);
                      for (std::size_t t = 0; t < returns.size(); ++t) {
                        returns[t] -= rollout.steps[t].reward;
                      }
                      return product(returns, discount_powers(rollout, discount));
                    }))),
              wrong("log-probabilities averaged before they multiply the return",
                    is_unbiased(
                        weighted_by([]<class F>(const Rollout<F>& rollout, const F& discount) {
                          F total{0};
                          for (const F& return_t : returns_to_go(rollout, discount)) {
                            total += return_t;
                          }
                          const F length{static_cast<int>(rollout.size())};
                          return std::vector<F>(rollout.size(), total / length);
                        })),
                    {"Farama-Foundation/Gymnasium#1336"}),
              wrong(
                  "returns not reset between episodes",
                  is_unbiased_over_pairs(weighted_by([](const auto& rollout, const auto& discount) {
                    return product(returns_to_go(without_inner_ends(rollout), discount),
                                   discount_powers(rollout, discount));
                  }))),
              wrong(
                  "γᵗ not reset between episodes",
                  is_unbiased_over_pairs(weighted_by([](const auto& rollout, const auto& discount) {
                    return product(returns_to_go(rollout, discount),
                                   discount_powers(without_inner_ends(rollout), discount));
                  }))),
              wrong("γᵗ twice",
                    is_unbiased(weighted_by([](const auto& rollout, const auto& discount) {
                      const auto powers = discount_powers(rollout, discount);
                      return product(product(returns_to_go(rollout, discount), powers), powers);
                    }))),
              wrong("γᵗ missing",
                    is_unbiased(weighted_by([](const auto& rollout, const auto& discount) {
                      return returns_to_go(rollout, discount);
                    })),
                    {"facebookresearch/Pearl#46", "ufal/npfl122#117"}),
              wrong("the mean over steps for the mean over episodes",
                    is_unbiased(
                        weighted_by([]<class F>(const Rollout<F>& rollout, const F& discount) {
                          auto weights = product(returns_to_go(rollout, discount),
                                                 discount_powers(rollout, discount));
                          for (F& weight : weights) weight /= F{static_cast<int>(rollout.size())};
                          return weights;
                        }))),
              wrong("discounted once more over a geometric horizon",
                    is_unbiased_over_geometric_horizons(production)),
              wrong("G_t without r_t over a geometric horizon",
                    is_unbiased_over_geometric_horizons(
                        [](const auto&, const auto& policy, const auto& rollout) {
                          auto returns = returns_to_go(rollout, 1.0);
                          for (std::size_t t = 0; t < returns.size(); ++t) {
                            returns[t] -= rollout.steps[t].reward;
                          }
                          return mean_weighted_score(policy, rollout, returns);
                        })),
          },
      .sources = {{"williams1992simple", "Theorem 2"}},
  };
}

}  // namespace lemmata
