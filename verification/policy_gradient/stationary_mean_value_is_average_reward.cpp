// PG-7. The mean value under the stationary distribution is the average reward, and no return.
//
//   Σ_s ρ(s) V_γ(s) = η / (1 − γ),   so that its gradient is Σ_s ρ(s) Σ_a ∇π(a|s) Q(s,a) / (1 − γ)
//
// with the differential action values Q and ρ-mean reward η of PG-3, whatever the start and, but
// for the factor, whatever γ. With the discounted Q_γ for Q one has instead
//
//   Σ_s ρ(s) Σ_a ∇π(a|s) Q_γ(s,a) = (1 − γ) Σ_s ρ(s) ∇V_γ(s),
//
// which lacks Σ_s ∇ρ(s) V_γ(s): it is the gradient with ρ held fixed. What is lacking, times 1 − γ,
// goes to 0 with 1 − γ, as V_γ = η/(1 − γ) + h − (1 − γ)(I − γP)⁻¹Ph and Σ_s ∇ρ(s) = 0.
//
// Hypotheses: a finite MDP in which nothing ends; γ < 1; one recurrent class; π differentiable and
// of full support.
// Oracle: η by the Poisson equation, which knows neither ρ nor V_γ; for the gradients, ρ·V_γ as a
// dual number through the two eliminations.
// Shows: the first equation, and both gradients in every coordinate θ(s,a) (along one random
// direction for more than 64).
// Sources: sutton2000policy, Theorem 1; puterman1994markov, Section 8.2.

#include "theory/fields/linear_solve.hpp"
#include "theory/policies/average_reward_gradient.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/policy_gradient/moving_chain.hpp"

namespace lemmata {
namespace {

constexpr auto mean_value = [](const auto& mdp, const auto& pi) {
  return stationary_distribution(mdp, pi).dot(policy_values(mdp, pi));
};

/// The predicate: what is claimed is the mean value under the stationary distribution.
template <class Value>
Check is_the_mean_value(Value claimed) {
  return identity([claimed](const auto& x) {
    return equal(mean_value(x.mdp, x.pi()), claimed(x.mdp, x.pi()));
  });
}

/// The predicate: what is claimed for each direction u is D_u of the mean value.
template <class Derivatives>
Check is_its_gradient(Derivatives claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
    const FiniteMdp<Dual<F>> constant = as_constant(x.mdp);
    const Matrix<F> directions = x.directions();
    Vector<F> derivatives(directions.cols());
    for (Eigen::Index k = 0; k < directions.cols(); ++k) {
      const auto moving = x.policy().along(directions.col(k));
      derivatives(k) = mean_value(constant, moving.probabilities()).derivative;
    }
    return equal(derivatives, claimed(x));
  });
}

/// 1/(1 − γ).
template <class F>
F effective_horizon(const FiniteMdp<F>& mdp) {
  return F{1} / (F{1} - mdp.discount);
}

/// Σ_s ρ(s) Σ_a ∇π(a|s) Q_γ(s,a) along every direction.
template <class F>
Vector<F> with_discounted_action_values(const MdpPoint<F>& x) {
  const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
  const Vector<F> rho = stationary_distribution(x.mdp, x.pi());
  return x.directions().transpose() * weighted_score_sum(x.policy(), rho, q);
}

constexpr auto gain_over_remaining = []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  return F{gain_and_bias(mdp, pi).gain * effective_horizon(mdp)};
};

}  // namespace

