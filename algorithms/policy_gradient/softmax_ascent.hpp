#pragma once
/// \file
/// Exact gradient ascent for the tabular softmax policy (Agarwal et al. 2021, `agarwal2021theory`,
/// Section 5):
///
///   θ_{k+1} = θ_k + η ∇J(θ_k),    ∂J/∂θ(s,a) = ν(s) π(a|s) A^π(s,a).
///
/// The scalar is a template parameter: the gradient exists over every field, the ascent, which
/// takes exponentials, over `double` and `Ball`.

#include <cmath>
#include <type_traits>

#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "theory/policies/softmax.hpp"

namespace lemmata {

/// ∂J/∂θ(s,a) = ν(s) π(a|s) A^π(s,a), S × A, at a softmax policy π.
/// \throws SingularSystem if γ = 1 and the policy may never end.
template <class F>
Matrix<F> softmax_gradient(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  const Matrix<F> weighted = policy.cwiseProduct(advantages(mdp, policy));
  return visitation(mdp, policy).asDiagonal() * weighted;
}

/// π(a|s) ∝ exp θ(s,a), S × A, from θ less its largest entry in each state, so that no exponential
/// overflows.
template <class F>
TabularSoftmax<F> tabular_softmax(const Matrix<F>& theta) {
  using std::exp;
  Matrix<F> preferences(theta.rows(), theta.cols());
  for (Eigen::Index s = 0; s < theta.rows(); ++s) {
    F largest = theta(s, 0);
    for (Eigen::Index a = 1; a < theta.cols(); ++a) largest = larger(largest, theta(s, a));
    for (Eigen::Index a = 0; a < theta.cols(); ++a) preferences(s, a) = exp(theta(s, a) - largest);
  }
  return TabularSoftmax<F>{std::move(preferences)};
}

/// θ + η∇J(θ), S × A. \throws SingularSystem if γ = 1 and the policy may never end.
template <class F>
Matrix<F> softmax_ascent_step(const FiniteMdp<F>& mdp, const Matrix<F>& theta,
                              const std::type_identity_t<F>& step_size) {
  return theta + step_size * softmax_gradient(mdp, tabular_softmax(theta).probabilities());
}

/// The width of the smallest interval that holds 0 and every reward; an end is a reward of 0 for
/// ever. Bounds stated for rewards in [0, 1] hold for J divided by it, up to a constant.
template <class F>
F reward_range(const FiniteMdp<F>& mdp) {
  F above{0}, below{0};
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        above = larger(above, outcome.reward);
        below = larger(below, -outcome.reward);
      }
    }
  }
  return above + below;
}

/// η = (1−γ)³/8 over `reward_range`: the reciprocal of the smoothness of J in θ, for which J is
/// known to ascend and the gap to close as 1/k (Mei et al. 2020, `mei2020global`, Theorem 4). 0 for
/// γ = 1; where all rewards are 0, as for a range of 1.
template <class F>
F guaranteed_softmax_step(const FiniteMdp<F>& mdp) {
  const F range = reward_range(mdp);
  return power(F{1} - mdp.discount, 3) / (F{8} * (pivot_score(range) > 0 ? range : F{1}));
}

}  // namespace lemmata
