#pragma once
/// \file
/// How a critic sees states: V_w(s) = φ(s)ᵀw, with d weights. Both kinds offer
///
///  - `weights()`               d;
///  - `value(w, s)`             φ(s)ᵀw;
///  - `add(w, c, s)`            w ← w + cφ(s);
///  - `add_outer(A, z, s)`      A ← A + zφ(s)ᵀ, A being d × d;
///  - `values(w)`               Φw, S entries.

#include "theory/fields/field.hpp"

namespace lemmata {

/// One weight a state: φ(s) is the unit vector of s, and Φ the identity.
struct TabularFeatures {
  int states;

  Eigen::Index weights() const { return states; }
  template <class F>
  F value(const Vector<F>& weights, int state) const {
    return weights(state);
  }
  template <class F>
  void add(Vector<F>& weights, const F& scale, int state) const {
    weights(state) += scale;
  }
  template <class F>
  void add_outer(Matrix<F>& matrix, const Vector<F>& vector, int state) const {
    matrix.col(state) += vector;
  }
  template <class F>
  Vector<F> values(const Vector<F>& weights) const {
    return weights;
  }
};

/// φ(s) in row s of an S × d matrix.
template <class Scalar>
struct LinearFeatures {
  Matrix<Scalar> matrix;

  Eigen::Index weights() const { return matrix.cols(); }
  Scalar value(const Vector<Scalar>& weights, int state) const {
    return matrix.row(state).dot(weights);
  }
  void add(Vector<Scalar>& weights, const Scalar& scale, int state) const {
    weights += scale * matrix.row(state).transpose();
  }
  void add_outer(Matrix<Scalar>& sum, const Vector<Scalar>& vector, int state) const {
    sum += vector * matrix.row(state);
  }
  Vector<Scalar> values(const Vector<Scalar>& weights) const { return matrix * weights; }
};

/// What `use` makes of the features in the rows of a matrix, or of one weight a state where it is
/// empty.
template <class Use>
auto with_features(const Matrix<double>& matrix, int states, Use use) {
  return matrix.size() == 0 ? use(TabularFeatures{states}) : use(LinearFeatures<double>{matrix});
}

}  // namespace lemmata
