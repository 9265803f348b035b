#pragma once
/// \file
/// The rational numbers ℚ, exact and ordered (FLINT's fmpq): inequalities between rational
/// quantities are decided, equality included, and counterexamples print as fractions.

#include <flint/fmpq.h>

#include <concepts>
#include <string>

namespace lemmata {

class Rational {
 public:
  Rational() { fmpq_init(value_); }
  template <std::signed_integral I>
  Rational(I value) : Rational() {
    fmpq_set_si(value_, static_cast<slong>(value), 1);
  }
  Rational(const Rational& other) : Rational() { fmpq_set(value_, other.value_); }
  Rational(Rational&& other) noexcept : Rational() { fmpq_swap(value_, other.value_); }
  Rational& operator=(const Rational& other) {
    fmpq_set(value_, other.value_);
    return *this;
  }
  Rational& operator=(Rational&& other) noexcept {
    fmpq_swap(value_, other.value_);
    return *this;
  }
  ~Rational() { fmpq_clear(value_); }

  /// mantissa · 2^exponent.
  static Rational scaled(long mantissa, int exponent);

  fmpq* raw() { return value_; }
  const fmpq* raw() const { return value_; }

  Rational operator-() const {
    Rational result;
    fmpq_neg(result.value_, value_);
    return result;
  }
  Rational& operator+=(const Rational& other) {
    fmpq_add(value_, value_, other.value_);
    return *this;
  }
  Rational& operator-=(const Rational& other) {
    fmpq_sub(value_, value_, other.value_);
    return *this;
  }
  Rational& operator*=(const Rational& other) {
    fmpq_mul(value_, value_, other.value_);
    return *this;
  }
  /// \throws DivisionByZero
  Rational& operator/=(const Rational& other);

  friend bool operator==(const Rational& a, const Rational& b) {
    return fmpq_equal(a.value_, b.value_) != 0;
  }
  friend bool operator<(const Rational& a, const Rational& b) {
    return fmpq_cmp(a.value_, b.value_) < 0;
  }
  friend bool operator>(const Rational& a, const Rational& b) { return b < a; }
  friend bool operator<=(const Rational& a, const Rational& b) { return !(b < a); }
  friend bool operator>=(const Rational& a, const Rational& b) { return !(a < b); }

 private:
  fmpq_t value_;
};

Rational operator+(const Rational& a, const Rational& b);
Rational operator-(const Rational& a, const Rational& b);
Rational operator*(const Rational& a, const Rational& b);
/// \throws DivisionByZero
Rational operator/(const Rational& a, const Rational& b);

/// √x for the square of a rational number. \throws std::domain_error for any other
Rational square_root(const Rational& value);

double to_double(const Rational& value);

/// While it lives, numbers on this thread are as always; when it goes, what FLINT and Arb kept for
/// reuse on this thread goes too. One stands first in every thread that computes with them.
struct ThreadCaches {
  ThreadCaches() = default;
  ~ThreadCaches();
  ThreadCaches(const ThreadCaches&) = delete;
  ThreadCaches& operator=(const ThreadCaches&) = delete;
};

/// "5/8"; a fraction too long to read is given as a decimal with "≈".
std::string to_string(const Rational& value);

}  // namespace lemmata
