// PG-6. Without its γᵗ the usual estimate is the gradient of no function.
//
//   F(θ) = E[Σ_t g_t G_t] = Σ_t Σ_s Pr(s_t = s) Σ_a ∇π(a|s) Q_{H−t}(s,a),   g_t = ∇log π(a_t|s_t);
//   DF − DFᵀ = E[Σ_{t<l} (γ^{l−t} − 1) G_l (g_t g_lᵀ − g_l g_tᵀ)],
//
// which is not zero in general, while a gradient has a symmetric Jacobian. With γᵗ the mean is ∇J_H
// and its Jacobian the Hessian of J_H. With γ = 1 the two are one.
//
// Hypotheses: a finite MDP, a finite horizon H, a softmax policy, episodes drawn with that policy.
// Oracle: second dual numbers through the dynamic programme for the Hessian; for the mean without
// γᵗ, occupancies and action values by dynamic programming and ∇π by dual numbers.
// Shows: the Jacobian of the production `reinforce`'s exact mean, its estimates and the
// probabilities of episodes moving together, in every coordinate for H ≤ 3 and at most 12 of them.
// The falsifier "without γᵗ the Jacobian is symmetric" prints an MDP with an asymmetric one. In the
// example of aliased states the direction leads to the policy that is worst for the discounted and
// for the undiscounted return; slopes and direction are known for every p, so it does so from every
// start.
//
// Sources: nota2020policy, Theorem 4.2.

#include "theory/policies/performance_hessian.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/mean_jacobian.hpp"
#include "verification/policy_gradient/small_decisions.hpp"

namespace lemmata {
namespace {

constexpr Credit with_powers = Credit::discounted_reward_to_go;
constexpr Credit without_powers = Credit::reward_to_go;

bool few_episodes(const MdpInstance& x) { return trajectory_count(x.table, x.horizon) <= 5'000; }

Check where_enumerable(Check check) {
  constexpr int most = 12;
  return std::move(check).only("Jacobians are taken up to 12 parameters", [](const MdpInstance& x) {
    return x.table.states() * x.table.actions() <= most;
  });
}

constexpr auto own_discount = []<class F>(const MdpPoint<F>& x) { return x.mdp.discount; };
constexpr auto no_discount = []<class F>(const MdpPoint<F>&) { return F{1}; };

/// The predicate: the Jacobian of an estimator's mean is the Hessian of J_H, both for this γ.
template <class Estimator, class Discount>
Check has_the_hessian_as_jacobian(Estimator estimator, Discount discount) {
  return where_enumerable(enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    FiniteMdp<F> mdp = x.mdp;
    mdp.discount = discount(x);
    const auto policy = x.policy();
    const Matrix<F> axes = identity_matrix<F>(policy.parameters());
    return equal(estimator_jacobian(estimator, mdp, policy, x.horizon),
                 horizon_performance_hessian(mdp, policy, axes, x.horizon));
  }));
}

/// The predicate: the Jacobian's antisymmetric part DF − DFᵀ is as claimed.
template <class Estimator, class Claimed>
Check has_as_curl(Estimator estimator, Claimed claimed) {
  return where_enumerable(enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> moved = estimator_jacobian(estimator, x.mdp, x.policy(), x.horizon);
    const Matrix<F> transposed = moved.transpose();
    return equal(moved, transposed + claimed(x));
  }));
}

constexpr auto none = []<class F>(const MdpPoint<F>& x) {
  const auto n = x.policy().parameters();
  return Matrix<F>::Constant(n, n, F{0}).eval();
};

/// The predicate: without γᵗ the mean is Σ_t E[g_t G_t] by dynamic programming.
template <class Claimed>
Check is_the_mean_without_powers(Claimed claimed) {
  return enumerated_identity([claimed]<class F>(const MdpPoint<F>& x) {
           const Vector<F> mean =
               estimator_mean(reinforce_with(without_powers), x.mdp, x.policy(), x.horizon);
           return equal(x.directions().transpose() * mean, claimed(x));
         })
      .only("means are taken up to 5,000 episodes", few_episodes);
}

constexpr auto gradient_for = [](auto discount) {
  return [discount](const auto& x) {
    auto mdp = x.mdp;
    mdp.discount = discount(x);
    return horizon_performance_derivatives(mdp, x.policy(), x.directions(), x.horizon);
  };
};

/// ∂_j ∂_i log π = ∂_i ∂_j log π for the production scores, at the first state's first action.
Check score_derivative_is_symmetric() {
  return identity([]<class F>(const MdpPoint<F>& x) {
    const auto policy = first_row_of(x.pi());
    const Matrix<F> axes = identity_matrix<F>(policy.parameters());
    Matrix<F> moved = axes;
    for (Eigen::Index j = 0; j < axes.cols(); ++j) {
      moved.col(j) = derivative_part(policy.along(axes.col(j)).score(0, 0));
    }
    return equal(moved, moved.transpose());
  });
}

/// In the example of two decisions ∂F_1/∂θ_2 − ∂F_2/∂θ_1 = −(1 − γ) p(1 − p) q(1 − q).
Check has_the_curl_by_hand() {
  return enumerated_identity([]<class F>(const MdpPoint<F>& x) {
    const auto policy = corners_of(x.pi());
    const auto first = policy.index(0, 0), second = policy.index(1, 0);
    const Matrix<F> moved = estimator_jacobian(reinforce_with(without_powers),
                                               two_decisions(x.mdp.discount), policy, 2);
    const Policy<F>& pi = policy.probabilities();
    const F spread = pi(0, 0) * pi(0, 1) * pi(1, 0) * pi(1, 1);
    return equal(F(moved(first, second) - moved(second, first)),
                 F((x.mdp.discount - F{1}) * spread));
  });
}

