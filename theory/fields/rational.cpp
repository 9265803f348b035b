#include "theory/fields/rational.hpp"

#include <arb.h>
#include <flint/fmpz.h>

#include <memory>
#include <stdexcept>

#include "theory/fields/errors.hpp"

namespace lemmata {

Rational Rational::scaled(long mantissa, int exponent) {
  Rational result{mantissa};
  if (exponent >= 0) {
    fmpq_mul_2exp(result.value_, result.value_, static_cast<flint_bitcnt_t>(exponent));
  } else {
    fmpq_div_2exp(result.value_, result.value_, static_cast<flint_bitcnt_t>(-exponent));
  }
  return result;
}

Rational& Rational::operator/=(const Rational& other) { return *this = *this / other; }

Rational operator+(const Rational& a, const Rational& b) {
  Rational result;
  fmpq_add(result.raw(), a.raw(), b.raw());
  return result;
}
Rational operator-(const Rational& a, const Rational& b) {
  Rational result;
  fmpq_sub(result.raw(), a.raw(), b.raw());
  return result;
}
Rational operator*(const Rational& a, const Rational& b) {
  Rational result;
  fmpq_mul(result.raw(), a.raw(), b.raw());
  return result;
}
Rational operator/(const Rational& a, const Rational& b) {
  if (fmpq_is_zero(b.raw())) throw DivisionByZero{};
  Rational result;
  fmpq_div(result.raw(), a.raw(), b.raw());
  return result;
}

ThreadCaches::~ThreadCaches() { flint_cleanup(); }

Rational square_root(const Rational& value) {
  Rational root;
  fmpz* const numerator = fmpq_numref(root.raw());
  fmpz* const denominator = fmpq_denref(root.raw());
  if (fmpq_sgn(value.raw()) >= 0) {
    fmpz_sqrt(numerator, fmpq_numref(value.raw()));
    fmpz_sqrt(denominator, fmpq_denref(value.raw()));
  }
  if (!(root * root == value)) {
    throw std::domain_error{to_string(value) + " is not the square of a rational number"};
  }
  return root;
}

double to_double(const Rational& value) {
  arb_t ball;
  arb_init(ball);
  arb_set_fmpq(ball, value.raw(), 64);
  const double result = arf_get_d(arb_midref(ball), ARF_RND_NEAR);
  arb_clear(ball);
  return result;
}

std::string to_string(const Rational& value) {
  const std::unique_ptr<char, decltype(&flint_free)> text{fmpq_get_str(nullptr, 10, value.raw()),
                                                          &flint_free};
  const std::string exact{text.get()};
  constexpr std::size_t readable = 24;
  if (exact.size() <= readable) return exact;
  char decimal[32];
  std::snprintf(decimal, sizeof decimal, "≈%.9g", to_double(value));
  return decimal;
}

}  // namespace lemmata
