// Linear systems over every field.

#include "theory/fields/linear_solve.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "linear_systems.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

using R = Rational;

/// The integers, moving in a direction of integers.
template <class F>
Matrix<Dual<F>> moving(const Matrix<int>& values, const Matrix<int>& direction) {
  Matrix<Dual<F>> result(values.rows(), values.cols());
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    result(i) = Dual<F>{F(values(i)), F(direction(i))};
  }
  return result;
}

Matrix<int> any_direction(const Matrix<int>& of) {
  return *any_integers(static_cast<int>(of.rows()), static_cast<int>(of.cols()), -3, 3);
}

template <class F>
void recovers_the_solution() {
  const System system = any_system();
  const Matrix<F> a = in_field<F>(system.a), x = in_field<F>(system.x);
  RC_ASSERT(solve<F>(a, Matrix<F>(a * x)) == x);
  const Vector<F> first = x.col(0);
  RC_ASSERT(solve<F>(a, Vector<F>(a * first)) == first);
}

template <class F>
void recovers_the_moving_solution() {
  const System system = any_system();
  const auto a = moving<F>(system.a, any_direction(system.a));
  const auto x = moving<F>(system.x, any_direction(system.x));
  RC_ASSERT(solve<Dual<F>>(a, Matrix<Dual<F>>(a * x)) == x);
}

RC_GTEST_PROP(LinearSolveTest, RecoversTheSolutionOverModular, ()) {
  recovers_the_solution<Modular>();
}
RC_GTEST_PROP(LinearSolveTest, RecoversTheSolutionOverRational, ()) { recovers_the_solution<R>(); }
RC_GTEST_PROP(LinearSolveTest, RecoversTheSolutionOverDualModular, ()) {
  recovers_the_moving_solution<Modular>();
}
RC_GTEST_PROP(LinearSolveTest, RecoversTheSolutionOverDualRational, ()) {
  recovers_the_moving_solution<R>();
}

RC_GTEST_PROP(LinearSolveTest, RecoversTheSolutionOverDoubleToRounding, ()) {
  const System system = any_system();
  const auto a = in_field<double>(system.a), x = in_field<double>(system.x);
  RC_ASSERT((solve<double>(a, Matrix<double>(a * x)) - x).cwiseAbs().maxCoeff() < 1e-6);
}

RC_GTEST_PROP(LinearSolveTest, BallsContainTheSolution, ()) {
  const System system = any_system();
  const auto a = in_field<Ball>(system.a), x = in_field<Ball>(system.x);
  const Matrix<Ball> solution = solve<Ball>(a, Matrix<Ball>(a * x));
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    RC_ASSERT(contains(solution(i), R{system.x(i)}));
    RC_ASSERT(radius(solution(i)) < 1e-20);
  }
}

RC_GTEST_PROP(LinearSolveTest, ResiduesAreTheImageOfRationals, ()) {
  const System system = any_system();
  const Matrix<R> over_q = solve<R>(in_field<R>(system.a), in_field<R>(system.x));
  const auto over_p = solve<Modular>(in_field<Modular>(system.a), in_field<Modular>(system.x));
  for (Eigen::Index i = 0; i < over_q.size(); ++i)
    RC_ASSERT(image(over_q(i)) == over_p(i).residue());
}

/// A x' = b' − A'x, the derivative of A x = b.
template <class F>
void differentiates_implicitly() {
  const System system = any_system();
  const auto a = moving<F>(system.a, any_direction(system.a));
  const auto b = moving<F>(system.x, any_direction(system.x));
  const Matrix<Dual<F>> solution = solve<Dual<F>>(a, b);
  const Matrix<F> values = solve<F>(value_part(a), value_part(b));
  RC_ASSERT(value_part(solution) == values);
  const Matrix<F> moved = derivative_part(b) - derivative_part(a) * values;
  RC_ASSERT(derivative_part(solution) == solve<F>(value_part(a), moved));
}
RC_GTEST_PROP(LinearSolveTest, DifferentiatesImplicitlyOverModular, ()) {
  differentiates_implicitly<Modular>();
}
RC_GTEST_PROP(LinearSolveTest, DifferentiatesImplicitlyOverRational, ()) {
  differentiates_implicitly<R>();
}

template <class F>
class SingularTest : public testing::Test {};
using Solvers =
    testing::Types<Modular, Rational, Ball, double, Dual<Modular>, Dual<R>, Dual<double>>;
TYPED_TEST_SUITE(SingularTest, Solvers, );

TYPED_TEST(SingularTest, Throws) {
  using F = TypeParam;
  Matrix<int> dependent(3, 3);
  dependent << 1, 2, 3, 2, 4, 6, 0, 1, 1;
  const Matrix<F> ones = Matrix<F>::Constant(3, 2, F{1}), zero = Matrix<F>::Constant(1, 1, F{0});
  EXPECT_THROW(solve<F>(in_field<F>(dependent), ones), SingularSystem);
  EXPECT_THROW(solve<F>(zero, zero), SingularSystem);
}

TYPED_TEST(SingularTest, ZeroPivotsAreNotSingular) {
  using F = TypeParam;
  Matrix<int> exchange(2, 2);
  exchange << 0, 1, 1, 0;
  const Matrix<F> x = solve<F>(in_field<F>(exchange), in_field<F>(Matrix<int>::Identity(2, 2)));
  EXPECT_EQ(pivot_score(x(0, 0)), 0.0);
  EXPECT_EQ(pivot_score(x(0, 1)), 1.0);
}

