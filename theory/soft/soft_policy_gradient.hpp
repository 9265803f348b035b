#pragma once
/// \file
/// The gradient of J_β = μᵀV_β^π, the discounted return with the discounted entropy (Mei et al.
/// 2020, `mei2020global`; units and tables of logarithms as in soft_values.hpp), by two routes:
/// dual numbers through the elimination that gives V_β^π (the oracle, which knows neither ν, nor
/// Q, nor a score), and
///
///   ∇J_β = Σ_s ν(s) Σ_a π(a|s) ∇log π(a|s) (Q_β^π(s,a) − β log π(a|s)).

#include "theory/policies/performance_gradient.hpp"
#include "theory/soft/soft_values.hpp"

namespace lemmata {

/// log π where θ moves: ℓ, whose derivative is π'/π. S × A.
template <class F>
Matrix<Dual<F>> moving_logarithms(const Matrix<F>& logs, const Policy<Dual<F>>& moving) {
  Matrix<Dual<F>> result(logs.rows(), logs.cols());
  for (Eigen::Index i = 0; i < logs.size(); ++i) {
    result(i) = {logs(i), F(moving(i).derivative / moving(i).value)};
  }
  return result;
}

/// The oracle: ∂J_β/∂u for every column u of `directions` (`parameters()` × k).
/// \throws SingularSystem if γ = 1 and the policy may never end.
template <class F, class DifferentiablePolicy>
Vector<F> soft_performance_derivatives(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                                       const Matrix<F>& logs, const F& temperature,
                                       const Matrix<F>& directions) {
  const FiniteMdp<Dual<F>> constant = as_constant(mdp);
  Vector<F> result(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const Policy<Dual<F>> moving = policy.along(directions.col(k)).probabilities();
    const Vector<Dual<F>> values =
        soft_policy_values(constant, moving, moving_logarithms(logs, moving), Dual<F>{temperature});
    result(k) = constant.start.dot(values).derivative;
  }
  return result;
}

/// ∇J_β, `parameters()` entries. \throws SingularSystem if γ = 1 and the policy may never end.
template <class F, class DifferentiablePolicy>
Vector<F> soft_policy_gradient(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                               const Matrix<F>& logs, const F& temperature) {
  const Policy<F>& pi = policy.probabilities();
  const Matrix<F> q = action_values(mdp, soft_policy_values(mdp, pi, logs, temperature));
  return weighted_score_sum(policy, visitation(mdp, pi), Matrix<F>(q - logs * temperature));
}

/// The same with the policy's own logarithms, over `Ball` and `double`.
template <class F, class DifferentiablePolicy>
Vector<F> soft_policy_gradient(const FiniteMdp<F>& mdp, const DifferentiablePolicy& policy,
                               const F& temperature) {
  return soft_policy_gradient(mdp, policy, logarithms(policy.probabilities()), temperature);
}

}  // namespace lemmata
