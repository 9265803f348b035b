// PG-9. The gradient of the stationary distribution neither vanishes nor cancels: Q carries it.
//
//   ∇η = Σ_s ∇ρ(s) r_π(s) + Σ_s ρ(s) ∇r_π(s)   with   Σ_s ∇ρ(s) r_π(s) = Σ_s ρ(s) Σ_a ∇π(a|s) (Q −
//   r)(s,a)
//
// so that the two sums together are Σ_s ρ(s) Σ_a ∇π(a|s) Q(s,a), in which ∇ρ does not appear: what
// an action does to the distribution of states is what Q holds beyond the reward. In the same way
// Σ_s ∇ν(s) r_π(s) = Σ_s ν(s) Σ_a ∇π(a|s) (Q_γ − r)(s,a) for the discounted visitation.
//
// Hypotheses: a finite MDP; one recurrent class, where an end restarts from μ; π differentiable and
// of full support. For the discounted visitation besides γ < 1, or an end in reach.
// Oracle: ρ and ν as dual numbers through the eliminations that give them; they know no Q.
// Shows: both equations in every coordinate θ(s,a) (along one random direction for more than 64),
// the first for the production `average_reward_gradient`.
// Sources: sutton2000policy, Theorem 1 and the remark after it.

#include "theory/policies/average_reward_gradient.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/moving_chain.hpp"

namespace lemmata {
namespace {

/// The predicate: a claimed D_uη for each direction u is what the policy gradient theorem gives.
template <class Derivatives>
Check is_gradient_of_average_reward(Derivatives claimed) {
  return identity([claimed](const auto& x) {
    const auto directions = x.directions();
    return equal(claimed(x), directions.transpose() * average_reward_gradient(x.mdp, x.policy()));
  });
}

/// Σ_s D_uρ(s) r_π(s) for each direction u.
template <class F>
Vector<F> terms_of_the_distribution(const MdpPoint<F>& x) {
  return stationary_derivatives(x).transpose() * policy_rewards(x.mdp, x.pi());
}

/// Σ_s ρ(s) D_u r_π(s) for each direction u.
template <class F>
Vector<F> terms_of_the_reward(const MdpPoint<F>& x) {
  return weighted_improvement(x, stationary_distribution(x.mdp, x.pi()), expected_rewards(x.mdp));
}

/// The predicate: Σ_s D_uρ(s) r_π(s) = Σ_s ρ(s) Σ_a D_uπ(a|s) q(s,a) for a claimed q.
template <class ActionValues>
Check are_carried_by(ActionValues q) {
  return identity([q](const auto& x) {
    const auto rho = stationary_distribution(x.mdp, x.pi());
    return equal(weighted_improvement(x, rho, q(x.mdp, x.pi())), terms_of_the_distribution(x));
  });
}

/// The same for the discounted visitation: Σ_s D_uν(s) r_π(s) = Σ_s ν(s) Σ_a D_uπ(a|s) (Q_γ − r).
Check discounted_terms_are_carried() {
  return identity([]<class F>(const MdpPoint<F>& x) {
    const FiniteMdp<Dual<F>> constant = as_constant(x.mdp);
    const Matrix<F> directions = x.directions();
    const Vector<F> rewards = policy_rewards(x.mdp, x.pi());
    Vector<F> terms(directions.cols());
    for (Eigen::Index k = 0; k < directions.cols(); ++k) {
      const auto moving = x.policy().along(directions.col(k));
      terms(k) = derivative_part(visitation(constant, moving.probabilities())).dot(rewards);
    }
    const Matrix<F> later =
        action_values(x.mdp, policy_values(x.mdp, x.pi())) - expected_rewards(x.mdp);
    return equal(terms, weighted_improvement(x, visitation(x.mdp, x.pi()), later));
  });
}

constexpr auto beyond_the_reward = []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  return Matrix<F>(differential_action_values(mdp, gain_and_bias(mdp, pi)) - expected_rewards(mdp));
};

/// D_uP of the chain along the instance's one direction u.
template <class F>
Matrix<F> moved_chain(const MdpPoint<F>& x) {
  const auto moving = x.policy().along(x.direction()).probabilities();
  return derivative_part(restarting_transitions(as_constant(x.mdp), moving));
}

/// D_uρ along it.
template <class F>
Vector<F> moved_distribution(const MdpPoint<F>& x) {
  const auto moving = x.policy().along(x.direction()).probabilities();
  return derivative_part(stationary_distribution(as_constant(x.mdp), moving));
}

}  // namespace

