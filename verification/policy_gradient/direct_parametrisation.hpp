#pragma once
/// \file
/// Policies as parameters of their own: how theorems about the direct parametrisation look at them.

#include "verification/policy_gradient/ascent_runs.hpp"

namespace lemmata {

/// A policy that is 0 for some actions: the point of the simplex nearest to b(s,·)/4.
template <class F>
Policy<F> policy_with_zeros(const MdpPoint<F>& x) {
  Matrix<F> result = x.action_baseline() / F{4};
  for (Eigen::Index s = 0; s < result.rows(); ++s) {
    result.row(s) = simplex_projection(Vector<F>(result.row(s).transpose())).transpose();
  }
  return result;
}

/// The policy with the derivative that it has as it moves in a direction.
template <class F>
Policy<Dual<F>> moving_along(const Policy<F>& policy, const Matrix<F>& direction) {
  return policy.binaryExpr(direction, [](const F& p, const F& u) { return Dual<F>{p, u}; });
}

/// max_π̄ (π̄ − π)·∇_πJ.
template <class F>
F steepest_improvement(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  const Matrix<F> gradient = direct_gradient(mdp, pi);
  return greedy_policy(gradient).cwiseProduct(gradient).sum() - pi.cwiseProduct(gradient).sum();
}

/// J(π') − J(π) − (π' − π)·∇J for the two policies of the instance.
template <class F>
F curvature(const FiniteMdp<F>& mdp, const Policy<F>& from, const Policy<F>& to) {
  return performance(mdp, to) - performance(mdp, from) -
         direct_gradient(mdp, from).cwiseProduct(to - from).sum();
}

}  // namespace lemmata
