#pragma once
/// \file
/// Fields as Eigen scalars.
///
/// A field here is a type with + − · /, built from small integers. Theory is written once, as
/// templates over such a type, and instantiated for those listed in `LEMMATA_FIELDS`:
///
/// | field      | what it is for                                                  |
/// | ---------- | --------------------------------------------------------------- |
/// | `Modular`  | identities, at random points of GF(2⁶¹ − 1), and their degrees  |
/// | `Rational` | inequalities between rational quantities; readable fractions    |
/// | `Ball`     | inequalities with logarithms and exponentials, rigorously       |
/// | `double`   | what practitioners run                                          |
/// | `Dual<F>`  | derivatives over any of them; `Dual<Dual<F>>`, second ones      |

#include <Eigen/Core>
#include <cmath>
#include <stdexcept>

#include "theory/fields/ball.hpp"
#include "theory/fields/dual.hpp"
#include "theory/fields/dyadic.hpp"
#include "theory/fields/modular.hpp"
#include "theory/fields/rational.hpp"

/// Applies a macro to every field, and to those with an order.
#define LEMMATA_FIELDS(X) \
  X(::lemmata::Modular)   \
  X(::lemmata::Rational)  \
  X(::lemmata::Ball)      \
  X(double)
#define LEMMATA_FIELDS_AND_DUALS(X)       \
  LEMMATA_FIELDS(X)                       \
  X(::lemmata::Dual<::lemmata::Modular>)  \
  X(::lemmata::Dual<::lemmata::Rational>) \
  X(::lemmata::Dual<::lemmata::Ball>)     \
  X(::lemmata::Dual<double>)
/// Second derivatives, for the Hessians of values.
#define LEMMATA_SECOND_DUALS(X)                           \
  X(::lemmata::Dual<::lemmata::Dual<::lemmata::Modular>>) \
  X(::lemmata::Dual<::lemmata::Dual<::lemmata::Ball>>)    \
  X(::lemmata::Dual<::lemmata::Dual<double>>)
#define LEMMATA_ORDERED_FIELDS(X) \
  X(::lemmata::Rational)          \
  X(::lemmata::Ball)              \
  X(double)

namespace lemmata {

/// How good a pivot is; 0 for none. In a field without rounding every non-zero element is perfect.
inline double pivot_score(Residue value) { return value == Residue{0} ? 0.0 : 1.0; }
inline double pivot_score(const Modular& value) { return pivot_score(value.residue()); }
inline double pivot_score(const Rational& value) { return value == Rational{0} ? 0.0 : 1.0; }
inline double pivot_score(const Ball& value) {
  return contains_zero(value) ? 0.0 : std::abs(midpoint(value));
}
inline double pivot_score(double value) { return std::abs(value); }
template <class F>
double pivot_score(const Dual<F>& value) {
  return pivot_score(value.value);
}

/// Found by Eigen, which takes the magnitude of a scalar when it decomposes a matrix.
template <class F>
requires(!std::is_arithmetic_v<F>) && requires(const F& x) { pivot_score(x); }
double abs(const F& value) { return pivot_score(value); }

inline Rational absolute(const Rational& value) { return value < Rational{0} ? -value : value; }
inline double absolute(double value) { return std::abs(value); }

inline const Rational& larger(const Rational& a, const Rational& b) { return a < b ? b : a; }
inline Ball larger(const Ball& a, const Ball& b) { return max(a, b); }
inline double larger(double a, double b) { return a < b ? b : a; }

}  // namespace lemmata

namespace Eigen {

template <class F>
struct LemmataNumTraits : GenericNumTraits<F> {
  using Real = double;
  using NonInteger = F;
  using Literal = F;
  using Nested = F;
  enum {
    IsInteger = 0,
    IsSigned = 1,
    IsComplex = 0,
    RequireInitialization = 1,
    ReadCost = 1,
    AddCost = 4,
    MulCost = 8
  };
};

template <>
struct NumTraits<lemmata::Modular> : LemmataNumTraits<lemmata::Modular> {};
template <>
struct NumTraits<lemmata::Residue> : LemmataNumTraits<lemmata::Residue> {};
template <>
struct NumTraits<lemmata::Degree> : LemmataNumTraits<lemmata::Degree> {};
template <>
struct NumTraits<lemmata::Rational> : LemmataNumTraits<lemmata::Rational> {};
template <>
struct NumTraits<lemmata::Ball> : LemmataNumTraits<lemmata::Ball> {};
template <class F>
struct NumTraits<lemmata::Dual<F>> : LemmataNumTraits<lemmata::Dual<F>> {};

namespace internal {

/// What a product of a matrix and a vector comes down to: long functions, compiled once
/// (products.cpp) and not in every file.
#define LEMMATA_DECLARE(F)                                                      \
  extern template struct general_matrix_vector_product<                         \
      Index, F, const_blas_data_mapper<F, Index, ColMajor>, ColMajor, false, F, \
      const_blas_data_mapper<F, Index, RowMajor>, false>;                       \
  extern template struct general_matrix_vector_product<                         \
      Index, F, const_blas_data_mapper<F, Index, RowMajor>, RowMajor, false, F, \
      const_blas_data_mapper<F, Index, ColMajor>, false>;
LEMMATA_FIELDS(LEMMATA_DECLARE)
#undef LEMMATA_DECLARE

}  // namespace internal
}  // namespace Eigen

namespace lemmata {

template <class F>
using Matrix = Eigen::Matrix<F, Eigen::Dynamic, Eigen::Dynamic>;
template <class F>
using Vector = Eigen::Matrix<F, Eigen::Dynamic, 1>;

/// The n × n identity. (Eigen's own asks for a conversion from double, which fields do not have.)
template <class F>
Matrix<F> identity_matrix(Eigen::Index n) {
  Matrix<F> result = Matrix<F>::Constant(n, n, F{0});
  result.diagonal().setConstant(F{1});
  return result;
}

/// The values, and the derivatives, of a matrix of dual numbers.
template <class Derived>
auto value_part(const Eigen::MatrixBase<Derived>& m) {
  using F = decltype(Derived::Scalar::value);
  return m.unaryExpr([](const Dual<F>& x) { return x.value; }).eval();
}
template <class Derived>
auto derivative_part(const Eigen::MatrixBase<Derived>& m) {
  using F = decltype(Derived::Scalar::value);
  return m.unaryExpr([](const Dual<F>& x) { return x.derivative; }).eval();
}

/// ‖v‖∞ over an ordered field; 0 for an empty vector.
template <class F>
F sup_norm(const Vector<F>& v) {
  F result{0};
  for (Eigen::Index i = 0; i < v.size(); ++i) result = larger(result, absolute(v(i)));
  return result;
}

/// √x. \throws std::domain_error for a negative number
inline double square_root(double value) {
  if (!(value >= 0)) throw std::domain_error{"the square root of a negative number"};
  return std::sqrt(value);
}

/// xⁿ for n ≥ 0 by repeated squaring.
template <class F>
F power(F base, int exponent) {
  F result{1};
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result *= base;
    base *= base;
  }
  return result;
}

}  // namespace lemmata
