#pragma once
/// \file
/// The gradient of the average reward, by two routes: dual numbers through the elimination that
/// gives the stationary distribution (the oracle, which knows neither a bias, nor Q, nor a score),
/// and the policy gradient theorem.

#include "theory/mdp/average_reward.hpp"
#include "theory/policies/performance_gradient.hpp"

namespace lemmata {

/// The oracle: ∂η/∂u for every column u of `directions` (`parameters()` × k), by evaluating
/// η = ρ·r_π at dual numbers.
/// \throws SingularSystem if the chain is not unichain.
template <class F, class DifferentiablePolicy>
Vector<F> average_reward_derivatives(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                                     const Matrix<F>& directions) {
  const FiniteMdp<Dual<F>> constant = as_constant(mdp);
  Vector<F> result(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const auto moving = policy.along(directions.col(k));
    result(k) = average_reward(constant, moving.probabilities()).derivative;
  }
  return result;
}

/// ∇η = Σ_s ρ(s) Σ_a π(a|s) ∇log π(a|s) Q(s,a) with the stationary distribution ρ and the
/// differential action values Q (Sutton et al. 2000, Theorem 1), `parameters()` entries.
/// \throws SingularSystem if the chain is not unichain.
template <class F, class DifferentiablePolicy>
Vector<F> average_reward_gradient(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy) {
  const Policy<F>& pi = policy.probabilities();
  return weighted_score_sum(policy, stationary_distribution(mdp, pi),
                            differential_action_values(mdp, gain_and_bias(mdp, pi)));
}

}  // namespace lemmata