Theorem action_values_carry_the_distribution_gradient() {
  return {
      .id = "PG-9",
      .claim =
          "The gradient of the stationary distribution does not cancel from the gradient of the "
          "average reward: it is what the action values hold beyond the reward",
      .statement =
          R"(\nabla \eta = \sum_s \nabla \rho(s)\, r_\pi(s) + \sum_s \rho(s) \nabla r_\pi(s),
                      \qquad \sum_s \nabla \rho(s)\, r_\pi(s)
                      = \sum_s \rho(s) \sum_a \nabla \pi(a \mid s)\, \big(Q(s,a) - r(s,a)\big))",
      .hypotheses = {finite_mdp, unichain, softmax_policy},
      .oracle = "ρ and ν as dual numbers through the eliminations that give them",
      .shows =
          "Both equations in every coordinate, or along one random direction for more than 64, and "
          "the second for the discounted visitation as well. An end restarts from μ.",
      .instances = mdps("finite MDPs with a softmax policy", {Part::policy, Part::direction}),
      .checks =
          {
              part("∇η = Σ∇ρ·r_π + Σρ·∇r_π", is_gradient_of_average_reward([](const auto& x) {
                     return (terms_of_the_distribution(x) + terms_of_the_reward(x)).eval();
                   })),
              part("Σ∇ρ·r_π = Σρ Σ∇π (Q − r)", are_carried_by(beyond_the_reward)),
              part("Σ∇ν·r_π = Σν Σ∇π (Q_γ − r)",
                   discounted_terms_are_carried().only(
                       "needs γ < 1 or an end in reach, and at most 100 states, for speed",
                       [](const MdpInstance& x) {
                         return is_small(x) && discount_below_one_or_ending.holds(x);
                       })),
          },
      .proof =
          {
              step("differentiate ρ = ρP: Dρ (I − P) = ρ DP",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> back = restarting_transitions(x.mdp, x.pi()).transpose();
                     const Vector<F> drho = moved_distribution(x);
                     return equal(drho - back * drho, moved_chain(x).transpose() *
                                                          stationary_distribution(x.mdp, x.pi()));
                   }).only(for_speed, is_small)),
              step("apply it to the bias: Dρ (h − Ph) = Dρ·r_π, since Σ_s Dρ(s) = 0",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> bias = gain_and_bias(x.mdp, x.pi()).bias;
                     const Vector<F> drho = moved_distribution(x);
                     return equal(drho.dot(bias - restarting_transitions(x.mdp, x.pi()) * bias),
                                  drho.dot(policy_rewards(x.mdp, x.pi())));
                   }).only(for_speed, is_small)),
              step("what follows an action is Q beyond the reward: "
                   "DP h = Σ_a Dπ(a|·) (Q − r)(·,a), since Σ_a Dπ(a|s) η = 0",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> bias = gain_and_bias(x.mdp, x.pi()).bias;
                     const Matrix<F> dpi = moved_policy(x, x.direction());
                     const Matrix<F> later = beyond_the_reward(x.mdp, x.pi());
                     return equal(moved_chain(x) * bias, dpi.cwiseProduct(later).rowwise().sum());
                   }),
          },
      .falsifiers =
          {
              wrong("the terms with ∇ρ cancel: ∇η = Σρ·∇r_π",
                    is_gradient_of_average_reward([](const auto& x) {
                      return terms_of_the_reward(x);
                    }).only(as_in_the_text, is_ergodic_without_ends))
                  .refuting(3),
              wrong("the terms with ∇ρ are all: ∇η = Σ∇ρ·r_π",
                    is_gradient_of_average_reward(
                        [](const auto& x) { return terms_of_the_distribution(x); })),
              wrong("an action moves the next state only: Σ_s' P(s'|s,a) r_π(s') for Q − r",
                    are_carried_by([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                      const GainAndBias<F> rewards{F{0}, policy_rewards(mdp, pi)};
                      return Matrix<F>(differential_action_values(mdp, rewards) -
                                       expected_rewards(mdp));
                    })),
              wrong("the reward is carried as well: Q for Q − r",
                    are_carried_by([](const auto& mdp, const auto& pi) {
                      return differential_action_values(mdp, gain_and_bias(mdp, pi));
                    })),
              wrong("discounted action values carry them: Q_γ − r",
                    are_carried_by([]<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
                      return Matrix<F>(action_values(mdp, policy_values(mdp, pi)) -
                                       expected_rewards(mdp));
                    })),
          },
      .needs = {needed(unichain, are_carried_by(beyond_the_reward))},
      .sources = {{"sutton2000policy", "Theorem 1 and the remark after it"}},
  };
}

}  // namespace lemmata
