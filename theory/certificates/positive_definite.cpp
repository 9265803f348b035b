#include "theory/certificates/positive_definite.hpp"

#include <acb_mat.h>

#include <algorithm>
#include <stdexcept>

#include "theory/fields/ball_matrix.hpp"

namespace lemmata {
namespace {

bool has_cholesky_factor(const Matrix<Ball>& a) {
  const BallMatrix matrix{a};
  BallMatrix factor{a.rows(), a.cols()};
  return arb_mat_is_finite(matrix.raw()) != 0 &&
         arb_mat_cho(factor.raw(), matrix.raw(), Precision::bits()) != 0;
}

bool certainly_not_positive(const Ball& x) { return arb_is_nonpositive(x.raw()) != 0; }

/// The least k with |x| < 2^k.
long binary_exponent(const Ball& x) {
  Ball bound;
  arb_get_abs_ubound_arf(arb_midref(bound.raw()), x.raw(), Precision::bits());
  return arf_abs_bound_lt_2exp_si(arb_midref(bound.raw()));
}

/// D A D for the diagonal D of powers of two that brings the diagonal of A near 1: the same
/// definiteness, and no eigenvalue is lost in the rounding of a larger one.
Matrix<Ball> equilibrated(Matrix<Ball> a) {
  const Vector<Ball> diagonal = a.diagonal();
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    const long exponent = -binary_exponent(diagonal(i)) / 2;
    for (Ball& x : a.row(i)) arb_mul_2exp_si(x.raw(), x.raw(), exponent);
    for (Ball& x : a.col(i)) arb_mul_2exp_si(x.raw(), x.raw(), exponent);
  }
  return a;
}

/// The eigenvectors of the midpoints, as columns, without a bound on their error.
Matrix<Ball> approximate_eigenvectors(const Matrix<Ball>& a) {
  const slong n = a.rows();
  acb_mat_t matrix, vectors;
  acb_mat_init(matrix, n, n);
  acb_mat_init(vectors, n, n);
  const acb_ptr values = _acb_vec_init(n);
  acb_mat_set_arb_mat(matrix, BallMatrix{a}.raw());
  acb_mat_approx_eig_qr(values, nullptr, vectors, matrix, nullptr, 0, Precision::bits());
  Matrix<Ball> result(n, n);
  for (slong i = 0; i < n; ++i) {
    for (slong j = 0; j < n; ++j) {
      arb_set(result(i, j).raw(), acb_realref(acb_mat_entry(vectors, i, j)));
    }
  }
  _acb_vec_clear(values, n);
  acb_mat_clear(vectors);
  acb_mat_clear(matrix);
  return result;
}

/// Whether some column x has xᵀAx < 0.
bool has_witness(const Matrix<Ball>& a, const Matrix<Ball>& columns) {
  for (Eigen::Index j = 0; j < columns.cols(); ++j) {
    const Vector<Ball> x = columns.col(j), image = a * x;
    if (arb_is_negative(x.dot(image).raw()) != 0) return true;
  }
  return false;
}

bool is_refuted(const Matrix<Ball>& symmetric) {
  const Vector<Ball> diagonal = symmetric.diagonal();
  if (std::any_of(diagonal.begin(), diagonal.end(), certainly_not_positive)) return true;
  const Matrix<Ball> scaled = equilibrated(symmetric);
  return has_witness(scaled, approximate_eigenvectors(scaled));
}

}  // namespace

Truth is_positive_definite(const Matrix<Ball>& a) {
  if (a.rows() != a.cols()) throw std::invalid_argument{"a definite matrix is square"};
  if (has_cholesky_factor(a)) return Truth::certainly_true;
  const Matrix<Ball> symmetric = a.selfadjointView<Eigen::Lower>();
  return is_refuted(symmetric) ? Truth::certainly_false : Truth::undecided;
}

}  // namespace lemmata
