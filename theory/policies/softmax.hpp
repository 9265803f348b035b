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

#include <utility>

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// π = z / Σ_b z(·,b), row by row. \throws DivisionByZero if a row sums to 0.
template <class F>
Policy<F> normalise_rows(Matrix<F> preferences) {
  for (Eigen::Index s = 0; s < preferences.rows(); ++s) {
    F total{0};
    for (Eigen::Index a = 0; a < preferences.cols(); ++a) total += preferences(s, a);
    const F scale = F{1} / total;
    for (Eigen::Index a = 0; a < preferences.cols(); ++a) preferences(s, a) *= scale;
  }
  return preferences;
}

/// Tabular softmax: θ(s,a) is a parameter of its own, z(s,a) = exp θ(s,a). The parameter θ(s,a) has
/// index s·A + a.
template <class F>
class TabularSoftmax {
 public:
  explicit TabularSoftmax(Matrix<F> preferences)
      : preferences_{std::move(preferences)}, probabilities_{normalise_rows(preferences_)} {}

  const Policy<F>& probabilities() const { return probabilities_; }
  Eigen::Index parameters() const { return preferences_.size(); }
  Eigen::Index index(int state, int action) const { return state * preferences_.cols() + action; }

  /// ∂ log π(a|s) / ∂θ(s,b) = 1{a = b} − π(b|s), and 0 for other states.
  Vector<F> score(int state, int action) const {
    Vector<F> result = Vector<F>::Constant(parameters(), F{0});
    for (int b = 0; b < preferences_.cols(); ++b) {
      result(index(state, b)) = -probabilities_(state, b);
    }
    result(index(state, action)) += F{1};
    return result;
  }

  TabularSoftmax<Dual<F>> along(const Vector<F>& direction) const {
    Matrix<Dual<F>> moved(preferences_.rows(), preferences_.cols());
    for (int s = 0; s < moved.rows(); ++s) {
      for (int a = 0; a < moved.cols(); ++a) {
        moved(s, a) = {preferences_(s, a), preferences_(s, a) * direction(index(s, a))};
      }
    }
    return TabularSoftmax<Dual<F>>{std::move(moved)};
  }

 private:
  Matrix<F> preferences_;
  Policy<F> probabilities_;
};

/// Linear softmax: z(s,a) = c(s,a)·exp(θᵀφ(s,a)) with features φ(s,a) in row s·A + a of an (S·A) ×
/// d matrix. The preferences z are given, since exp(θᵀφ) is no element of a general field.
template <class F>
class LinearSoftmax {
 public:
  LinearSoftmax(Matrix<F> preferences, Matrix<F> features)
      : preferences_{std::move(preferences)},
        features_{std::move(features)},
        probabilities_{normalise_rows(preferences_)} {}

  const Policy<F>& probabilities() const { return probabilities_; }
  Eigen::Index parameters() const { return features_.cols(); }

  /// ∇ log π(a|s) = φ(s,a) − Σ_b π(b|s) φ(s,b).
  Vector<F> score(int state, int action) const {
    Vector<F> result = feature(state, action);
    for (int b = 0; b < preferences_.cols(); ++b) {
      result -= probabilities_(state, b) * feature(state, b);
    }
    return result;
  }

  LinearSoftmax<Dual<F>> along(const Vector<F>& direction) const {
    Matrix<Dual<F>> moved(preferences_.rows(), preferences_.cols());
    for (int s = 0; s < moved.rows(); ++s) {
      for (int a = 0; a < moved.cols(); ++a) {
        moved(s, a) = {preferences_(s, a), preferences_(s, a) * feature(s, a).dot(direction)};
      }
    }
    return {std::move(moved), features_.unaryExpr([](const F& x) { return Dual<F>{x}; })};
  }

 private:
  Vector<F> feature(int state, int action) const {
    return features_.row(state * preferences_.cols() + action).transpose();
  }

  Matrix<F> preferences_;
  Matrix<F> features_;
  Policy<F> probabilities_;
};

}  // namespace lemmata
