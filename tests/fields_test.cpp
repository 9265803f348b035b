// The fields: their axioms, their extremes, and their agreement with one another.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "generators.hpp"
#include "theory/fields/errors.hpp"

namespace lemmata {
namespace {

using R = Rational;
using testing::Values;

constexpr std::int64_t p = Residue::prime;

constexpr auto exactly = [](const auto& a, const auto& b) { return a == b; };
/// For sums and products of three numbers up to 50.
constexpr auto to_rounding = [](double a, double b) { return std::abs(a - b) < 1e-9; };

template <class F, class Same>
void has_the_axioms_of_a_ring(const F& a, const F& b, const F& c, Same same) {
  RC_ASSERT(same((a + b) + c, a + (b + c)));
  RC_ASSERT(same(a + b, b + a));
  RC_ASSERT(same(a + F{0}, a));
  RC_ASSERT(same(a + (-a), F{0}));
  RC_ASSERT(same(a - b, a + (-b)));
  RC_ASSERT(same((a * b) * c, a * (b * c)));
  RC_ASSERT(same(a * b, b * a));
  RC_ASSERT(same(a * F{1}, a));
  RC_ASSERT(same(a * F{0}, F{0}));
  RC_ASSERT(same(a * (b + c), a * b + a * c));
}

template <class F, class Same>
void has_the_axioms_of_a_field(const F& a, const F& b, const F& c, Same same) {
  has_the_axioms_of_a_ring(a, b, c, same);
  if (pivot_score(b) == 0) return;
  RC_ASSERT(same(b * (F{1} / b), F{1}));
  RC_ASSERT(same(b / b, F{1}));
  RC_ASSERT(same(a / b * b, a));
}

template <class F, class Same>
void holds_for_any(Same same) {
  has_the_axioms_of_a_field(*any<F>(), *any<F>(), *any<F>(), same);
}

RC_GTEST_PROP(ResidueTest, IsAField, ()) { holds_for_any<Residue>(exactly); }
RC_GTEST_PROP(ModularTest, IsAField, ()) { holds_for_any<Modular>(exactly); }
RC_GTEST_PROP(RationalTest, IsAField, ()) { holds_for_any<Rational>(exactly); }
RC_GTEST_PROP(DoubleTest, IsAFieldToRounding, ()) { holds_for_any<double>(to_rounding); }
RC_GTEST_PROP(DualTest, OverResiduesHasTheAxioms, ()) { holds_for_any<Dual<Residue>>(exactly); }
RC_GTEST_PROP(DualTest, OverRationalHasTheAxioms, ()) { holds_for_any<Dual<Rational>>(exactly); }

template <class F>
class ZeroTest : public testing::Test {};
using Divisors = testing::Types<Residue, Modular, Rational, Ball, Dual<Modular>, Dual<R>>;
TYPED_TEST_SUITE(ZeroTest, Divisors, );

TYPED_TEST(ZeroTest, HasNoInverse) {
  EXPECT_THROW(TypeParam{1} / TypeParam{0}, DivisionByZero);
  EXPECT_THROW(TypeParam{0} / (TypeParam{3} - TypeParam{3}), DivisionByZero);
}

RC_GTEST_PROP(ResidueTest, MultipliesLikeWideIntegers, ()) {
  const auto a = *any<Residue>(), b = *any<Residue>();
  const Wide product = static_cast<Wide>(a.residue()) * b.residue() % Residue::prime;
  RC_ASSERT((a * b).residue() == static_cast<std::uint64_t>(product));
  const Wide sum = (static_cast<Wide>(a.residue()) + b.residue()) % Residue::prime;
  RC_ASSERT((a + b).residue() == static_cast<std::uint64_t>(sum));
}

class IntegerTest : public testing::TestWithParam<std::int64_t> {};

TEST_P(IntegerTest, HasItsResidue) {
  __extension__ using Signed = __int128;
  const Signed value = GetParam();
  const auto residue = static_cast<std::uint64_t>((value % p + p) % p);
  EXPECT_EQ(Residue{GetParam()}.residue(), residue);
  EXPECT_EQ((Residue{GetParam()} + Residue{1}).residue(), (residue + 1) % Residue::prime);
}

INSTANTIATE_TEST_SUITE_P(Extremes, IntegerTest,
                         Values(0, 1, -1, 7, -7, p - 1, p, p + 1, -p + 1, -p, -p - 1, 2 * p - 1,
                                2 * p, 2 * p + 1, 3 * p, -2 * p, -3 * p - 1,
                                std::numeric_limits<std::int64_t>::max(),
                                std::numeric_limits<std::int64_t>::min(),
                                std::numeric_limits<std::int64_t>::min() + 1));

RC_GTEST_PROP(ResidueTest, PowersOfTwoOfAnyExponent, ()) {
  const int exponent = *rc::gen::inRange(-1200, 1200);
  RC_ASSERT(Residue::power_of_two(exponent) * Residue::power_of_two(-exponent) == Residue{1});
  RC_ASSERT(Residue::power_of_two(exponent + 1) == Residue{2} * Residue::power_of_two(exponent));
}

TEST(ResidueTest, PowersOfTwoNearZero) {
  EXPECT_EQ(Residue::power_of_two(0), Residue{1});
  EXPECT_EQ(Residue::power_of_two(3), Residue{8});
  EXPECT_EQ(Residue::power_of_two(-1), Residue{1} / Residue{2});
  EXPECT_EQ(Residue::power_of_two(61), Residue{1});
}

RC_GTEST_PROP(ResidueTest, ShortFractionsAreReconstructed, ()) {
  constexpr int limit = 1 << 20;
  const int n = *rc::gen::oneOf(rc::gen::inRange(-limit, limit + 1), rc::gen::just(limit));
  const int d = *rc::gen::oneOf(rc::gen::inRange(1, limit + 1), rc::gen::just(limit));
  RC_ASSERT(to_string(Residue{n} / Residue{d}) == to_string(R{n} / R{d}));
}

TEST(ResidueTest, LongFractionsAreNotGuessed) {
  constexpr int beyond = (1 << 20) + 7;
  EXPECT_EQ(to_string(Residue{5} / Residue{8}), "5/8");
  EXPECT_EQ(to_string(Residue{-3}), "-3");
  EXPECT_EQ(to_string(Residue{beyond} / Residue{3}), "a residue without a short fraction");
}

RC_GTEST_PROP(RationalTest, IsOrderedLikeItsDifference, ()) {
  const auto a = *any_fraction(), b = *any_fraction();
  const int difference = a.numerator * b.denominator - b.numerator * a.denominator;
  const R x = a.in<R>(), y = b.in<R>();
  RC_ASSERT((x < y) == (difference < 0) && (x > y) == (difference > 0));
  RC_ASSERT((x <= y) == (difference <= 0) && (x >= y) == (difference >= 0));
  RC_ASSERT(larger(x, y) == (difference < 0 ? y : x));
  RC_ASSERT(absolute(x) == (a.numerator < 0 ? -x : x));
}

TEST(RationalTest, PrintsFractionsAndAbbreviatesLongOnes) {
  EXPECT_EQ(to_string(R{10} / R{-16}), "-5/8");
  EXPECT_EQ(to_string(R::scaled(1, -200)), "≈6.22301528e-61");
  EXPECT_EQ(to_double(R{1} / R{3}), 1.0 / 3.0);
}

RC_GTEST_PROP(RationalTest, MapsHomomorphicallyIntoResidues, ()) {
  const auto a = *any<R>(), b = *any<R>();
  RC_ASSERT(image(a + b) == image(a) + image(b));
  RC_ASSERT(image(a * b) == image(a) * image(b));
}

/// f(x) = (a + bx + x²)/(c + x)
template <class F>
F quotient(const F& a, const F& b, const F& c, const F& x) {
  return (a + b * x + x * x) / (c + x);
}

template <class F>
void differentiates_a_quotient() {
  const F a = *any<F>(), b = *any<F>(), c = *any<F>(), x = *any<F>(), u = *any<F>();
  RC_PRE(!(c + x == F{0}));
  using D = Dual<F>;
  const D result = quotient(D{a}, D{b}, D{c}, D{x, u});
  RC_ASSERT(result.value == quotient(a, b, c, x));
  RC_ASSERT(result.derivative ==
            u * ((b + F{2} * x) * (c + x) - (a + b * x + x * x)) / ((c + x) * (c + x)));
}
RC_GTEST_PROP(DualTest, DifferentiatesAQuotientOverResidues, ()) {
  differentiates_a_quotient<Residue>();
}
RC_GTEST_PROP(DualTest, DifferentiatesAQuotientOverRational, ()) {
  differentiates_a_quotient<Rational>();
}

RC_GTEST_PROP(DualTest, OperatesOnItself, ()) {
  const auto x = *any<Dual<R>>();
  RC_PRE(!(x.value == R{0}));
  Dual<R> changing = x;
  const Dual<R>& itself = changing;
  changing *= itself;
  RC_ASSERT(changing == Dual<R>(x.value * x.value, R{2} * x.value * x.derivative));
  changing /= itself;
  RC_ASSERT(changing == Dual<R>{1});
  changing -= itself;
  RC_ASSERT(changing == Dual<R>{0});
}

RC_GTEST_PROP(DualTest, NestedGivesSecondDerivativesOfPolynomials, ()) {
  using D = Dual<R>;
  const auto c = *rc::gen::container<std::vector<R>>(6, any<R>());
  const R x = *any<R>();
  Dual<D> value{0};
  R second{0};
  for (int k = 5; k >= 0; --k) {
    value = value * Dual<D>{D{x, R{1}}, D{1}} + Dual<D>{D{c[static_cast<std::size_t>(k)]}};
    if (k >= 2) second += R{k * (k - 1)} * c[static_cast<std::size_t>(k)] * power(x, k - 2);
  }
  RC_ASSERT(value.derivative.derivative == second);
  RC_ASSERT(value.derivative.value == value.value.derivative);
}

RC_GTEST_PROP(PowerTest, IsARepeatedProduct, ()) {
  const auto x = *any<Residue>();
  const int n = *rc::gen::inRange(0, 40);
  Residue product{1};
  for (int k = 0; k < n; ++k) product *= x;
  RC_ASSERT(power(x, n) == product);
}

TEST(SupNormTest, IsTheLargestMagnitude) {
  Vector<R> v(3);
  v << R{2}, R{-5}, R{3};
  EXPECT_EQ(sup_norm<R>(v), R{5});
  EXPECT_EQ(sup_norm<R>(Vector<R>(0)), R{0});
}

Degree polynomial(double degree) { return {degree, 0}; }

void expect_degree(const Degree& counted, double numerator, double denominator) {
  EXPECT_EQ(counted.numerator(), numerator);
  EXPECT_EQ(counted.denominator(), denominator);
}

TEST(DegreeTest, IsExactWithoutCancellation) {
  const Degree x = Degree::variable(), y = Degree::variable(), one{1};
  expect_degree(x * y + x, 2, 0);
  expect_degree(one / x, 0, 1);
  expect_degree(one / x + one / y, 1, 2);                  // (x + y)/(xy)
  expect_degree((x + one) / (y * y - one), 1, 2);          // as written
  expect_degree(x / (one / y), 2, 0);                      // xy
  expect_degree(power(x + one, 5) * polynomial(3), 8, 0);  // (x + 1)⁵ q
  expect_degree(-(x * x) / (one + x * y * y), 2, 3);       // as written
}

TEST(DegreeTest, OfZeroIsNone) {
  const Degree x = Degree::variable();
  EXPECT_TRUE((Degree{0} * x + Degree{0} / x - Degree{0}).is_zero());
  expect_degree(Degree{0} + x, 1, 0);
  expect_degree(x - Degree{0}, 1, 0);
}

TEST(DegreeTest, IsAnUpperBoundWhereTermsCancel) {
  const Degree x = Degree::variable();
  EXPECT_GE((x - x).numerator(), 0);
  EXPECT_GE((x * x / x).numerator(), 1);
  EXPECT_GE((Degree{1} / x + Degree{1} / x).denominator(), 1);
}

/// A residue and a degree that have nothing to do with one another.
Modular any_modular() {
  return {*any<Residue>(), Degree{*rc::gen::element(0.0, 1.0, 7.0), *rc::gen::element(0.0, 2.0)}};
}

RC_GTEST_PROP(ModularTest, CarriesResiduesAndDegreesSideBySide, ()) {
  const Modular a = any_modular(), b = any_modular();
  const auto is = [](const Modular& x, Residue residue, const Degree& degree) {
    return x.residue() == residue && x.degree().numerator() == degree.numerator() &&
           x.degree().denominator() == degree.denominator();
  };
  RC_ASSERT(is(a + b, a.residue() + b.residue(), a.degree() + b.degree()));
  RC_ASSERT(is(a - b, a.residue() - b.residue(), a.degree() - b.degree()));
  RC_ASSERT(is(a * b, a.residue() * b.residue(), a.degree() * b.degree()));
  RC_ASSERT(is(-a, -a.residue(), a.degree()));
  if (b.residue() == Residue{0}) return;
  RC_ASSERT(is(a / b, a.residue() / b.residue(), a.degree() / b.degree()));
}

TEST(ModularTest, ComparesResiduesAlone) {
  EXPECT_EQ((Modular{Residue{3}, Degree::variable()}), Modular{3});
  EXPECT_NE((Modular{Residue{3}, Degree::variable()}), (Modular{Residue{4}, Degree::variable()}));
}

TEST(ModularTest, ZeroByAccidentKeepsItsDegree) {
  const Modular x{Residue{3}, Degree::variable()};
  const Modular accident = x - Modular{3};
  EXPECT_EQ(pivot_score(accident), 0);
  expect_degree(accident.degree(), 1, 0);
  expect_degree((accident * x).degree(), 2, 0);
  EXPECT_THROW(x / accident, DivisionByZero);
}

TEST(ModularTest, ZeroByStructureHasNone) {
  const Modular x{Residue{3}, Degree::variable()};
  EXPECT_TRUE((Modular{0} * x).degree().is_zero());
  EXPECT_TRUE(view<Modular>(Dyadic{0, 5}).degree().is_zero());
  expect_degree(view<Modular>(Dyadic{3, -1}).degree(), 1, 0);
}

}  // namespace
}  // namespace lemmata
