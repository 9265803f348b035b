#pragma once
/// \file
/// A scalar that counts how often it is multiplied or divided: the cost of an algorithm as a number
/// that every machine and compiler agrees on.

#include "theory/fields/linear_solve.hpp"

namespace lemmata::natural_costs {

/// Its value does not matter, so it has none.
class Counted {
 public:
  Counted() = default;
  template <std::signed_integral I>
  Counted(I) {}

  Counted operator-() const { return {}; }
  Counted& operator+=(const Counted&) { return *this; }
  Counted& operator-=(const Counted&) { return *this; }
  Counted& operator*=(const Counted&) { return count(); }
  Counted& operator/=(const Counted&) { return count(); }

  friend Counted operator+(Counted a, const Counted& b) { return a += b; }
  friend Counted operator-(Counted a, const Counted& b) { return a -= b; }
  friend Counted operator*(Counted a, const Counted& b) { return a *= b; }
  friend Counted operator/(Counted a, const Counted& b) { return a /= b; }

  /// The multiplications and divisions of `work` on this thread.
  template <class Work>
  static int in(Work work) {
    const int before = count_;
    work();
    return count_ - before;
  }

 private:
  Counted& count() {
    ++count_;
    return *this;
  }

  static constinit inline thread_local int count_ = 0;
};

}  // namespace lemmata::natural_costs

namespace Eigen {

template <>
struct NumTraits<lemmata::natural_costs::Counted>
    : LemmataNumTraits<lemmata::natural_costs::Counted> {};

}  // namespace Eigen

namespace lemmata {

/// Elimination as in every textbook, to be counted: (n³ − n)/3 + n²k for k right sides.
template <>
inline Matrix<natural_costs::Counted> solve(const Matrix<natural_costs::Counted>& a,
                                            const Matrix<natural_costs::Counted>& b) {
  using natural_costs::Counted;
  Matrix<Counted> left = a, right = b;
  const Eigen::Index n = a.rows();
  for (Eigen::Index pivot = 0; pivot < n; ++pivot) {
    for (Eigen::Index row = pivot + 1; row < n; ++row) {
      const Counted share = left(row, pivot) / left(pivot, pivot);
      for (Eigen::Index j = pivot + 1; j < n; ++j) left(row, j) -= share * left(pivot, j);
      for (Eigen::Index j = 0; j < b.cols(); ++j) right(row, j) -= share * right(pivot, j);
    }
  }
  for (Eigen::Index row = n; row-- > 0;) {
    for (Eigen::Index j = 0; j < b.cols(); ++j) {
      for (Eigen::Index k = row + 1; k < n; ++k) right(row, j) -= left(row, k) * right(k, j);
      right(row, j) /= left(row, row);
    }
  }
  return right;
}

}  // namespace lemmata
