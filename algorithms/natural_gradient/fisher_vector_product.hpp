#pragma once
/// \file
/// The product (F_ν + λI)v of the damped Fisher information without its matrix:
///
///   F_ν v = Σ_s ν(s) Σ_a π(a|s) (u(s,a) − ū(s)) φ(s,a),   u(s,a) = φ(s,a)ᵀv,   ū = Σ_a π u,
///
/// since the scores are features less their mean. The cost is one pass over the features, S·A·d for
/// linear ones and S·A for tabular ones, where F itself has d² entries.

#include "theory/policies/softmax.hpp"

namespace lemmata {

/// For a tabular softmax policy π with weights ν (S); v has S·A entries, as the result.
template <class F>
Vector<F> fisher_vector_product(const Policy<F>& policy, const Vector<F>& state_weights,
                                const Vector<F>& v, const F& damping) {
  const Eigen::Index actions = policy.cols();
  Vector<F> result = damping * v;
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    F mean{0};
    for (Eigen::Index a = 0; a < actions; ++a) mean += policy(s, a) * v(s * actions + a);
    for (Eigen::Index a = 0; a < actions; ++a) {
      const Eigen::Index i = s * actions + a;
      result(i) += state_weights(s) * policy(s, a) * (v(i) - mean);
    }
  }
  return result;
}

/// For a linear softmax policy with features φ(s,a) in row s·A + a, (S·A) × d; v has d entries.
template <class F>
Vector<F> linear_fisher_vector_product(const Policy<F>& policy, const Matrix<F>& features,
                                       const Vector<F>& state_weights, const Vector<F>& v,
                                       const F& damping) {
  const Vector<F> products = features * v;
  const Vector<F> weighted = fisher_vector_product(policy, state_weights, products, F{0});
  return features.transpose() * weighted + damping * v;
}

}  // namespace lemmata
