// BL-10. The variance of the return splits into the environment's part and the policy's part.
//
//   Var(G) = Σ_t γ²ᵗ E[Var_a(Q_{H−t}(s_t, a))]                            the policy's
//          + Var_μ(V_H) + Σ_t γ²ᵗ E[Var(r + γV_{H−t−1}(s′) | s_t, a_t)]   the environment's
//
// for G = Σ_{t<H} γᵗ r_t, with V_k and Q_k the values of k remaining steps. The environment draws
// the start state too.
//
// Hypotheses: a finite MDP, a finite horizon H, any policy.
// Oracle: Var(G) summed over every trajectory, from the production `returns_to_go`.
// Shows: the split by `return_variance`, which passes forwards over states and knows no trajectory,
// for H ≤ 3; and that each of its parts is the sum of its own squared surprises along trajectories.
// Sources: sobel1982variance, its formula for the variance (γ < 1, no horizon, without the split).

#include "theory/mdp/return_variance.hpp"
#include "verification/baselines/surprises.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// Var(G), by enumeration.
template <class F>
F enumerated_variance(const MdpPoint<F>& x) {
  const Vector<F> moments =
      expectation(x.mdp, x.pi(), x.horizon, 2, [&](const Trajectory<F>& trajectory) {
        const F g = return_of(x, trajectory);
        return Vector<F>{{g, g * g}};
      });
  return moments(1) - moments(0) * moments(0);
}

/// The predicate: Var(G) is what is claimed.
template <class Claimed>
Check is_the_variance(Claimed claimed) {
  return enumerated_identity([claimed]<class F>(const MdpPoint<F>& x) {
    return equal(enumerated_variance(x), F(claimed(x)));
  });
}

constexpr auto split = []<class F>(const MdpPoint<F>& x) {
  return return_variance(x.mdp, x.pi(), x.horizon);
};

/// Σ_t w(γ, t) E[Var_a(Q(s_t,a))]: the policy's part with other weights of time, and with the
/// values of other numbers of remaining steps.
template <class F, class Weight, class Remaining>
F policy_part(const MdpPoint<F>& x, Weight weight, Remaining remaining) {
  const Policy<F> pi = x.pi();
  const Matrix<F> transitions = policy_transitions(x.mdp, pi);
  Vector<F> distribution = x.mdp.start;
  F result{0};
  for (int t = 0; t < x.horizon; ++t) {
    const Matrix<F> q = action_values(x.mdp, horizon_values(x.mdp, pi, remaining(t)));
    const Vector<F> mean = pi.cwiseProduct(q).rowwise().sum();
    const Vector<F> square = pi.cwiseProduct(q.cwiseProduct(q)).rowwise().sum();
    result += weight(x.mdp.discount, t) * distribution.dot(square - mean.cwiseProduct(mean));
    distribution = (transitions.transpose() * distribution).eval();
  }
  return result;
}

/// Σ_t γ²ᵗ Var(r_t), by enumeration.
constexpr auto sum_of_reward_variances = []<class F>(const MdpPoint<F>& x) {
  Matrix<F> moments = Matrix<F>::Constant(x.horizon, 2, F{0});
  for_each_trajectory(x.mdp, x.pi(), x.horizon, [&](const Trajectory<F>& trajectory) {
    F discount_t{1};
    for (std::size_t t = 0; t < trajectory.steps.size(); ++t) {
      const F reward = discount_t * trajectory.steps[t].reward;
      moments(static_cast<Eigen::Index>(t), 0) += trajectory.probability * reward;
      moments(static_cast<Eigen::Index>(t), 1) += trajectory.probability * reward * reward;
      discount_t *= x.mdp.discount;
    }
  });
  return F(moments.col(1).sum() - moments.col(0).dot(moments.col(0)));
};

constexpr auto squared_power = [](const auto& discount, int t) { return power(discount, 2 * t); };

}  // namespace

Theorem return_variance_splits() {
  return {
      .id = "BL-10",
      .claim =
          "The variance of the return is the sum of a part that the environment causes and a part "
          "that the policy causes",
      .statement = R"(\mathrm{Var}(G) = \underbrace{\sum_t \gamma^{2t}\, \mathbb{E}\big[
                      \mathrm{Var}_a Q_{H-t}(s_t, a)\big]}_{\text{policy}} +
                      \underbrace{\mathrm{Var}_\mu V_H + \sum_t \gamma^{2t}\, \mathbb{E}\big[
                      \mathrm{Var}(r + \gamma V_{H-t-1}(s') \mid s_t, a_t)\big]}_{
                      \text{environment}})",
      .hypotheses = {finite_mdp, finite_horizon},
      .oracle = "the variance summed over every trajectory",
      .shows =
          "The split by `return_variance` against the production `returns_to_go` on every "
          "trajectory of horizon at most 3, and each part of it apart.",
      .instances = mdps("finite MDPs with a policy and a horizon", {Part::policy},
                        {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks = {is_the_variance([](const auto& x) { return split(x).total(); })},
      .proof =
          {
              step("on every trajectory G − J is the sum of the surprises",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Predictions<F> predicted{x};
                     const auto on_each = [&](auto f) {
                       return pathwise(x.mdp, x.pi(), x.horizon, 1, [&](const auto& trajectory) {
                         return Vector<F>::Constant(1, f(trajectory));
                       });
                     };
                     return equal(on_each([&](const auto& path) {
                                    return F(return_of(x, path) - predicted.mean);
                                  }),
                                  on_each([&](const auto& path) {
                                    return surprises(x, predicted, path).sum();
                                  }));
                   })),
              step("no two surprises are correlated",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> moments = second_moments(x);
                     const Vector<F> variances = moments.diagonal();
                     return equal(moments, Matrix<F>(variances.asDiagonal()));
                   })),
              step("their variances are the start's, the policy's and the environment's part",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> variances = second_moments(x).diagonal();
                     const auto parts = split(x);
                     return equal(Vector<F>{{variances(0), variances.segment(1, x.horizon).sum(),
                                             variances.tail(x.horizon).sum()}},
                                  Vector<F>{{parts.start, parts.policy, parts.environment}});
                   })),
          },
      .falsifiers =
          {
              wrong("the policy's part alone",
                    is_the_variance([](const auto& x) { return split(x).policy; })),
              wrong("the environment's part alone", is_the_variance([](const auto& x) {
                      return split(x).start + split(x).environment;
                    })),
              wrong("without the start state's variance", is_the_variance([](const auto& x) {
                      return split(x).policy + split(x).environment;
                    })),
              wrong("γᵗ for γ²ᵗ in the policy's part", is_the_variance([](const auto& x) {
                      const auto parts = split(x);
                      return parts.start + parts.environment +
                             policy_part(
                                 x, [](const auto& discount, int t) { return power(discount, t); },
                                 [&](int t) { return x.horizon - t - 1; });
                    })),
              wrong("the values of the whole horizon at every step",
                    is_the_variance([](const auto& x) {
                      const auto parts = split(x);
                      return parts.start + parts.environment +
                             policy_part(x, squared_power, [&](int) { return x.horizon - 1; });
                    })),
              wrong("rewards of different steps taken as uncorrelated: Σ γ²ᵗ Var(r_t)",
                    is_the_variance(sum_of_reward_variances)),
          },
      .sources = {{"sobel1982variance", "the formula for the variance"}},
  };
}

}  // namespace lemmata
