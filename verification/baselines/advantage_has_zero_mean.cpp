// BL-6. The advantage has zero mean under its own policy.
//
//   Σ_a π(a|s) A^π(s,a) = 0 in every state,   A^π(s,a) = Q^π(s,a) − V^π(s).
//
// So V^π is the baseline that centres the weights of the score in every state.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and every episode ends; any policy.
// Oracle: zero. V^π comes from the linear solve and Q^π from adding outcomes one by one, so the
// statement is false unless the two agree on P, r, γ and what terminates.
// Shows: the production `advantages` averages to zero under π in every state, and no baseline but
// V^π has that property.
// Sources: puterman1994markov, Theorem 6.1.1 (V^π is the fixed point of its Bellman operator).

#include "theory/mdp/values.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// Σ_a w(a|s) A(s,a), one entry a state.
template <class F>
Vector<F> mean_over_actions(const Policy<F>& weights, const Matrix<F>& advantage) {
  return weights.cwiseProduct(advantage).rowwise().sum();
}

/// The predicate: a claimed advantage, weighted by a claimed policy, vanishes in every state.
template <class WeightsOf, class AdvantageOf>
Check vanishes(WeightsOf weights_of, AdvantageOf advantage_of) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> mean = mean_over_actions<F>(weights_of(x), advantage_of(x));
    return equal(mean, Vector<F>::Constant(x.mdp.states(), F{0}));
  });
}

constexpr auto own_probabilities = [](const auto& x) { return x.pi(); };
constexpr auto production = [](const auto& x) { return advantages(x.mdp, x.pi()); };

/// Q^π − b for a function b of the state.
template <class F>
Matrix<F> action_values_above(const MdpPoint<F>& x, const Vector<F>& baseline) {
  return action_values(x.mdp, policy_values(x.mdp, x.pi())).colwise() - baseline;
}

}  // namespace

Theorem advantage_has_zero_mean() {
  return {
      .id = "BL-6",
      .claim = "The advantage has zero mean under its own policy",
      .statement = R"(\sum_a \pi(a \mid s)\, A^\pi(s,a) = 0)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending},
      .oracle = "zero, where V comes from a linear solve and Q from the outcomes one by one",
      .shows =
          "The production advantages average to zero in every state, and no baseline but V "
          "does that.",
      .instances = mdps("finite MDPs with two policies and a baseline",
                        {Part::policy, Part::other_policy, Part::state_baseline}),
      .checks =
          {
              part("Σ_a π(a|s) A(s,a) = 0", vanishes(own_probabilities, production)),
              part("with b(s) for V(s) the mean is V(s) − b(s), so V alone is the centre",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> b = x.state_baseline();
                     return equal(mean_over_actions<F>(x.pi(), action_values_above(x, b)),
                                  policy_values(x.mdp, x.pi()) - b);
                   })),
          },
      .proof =
          {
              step("probabilities sum to one, so Σ_a πA = Σ_a πQ − V",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> v = policy_values(x.mdp, x.pi());
                     const Matrix<F> q = action_values(x.mdp, v);
                     return equal(mean_over_actions<F>(x.pi(), advantages(x.mdp, x.pi())),
                                  mean_over_actions<F>(x.pi(), q) - v);
                   }),
              step("average the definition of Q: Σ_a πQ = r_π + γP_πV",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> v = policy_values(x.mdp, x.pi());
                     return equal(mean_over_actions<F>(x.pi(), action_values(x.mdp, v)),
                                  policy_rewards(x.mdp, x.pi()) +
                                      policy_transitions(x.mdp, x.pi()) * v * x.mdp.discount);
                   }),
              step("which is V, by the Bellman equation",
                   [](const auto& x) {
                     const auto v = policy_values(x.mdp, x.pi());
                     return equal(policy_rewards(x.mdp, x.pi()) +
                                      policy_transitions(x.mdp, x.pi()) * v * x.mdp.discount,
                                  v);
                   }),
          },
      .falsifiers =
          {
              wrong("Q for A", vanishes(own_probabilities,
                                        [](const auto& x) {
                                          return action_values(x.mdp, policy_values(x.mdp, x.pi()));
                                        })),
              wrong("actions of another policy",
                    vanishes([](const auto& x) { return x.other_pi(); }, production)),
              wrong("actions weighted equally", vanishes(
                                                    []<class F>(const MdpPoint<F>& x) {
                                                      return Policy<F>::Constant(
                                                          x.mdp.states(), x.mdp.actions(), F{1});
                                                    },
                                                    production)),
              wrong("any baseline for V", vanishes(own_probabilities,
                                                   [](const auto& x) {
                                                     return action_values_above(x,
                                                                                x.state_baseline());
                                                   })),
              wrong("γ missing in Q: r + PV − V",
                    vanishes(own_probabilities,
                             []<class F>(const MdpPoint<F>& x) {
                               const Vector<F> v = policy_values(x.mdp, x.pi());
                               FiniteMdp<F> undiscounted = x.mdp;
                               undiscounted.discount = F{1};
                               return Matrix<F>(action_values(undiscounted, v).colwise() - v);
                             })),
          },
      .sources = {{"puterman1994markov", "Theorem 6.1.1"}},
  };
}

}  // namespace lemmata
