// PG-3. The policy gradient theorem for the average reward.
//
//   ∇η(θ) = Σ_s ρ(s) Σ_a ∇π(a|s) Q(s,a),    Q(s,a) = r(s,a) − η + Σ_s' P(s'|s,a) h(s')
//
// with the stationary distribution ρ, the average reward η = ρ·r_π and the bias h of the chain in
// which an end restarts from μ. Neither a constant added to h nor the η in Q matters: Q moves by a
// constant, and Σ_a ∇π(a|s) = 0. To leave η out is therefore no mistake, and no falsifier.
//
// Hypotheses: a finite MDP; one recurrent class, so that η does not depend on the start; π
// differentiable in θ and of full support. The discount plays no part.
// Oracle: η = ρ·r_π differentiated as a dual number through the elimination that solves ρ = ρP: it
// knows neither bias, nor Q, nor scores.
// Shows: the production `average_reward_gradient` in every coordinate θ(s,a) (along one random
// direction for more than 64 parameters), and for a linear softmax of two features.
// Sources: sutton2000policy, Theorem 1.

#include "theory/policies/average_reward_gradient.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/moving_chain.hpp"

namespace lemmata {
namespace {

/// The predicate: a claimed gradient agrees with η differentiated, along every direction.
template <class Gradient>
Check is_gradient_of_average_reward(Gradient gradient) {
  return identity([gradient](const auto& x) {
    const auto directions = x.directions();
    return equal(directions.transpose() * gradient(x),
                 average_reward_derivatives(x.mdp, x.policy(), directions));
  });
}

/// Σ_s w(s) Σ_a ∇π(a|s) q(s,a) for claimed weights and action values.
template <class Weights, class ActionValues>
Check is_gradient_with(Weights weights, ActionValues q) {
  return is_gradient_of_average_reward([=](const auto& x) {
    return weighted_score_sum(x.policy(), weights(x.mdp, x.pi()), q(x.mdp, x.pi()));
  });
}

constexpr auto stationary = [](const auto& mdp, const auto& pi) {
  return stationary_distribution(mdp, pi);
};
constexpr auto differential = [](const auto& mdp, const auto& pi) {
  return differential_action_values(mdp, gain_and_bias(mdp, pi));
};

/// π, η and h at the point and their derivatives along its direction u.
template <class F>
struct Moving {
  explicit Moving(const MdpPoint<F>& x) {
    const auto dual_pi = x.policy().along(x.direction()).probabilities();
    const auto moving = gain_and_bias(as_constant(x.mdp), dual_pi);
    pi = value_part(dual_pi);
    dpi = derivative_part(dual_pi);
    dgain = moving.gain.derivative;
    dbias = derivative_part(moving.bias);
    improvement = dpi.cwiseProduct(differential(x.mdp, pi)).rowwise().sum();
    moved_bias = restarting_transitions(x.mdp, pi) * dbias;
  }
  Policy<F> pi;           ///< π
  Matrix<F> dpi;          ///< Dπ
  F dgain;                ///< Dη
  Vector<F> dbias;        ///< Dh
  Vector<F> improvement;  ///< Σ_a Dπ(a|s) Q(s,a)
  Vector<F> moved_bias;   ///< P Dh
};

}  // namespace

Theorem policy_gradient_theorem_for_average_reward() {
  return {
      .id = "PG-3",
      .claim =
          "The gradient of the average reward is the stationary sum of score times differential "
          "action value",
      .statement =
          R"(\nabla_\theta \eta = \sum_s \rho(s) \sum_a \nabla_\theta \pi_\theta(a \mid s)\,
                      Q(s,a), \qquad Q(s,a) = r(s,a) - \eta + \sum_{s'} P(s' \mid s,a)\, h(s'))",
      .hypotheses = {finite_mdp, unichain, softmax_policy},
      .oracle = "η = ρ·r_π as a dual number through the elimination that gives ρ",
      .shows =
          "The production gradient in every coordinate of the tabular softmax, or along one random "
          "direction for more than 64 parameters. An end restarts from μ.",
      .instances = mdps("finite MDPs with a softmax policy",
                        {Part::policy, Part::features, Part::direction, Part::values}),
      .checks =
          {
              part("tabular softmax", is_gradient_of_average_reward([](const auto& x) {
                     return average_reward_gradient(x.mdp, x.policy());
                   })),
              part("linear softmax", identity([]<class F>(const MdpPoint<F>& x) {
                                       const auto policy = x.linear_policy();
                                       const auto axes = identity_matrix<F>(policy.parameters());
                                       return equal(
                                           average_reward_gradient(x.mdp, policy),
                                           average_reward_derivatives(x.mdp, policy, axes));
                                     }).only(for_speed, is_small)),
              part("a constant added to Q(s,·) in each state s changes nothing",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> shift = x.values().replicate(1, x.mdp.actions());
                     const Matrix<F> q = differential(x.mdp, x.pi()) + shift;
                     return equal(weighted_score_sum(x.policy(), stationary(x.mdp, x.pi()), q),
                                  average_reward_gradient(x.mdp, x.policy()));
                   })),
          },
      .proof =
          {
              step("differentiate the Poisson equation: Dη + Dh = Σ_a Dπ·Q + P Dh",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     const Vector<F> dgain = Vector<F>::Constant(x.mdp.states(), m.dgain);
                     return equal(dgain + m.dbias, m.improvement + m.moved_bias);
                   }).only(for_speed, is_small)),
              step("in the mean under ρ the bias drops out: ρ·P Dh = ρ·Dh",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     const Vector<F> rho = stationary(x.mdp, m.pi);
                     return equal(rho.dot(m.moved_bias), rho.dot(m.dbias));
                   }).only(for_speed, is_small)),
              step("so Dη = Σ_s ρ(s) Σ_a Dπ(a|s) Q(s,a)",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Moving<F> m{x};
                     return equal(m.dgain, stationary(x.mdp, m.pi).dot(m.improvement));
                   }).only(for_speed, is_small)),
          },
      .falsifiers =
          {
              wrong("the discounted visitation (1 − γ)ν for ρ",
                    is_gradient_with(
                        []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                          return Vector<F>(visitation(mdp, pi) * (F{1} - mdp.discount));
                        },
                        differential)),
              wrong("the start distribution for ρ",
                    is_gradient_with([](const auto& mdp, const auto&) { return mdp.start; },
                                     differential)),
              wrong("the discounted action value for Q",
                    is_gradient_with(stationary,
                                     [](const auto& mdp, const auto& pi) {
                                       return action_values(mdp, policy_values(mdp, pi));
                                     })),
              wrong("the reward alone for Q", is_gradient_with(stationary,
                                                               [](const auto& mdp, const auto&) {
                                                                 return expected_rewards(mdp);
                                                               })),
              wrong("nothing follows an end: μ·h is missing from Q",
                    is_gradient_with(stationary,
                                     []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                                       FiniteMdp<F> undiscounted = mdp;
                                       undiscounted.discount = F{1};
                                       return action_values(undiscounted,
                                                            gain_and_bias(mdp, pi).bias);
                                     })),
              wrong("the bias of the state for Q",
                    is_gradient_with(stationary,
                                     []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                                       const Vector<F> bias = gain_and_bias(mdp, pi).bias;
                                       return Matrix<F>(bias.replicate(1, mdp.actions()));
                                     })),
          },
      .needs = {needed(unichain, is_gradient_with(stationary, differential))},
      .sources = {{"sutton2000policy", "Theorem 1"}},
  };
}

}  // namespace lemmata
