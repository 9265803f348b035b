#include "theory/fields/linear_solve.hpp"

#include <flint/fmpq_mat.h>
#include <flint/nmod_mat.h>

#include "theory/fields/ball_matrix.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

[[noreturn]] void singular() { throw SingularSystem{"the linear system has no unique solution"}; }

/// The C library's matrix of the given shape, freed at the end of the scope.
template <class Raw, auto clear>
struct Owned {
  Raw raw;
  ~Owned() { clear(raw); }
};
using ResidueMatrix = Owned<nmod_mat_t, &nmod_mat_clear>;
using RationalMatrix = Owned<fmpq_mat_t, &fmpq_mat_clear>;

template <class F, class Set>
void copy(const Matrix<F>& from, Set set) {
  for (Eigen::Index i = 0; i < from.rows(); ++i) {
    for (Eigen::Index j = 0; j < from.cols(); ++j) set(i, j, from(i, j));
  }
}

template <class F, class Get>
Matrix<F> collect(const Matrix<F>& shape, Get get) {
  Matrix<F> result(shape.rows(), shape.cols());
  for (Eigen::Index i = 0; i < result.rows(); ++i) {
    for (Eigen::Index j = 0; j < result.cols(); ++j) get(i, j, result(i, j));
  }
  return result;
}

Matrix<Residue> solve_by(const Matrix<Residue>& a, const Matrix<Residue>& b) {
  const auto load = [](ResidueMatrix& to, const Matrix<Residue>& from) {
    nmod_mat_init(to.raw, from.rows(), from.cols(), Residue::prime);
    copy(from, [&](auto i, auto j, Residue x) { nmod_mat_entry(to.raw, i, j) = x.residue(); });
  };
  ResidueMatrix left, right, solution;
  load(left, a);
  load(right, b);
  nmod_mat_init(solution.raw, b.rows(), b.cols(), Residue::prime);
  if (nmod_mat_solve(solution.raw, left.raw, right.raw) == 0) singular();
  return collect(b, [&](auto i, auto j, Residue& x) {
    x = Residue::from_residue(nmod_mat_entry(solution.raw, i, j));
  });
}

Matrix<Rational> solve_by(const Matrix<Rational>& a, const Matrix<Rational>& b) {
  const auto load = [](RationalMatrix& to, const Matrix<Rational>& from) {
    fmpq_mat_init(to.raw, from.rows(), from.cols());
    copy(from, [&](auto i, auto j, const Rational& x) {
      fmpq_set(fmpq_mat_entry(to.raw, i, j), x.raw());
    });
  };
  RationalMatrix left, right, solution;
  load(left, a);
  load(right, b);
  fmpq_mat_init(solution.raw, b.rows(), b.cols());
  if (fmpq_mat_solve(solution.raw, left.raw, right.raw) == 0) singular();
  return collect(b, [&](auto i, auto j, Rational& x) {
    fmpq_set(x.raw(), fmpq_mat_entry(solution.raw, i, j));
  });
}

Matrix<Ball> solve_by(const Matrix<Ball>& a, const Matrix<Ball>& b) {
  const BallMatrix left{a}, right{b};
  BallMatrix solution{b.rows(), b.cols()};
  if (arb_mat_solve(solution.raw(), left.raw(), right.raw(), Precision::bits()) == 0) singular();
  return solution.entries();
}

/// Cramer's rule: every entry is a quotient of two determinants, and the degree of a determinant is
/// at most the sum over its rows, each cleared of its denominators, of the largest degree.
Degree cramer(const Matrix<Degree>& a, const Vector<Degree>& b) {
  double total = 0;
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    double denominators = b(i).denominator();
    for (Eigen::Index j = 0; j < a.cols(); ++j) denominators += a(i, j).denominator();
    double largest = 0;
    const auto cleared = [&](const Degree& x) {
      if (!x.is_zero()) largest = std::max(largest, x.numerator() + denominators - x.denominator());
    };
    cleared(b(i));
    for (Eigen::Index j = 0; j < a.cols(); ++j) cleared(a(i, j));
    total += largest;
  }
  return {total, total};
}

Matrix<Degree> solve_by(const Matrix<Degree>& a, const Matrix<Degree>& b) {
  Matrix<Degree> result(b.rows(), b.cols());
  for (Eigen::Index j = 0; j < b.cols(); ++j) {
    result.col(j).setConstant(cramer(a, b.col(j)));
  }
  return result;
}

/// x = A⁻¹b and x' = A⁻¹(b' − A'x), for degrees alone, which elimination would overcount.
template <class F>
Matrix<Dual<F>> solve_by(const Matrix<Dual<F>>& a, const Matrix<Dual<F>>& b) {
  const Matrix<F> base = value_part(a);
  const Matrix<F> x = solve_by(base, Matrix<F>(value_part(b)));
  const Matrix<F> moved = derivative_part(b) - derivative_part(a) * x;
  const Matrix<F> dx = solve_by(base, moved);
  return collect(b, [&](auto i, auto j, Dual<F>& entry) { entry = Dual<F>{x(i, j), dx(i, j)}; });
}

Residue residue_of(const Modular& x) { return x.residue(); }
Degree degree_of(const Modular& x) { return x.degree(); }
Modular counted(const Residue& residue, const Degree& degree) { return {residue, degree}; }
template <class F>
auto residue_of(const Dual<F>& x) {
  return Dual{residue_of(x.value), residue_of(x.derivative)};
}
template <class F>
auto degree_of(const Dual<F>& x) {
  return Dual{degree_of(x.value), degree_of(x.derivative)};
}
template <class F, class G>
auto counted(const Dual<F>& residue, const Dual<G>& degree) {
  return Dual{counted(residue.value, degree.value), counted(residue.derivative, degree.derivative)};
}

/// Residues are solved for in their field, degrees by their own rule.
template <class F>
Matrix<F> solve_counted(const Matrix<F>& a, const Matrix<F>& b) {
  const auto residues = [](const Matrix<F>& m) {
    return m.unaryExpr([](const F& x) { return residue_of(x); }).eval();
  };
  const auto degrees = [](const Matrix<F>& m) {
    return m.unaryExpr([](const F& x) { return degree_of(x); }).eval();
  };
  const auto values = solve(residues(a), residues(b));
  const auto counts = solve_by(degrees(a), degrees(b));
  return collect(b, [&](auto i, auto j, F& entry) { entry = counted(values(i, j), counts(i, j)); });
}

}  // namespace

#define LEMMATA_SPECIALISE(F, solve_as)                     \
  template <>                                               \
  Matrix<F> solve(const Matrix<F>& a, const Matrix<F>& b) { \
    return solve_as(a, b);                                  \
  }
LEMMATA_SPECIALISE(Residue, solve_by)
LEMMATA_SPECIALISE(Degree, solve_by)
LEMMATA_SPECIALISE(Rational, solve_by)
LEMMATA_SPECIALISE(Ball, solve_by)
LEMMATA_SPECIALISE(Dual<Degree>, solve_by)
LEMMATA_SPECIALISE(Modular, solve_counted)
LEMMATA_SPECIALISE(Dual<Modular>, solve_counted)
LEMMATA_SPECIALISE(Dual<Dual<Modular>>, solve_counted)

}  // namespace lemmata
