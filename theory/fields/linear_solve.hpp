#pragma once
/// \file
/// A X = B over any field, by the library that does it best there: FLINT over GF(p) and ℚ, Arb over
/// balls, Eigen's partially pivoted LU over doubles and dual numbers, Cramer's rule for degrees;
/// over `Modular` both the residues' way and the degrees'.

#include "theory/fields/field.hpp"

namespace lemmata {

/// The solution X of A X = B, for A n × n and B n × k.
/// \throws SingularSystem if A is singular, or, over `Ball`, not certainly regular at this
/// precision. Over `double`, rounding can make a singular matrix regular.
template <class F>
Matrix<F> solve(const Matrix<F>& a, const Matrix<F>& b);

template <>
Matrix<Residue> solve(const Matrix<Residue>& a, const Matrix<Residue>& b);
template <>
Matrix<Degree> solve(const Matrix<Degree>& a, const Matrix<Degree>& b);
template <>
Matrix<Rational> solve(const Matrix<Rational>& a, const Matrix<Rational>& b);
template <>
Matrix<Ball> solve(const Matrix<Ball>& a, const Matrix<Ball>& b);
template <>
Matrix<Dual<Degree>> solve(const Matrix<Dual<Degree>>& a, const Matrix<Dual<Degree>>& b);
template <>
Matrix<Modular> solve(const Matrix<Modular>& a, const Matrix<Modular>& b);
template <>
Matrix<Dual<Modular>> solve(const Matrix<Dual<Modular>>& a, const Matrix<Dual<Modular>>& b);
template <>
Matrix<Dual<Dual<Modular>>> solve(const Matrix<Dual<Dual<Modular>>>& a,
                                  const Matrix<Dual<Dual<Modular>>>& b);

template <class F>
Vector<F> solve(const Matrix<F>& a, const Vector<F>& b) {
  return solve<F>(a, Matrix<F>(b)).col(0);
}

}  // namespace lemmata
