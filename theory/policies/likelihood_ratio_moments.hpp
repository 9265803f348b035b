#pragma once
/// \file
/// Moments of the likelihood-ratio estimate over a geometric horizon.
///
/// A task goes on after each step with probability γ (and ends at terminal outcomes), so that it
/// has N ≥ 1 steps with P(N > k) ≤ γᵏ. The undiscounted estimate along a direction u,
///
///   Z = Σ_{t<N} uᵀ∇log π(a_t|s_t) G_t,   G_t = Σ_{t≤k<N} r_k,
///
/// has the mean uᵀ∇J of the discounted objective. Its second moment follows from the recursions
/// G = r + bG′ and Z = gG + bZ′, b the indicator of going on: E[G²], E[Z], E[ZG] and E[Z²] given
/// the state solve linear systems with one matrix I − γP_π.

#include "theory/mdp/values.hpp"
#include "theory/policies/softmax.hpp"

namespace lemmata {

/// E[Z²] for the direction whose score along it is uᵀ∇log π(a|s), S × A.
/// \throws SingularSystem if γ = 1 and the policy may never end
double likelihood_ratio_second_moment(const FiniteMdp<double>& mdp, const Policy<double>& policy,
                                      const Matrix<double>& score_along);

/// uᵀ∇log π(a|s) for all states and actions, S × A.
template <class F, class DifferentiablePolicy>
Matrix<F> scores_along(const DifferentiablePolicy& policy, const Vector<F>& direction) {
  const Policy<F>& pi = policy.probabilities();
  Matrix<F> result(pi.rows(), pi.cols());
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) result(s, a) = policy.score(s, a).dot(direction);
  }
  return result;
}

}  // namespace lemmata
