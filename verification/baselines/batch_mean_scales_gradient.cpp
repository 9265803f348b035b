// BL-7. A batch mean that contains the sample scales the gradient; leave-one-out leaves it alone.
//
//   E[ĝ with the mean over all n episodes]        = (1 − 1/n) ∇J_H
//   E[ĝ with the mean over the n − 1 others]      = ∇J_H
//
// Both means are taken time by time over the returns, an episode that has ended counting as 0. Of a
// batch, the first estimate is (1 − 1/n) times the second: one more reason to call it a scale.
//
// Hypotheses: a finite MDP, a finite horizon H, a softmax policy, n ≥ 2 independent episodes.
// Oracle: J_H as a dual number through the dynamic programme, which knows no batch.
// Shows: the production `reinforce` with `BatchMean` and `LeaveOneOut`, for γᵗG_t and for G_0 as
// the credit, on every batch of two and of three episodes of horizon H ≤ 2, where there are at most
// 1000 batches. Episodes end at different times.
// Sources: kool2019buy, the leave-one-out baseline; williams1992simple, Theorem 1.

#include "verification/baselines/batches.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

constexpr auto one = []<class F>(const F&) { return F{1}; };
constexpr auto without_own_share = []<class F>(const F& n) { return F(F{1} - F{1} / n); };

/// The predicate: over batches of n the estimate with this baseline has mean factor(n) ∇J_H.
template <class Baseline, class Factor>
Check has_mean(int episodes, Baseline baseline, Factor factor,
               Credit credit = Credit::discounted_reward_to_go) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> directions = x.directions();
           const Vector<F> gradient =
               horizon_performance_derivatives(x.mdp, x.policy(), directions, x.horizon);
           return equal(
               directions.transpose() * mean_estimate_over_batches(x, episodes, credit, baseline),
               gradient * F(factor(F(episodes))));
         })
      .only("batches are enumerated up to 1000", few_batches(episodes));
}

/// R_t less a sum of returns over a number, both functions of the rollout and of t.
template <class Mean>
auto less(Mean mean) {
  return [mean]<class F>(const Rollout<F>& rollout, const std::vector<F>& returns) {
    std::vector<F> advantages = returns;
    for (std::size_t t = 0; t < returns.size(); ++t) advantages[t] -= mean(rollout, returns, t);
    return advantages;
  };
}

/// Σ over all episodes of their returns at the time of step t.
template <class F>
F sum_at_time_of(const Rollout<F>& rollout, const std::vector<F>& returns, std::size_t t) {
  return summed_over_episodes(rollout, returns)[times(rollout)[t]];
}

const Check unbiased_batch_mean = has_mean(2, BatchMean{}, one);

/// Σ_{i≠j} E[Σ_t γᵗ ∇log π(a^i_t|s^i_t) R^j_t]: scores times the other episode's returns.
constexpr auto cross_terms = []<class F>(const MdpPoint<F>& x) {
  const auto policy = x.policy();
  return mean_over_batches(x, 2, policy.parameters(), [&](const Rollout<F>& batch) {
    const auto of_the_other = less([](const auto& rollout, const auto& returns, std::size_t t) {
      return sum_at_time_of(rollout, returns, t);
    });
    return reinforce(policy, batch, x.mdp.discount, Credit::discounted_reward_to_go, of_the_other);
  });
};

/// E[(ĝ_all − (1 − 1/n) ĝ_others)²], entry by entry: 0 if the two agree on every batch.
template <class F>
Vector<F> squared_difference_of_estimates(const MdpPoint<F>& x, int episodes) {
  const auto policy = x.policy();
  return mean_over_batches(x, episodes, policy.parameters(), [&](const Rollout<F>& batch) {
    const auto estimate = [&](const auto& baseline) {
      return reinforce(policy, batch, x.mdp.discount, Credit::discounted_reward_to_go, baseline);
    };
    const Vector<F> difference =
        estimate(BatchMean{}) - without_own_share(F(episodes)) * estimate(LeaveOneOut{});
    return Vector<F>(difference.cwiseProduct(difference));
  });
}

const Hypothesis independent_episodes{"n ≥ 2 independent episodes", {}};

