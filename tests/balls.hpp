#pragma once
/// \file
/// Balls that tests are written with.

#include "theory/fields/field.hpp"

namespace lemmata {

inline Ball ratio(long numerator, long denominator) { return Ball{numerator} / Ball{denominator}; }

inline Ball widened(Ball center, long exponent) {
  arb_add_error_2exp_si(center.raw(), exponent);
  return center;
}

inline Ball ten_to_the(int exponent) { return Ball{1} / power(Ball{10}, -exponent); }

/// The verdict at a precision.
template <class Decide>
Truth at_bits(long bits, Decide decide) {
  const Precision precision{bits};
  return decide();
}

}  // namespace lemmata
