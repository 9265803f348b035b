#pragma once
/// \file
/// Real balls [m ± r] (Arb): every operation returns a ball that contains the exact result, so a
/// comparison is certified, refuted, or undecided.
///
/// The precision is a property of an evaluation, not of a number:
/// \code
///   const Precision bits{256};      // until the end of the scope, on this thread
///   const Ball h = log(Ball{3});
/// \endcode

#include <arb.h>

#include <concepts>
#include <string>

namespace lemmata {

/// Sets the working precision of this thread, in bits, for a scope. The default is 128.
class Precision {
 public:
  explicit Precision(long bits) : outer_{current_} { current_ = bits; }
  ~Precision() { current_ = outer_; }
  Precision(const Precision&) = delete;
  Precision& operator=(const Precision&) = delete;

  static long bits() { return current_; }

 private:
  // constinit: other files then read it directly, not through a wrapper that UBSan mistakes for
  // null.
  static constinit inline thread_local long current_ = 128;
  long outer_;
};

/// The verdict of a comparison in ball arithmetic.
enum class Truth { certainly_false, undecided, certainly_true };

class Ball {
 public:
  Ball() { arb_init(value_); }
  template <std::signed_integral I>
  Ball(I value) : Ball() {
    arb_set_si(value_, static_cast<slong>(value));
  }
  /// The double itself, exactly: a dyadic rational with radius 0.
  explicit Ball(double value) : Ball() { arb_set_d(value_, value); }
  Ball(const Ball& other) : Ball() { arb_set(value_, other.value_); }
  Ball(Ball&& other) noexcept : Ball() { arb_swap(value_, other.value_); }
  Ball& operator=(const Ball& other) {
    arb_set(value_, other.value_);
    return *this;
  }
  Ball& operator=(Ball&& other) noexcept {
    arb_swap(value_, other.value_);
    return *this;
  }
  ~Ball() { arb_clear(value_); }

  /// mantissa · 2^exponent, exactly.
  static Ball scaled(long mantissa, int exponent);

  arb_ptr raw() { return value_; }
  arb_srcptr raw() const { return value_; }

  Ball operator-() const {
    Ball result;
    arb_neg(result.value_, value_);
    return result;
  }
  Ball& operator+=(const Ball& other) {
    arb_add(value_, value_, other.value_, Precision::bits());
    return *this;
  }
  Ball& operator-=(const Ball& other) {
    arb_sub(value_, value_, other.value_, Precision::bits());
    return *this;
  }
  Ball& operator*=(const Ball& other) {
    arb_mul(value_, value_, other.value_, Precision::bits());
    return *this;
  }
  /// \throws DivisionByZero if the divisor contains zero.
  Ball& operator/=(const Ball& other);

 private:
  arb_t value_;
};

Ball operator+(const Ball& a, const Ball& b);
Ball operator-(const Ball& a, const Ball& b);
Ball operator*(const Ball& a, const Ball& b);
/// \throws DivisionByZero if the divisor contains zero.
Ball operator/(const Ball& a, const Ball& b);

Truth is_at_most(const Ball& a, const Ball& b);
bool contains_zero(const Ball& value);
double midpoint(const Ball& value);
double radius(const Ball& value);

Ball absolute(const Ball& value);
Ball exp(const Ball& value);
/// \throws DivisionByZero if the ball is not certainly positive.
Ball log(const Ball& value);
/// √x of what is not negative in the ball. \throws std::domain_error if all of it certainly is
Ball square_root(const Ball& value);
Ball max(const Ball& a, const Ball& b);

/// Decimal digits that are certain, as "0.693147 ± 1e-38".
std::string to_string(const Ball& value);

}  // namespace lemmata
