// AE-3. The bias of the n-step advantage.
//
//   E[Â^(n)_t | s_t = s, a_t = a] − A^π(s,a) = γⁿ (P_a P_π^{n−1} e)(s) − e(s),   e = V − V^π,
//
// the error of V n steps on, discounted, and the error of the state itself. The second is a
// function of the state, which leaves the gradient unbiased (BL-1); the first falls as γⁿ.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; n ≥ 1.
//
// Oracle: A^π and V^π from the linear solve, and powers of the transition matrix.
//
// Shows: the mean of the production `n_step_advantages` over every episode of n ≤ 3 steps, from
// every state and action, with any V.
//
// Sources: schulman2016high, equation 15.

#include "verification/advantage/conditional_means.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

/// E[Â^(n) | s, a] under V, for n the point's horizon, S × A.
template <class F>
Matrix<F> mean_estimate(const MdpPoint<F>& x, const Vector<F>& values) {
  return mean_given_first_action(x, values, x.horizon, [&](const ValuedRollout<F>& rollout) {
    return n_step_advantages(rollout, x.mdp.discount, x.horizon)[0];
  });
}

/// (P_a P_π^k v)(s), S × A.
template <class F>
Matrix<F> after_steps(const MdpPoint<F>& x, Vector<F> values, int k) {
  const Matrix<F> transitions = policy_transitions(x.mdp, x.pi());
  for (int i = 0; i < k; ++i) values = transitions * values;
  return successor_means(x.mdp, values);
}

/// The predicate: the mean for n the point's horizon is A^π and a claimed bias, which a lambda
/// computes from the error of V.
template <class Bias>
Check has_bias(Bias claimed) {
  return enumerated_identity([claimed]<class F>(const MdpPoint<F>& x) {
           const Vector<F> values = x.values();
           const Vector<F> error = values - policy_values(x.mdp, x.pi());
           return equal(mean_estimate(x, values),
                        Matrix<F>(advantages(x.mdp, x.pi()) + claimed(x, error, x.horizon)));
         })
      .only("at most 16 states, each enumerated by itself", has_at_most<16>);
}

/// γⁿ P_a P_π^{n−1} e − e(s).
constexpr auto bias = []<class F>(const MdpPoint<F>& x, const Vector<F>& error, int n) {
  const Matrix<F> later = power(x.mdp.discount, n) * after_steps(x, error, n - 1);
  return Matrix<F>(later - error.replicate(1, x.mdp.actions()));
};

}  // namespace

Theorem bias_of_n_step_advantage() {
  return {
      .id = "AE-3",
      .claim =
          "The n-step advantage is biased by the discounted error of the values n steps on, less "
          "that of the state",
      .statement = R"(\mathbb{E}[\hat A^{(n)}_t \mid s, a] - A^\pi(s,a)
                      = \gamma^n (P_a P_\pi^{n-1} e)(s) - e(s), \qquad e = V - V^\pi)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "advantage and values from the linear solve, and powers of the transition matrix",
      .shows =
          "The mean of the production estimate over every episode of n ≤ 3 steps, from every state "
          "and action, with any V.",
      .instances =
          mdps("finite MDPs with a softmax policy, any values, and n", {Part::policy, Part::values},
               {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks = {has_bias(bias)},
      .proof =
          {
              step("the true values telescope: with V^π the mean is A^π, for every n",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> values = policy_values(x.mdp, x.pi());
                     return equal(mean_estimate(x, values), advantages(x.mdp, x.pi()));
                   }).only("at most 16 states, each enumerated by itself", has_at_most<16>)),
              step("V enters Â^(n) as γⁿV(s_{t+n}) − V(s_t) alone, so its error does",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> error = x.values();
                     const Vector<F> none = Vector<F>::Constant(error.size(), F{0});
                     return equal(Matrix<F>(mean_estimate(x, error) - mean_estimate(x, none)),
                                  bias(x, error, x.horizon));
                   }).only("at most 16 states, each enumerated by itself", has_at_most<16>)),
          },
      .falsifiers =
          {
              wrong("no bias", has_bias([]<class F>(const MdpPoint<F>& x, const Vector<F>&, int) {
                      return Matrix<F>(Matrix<F>::Constant(x.mdp.states(), x.mdp.actions(), F{0}));
                    })),
              wrong("the error of the state forgotten",
                    has_bias([]<class F>(const MdpPoint<F>& x, const Vector<F>& error, int n) {
                      return Matrix<F>(power(x.mdp.discount, n) * after_steps(x, error, n - 1));
                    })),
              wrong("γⁿ⁻¹ for γⁿ",
                    has_bias([]<class F>(const MdpPoint<F>& x, const Vector<F>& error, int n) {
                      const Matrix<F> later =
                          power(x.mdp.discount, n - 1) * after_steps(x, error, n - 1);
                      return Matrix<F>(later - error.replicate(1, x.mdp.actions()));
                    })),
              wrong("one step too many: P_a P_πⁿ",
                    has_bias([]<class F>(const MdpPoint<F>& x, const Vector<F>& error, int n) {
                      const Matrix<F> later = power(x.mdp.discount, n) * after_steps(x, error, n);
                      return Matrix<F>(later - error.replicate(1, x.mdp.actions()));
                    })),
              wrong("the opposite sign",
                    has_bias([]<class F>(const MdpPoint<F>& x, const Vector<F>& error, int n) {
                      return Matrix<F>(-bias(x, error, n));
                    })),
          },
      .sources = {{"schulman2016high", "equation 15"}},
  };
}

}  // namespace lemmata
