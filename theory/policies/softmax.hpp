#pragma once
/// \file
/// Softmax policies over any field.
///
/// A softmax policy is given by its preferences z(s,a) = exp(θ-dependent) > 0, as
/// π(a|s) = z(s,a) / Σ_b z(s,b). Taking z, not θ, as the coordinates keeps everything rational: for
/// ∂/∂θ_i one has ∂z = z·φ_i, so that scores are rational functions of z.
///
/// Both classes offer what an estimator needs:
///  - `probabilities()`   π, S × A;
///  - `parameters()`      the dimension of θ;
///  - `score(s, a)`       ∇_θ log π(a|s), `parameters()` entries;
///  - `along(u)`          the same policy over `Dual<F>`, with θ moving in direction u.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// π = z / Σ_b z(·,b), row by row. \throws DivisionByZero if a row sums to 0.
template <class F>
Policy<F> normalise_rows(Matrix<F> preferences);

/// Tabular softmax: θ(s,a) is a parameter of its own, z(s,a) = exp θ(s,a). The parameter θ(s,a) has
/// index s·A + a.
template <class F>
class TabularSoftmax {
 public:
  explicit TabularSoftmax(Matrix<F> preferences);

  const Policy<F>& probabilities() const { return probabilities_; }
  Eigen::Index parameters() const { return preferences_.size(); }
  Eigen::Index index(int state, int action) const { return state * preferences_.cols() + action; }

  /// ∂ log π(a|s) / ∂θ(s,b) = 1{a = b} − π(b|s), and 0 for other states.
  Vector<F> score(int state, int action) const;

  TabularSoftmax<Dual<F>> along(const Vector<F>& direction) const;

 private:
  Matrix<F> preferences_;
  Policy<F> probabilities_;
};

/// Linear softmax: z(s,a) = c(s,a)·exp(θᵀφ(s,a)) with features φ(s,a) in row s·A + a of an (S·A) ×
/// d matrix. The preferences z are given, since exp(θᵀφ) is no element of a general field.
template <class F>
class LinearSoftmax {
 public:
  LinearSoftmax(Matrix<F> preferences, Matrix<F> features);

  const Policy<F>& probabilities() const { return probabilities_; }
  Eigen::Index parameters() const { return features_.cols(); }

  /// ∇ log π(a|s) = φ(s,a) − Σ_b π(b|s) φ(s,b).
  Vector<F> score(int state, int action) const;

  LinearSoftmax<Dual<F>> along(const Vector<F>& direction) const;

 private:
  Vector<F> feature(int state, int action) const;

  Matrix<F> preferences_;
  Matrix<F> features_;
  Policy<F> probabilities_;
};

}  // namespace lemmata
