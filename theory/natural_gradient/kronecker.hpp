#pragma once
/// \file
/// Kronecker products, and the Fisher information of a softmax over linear functions of the state,
/// π(·|s) = softmax(Wφ(s)), W an A × d matrix (Martens & Grosse 2015, `martens2015optimizing`):
///
///   F = E_s[C(s) ⊗ φφᵀ],   C(s) = diag π(·|s) − π(·|s)π(·|s)ᵀ,   of which K-FAC keeps E[C] ⊗
///   E[φφᵀ].
///
/// W is one vector row by row: W(a, i) has index a·d + i, so that (A ⊗ B)vec(W) = vec(A W Bᵀ).

#include "theory/policies/softmax.hpp"

namespace lemmata {

/// A ⊗ B: block (i, j) is A(i, j)·B.
template <class F>
Matrix<F> kronecker_product(const Matrix<F>& a, const Matrix<F>& b) {
  Matrix<F> result(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      result.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
    }
  }
  return result;
}

/// C(s) = diag π(·|s) − π(·|s)π(·|s)ᵀ, A × A: singular, as its rows sum to 0.
template <class F>
Matrix<F> action_covariance(const Policy<F>& policy, Eigen::Index state) {
  const Vector<F> pi = policy.row(state).transpose();
  Matrix<F> result = -pi * pi.transpose();
  result.diagonal() += pi;
  return result;
}

/// φ(s)φ(s)ᵀ for row s of the features, d × d.
template <class F>
Matrix<F> feature_square(const Matrix<F>& state_features, Eigen::Index state) {
  const Vector<F> feature = state_features.row(state).transpose();
  return feature * feature.transpose();
}

/// The factors that K-FAC keeps.
template <class F>
struct KroneckerFactors {
  Matrix<F> actions;   ///< E[C(s)], A × A
  Matrix<F> features;  ///< E[φ(s)φ(s)ᵀ], d × d
};

/// Their means under a distribution of states (S entries that sum to 1, such as (1 − γ)ν or the
/// shares of visits in a batch), for features S × d.
template <class F>
KroneckerFactors<F> kronecker_factors(const Policy<F>& policy, const Matrix<F>& state_features,
                                      const Vector<F>& distribution) {
  const Eigen::Index actions = policy.cols(), d = state_features.cols();
  KroneckerFactors<F> result{Matrix<F>::Constant(actions, actions, F{0}),
                             Matrix<F>::Constant(d, d, F{0})};
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    result.actions += distribution(s) * action_covariance(policy, s);
    result.features += distribution(s) * feature_square(state_features, s);
  }
  return result;
}

/// The features φ(s,a) = e_a ⊗ φ(s) that make a `LinearSoftmax` of it, (S·A) × (A·d).
template <class F>
Matrix<F> features_by_action(const Matrix<F>& state_features, Eigen::Index actions) {
  const Eigen::Index d = state_features.cols();
  Matrix<F> result = Matrix<F>::Constant(state_features.rows() * actions, actions * d, F{0});
  for (Eigen::Index s = 0; s < state_features.rows(); ++s) {
    for (Eigen::Index a = 0; a < actions; ++a) {
      result.row(s * actions + a).segment(a * d, d) = state_features.row(s);
    }
  }
  return result;
}

}  // namespace lemmata
