// AE-1. With the true values the TD error is the advantage, on average.
//
//   E[r_t + γV^π(s_{t+1}) − V^π(s_t) | s_t = s, a_t = a] = A^π(s,a)
//
// with V(s_{t+1}) = 0 where step t terminates; for any other V the mean is A^π(s,a) − e(s) +
// γE[e(s_{t+1})], e = V − V^π.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy.
//
// Oracle: A^π from the linear solve for V^π and the expected rewards and transitions.
//
// Shows: the mean of the production `td_errors` over every outcome of every state and action, with
// V^π and with any V.
//
// Sources: schulman2016high, equations 10 and 11.

#include "verification/advantage/conditional_means.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

constexpr auto production = []<class F>(const ValuedRollout<F>& rollout, const F& discount) {
  return td_errors(rollout, discount)[0];
};

constexpr auto true_values = [](const auto& x) { return policy_values(x.mdp, x.pi()); };
constexpr auto any_values = [](const auto& x) { return x.values(); };

/// γ Σ_s' P(s'|s,a) e(s') − e(s) for e = V − V^π, S × A.
constexpr auto bias = []<class F>(const MdpPoint<F>& x, const Vector<F>& values) {
  const Vector<F> error = values - policy_values(x.mdp, x.pi());
  return Matrix<F>(x.mdp.discount * successor_means(x.mdp, error) -
                   error.replicate(1, x.mdp.actions()));
};
constexpr auto no_bias = []<class F>(const MdpPoint<F>& x, const Vector<F>&) {
  return Matrix<F>(Matrix<F>::Constant(x.mdp.states(), x.mdp.actions(), F{0}));
};

/// The predicate: the mean of a TD error is A^π and a claimed bias.
template <class Error, class ValuesOf, class Bias>
Check is_advantage(Error error, ValuesOf values_of, Bias claimed) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> values = values_of(x);
    const Matrix<F> mean = mean_given_first_action(
        x, values, 1,
        [&](const ValuedRollout<F>& rollout) { return F(error(rollout, x.mdp.discount)); });
    return equal(mean, Matrix<F>(advantages(x.mdp, x.pi()) + claimed(x, values)));
  });
}

/// The production on a rollout that a program has got wrong.
template <class Change>
auto on_changed_rollout(Change change) {
  return [change]<class F>(ValuedRollout<F> rollout, const F& discount) {
    change(rollout);
    return td_errors(rollout, discount)[0];
  };
}

}  // namespace

Theorem td_error_is_the_advantage_on_average() {
  return {
      .id = "AE-1",
      .claim = "With the true values the TD error is the advantage on average",
      .statement = R"(\mathbb{E}[ r_t + \gamma V^\pi(s_{t+1}) - V^\pi(s_t) \mid s_t = s, a_t = a ]
                      = A^\pi(s,a))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "the advantage from the linear solve and expected transitions",
      .shows =
          "The mean of the production TD error over every outcome of every state and action, with "
          "V^π and, with its bias, for any V.",
      .instances =
          mdps("finite MDPs with a softmax policy and any values", {Part::policy, Part::values}),
      .checks =
          {
              part("with V^π it is A^π", is_advantage(production, true_values, no_bias)),
              part("with any V it is A^π − e(s) + γE[e(s')]",
                   is_advantage(production, any_values, bias)),
          },
      .proof =
          {
              step("E[r + γV^π(s')] is Q^π: the mean of what follows V(s_t) in the TD error",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> values = policy_values(x.mdp, x.pi());
                     const Matrix<F> mean = mean_given_first_action(
                         x, values, 1, [&](const ValuedRollout<F>& rollout) {
                           return F(td_errors(rollout, x.mdp.discount)[0] + rollout.values[0]);
                         });
                     return equal(mean, action_values(x.mdp, values));
                   })),
          },
      .falsifiers =
          {
              wrong("bootstrap at a terminal state",
                    is_advantage(
                        on_changed_rollout([](auto& rollout) { rollout.terminated[0] = false; }),
                        true_values, no_bias)),
              wrong("γ lost",
                    is_advantage([]<class F>(const ValuedRollout<F>& rollout,
                                             const F&) { return td_errors(rollout, F{1})[0]; },
                                 true_values, no_bias)),
              wrong("any values will do", is_advantage(production, any_values, no_bias)),
              wrong("the value of the state left is added",
                    is_advantage(
                        []<class F>(const ValuedRollout<F>& rollout, const F& discount) {
                          return F(td_errors(rollout, discount)[0] + rollout.values[0] +
                                   rollout.values[0]);
                        },
                        true_values, no_bias)),
              wrong("no bootstrap at all: the reward less the value",
                    is_advantage(
                        on_changed_rollout([](auto& rollout) { rollout.terminated[0] = true; }),
                        true_values, no_bias)),
          },
      .sources = {{"schulman2016high", "equations 10 and 11"}},
  };
}

}  // namespace lemmata
