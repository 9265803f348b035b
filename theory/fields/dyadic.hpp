#pragma once
/// \file
/// mantissa · 2^exponent: the numbers an instance is made of. Integers and doubles are dyadic, and
/// a dyadic number can be viewed in every field without rounding (in `double`, if it fits 53 bits).

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "theory/fields/ball.hpp"
#include "theory/fields/dual.hpp"
#include "theory/fields/modular.hpp"
#include "theory/fields/rational.hpp"

namespace lemmata {

struct Dyadic {
  std::int64_t mantissa = 0;
  int exponent = 0;

  friend bool operator==(const Dyadic&, const Dyadic&) = default;
};

/// A finite double as the dyadic number that it is, with the smallest mantissa.
inline Dyadic dyadic(double value) {
  if (value == 0) return {};
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  constexpr int digits = std::numeric_limits<double>::digits;
  Dyadic result{static_cast<std::int64_t>(std::ldexp(fraction, digits)), exponent - digits};
  while (result.mantissa % 2 == 0) {
    result.mantissa /= 2;
    ++result.exponent;
  }
  return result;
}

/// The number in a field. Over `Modular` every non-zero number counts as an indeterminate.
template <class F>
struct View {
  static F of(const Dyadic& number);
};

template <class F>
F view(const Dyadic& number) {
  return View<F>::of(number);
}

template <>
inline Residue View<Residue>::of(const Dyadic& number) {
  return Residue{number.mantissa} * Residue::power_of_two(number.exponent);
}
template <>
inline Modular View<Modular>::of(const Dyadic& number) {
  return {view<Residue>(number), number.mantissa == 0 ? Degree{0} : Degree::variable()};
}
template <>
inline Rational View<Rational>::of(const Dyadic& number) {
  return Rational::scaled(number.mantissa, number.exponent);
}
template <>
inline Ball View<Ball>::of(const Dyadic& number) {
  return Ball::scaled(number.mantissa, number.exponent);
}
template <>
inline double View<double>::of(const Dyadic& number) {
  return std::ldexp(static_cast<double>(number.mantissa), number.exponent);
}
template <class F>
struct View<Dual<F>> {
  static Dual<F> of(const Dyadic& number) { return Dual<F>{view<F>(number)}; }
};

/// "7", "1/2", or a decimal where the fraction is too long to read.
inline std::string to_string(const Dyadic& number) { return to_string(view<Rational>(number)); }

}  // namespace lemmata
