#pragma once
/// \file
/// Natural gradient ascent of a tabular softmax policy, θ ← θ + η F_d⁺∇J (Agarwal et al. 2021,
/// `agarwal2021theory`, Section 5.3), with the Fisher information under the distribution
/// d = (1 − γ)ν. There, up to constants of each state, which leave the policy alone,
///
///   F_d⁺∇J = A^π / (1 − γ),   so   π⁺(a|s) ∝ π(a|s) exp(η A^π(s,a) / (1 − γ)):
///
/// the step is multiplicative weights with the advantages as gains. Neither side needs d, so the
/// closed form also serves where some state is never visited. Parameters θ stay in range where
/// probabilities do not.

#include <stdexcept>
#include <type_traits>

#include "algorithms/policy_gradient/ascent.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"

namespace lemmata {

/// A^π/(1 − γ), S × A, over any field. \throws std::domain_error if γ = 1
template <class F>
Matrix<F> natural_direction(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  const F remaining = F{1} - mdp.discount;
  if (pivot_score(remaining) == 0) {
    throw std::domain_error{"for γ = 1 the visitation has no normalisation by 1 − γ"};
  }
  return (F{1} / remaining) * advantages(mdp, policy);
}

/// θ + ηA^π/(1 − γ) over `double` or `Ball`, S × A: the step of `natural_ascent`.
/// \throws as `natural_direction`
template <class F>
Matrix<F> natural_ascent_step(const FiniteMdp<F>& mdp, const Matrix<F>& theta,
                              const std::type_identity_t<F>& step_size) {
  return theta + step_size * natural_direction(mdp, tabular_softmax(theta).probabilities());
}

/// η = (1−γ) log A over `reward_range`, for which the step's term of `natural_bound` is 1 − γ times
/// the other: J* − J(π_k) ≤ (2−γ)R/((1−γ)²k), and longer steps hardly improve it. 0 for γ = 1;
/// where all rewards are 0, as for a range of 1, and where there is one action alone, as for two.
double sufficient_natural_step(const FiniteMdp<double>& mdp);

/// `natural_ascent_step` from θ = 0; the norm is that of ∇J.
Ascent natural_ascent(const FiniteMdp<double>& mdp, double step_size);

}  // namespace lemmata
