#pragma once
/// \file
/// Natural gradient ascent of a tabular softmax policy that is paid for its entropy (Cen et al.
/// 2022, `cen2022fast`), with temperature β > 0 in units of the reward and 0 < η ≤ (1 − γ)/β:
///
///   π⁺(a|s) ∝ π(a|s)^{1 − ηβ/(1−γ)} exp(ηQ_β^π(s,a)/(1 − γ)),
///
/// in parameters θ, which are log π up to constants of each state, and stay in range where a
/// probability does not. The longest step, η = (1 − γ)/β, forgets π: soft policy iteration,
/// π⁺ ∝ exp(Q_β^π/β).
///
/// \code
///   Matrix<double> theta = Matrix<double>::Zero(mdp.states(), mdp.actions());
///   for (int k = 0; k < 100; ++k) theta = regularised_natural_step(mdp, theta, 0.1, step_size);
/// \endcode

#include <type_traits>

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/soft/soft_bellman.hpp"
#include "theory/soft/soft_values.hpp"

namespace lemmata {

/// (1 − γ)/β. 0 for γ = 1, where no step is known to converge
template <class F>
F longest_regularised_step(const FiniteMdp<F>& mdp, const std::type_identity_t<F>& temperature) {
  return (F{1} - mdp.discount) / temperature;
}

/// Q_β^π, S × A. \throws as `soft_policy_values`
template <class F>
Matrix<F> soft_action_values(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                             const std::type_identity_t<F>& temperature) {
  return action_values(mdp, soft_policy_values(mdp, policy, temperature));
}

/// θ⁺ = (1 − ηβ/(1−γ))θ + ηQ_β^π/(1−γ), S × A. \throws std::domain_error if γ = 1
template <class F>
Matrix<F> regularised_natural_step(const FiniteMdp<F>& mdp, const Matrix<F>& theta,
                                   const std::type_identity_t<F>& temperature,
                                   const std::type_identity_t<F>& step_size) {
  const F remaining = F{1} - mdp.discount;
  if (pivot_score(remaining) == 0) {
    throw std::domain_error{"for γ = 1 the visitation has no normalisation by 1 − γ"};
  }
  const F scale = step_size / remaining;
  const Matrix<F> q = soft_action_values(mdp, tabular_softmax(theta).probabilities(), temperature);
  return (F{1} - scale * temperature) * theta + scale * q;
}

}  // namespace lemmata
