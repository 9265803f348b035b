// EN-4. Soft policy evaluation.
//
//   V_β = (I − γP_π)⁻¹(r_π + βH),    Q_β = r + γPV_β,    V_β(s) = Σ_a π(a|s)(Q_β(s,a) − β log
//   π(a|s))
//
// are the means of Σ_t γᵗ(r_t − β log π(a_t|s_t)) given s_0, and of the same without the logarithm
// of a_0 given s_0 and a_0: the entropy of the present choice is in V_β, but not in Q_β, and where
// an episode ends the pay ends too.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a policy of full support.
//
// Oracle: those means over every episode, enumerated, where what returns to an earlier state or the
// same one ends; on the MDP as it is, the soft Bellman equation and the visitation.
//
// Shows: the production `soft_policy_values` with free logarithms: any numbers ℓ(s,a) will do,
// since all three statements are linear in the logarithms, so that they are decided in GF(p). With
// its own logarithms it satisfies the equation with the production `entropy`, in balls to 10⁻³⁰.
//
// Sources: geist2019theory, the regularised evaluation operator; cen2022fast, the soft value and
// soft Q-function.

#include "theory/mdp/visitation.hpp"
#include "theory/soft/soft_bellman.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/entropy/soft_returns.hpp"
#include "verification/trust_region/two_policies.hpp"

