// AE-5. GAE at λ = 0 and λ = 1.
//
//   λ = 0:  Â_t = δ_t = r_t + γV(s_{t+1}) − V(s_t);
//   λ = 1:  Â_t = Σ_{k<N} γᵏ r_{t+k} + γᴺV(s_{t+N}) − V(s_t) = G_t − V(s_t),
//
// with N the steps that are left of t's episode; V(s_{t+N}) is 0 where it terminates. The return
// G_t is counted, and discounted, from t on.
//
// Hypotheses: a rollout of T ≥ 1 steps, of one or several episodes, each of which terminates, is
// truncated, or is cut by the rollout's end. Nothing is asked of V.
//
// Oracle: for λ = 1 the production's `returns_to_go`, which knows no values, and the value at the
// end apart; for λ = 0 the TD error spelled out.
//
// Shows: both limits of the production `generalized_advantages` at every step of rollouts of up to
// 6 steps, with any flags, rewards, values and γ. That of λ = 1 as the study text has it (claim
// 41), Σ_t γᵗ r_t − V(s_0) at every step, is one of the wrong versions.
//
// Sources: schulman2016high, equations 17 and 18.

#include "verification/advantage/advantage_estimates.hpp"

namespace lemmata {
namespace {

/// The rewards as a rollout of an MDP with one state, for `returns_to_go`.
template <class F>
Rollout<F> rewards_alone(const ValuedRollout<F>& rollout) {
  Rollout<F> result;
  for (std::size_t t = 0; t < rollout.size(); ++t) {
    result.steps.push_back({.state = 0, .action = 0, .reward = rollout.rewards[t]});
    result.ends.push_back(!rollout.goes_on(t));
  }
  return result;
}

/// The rewards with γV(s_{t+1}) paid out where an episode is cut, so that returns contain it.
template <class F>
ValuedRollout<F> with_values_paid_out(const RolloutPoint<F>& x) {
  ValuedRollout<F> result = x.rollout;
  for (std::size_t t = 0; t < result.size(); ++t) {
    if (result.goes_on(t) || result.terminated[t]) continue;
    result.rewards[t] += x.discount * result.next_values[t];
  }
  return result;
}

/// G_t, with the value where an episode is cut.
template <class F>
std::vector<F> returns(const RolloutPoint<F>& x) {
  return returns_to_go(rewards_alone(with_values_paid_out(x)), x.discount);
}

template <class F>
std::vector<F> difference(std::vector<F> a, const std::vector<F>& b) {
  for (std::size_t t = 0; t < a.size(); ++t) a[t] -= b[t];
  return a;
}

/// The predicates: GAE with λ = 0, and with λ = 1, is a claimed estimate.
template <class Claimed>
Check is_limit(int lambda, Claimed claimed) {
  return estimates_agree(
      [lambda]<class F>(const RolloutPoint<F>& x) {
        return generalized_advantages(x.rollout, x.discount, F(lambda));
      },
      claimed);
}

/// r_t + γV(s_{t+1}) − V(s_t).
constexpr auto one_step = []<class F>(const RolloutPoint<F>& x) {
  std::vector<F> result = difference(x.rollout.rewards, x.rollout.values);
  for (std::size_t t = 0; t < result.size(); ++t) {
    if (!x.rollout.terminated[t]) result[t] += x.discount * x.rollout.next_values[t];
  }
  return result;
};

constexpr auto return_less_value = []<class F>(const RolloutPoint<F>& x) {
  return difference(returns(x), x.rollout.values);
};

/// What each step's episode had at its first step.
template <class F>
std::vector<F> of_the_first_step(const ValuedRollout<F>& rollout, std::vector<F> estimates) {
  for (std::size_t t = 1; t < estimates.size(); ++t) {
    if (rollout.goes_on(t - 1)) estimates[t] = estimates[t - 1];
  }
  return estimates;
}

}  // namespace

Theorem limits_of_generalized_advantage() {
  return {
      .id = "AE-5",
      .claim =
          "Generalized advantages are TD errors for λ = 0, and returns from then on less values "
          "for "
          "λ = 1",
      .statement = R"(\lambda = 0: \hat A_t = r_t + \gamma V(s_{t+1}) - V(s_t); \qquad
                      \lambda = 1: \hat A_t = G_t - V(s_t))",
      .hypotheses = {rollout_of_episodes},
      .oracle = "the returns of the rewards alone, and TD errors spelled out",
      .shows =
          "Both limits of the production function at every step of rollouts of up to 6 steps, with "
          "any flags, rewards, values and γ.",
      .instances = rollouts(6),
      .checks =
          {
              part("λ = 0: the TD error", is_limit(0, one_step)),
              part("λ = 1: the return from t on less the value", is_limit(1, return_less_value)),
          },
      .proof =
          {
              step("for λ = 1 the values between cancel: the estimate depends on V(s_t) and on the "
                   "value where the episode is cut alone",
                   estimates_agree(
                       []<class F>(const RolloutPoint<F>& x) {
                         return generalized_advantages(x.rollout, x.discount, F{1});
                       },
                       []<class F>(const RolloutPoint<F>& x) {
                         ValuedRollout<F> without = x.rollout;
                         for (std::size_t t = 0; t < without.size(); ++t) {
                           without.values[t] = F{0};
                           if (without.goes_on(t)) without.next_values[t] = F{0};
                         }
                         return difference(generalized_advantages(without, x.discount, F{1}),
                                           x.rollout.values);
                       })),
          },
      .falsifiers =
          {
              wrong("λ = 1 at every step: the return of the whole episode less the first value",
                    is_limit(1,
                             []<class F>(const RolloutPoint<F>& x) {
                               return of_the_first_step(x.rollout, return_less_value(x));
                             }))
                  .refuting(41),
              wrong("λ = 1: the return itself",
                    is_limit(1, [](const auto& x) { return returns(x); })),
              wrong("λ = 1: no value where an episode is cut",
                    is_limit(1,
                             [](const auto& x) {
                               return difference(
                                   returns_to_go(rewards_alone(x.rollout), x.discount),
                                   x.rollout.values);
                             })),
              wrong("λ = 0 and λ = 1 exchanged", is_limit(0, return_less_value)),
              wrong("λ = 0: the reward less the value",
                    is_limit(0,
                             [](const auto& x) {
                               return difference(x.rollout.rewards, x.rollout.values);
                             })),
          },
      .sources = {{"schulman2016high", "equations 17 and 18"}},
  };
}

}  // namespace lemmata
