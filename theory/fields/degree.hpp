#pragma once
/// \file
/// The degree of a rational function, as a scalar: running a computation over `Degree` instead of a
/// field counts the degrees of numerator and denominator of its result in the variables it was
/// given, which is the d of the Schwartz–Zippel bound d/p (`Residue`).
///
/// The counts are upper bounds: common denominators and cancellations are not noticed. Linear
/// systems are counted by Cramer's rule (`solve`), not by elimination, whose intermediate fractions
/// would double the degree at every step.

#include <algorithm>
#include <concepts>
#include <limits>

namespace lemmata {

class Degree {
 public:
  Degree() = default;
  /// A constant: degree 0, or the zero polynomial.
  template <std::signed_integral I>
  Degree(I constant) : numerator_{constant == 0 ? none : 0} {}
  Degree(double numerator, double denominator) : numerator_{numerator}, denominator_{denominator} {}

  /// One indeterminate.
  static Degree variable() { return {1, 0}; }

  double numerator() const { return numerator_; }
  double denominator() const { return denominator_; }
  bool is_zero() const { return numerator_ == none; }

  Degree operator-() const { return *this; }
  Degree& operator+=(const Degree& other) {
    if (other.is_zero()) return *this;
    if (is_zero()) return *this = other;
    numerator_ = std::max(numerator_ + other.denominator_, other.numerator_ + denominator_);
    denominator_ += other.denominator_;
    return *this;
  }
  Degree& operator-=(const Degree& other) { return *this += other; }
  Degree& operator*=(const Degree& other) {
    if (is_zero() || other.is_zero()) return *this = Degree{0};
    numerator_ += other.numerator_;
    denominator_ += other.denominator_;
    return *this;
  }
  Degree& operator/=(const Degree& other) {
    return *this *= Degree{other.denominator_, other.numerator_};
  }

  friend Degree operator+(Degree a, const Degree& b) { return a += b; }
  friend Degree operator-(Degree a, const Degree& b) { return a -= b; }
  friend Degree operator*(Degree a, const Degree& b) { return a *= b; }
  friend Degree operator/(Degree a, const Degree& b) { return a /= b; }

 private:
  static constexpr double none = -std::numeric_limits<double>::infinity();
  double numerator_ = none;
  double denominator_ = 0;
};

}  // namespace lemmata