TYPED_TEST(SingularTest, AnEmptySystemHasAnEmptySolution) {
  using F = TypeParam;
  EXPECT_EQ(solve<F>(Matrix<F>(0, 0), Matrix<F>(0, 2)).cols(), 2);
}

TEST(DualSolveTest, AMovingZeroIsNoPivot) {
  using D = Dual<R>;
  const Matrix<D> a = Matrix<D>::Constant(1, 1, D{R{0}, R{1}});
  EXPECT_THROW(solve<D>(a, a), SingularSystem);
}

TEST(DoubleSolveTest, SmallPivotsOfSmallRowsAreRegular) {
  const Matrix<double> a = Vector<double>{{1, 1e-200}}.asDiagonal();
  EXPECT_EQ(solve<double>(a, Matrix<double>(a))(1, 1), 1.0);
  const Matrix<double> slow{{1, -1 + 1e-12}, {-1, 1}};
  EXPECT_NEAR(solve<double>(slow, Matrix<double>::Ones(2, 1).eval())(0) * 1e-12, 2, 1e-3);
}

void expect_degree(const Degree& counted, double numerator, double denominator) {
  EXPECT_EQ(counted.numerator(), numerator);
  EXPECT_EQ(counted.denominator(), denominator);
}

TEST(DegreeSolveTest, CramersRuleIsExactForIndeterminates) {
  // (uw − yv)/(xw − yz)
  const Matrix<Degree> a = Matrix<Degree>::Constant(2, 2, Degree::variable());
  const Matrix<Degree> b = Matrix<Degree>::Constant(2, 1, Degree::variable());
  expect_degree(solve<Degree>(a, b)(0), 2, 2);
}

TEST(DegreeSolveTest, CountsADiscountedChain) {
  // [1 − gp, −gq; −gr, 1 − gs] x = [u, v]: the numerator u(1 − gs) + gqv has degree 3, the
  // determinant (1 − gp)(1 − gs) − g²qr degree 4.
  const Degree g = Degree::variable(), p = Degree::variable(), one{1};
  Matrix<Degree> a(2, 2);
  a << one - g * p, -g * p, -g * p, one - g * p;
  const Matrix<Degree> b = Matrix<Degree>::Constant(2, 1, Degree::variable());
  const Degree counted = solve<Degree>(a, b)(0);
  EXPECT_GE(counted.numerator(), 3);
  EXPECT_GE(counted.denominator(), 4);
  EXPECT_LE(counted.denominator(), 4);
}

TEST(DegreeSolveTest, CountsTheRightSide) {
  // x = y³/z
  const Matrix<Degree> a = Matrix<Degree>::Constant(1, 1, Degree::variable());
  const Matrix<Degree> b = Matrix<Degree>::Constant(1, 1, Degree{3, 0});
  EXPECT_GE(solve<Degree>(a, b)(0).numerator(), 3);
}

TEST(DegreeSolveTest, ClearsDenominators) {
  // x/w = 1/y has the solution w/(xy).
  const Matrix<Degree> a = Matrix<Degree>::Constant(1, 1, Degree{1, 1});
  const Matrix<Degree> b = Matrix<Degree>::Constant(1, 1, Degree{0, 1});
  expect_degree(solve<Degree>(a, b)(0), 2, 2);
}

TEST(DegreeSolveTest, DerivativesHaveTheDegreeOfTheSquaredDeterminant) {
  // x = b/a, x' = (b' − a'x)/a = (ab' − a'b)/a²
  using D = Dual<Degree>;
  const D moving_variable{Degree::variable(), Degree::variable()};
  const Matrix<D> a = Matrix<D>::Constant(1, 1, moving_variable);
  const D solution = solve<D>(a, a)(0);
  EXPECT_GE(solution.derivative.numerator(), 2);
  EXPECT_GE(solution.derivative.denominator(), 2);
}

TEST(ModularSolveTest, ResiduesAndDegreesGoTheirOwnWays) {
  const Modular two{Residue{2}, Degree::variable()}, six{Residue{6}, Degree::variable()};
  const Matrix<Modular> a = Matrix<Modular>::Constant(1, 1, two);
  const Modular three = solve<Modular>(a, Matrix<Modular>(Matrix<Modular>::Constant(1, 1, six)))(0);
  EXPECT_EQ(three, Modular{3});
  expect_degree(three.degree(), 1, 1);
}

TEST(ModularSolveTest, DerivativesToo) {
  // a = 2 + ε, b = 6 + ε·5: x = 3 and x' = (5 − 3)/2 = 1; over degrees as above.
  using D = Dual<Modular>;
  const Degree variable = Degree::variable();
  const auto entry = [&](int value, int derivative) {
    return Matrix<D>(Matrix<D>::Constant(
        1, 1, D{Modular{Residue{value}, variable}, Modular{Residue{derivative}, variable}}));
  };
  const D solution = solve<D>(entry(2, 1), entry(6, 5))(0);
  EXPECT_EQ(solution, (D{Modular{3}, Modular{1}}));
  const Matrix<Dual<Degree>> degrees =
      Matrix<Dual<Degree>>::Constant(1, 1, Dual<Degree>{variable, variable});
  const Degree counted = solve<Dual<Degree>>(degrees, degrees)(0).derivative;
  expect_degree(solution.derivative.degree(), counted.numerator(), counted.denominator());
}

}  // namespace
}  // namespace lemmata
