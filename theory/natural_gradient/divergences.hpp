#pragma once
/// \file
/// Distances between two policies, state by state; S entries each. A mean over states is the dot
/// product with a distribution of states, a maximum `sup_norm`.
///
/// Both directions of the Kullback–Leibler divergence occur: trust regions bound KL(old‖new)
/// (Schulman et al. 2015, `schulman2015trust`), mirror descent has KL(new‖old).

#include <cmath>
#include <stdexcept>

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// KL(p‖q) = Σ p log(p/q) in nats over `double` or `Ball`, for positive p and q.
template <class F>
F kl_divergence(const Vector<F>& p, const Vector<F>& q) {
  using std::log;
  F result{0};
  for (Eigen::Index i = 0; i < p.size(); ++i) result += p(i) * log(F(p(i) / q(i)));
  return result;
}

/// KL(π(·|s)‖π'(·|s)) for every s.
template <class F>
Vector<F> kl_divergences(const Policy<F>& policy, const Policy<F>& other) {
  Vector<F> result(policy.rows());
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    result(s) = kl_divergence<F>(policy.row(s).transpose(), other.row(s).transpose());
  }
  return result;
}

/// TV(π(·|s), π'(·|s)) = ½ Σ_a |π(a|s) − π'(a|s)| for every s, over an ordered field.
template <class F>
Vector<F> total_variations(const Policy<F>& policy, const Policy<F>& other) {
  Vector<F> result = Vector<F>::Constant(policy.rows(), F{0});
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    for (Eigen::Index a = 0; a < policy.cols(); ++a) {
      result(s) += absolute(F(policy(s, a) - other(s, a))) / F{2};
    }
  }
  return result;
}

}  // namespace lemmata
