#pragma once
/// \file
/// A matrix of balls as Arb keeps it, for Arb's own linear algebra.

#include <arb_mat.h>

#include "theory/fields/field.hpp"

namespace lemmata {

class BallMatrix {
 public:
  BallMatrix(Eigen::Index rows, Eigen::Index columns) { arb_mat_init(value_, rows, columns); }
  explicit BallMatrix(const Matrix<Ball>& entries) : BallMatrix(entries.rows(), entries.cols()) {
    for (Eigen::Index i = 0; i < entries.rows(); ++i) {
      for (Eigen::Index j = 0; j < entries.cols(); ++j) {
        arb_set(arb_mat_entry(value_, i, j), entries(i, j).raw());
      }
    }
  }
  BallMatrix(const BallMatrix&) = delete;
  BallMatrix& operator=(const BallMatrix&) = delete;
  ~BallMatrix() { arb_mat_clear(value_); }

  arb_mat_struct* raw() { return value_; }
  const arb_mat_struct* raw() const { return value_; }

  Matrix<Ball> entries() const {
    Matrix<Ball> result(arb_mat_nrows(value_), arb_mat_ncols(value_));
    for (Eigen::Index i = 0; i < result.rows(); ++i) {
      for (Eigen::Index j = 0; j < result.cols(); ++j) {
        arb_set(result(i, j).raw(), arb_mat_entry(value_, i, j));
      }
    }
    return result;
  }

 private:
  arb_mat_t value_;
};

}  // namespace lemmata
