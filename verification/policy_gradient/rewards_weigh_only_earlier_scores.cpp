// PG-4. The likelihood ratio over trajectories, and causality. With g_t = ∇log π(a_t|s_t) and
// G_t = Σ_{k≥t} γ^{k−t} r_k,
//
//   ∇J_H = E_τ[(Σ_k g_k) G_0] = E_τ[Σ_t γᵗ g_t G_t],    E_τ[g_t r_k] = 0 for k < t.
//
// Hypotheses: a finite MDP, a finite horizon H, π differentiable with full support.
// Oracle: J_H as a dual number through the dynamic programme.
// Shows: both estimators have mean ∇J_H in every coordinate (along one random direction for more
// than 64 parameters), and each acausal pair has mean 0, for H ≤ 3. Pairing each reward with the
// score of its own step alone, as in the proof sketch of the study text (claim 5), is one of the
// wrong versions.
//
// Sources: williams1992simple, Theorem 2; sutton2000policy, Theorem 1.

#include "theory/mdp/trajectories.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

/// Σ_{t,k} w(t,k) g_t r_k along one trajectory, for weights w of score t and reward k.
template <class F, class Weight>
Vector<F> score_reward_sum(const TabularSoftmax<F>& policy, const Trajectory<F>& trajectory,
                           Weight weight) {
  Vector<F> sum = Vector<F>::Constant(policy.parameters(), F{0});
  const int steps = static_cast<int>(trajectory.steps.size());
  for (int t = 0; t < steps; ++t) {
    const auto& step_t = trajectory.steps[static_cast<std::size_t>(t)];
    F weighted{0};
    for (int k = 0; k < steps; ++k) {
      weighted += weight(t, k) * trajectory.steps[static_cast<std::size_t>(k)].reward;
    }
    sum += weighted * policy.score(step_t.state, step_t.action);
  }
  return sum;
}

/// E_τ[Σ_{t,k} w(t,k) g_t r_k], with weights that may depend on γ.
template <class F, class Weight>
Vector<F> mean_score_reward_sum(const MdpPoint<F>& x, Weight weight) {
  const auto policy = x.policy();
  return expectation(x.mdp, policy.probabilities(), x.horizon, policy.parameters(),
                     [&](const Trajectory<F>& trajectory) {
                       return score_reward_sum(policy, trajectory, [&](int t, int k) {
                         return weight(x.mdp.discount, t, k);
                       });
                     });
}

/// The predicate: weights w(t,k) make Σ w g_t r_k an unbiased estimate of ∇J_H.
template <class Weight>
Check is_unbiased(Weight weight) {
  return enumerated_identity([weight]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> directions = x.directions();
    return equal(directions.transpose() * mean_score_reward_sum(x, weight),
                 horizon_performance_derivatives(x.mdp, x.policy(), directions, x.horizon));
  });
}

constexpr auto every_pair = [](const auto& discount, int, int k) { return power(discount, k); };
constexpr auto causal = []<class F>(const F& discount, int t, int k) {
  return k < t ? F{0} : power(discount, k);
};

}  // namespace

Theorem rewards_weigh_only_earlier_scores() {
  return {
      .id = "PG-4",
      .claim =
          "Every score times the whole return, and every score times the return from then on, "
          "are unbiased for the gradient; a score and an earlier reward are uncorrelated",
      .statement = R"(\nabla J_H = \mathbb{E}_\tau \Big[ \Big(\sum_k g_k\Big) G_0 \Big]
                      = \mathbb{E}_\tau \Big[ \sum_t \gamma^t g_t G_t \Big], \qquad
                      \mathbb{E}_\tau[g_t r_k] = 0 \text{ for } k < t)",
      .hypotheses = {finite_mdp, finite_horizon, softmax_policy},
      .oracle = "J_H as a dual number through the dynamic programme",
      .shows = "Both estimators and every acausal pair, in every coordinate, for H ≤ 3.",
      .instances =
          mdps("finite MDPs with a softmax policy and a horizon", {Part::policy, Part::direction},
               {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("E[(Σ_k g_k) G_0] = ∇J_H", is_unbiased(every_pair)),
              part("E[Σ_t γᵗ g_t G_t] = ∇J_H", is_unbiased(causal)),
              part("E[g_t r_k] = 0 for k < t",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const int parameters = x.mdp.states() * x.mdp.actions();
                     Matrix<F> means(parameters, x.horizon * x.horizon);
                     means.setConstant(F{0});
                     for (int t = 0; t < x.horizon; ++t) {
                       for (int k = 0; k < t; ++k) {
                         means.col(t * x.horizon + k) =
                             mean_score_reward_sum(x, [t, k](const F&, int i, int j) {
                               return F{i == t && j == k ? 1 : 0};
                             });
                       }
                     }
                     return equal(means, Matrix<F>::Constant(means.rows(), means.cols(), F{0}));
                   })),
          },
      .proof =
          {
              step("a trajectory's probability moves by its scores: D Pr(τ) = Pr(τ) Σ_k D log π",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const auto policy = x.policy();
                     const auto moving = policy.along(x.direction()).probabilities();
                     std::vector<F> derivatives, by_scores;
                     for_each_trajectory(as_constant(x.mdp), moving, x.horizon,
                                         [&](const Trajectory<Dual<F>>& trajectory) {
                                           derivatives.push_back(trajectory.probability.derivative);
                                         });
                     for_each_trajectory(x.mdp, policy.probabilities(), x.horizon,
                                         [&](const Trajectory<F>& trajectory) {
                                           F scores{0};
                                           for (const auto& s : trajectory.steps) {
                                             scores +=
                                                 policy.score(s.state, s.action).dot(x.direction());
                                           }
                                           by_scores.push_back(trajectory.probability * scores);
                                         });
                     return equal(as_vector(derivatives), as_vector(by_scores));
                   })),
              step("dropping the acausal pairs changes nothing: E[Σ_{k<t} γᵏ g_t r_k] = 0",
                   enumerated_identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> acausal =
                         mean_score_reward_sum(x, [](const F& discount, int t, int k) {
                           return k < t ? power(discount, k) : F{0};
                         });
                     return equal(acausal, Vector<F>::Constant(acausal.size(), F{0}));
                   })),
          },
      .falsifiers =
          {
              wrong("each reward with its own step's score alone: Σ γᵗ g_t r_t",
                    is_unbiased([]<class F>(const F& discount, int t, int k) {
                      return t == k ? power(discount, t) : F{0};
                    }))
                  .refuting(5),
              wrong("strictly later rewards alone: Σ_{k>t}",
                    is_unbiased([]<class F>(const F& discount, int t, int k) {
                      return k > t ? power(discount, k) : F{0};
                    })),
              wrong("γᵗ lost: Σ g_t G_t", is_unbiased([]<class F>(const F& discount, int t, int k) {
                      return k < t ? F{0} : power(discount, k - t);
                    }),
                    {"facebookresearch/Pearl#46", "ufal/npfl122#117"}),
              wrong("undiscounted returns",
                    is_unbiased([]<class F>(const F&, int t, int k) { return F{k < t ? 0 : 1}; })),
          },
      .sources = {{"williams1992simple", "Theorem 2"}, {"sutton2000policy", "Theorem 1"}},
  };
}

}  // namespace lemmata
