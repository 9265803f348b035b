#pragma once
/// \file
/// The gradient of the performance, by two routes: dual numbers through the elimination that gives
/// V (the oracle, which knows neither ν, nor Q, nor a score), and the policy gradient theorem.

#include <vector>

#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "theory/policies/softmax.hpp"

namespace lemmata {

/// The oracle: ∂J/∂u for every column u of `directions` (`parameters()` × k), by evaluating
/// J = μᵀV^π at dual numbers.
/// \throws SingularSystem if γ = 1 and the policy may never end.
template <class F, class DifferentiablePolicy>
Vector<F> performance_derivatives(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                                  const Matrix<F>& directions) {
  const FiniteMdp<Dual<F>> constant = as_constant(mdp);
  Vector<F> result(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const auto moving = policy.along(directions.col(k));
    result(k) = performance(constant, moving.probabilities()).derivative;
  }
  return result;
}

/// The same for the horizon-H objective J_H, through the dynamic programme.
template <class F, class DifferentiablePolicy>
Vector<F> horizon_performance_derivatives(const FiniteMdp<F>& mdp,
                                          const DifferentiablePolicy& policy,
                                          const Matrix<F>& directions, int horizon) {
  const FiniteMdp<Dual<F>> constant = as_constant(mdp);
  Vector<F> result(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const auto moving = policy.along(directions.col(k));
    result(k) = horizon_performance(constant, moving.probabilities(), horizon).derivative;
  }
  return result;
}

/// ∇J = Σ_s ν(s) Σ_a π(a|s) ∇log π(a|s) Q(s,a) (Sutton et al. 2000, Theorem 1), `parameters()`
/// entries, for any state weights ν and action values Q.
template <class DifferentiablePolicy, class F>
Vector<F> weighted_score_sum(const DifferentiablePolicy& policy, const Vector<F>& state_weights,
                             const Matrix<F>& action_values) {
  const Policy<F>& pi = policy.probabilities();
  Vector<F> gradient = Vector<F>::Constant(policy.parameters(), F{0});
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) {
      gradient += (state_weights(s) * pi(s, a) * action_values(s, a)) * policy.score(s, a);
    }
  }
  return gradient;
}

/// The policy gradient of the theorem, with ν and Q of the policy itself.
/// \throws SingularSystem if γ = 1 and the policy may never end.
template <class F, class DifferentiablePolicy>
Vector<F> policy_gradient(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy) {
  const Policy<F>& pi = policy.probabilities();
  return weighted_score_sum(policy, visitation(mdp, pi),
                            action_values(mdp, policy_values(mdp, pi)));
}

}  // namespace lemmata