namespace lemmata {
namespace {

using namespace soft_returns;

/// The predicate: claimed soft values are the mean soft returns given the state.
template <class Values>
Check are_mean_returns(Values claimed) {
  return enumerated_identity([claimed]<class F>(const MdpPoint<F>& point) {
           const auto x = ending(Paid<F>{point});
           const Matrix<F> means = mean_soft_return(x, 0);
           return equal(claimed(x), x.pi.cwiseProduct(means).rowwise().sum());
         })
      .only("episodes are enumerated up to 3 states", has_at_most<3>);
}

/// The predicate: claimed soft action values are those given the state and the action, whose own
/// logarithm they do not hold.
template <class ActionValues>
Check are_mean_returns_of_actions(ActionValues claimed) {
  return enumerated_identity([claimed]<class F>(const MdpPoint<F>& point) {
           const auto x = ending(Paid<F>{point});
           return equal(claimed(x), mean_soft_return(x, 1));
         })
      .only("episodes are enumerated up to 3 states", has_at_most<3>);
}

constexpr auto production = []<class F>(const Paid<F>& x) { return x.values(); };
constexpr auto production_of_actions = []<class F>(const Paid<F>& x) {
  return action_values(x.mdp, x.values());
};

/// The production at another temperature.
template <class Change>
auto at_temperature(Change change) {
  return [change]<class F>(Paid<F> x) {
    x.temperature = change(x.temperature);
    return x.values();
  };
}

/// V^π + β times what a function of the policy adds up to.
template <class Bonus>
auto with_bonus(Bonus bonus) {
  return [bonus]<class F>(const Paid<F>& x) {
    return Vector<F>(policy_values(x.mdp, x.pi) + x.temperature * Vector<F>(bonus(x)));
  };
}

/// P_πH: the entropy of the next state.
template <class F>
Vector<F> next_entropies(const Paid<F>& x) {
  return policy_transitions(x.mdp, x.pi) * x.entropies();
}

const auto satisfies_bellman = []<class F>(const MdpPoint<F>& point) {
  const Paid<F> x{point};
  const Matrix<F> paid = production_of_actions(x) - x.temperature * x.logs;
  return equal(x.values(), x.pi.cwiseProduct(paid).rowwise().sum());
};

}  // namespace

Theorem soft_policy_evaluation() {
  return {
      .id = "EN-4",
      .claim =
          "The value of a policy that is paid for its entropy is one linear solve, and its action "
          "value holds the entropy of later choices alone",
      .statement = R"(V_\beta = (I - \gamma P_\pi)^{-1} (r_\pi + \beta H), \quad
                      Q_\beta = r + \gamma P V_\beta, \quad
                      V_\beta(s) = \sum_a \pi(a \mid s)
                      \big( Q_\beta(s,a) - \beta \log \pi(a \mid s) \big))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy},
      .oracle = "mean soft returns over every episode, the soft Bellman equation, the visitation",
      .shows =
          "The production values for free logarithms, exactly; with their own logarithms in "
          "balls to 10⁻³⁰ beside the production entropy.",
      .instances = mdps("finite MDPs with a policy, numbers for its logarithms and a temperature",
                        {Part::policy, Part::action_baseline, Part::temperature},
                        {.states = 3, .actions = 3, .outcomes = 2}),
      .checks =
          {
              part("V_β(s) = E[Σ_t γᵗ(r_t − βℓ_t) | s]", are_mean_returns(production)),
              part("Q_β(s,a) = E[r_0 + Σ_{t≥1} γᵗ(r_t − βℓ_t) | s, a]",
                   are_mean_returns_of_actions(production_of_actions)),
              part("V_β = Σ_a π(Q_β − βℓ), returning or not", identity(satisfies_bellman)),
              part("μᵀV_β = Σ_s ν(s)(r_π(s) + βH(s))",
                   identity([]<class F>(const MdpPoint<F>& point) {
                     const Paid<F> x{point};
                     const Vector<F> pay =
                         policy_rewards(x.mdp, x.pi) + x.temperature * x.entropies();
                     return equal(x.mdp.start.dot(x.values()), visitation(x.mdp, x.pi).dot(pay));
                   })),
              part("V_β = r_π + βH + γP_πV_β with real logarithms, to 10⁻³⁰",
                   certified([](const MdpPoint<Ball>& x) {
                     const Policy<Ball> pi = x.pi();
                     const Vector<Ball> values = soft_policy_values(x.mdp, pi, x.temperature());
                     Vector<Ball> backup = bellman(x.mdp, pi, values);
                     for (int s = 0; s < x.mdp.states(); ++s) {
                       backup(s) += x.temperature() * entropy<Ball>(pi.row(s).transpose());
                     }
                     return two_policies::agree(values, backup);
                   }).only("at most 16 states", has_at_most<16>)),
          },
      .proof =
          {
              step("one step: V_β = r_π + βH + γP_πV_β",
                   []<class F>(const MdpPoint<F>& point) {
                     const Paid<F> x{point};
                     const Vector<F> v = x.values();
                     return equal(v, bellman(x.mdp, x.pi, v) + x.temperature * x.entropies());
                   }),
              step("three steps: V_β = Σ_{t<3} (γP_π)ᵗ(r_π + βH) + (γP_π)³V_β",
                   []<class F>(const MdpPoint<F>& point) {
                     const Paid<F> x{point};
                     const Vector<F> v = x.values();
                     Vector<F> unrolled = v;
                     for (int t = 0; t < 3; ++t) {
                       unrolled = bellman(x.mdp, x.pi, unrolled) + x.temperature * x.entropies();
                     }
                     return equal(v, unrolled);
                   }),
              step("the mean action value lacks the present entropy: Σ_a πQ_β = V_β − βH",
                   []<class F>(const MdpPoint<F>& point) {
                     const Paid<F> x{point};
                     return equal(x.pi.cwiseProduct(production_of_actions(x)).rowwise().sum(),
                                  x.values() - x.temperature * x.entropies());
                   }),
          },
      .falsifiers =
          {
              wrong("the sign of the entropy",
                    are_mean_returns(at_temperature([](const auto& b) { return -b; }))),
              wrong("β²", are_mean_returns(at_temperature([](const auto& b) { return b * b; }))),
              wrong("β lost", are_mean_returns(at_temperature(
                                  [](const auto& b) { return std::decay_t<decltype(b)>(1); }))),
              wrong("entropy not discounted",
                    are_mean_returns(with_bonus([]<class F>(const Paid<F>& x) {
                      return added_up(x, x.entropies(), F{1});
                    }))),
              wrong("the next state's entropy for this one's",
                    are_mean_returns(with_bonus([]<class F>(const Paid<F>& x) {
                      return added_up(x, next_entropies(x), x.mdp.discount);
                    }))),
              wrong("this state's entropy not counted",
                    are_mean_returns(with_bonus([]<class F>(const Paid<F>& x) {
                      return Vector<F>(added_up(x, x.entropies(), x.mdp.discount) - x.entropies());
                    }))),
              wrong("this state's entropy alone",
                    are_mean_returns(with_bonus([](const auto& x) { return x.entropies(); }))),
              wrong("the entropy of the state in which an episode ends counted",
                    are_mean_returns(with_bonus([]<class F>(const Paid<F>& x) {
                      return added_up(x, with_entropies_of_ends(x), x.mdp.discount);
                    }))),
              wrong("the entropy of the present choice inside Q",
                    are_mean_returns_of_actions([]<class F>(const Paid<F>& x) {
                      return action_values(with_entropy_bonus(x.mdp, x.pi, x.logs, x.temperature),
                                           x.values());
                    })),
              wrong("the logarithm of the action inside Q",
                    are_mean_returns_of_actions([]<class F>(const Paid<F>& x) {
                      return Matrix<F>(production_of_actions(x) - x.temperature * x.logs);
                    })),
              wrong("r + γE[V_β(s′) + β log π(a′|s′)]",
                    are_mean_returns_of_actions([]<class F>(const Paid<F>& x) {
                      return action_values(x.mdp,
                                           Vector<F>(x.values() - x.temperature * x.entropies()));
                    }))
                  .refuting(77),
              wrong("the same with V = Σ_a π(Q − β log π) of that Q: it is then Q^π",
                    are_mean_returns_of_actions([]<class F>(const Paid<F>& x) {
                      return action_values(x.mdp, policy_values(x.mdp, x.pi));
                    })),
          },
      .needs = {needed(discount_below_one_or_ending, satisfies_bellman)},
      .sources = {{"geist2019theory", "the regularised evaluation operator"},
                  {"cen2022fast", "the soft value and soft Q-function"}},
  };
}

}  // namespace lemmata
