#include "theory/fields/ball.hpp"

#include <cstdio>
#include <stdexcept>
#include <utility>

#include "theory/fields/errors.hpp"

namespace lemmata {

Ball Ball::scaled(long mantissa, int exponent) {
  Ball result{mantissa};
  arb_mul_2exp_si(result.value_, result.value_, exponent);
  return result;
}

Ball& Ball::operator/=(const Ball& other) { return *this = *this / other; }

Ball operator+(const Ball& a, const Ball& b) {
  Ball result;
  arb_add(result.raw(), a.raw(), b.raw(), Precision::bits());
  return result;
}
Ball operator-(const Ball& a, const Ball& b) {
  Ball result;
  arb_sub(result.raw(), a.raw(), b.raw(), Precision::bits());
  return result;
}
Ball operator*(const Ball& a, const Ball& b) {
  Ball result;
  arb_mul(result.raw(), a.raw(), b.raw(), Precision::bits());
  return result;
}
Ball operator/(const Ball& a, const Ball& b) {
  if (contains_zero(b)) throw DivisionByZero{};
  Ball result;
  arb_div(result.raw(), a.raw(), b.raw(), Precision::bits());
  return result;
}

Truth is_at_most(const Ball& a, const Ball& b) {
  if (arb_le(a.raw(), b.raw()) != 0) return Truth::certainly_true;
  if (arb_gt(a.raw(), b.raw()) != 0) return Truth::certainly_false;
  return Truth::undecided;
}

bool contains_zero(const Ball& value) { return arb_contains_zero(value.raw()) != 0; }

double midpoint(const Ball& value) { return arf_get_d(arb_midref(value.raw()), ARF_RND_NEAR); }

double radius(const Ball& value) { return mag_get_d(arb_radref(value.raw())); }

Ball absolute(const Ball& value) {
  Ball result;
  arb_abs(result.raw(), value.raw());
  return result;
}

Ball exp(const Ball& value) {
  Ball result;
  arb_exp(result.raw(), value.raw(), Precision::bits());
  return result;
}

Ball square_root(const Ball& value) {
  if (arb_is_negative(value.raw()) != 0) {
    throw std::domain_error{"the square root of a negative number"};
  }
  Ball result;
  arb_sqrtpos(result.raw(), value.raw(), Precision::bits());
  return result;
}

Ball log(const Ball& value) {
  if (arb_is_positive(value.raw()) == 0) throw DivisionByZero{};
  Ball result;
  arb_log(result.raw(), value.raw(), Precision::bits());
  return result;
}

Ball max(const Ball& a, const Ball& b) {
  Ball result;
  arb_max(result.raw(), a.raw(), b.raw(), Precision::bits());
  return result;
}

std::string to_string(const Ball& value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.9g ± %.1g", midpoint(value), radius(value));
  return text;
}

}  // namespace lemmata