/// The leave-one-out predicate where the batch is one episode, twice.
Check is_unbiased_over_copies() {
  return enumerated_identity([]<class F>(const MdpPoint<F>& x) {
    const auto policy = x.policy();
    const Vector<F> mean =
        mean_over_batches(x, 1, policy.parameters(), [&](const Rollout<F>& batch) {
          Rollout<F> copies = batch;
          copies.append_episode(batch.steps);
          return reinforce(policy, copies, x.mdp.discount, Credit::discounted_reward_to_go,
                           LeaveOneOut{});
        });
    const Matrix<F> directions = x.directions();
    return equal(directions.transpose() * mean,
                 horizon_performance_derivatives(x.mdp, policy, directions, x.horizon));
  });
}

}  // namespace

Theorem batch_mean_scales_gradient() {
  const Credit whole = Credit::whole_return;
  return {
      .id = "BL-7",
      .claim =
          "A baseline that is the mean of n returns, the sample's own among them, scales the "
          "expected gradient by 1 − 1/n; the mean of the others leaves it alone",
      .statement = R"(\mathbb{E}[\hat g_{\text{mean of all}}] = \Big(1 - \frac1n\Big) \nabla J_H,
                      \qquad \mathbb{E}[\hat g_{\text{mean of the others}}] = \nabla J_H)",
      .hypotheses = {finite_mdp, finite_horizon, softmax_policy, independent_episodes},
      .oracle = "J_H as a dual number through the dynamic programme",
      .shows =
          "The production estimator with both baselines, on every batch of two and of three "
          "episodes, where there are at most 1000; for rewards to go and for whole returns.",
      .instances =
          mdps("finite MDPs with a softmax policy and a horizon", {Part::policy, Part::direction},
               {.states = 2, .actions = 2, .outcomes = 2, .horizon = 2}),
      .checks =
          {
              part("the mean of two", has_mean(2, BatchMean{}, without_own_share)),
              part("the mean of three", has_mean(3, BatchMean{}, without_own_share)),
              part("the other one of two", has_mean(2, LeaveOneOut{}, one)),
              part("the mean of the other two", has_mean(3, LeaveOneOut{}, one)),
              part("the mean of two whole returns",
                   has_mean(2, BatchMean{}, without_own_share, whole)),
              part("the other one of two whole returns", has_mean(2, LeaveOneOut{}, one, whole)),
          },
      .proof =
          {
              step("a score times another episode's return has mean zero",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     // R − Σ over both = −(the other's), so nothing but cross terms is left.
                     const Vector<F> mean = cross_terms(x);
                     return equal(mean, Vector<F>::Constant(mean.size(), F{0}));
                   }).only("batches are enumerated up to 1000", few_batches(2))),
              step("ĝ with the mean of all = (1 − 1/n) ĝ with the mean of the others, on every "
                   "batch",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> squares = squared_difference_of_estimates(x, 2);
                     return equal(squares, Vector<F>::Constant(squares.size(), F{0}));
                   }).only("batches are enumerated up to 1000", few_batches(2))),
          },
      .falsifiers =
          {
              wrong("the batch mean unbiased", unbiased_batch_mean),
              wrong(
                  "the factor 1 − 1/(n + 1)",
                  has_mean(2, BatchMean{}, []<class F>(const F& n) { return F(n / (n + F{1})); })),
              wrong("leave-one-out that does not leave the own return out: Σ/(n − 1)",
                    has_mean(3, less([](const auto& rollout, const auto& returns, std::size_t t) {
                               auto mean = sum_at_time_of(rollout, returns, t);
                               return mean /= decltype(mean)(rollout.episodes() - 1);
                             }),
                             one)),
              wrong(
                  "one mean over the steps of all times",
                  has_mean(
                      2, less([]<class F>(const auto&, const std::vector<F>& returns, std::size_t) {
                        F sum{0};
                        for (const F& return_t : returns) sum += return_t;
                        return F(sum / F(static_cast<int>(returns.size())));
                      }),
                      without_own_share)),
              wrong("the mean over those episodes alone that have reached the time",
                    has_mean(2,
                             less([]<class F>(const Rollout<F>& rollout,
                                              const std::vector<F>& returns, std::size_t t) {
                               const auto reached = summed_over_episodes(
                                   rollout, std::vector<F>(returns.size(), F{1}));
                               return F(sum_at_time_of(rollout, returns, t) /
                                        reached[times(rollout)[t]]);
                             }),
                             without_own_share)),
          },
      .needs = {needed(independent_episodes, is_unbiased_over_copies())},
      .sources = {{"kool2019buy", "the leave-one-out baseline"},
                  {"williams1992simple", "Theorem 1"}},
  };
}

}  // namespace lemmata
