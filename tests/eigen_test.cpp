// Eigen's own decompositions over the fields. (Over dual numbers they are what `solve` calls.)

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <Eigen/LU>

#include "linear_systems.hpp"

namespace lemmata {
namespace {

using R = Rational;

/// Eigen's own decomposition, as theory code and users may call it.
template <class F>
Matrix<F> by_eigen(const Matrix<F>& a, const Matrix<F>& b) {
  return Eigen::PartialPivLU<Matrix<F>>{a}.solve(b);
}

RC_GTEST_PROP(EigenTest, SolvesOverExactFields, ()) {
  const System system = any_system();
  const auto a = in_field<Residue>(system.a), x = in_field<Residue>(system.x);
  RC_ASSERT(by_eigen<Residue>(a, a * x) == x);
  const auto b = in_field<R>(system.a), y = in_field<R>(system.x);
  RC_ASSERT(by_eigen<R>(b, b * y) == y);
}

RC_GTEST_PROP(EigenTest, SolvesOverBalls, ()) {
  const System system = any_system();
  const auto a = in_field<Ball>(system.a), x = in_field<Ball>(system.x);
  const Matrix<Ball> solution = by_eigen<Ball>(a, a * x);
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    RC_ASSERT(contains(solution(i), R{system.x(i)}));
    RC_ASSERT(radius(solution(i)) < 1e-20);
  }
}

}  // namespace
}  // namespace lemmata
