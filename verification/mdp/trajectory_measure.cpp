// MDP-6. The measure on trajectories.
//
//   Σ_τ Pr(τ) = 1 over all trajectories of at most H steps, and
//   E_τ[Σ_{t<H} γᵗ r_t] = J_H = μᵀV_H,   V_{k+1} = r_π + γP_πV_k,  V_0 = 0.
//
// Hypotheses: a finite MDP, a finite horizon, any γ, any policy. An end cuts a trajectory short.
// Oracle: the dynamic programme, H applications of the Bellman operator, against the sum over every
// trajectory with its probability.
// Shows: that the enumeration which grades other theorems `enumerated` is complete and rightly
// weighted, for H ≤ 3.
// Sources: puterman1994markov, Section 4.2 and Theorem 4.2.1.

#include "theory/mdp/trajectories.hpp"
#include "theory/mdp/values.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// Σ_t γ^(t + first) r_t along one trajectory.
template <class F>
F discounted_return(const Trajectory<F>& trajectory, const F& discount, int first = 0) {
  F result{0};
  F weight = power(discount, first);
  for (const auto& step : trajectory.steps) {
    result += weight * step.reward;
    weight *= discount;
  }
  return result;
}

/// The predicate: the mean of a claimed return of trajectories is the value of the dynamic
/// programme.
template <class Return>
Check has_the_horizon_value_as_mean(Return claimed, int missing_steps = 0) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> mean =
        expectation(x.mdp, x.pi(), x.horizon, 1, [&](const Trajectory<F>& trajectory) {
          return Vector<F>::Constant(1, claimed(trajectory, x.mdp.discount, x.horizon));
        });
    return equal(mean(0), horizon_performance(x.mdp, x.pi(), x.horizon - missing_steps));
  });
}

constexpr auto the_return = [](const auto& trajectory, const auto& discount, int) {
  return discounted_return(trajectory, discount);
};

}  // namespace

Theorem trajectory_measure() {
  return {
      .id = "MDP-6",
      .claim =
          "The probabilities of all trajectories of a horizon sum to one, and their mean "
          "return is the value of the dynamic programme",
      .statement = R"(\sum_\tau \Pr(\tau) = 1, \qquad
                      \mathbb{E}_\tau \Big[ \sum_{t < H} \gamma^t r_t \Big] = \mu^{\mathsf T} V_H)",
      .hypotheses = {finite_mdp, finite_horizon},
      .oracle = "H applications of the Bellman operator",
      .shows = "The enumeration is complete and rightly weighted, early ends included, for H ≤ 3.",
      .instances = mdps("finite MDPs with a policy and a horizon", {Part::policy},
                        {.states = 3, .actions = 2, .outcomes = 3, .horizon = 3}),
      .checks =
          {
              part("probabilities sum to one",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     F total{0};
                     for_each_trajectory(x.mdp, x.pi(), x.horizon,
                                         [&](const Trajectory<F>& t) { total += t.probability; });
                     return equal(total, F{1});
                   })),
              part("the mean return is μᵀV_H", has_the_horizon_value_as_mean(the_return)),
          },
      .proof =
          {
              step("condition on the first step: V_H = Σ_a π(a|s) Σ p (r + γV_{H−1}(s′))",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> tail = horizon_values(x.mdp, x.pi(), x.horizon - 1);
                     return equal(horizon_values(x.mdp, x.pi(), x.horizon),
                                  policy_rewards(x.mdp, x.pi()) +
                                      policy_transitions(x.mdp, x.pi()) * tail * x.mdp.discount);
                   }),
              step("E_τ[r_0] = μᵀr_π", enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> mean =
                         expectation(x.mdp, x.pi(), x.horizon, 1, [](const Trajectory<F>& t) {
                           return Vector<F>::Constant(1, t.steps.front().reward);
                         });
                     return equal(mean(0), x.mdp.start.dot(policy_rewards(x.mdp, x.pi())));
                   })),
          },
      .falsifiers =
          {
              wrong("a horizon one step short", has_the_horizon_value_as_mean(the_return, 1)),
              wrong("the first reward discounted",
                    has_the_horizon_value_as_mean(
                        [](const auto& trajectory, const auto& discount, int) {
                          return discounted_return(trajectory, discount, 1);
                        })),
              wrong("trajectories that end early are lost",
                    has_the_horizon_value_as_mean(
                        []<class F>(const Trajectory<F>& trajectory, const F& discount, int h) {
                          const bool full = static_cast<int>(trajectory.steps.size()) == h;
                          return full ? discounted_return(trajectory, discount) : F{0};
                        })),
          },
      .sources = {{"puterman1994markov", "Section 4.2, Theorem 4.2.1"}},
  };
}

}  // namespace lemmata
