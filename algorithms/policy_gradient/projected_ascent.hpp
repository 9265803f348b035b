#pragma once
/// \file
/// Projected gradient ascent on the policy itself, the direct parametrisation (Agarwal et al. 2021,
/// `agarwal2021theory`, Section 4):
///
///   π_{k+1} = Proj(π_k + η ∂J/∂π),    ∂J/∂π(a|s) = ν(s) Q^π(s,a),
///
/// where Proj is the nearest point, in the Euclidean norm, of the product of simplices. The scalar
/// is a template parameter over the ordered fields.

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"

namespace lemmata {

/// The nearest point of the simplex {p ≥ 0, Σp = 1}: max(x − λ, 0), with λ such that it sums to 1.
template <class F>
Vector<F> simplex_projection(const Vector<F>& point) {
  std::vector<F> sorted(point.begin(), point.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>{});
  F sum{0}, threshold{0};
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    sum += sorted[k];
    const F candidate = (sum - F{1}) / F(static_cast<int>(k) + 1);
    if (candidate < sorted[k]) threshold = candidate;
  }
  return point.unaryExpr([&](const F& x) { return larger(F{0}, x - threshold); });
}

/// ∂J/∂π(a|s) = ν(s) Q^π(s,a), S × A. \throws SingularSystem if γ = 1 and the policy may never end.
template <class F>
Matrix<F> direct_gradient(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  return visitation(mdp, policy).asDiagonal() * action_values(mdp, policy_values(mdp, policy));
}

/// Proj(π + η ∂J/∂π). \throws SingularSystem as `direct_gradient`
template <class F>
Policy<F> projected_ascent_step(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                const std::type_identity_t<F>& step_size) {
  Policy<F> result = policy + step_size * direct_gradient(mdp, policy);
  for (Eigen::Index s = 0; s < result.rows(); ++s) {
    result.row(s) = simplex_projection(Vector<F>(result.row(s).transpose())).transpose();
  }
  return result;
}

/// η = (1−γ)³/(2γA) over `reward_range`: the reciprocal of the smoothness of J in π (ibid., Lemma
/// D.3). \throws std::domain_error for γ = 0, where J is linear and any step does
template <class F>
F guaranteed_projected_step(const FiniteMdp<F>& mdp) {
  if (pivot_score(mdp.discount) == 0) {
    throw std::domain_error{"for γ = 0 the objective is linear in the policy"};
  }
  const F range = reward_range(mdp);
  return power(F{1} - mdp.discount, 3) /
         (F{2} * mdp.discount * F(mdp.actions()) * (pivot_score(range) > 0 ? range : F{1}));
}

}  // namespace lemmata