/// In the example of aliased states the direction is −p(1 − p)/2, where the discounted return rises
/// by p(1 − p)/4 and the undiscounted one by 13p(1 − p)/2.
Check leads_to_the_worst_policy() {
  return enumerated_identity([]<class F>(const MdpPoint<F>& x) {
    const FiniteMdp<F> mdp = aliased_decisions<F>();
    FiniteMdp<F> undiscounted = mdp;
    undiscounted.discount = F{1};
    const auto policy = same_everywhere(x.pi(), mdp.states());
    const Matrix<F> axis = identity_matrix<F>(1);
    const F spread = policy.probabilities()(0, 0) * policy.probabilities()(0, 1);
    const Vector<F> found{{estimator_mean(reinforce_with(without_powers), mdp, policy, 5)(0),
                           performance_derivatives(mdp, policy, axis)(0),
                           performance_derivatives(undiscounted, policy, axis)(0)}};
    const Vector<F> by_hand{{-spread / F{2}, spread / F{4}, F{13} * spread / F{2}}};
    return equal(found, by_hand);
  });
}

}  // namespace

Theorem estimate_without_discount_is_no_gradient() {
  const auto half_discounted = [](const auto& mdp, const auto& policy, const auto& rollout) {
    auto weights = returns_to_go(rollout, decltype(mdp.discount){1});
    const auto powers = discount_powers(rollout, mdp.discount);
    for (std::size_t t = 0; t < weights.size(); ++t) weights[t] *= powers[t];
    return mean_weighted_score(policy, rollout, weights);
  };
  return {
      .id = "PG-6",
      .claim =
          "Without its factor γᵗ the usual policy gradient estimate is biased for J, and its "
          "mean is the gradient of no function",
      .statement = R"(F = \mathbb{E} \sum_t g_t G_t \Rightarrow
                      DF - DF^\top = \mathbb{E} \sum_{t<l} (\gamma^{l-t} - 1)\, G_l
                      \big(g_t g_l^\top - g_l g_t^\top\big) \ne 0, \qquad
                      D\, \mathbb{E} \sum_t \gamma^t g_t G_t = \nabla^2 J_H)",
      .hypotheses = {finite_mdp, finite_horizon, softmax_policy},
      .oracle = "second dual numbers through the dynamic programme; occupancies and action values",
      .shows =
          "The Jacobian of the production estimator's exact mean, in every coordinate, for "
          "horizons of at most 3; the curl in closed form; two examples by hand, in one of "
          "which the direction leads to the worst policy for either return.",
      .instances =
          mdps("finite MDPs with a softmax policy and a horizon", {Part::policy, Part::direction},
               {.states = 3, .actions = 3, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("with γᵗ: the Jacobian of the mean is the Hessian of J_H",
                   has_the_hessian_as_jacobian(reinforce_with(with_powers), own_discount)),
              part("without γᵗ: the mean is Σ_t Σ_s Pr(s_t = s) Σ_a ∇π(a|s) Q_{H−t}(s,a)",
                   is_the_mean_without_powers([](const auto& x) {
                     return mean_by_occupancies(x, [](int horizon, int t) { return horizon - t; });
                   })),
              part("without γᵗ: DF − DFᵀ = E[Σ_{t<l} (γ^{l−t} − 1) G_l (g_t g_lᵀ − g_l g_tᵀ)]",
                   has_as_curl(reinforce_with(without_powers),
                               [](const auto& x) { return antisymmetric_pairs_of_scores(x); })),
              part("two decisions: the curl is −(1 − γ) p(1 − p) q(1 − q)", has_the_curl_by_hand()),
              part("aliased states: the direction is −p(1 − p)/2, the slopes of both returns are "
                   "positive",
                   leads_to_the_worst_policy()),
              part("γ = 1: without γᵗ the Jacobian is the Hessian of J_H as well",
                   has_the_hessian_as_jacobian(reinforce_with(without_powers), no_discount)),
          },
      .proof =
          {
              step("an episode's probability moves by its scores: Dp(τ) = p(τ) Σ_l g_l",
                   enumerated_identity([](const auto& x) {
                     return moved_probabilities_and_scores(x);
                   }).only("episodes are compared up to 5,000", few_episodes)),
              step("a score's own derivative is symmetric, so that only pairs of scores are left",
                   score_derivative_is_symmetric()),
          },
      .falsifiers =
          {
              wrong("without γᵗ: the Jacobian is symmetric",
                    has_as_curl(reinforce_with(without_powers), none)),
              wrong("without γᵗ: the mean is ∇J_H",
                    is_the_mean_without_powers(gradient_for(own_discount)),
                    {"facebookresearch/Pearl#46"}),
              wrong("without γᵗ: the mean is the gradient of the undiscounted return",
                    is_the_mean_without_powers(gradient_for(no_discount))),
              wrong("without γᵗ: Q_H, of the whole horizon, at every step",
                    is_the_mean_without_powers([](const auto& x) {
                      return mean_by_occupancies(x, [](int horizon, int) { return horizon; });
                    })),
              wrong("without γᵗ: DF − DFᵀ with the opposite sign",
                    has_as_curl(
                        reinforce_with(without_powers),
                        [](const auto& x) { return (-antisymmetric_pairs_of_scores(x)).eval(); })),
              wrong("γᵗ on the score, but undiscounted returns",
                    has_the_hessian_as_jacobian(half_discounted, own_discount)),
          },
      .sources = {{"nota2020policy", "Theorem 4.2"}},
  };
}

}  // namespace lemmata
