#pragma once
/// \file
/// Numbers for generators of instances, from RapidCheck's counter-based generator.

#include <rapidcheck/Random.h>

#include <cstdint>

#include "theory/fields/dyadic.hpp"
#include "verification/engine/instance.hpp"

namespace lemmata {

class Draw {
 public:
  explicit Draw(rc::Random random) : random_{random} {}

  /// Uniform in low … high.
  int between(int low, int high) {
    return low + static_cast<int>(random_.next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(int n) { return between(1, n) == 1; }
  /// Uniform in GF(2⁶¹ − 1).
  Dyadic residue() { return {static_cast<std::int64_t>(random_.next() % Residue::prime), 0}; }
  /// A multiple of 2^exponent in the range for people to read, or a residue.
  Dyadic number(Numbers numbers, int low, int high, int exponent = 0) {
    return numbers == Numbers::uniform ? residue() : Dyadic{between(low, high), exponent};
  }

 private:
  rc::Random random_;
};

}  // namespace lemmata