Theorem stationary_mean_value_is_average_reward() {
  return {
      .id = "PG-7",
      .claim =
          "The mean value under the stationary distribution is the average reward up to a factor, "
          "another objective than the return from the start",
      .statement =
          R"(\sum_s \rho(s)\, V_\gamma(s) = \frac{\eta}{1 - \gamma}, \qquad
             \nabla \sum_s \rho(s)\, V_\gamma(s)
             = \frac{1}{1 - \gamma} \sum_s \rho(s) \sum_a \nabla \pi(a \mid s)\, Q(s,a)
             = \frac{1}{1 - \gamma} \sum_s \rho(s) \sum_a \nabla \pi(a \mid s)\, Q_\gamma(s,a)
             + \sum_s \nabla \rho(s)\, V_\gamma(s))",
      .hypotheses = {finite_mdp, nothing_ends, unichain, discount_below_one, softmax_policy},
      .oracle =
          "η by the Poisson equation, without ρ; ρ·V_γ as a dual number through the eliminations",
      .shows =
          "The mean value exactly, and its gradient in every coordinate, or along one random "
          "direction for more than 64: with differential action values, and with discounted ones "
          "and the term with ∇ρ that they lack.",
      .instances = mdps_without_ends("finite MDPs without ends, with a softmax policy",
                                     {Part::policy, Part::direction}),
      .checks =
          {
              part("Σρ·V_γ = η/(1 − γ)", is_the_mean_value(gain_over_remaining)),
              part("its gradient is Σρ Σ∇π Q/(1 − γ) with differential Q",
                   is_its_gradient([]<class F>(const MdpPoint<F>& x) {
                     const Vector<F> gradient = average_reward_gradient(x.mdp, x.policy());
                     return Vector<F>(x.directions().transpose() * gradient *
                                      effective_horizon(x.mdp));
                   })),
              part("its gradient is Σρ Σ∇π Q_γ/(1 − γ) + Σ∇ρ·V_γ",
                   is_its_gradient([]<class F>(const MdpPoint<F>& x) {
                     return Vector<F>(with_discounted_action_values(x) * effective_horizon(x.mdp) +
                                      stationary_derivatives(x).transpose() *
                                          policy_values(x.mdp, x.pi()));
                   })),
          },
      .proof =
          {
              step("ρ = ρP, so the Bellman equation gives ρ·V = ρ·r_π + γ ρ·V",
                   []<class F>(const MdpPoint<F>& x) {
                     const F mean = mean_value(x.mdp, x.pi());
                     return equal(mean, average_reward(x.mdp, x.pi()) + x.mdp.discount * mean);
                   }),
              step("differentiated with ρ held fixed: (1 − γ) ρ·DV_γ = Σ_s ρ(s) Σ_a Dπ(a|s) Q_γ",
                   []<class F>(const MdpPoint<F>& x) {
                     const auto moving = x.policy().along(x.direction()).probabilities();
                     const Vector<F> dv =
                         derivative_part(policy_values(as_constant(x.mdp), moving));
                     const Vector<F> rho = stationary_distribution(x.mdp, x.pi());
                     const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
                     const Vector<F> improvement =
                         derivative_part(moving).cwiseProduct(q).rowwise().sum();
                     return equal((F{1} - x.mdp.discount) * rho.dot(dv), rho.dot(improvement));
                   }),
              step("V_γ = η/(1 − γ) + h − (1 − γ)(I − γP)⁻¹Ph",
                   []<class F>(const MdpPoint<F>& x) {
                     const auto [gain, bias] = gain_and_bias(x.mdp, x.pi());
                     const Matrix<F> chain = policy_transitions(x.mdp, x.pi());
                     const Matrix<F> system =
                         identity_matrix<F>(chain.rows()) - chain * x.mdp.discount;
                     const Vector<F> rest = solve<F>(system, Vector<F>(chain * bias));
                     const F level = gain * effective_horizon(x.mdp);
                     return equal(policy_values(x.mdp, x.pi()) + rest * (F{1} - x.mdp.discount),
                                  bias + Vector<F>::Constant(bias.size(), level));
                   }),
          },
      .falsifiers =
          {
              wrong("it is the expected discounted return: Σρ·V_γ = μ·V_γ",
                    is_the_mean_value([](const auto& mdp, const auto& pi) {
                      return performance(mdp, pi);
                    }).only(as_in_the_text, is_ergodic_without_ends))
                  .refuting(1),
              wrong("its gradient is Σρ Σ∇π Q_γ, but for the factor 1/(1 − γ)",
                    is_its_gradient([]<class F>(const MdpPoint<F>& x) {
                      return Vector<F>(with_discounted_action_values(x) * effective_horizon(x.mdp));
                    }).only(as_in_the_text, is_ergodic_without_ends))
                  .refuting(2),
              wrong(
                  "its gradient is that of the return from the start",
                  is_its_gradient([](const auto& x) {
                    return (x.directions().transpose() * policy_gradient(x.mdp, x.policy())).eval();
                  })),
              wrong("the average reward alone, without 1/(1 − γ)",
                    is_the_mean_value([](const auto& mdp, const auto& pi) {
                      return gain_and_bias(mdp, pi).gain;
                    })),
          },
      .needs = {needed(nothing_ends, is_the_mean_value(gain_over_remaining),
                       mdps("finite MDPs with a softmax policy", {Part::policy})),
                needed(unichain, is_the_mean_value(gain_over_remaining)),
                needed(discount_below_one, is_the_mean_value(gain_over_remaining))},
      .sources = {{"sutton2000policy", "Theorem 1"}, {"puterman1994markov", "Section 8.2"}},
  };
}

}  // namespace lemmata
