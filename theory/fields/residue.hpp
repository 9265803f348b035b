#pragma once
/// \file
/// The prime field GF(p), p = 2⁶¹ − 1.
///
/// An identity between rational functions with rational coefficients that holds over ℚ holds over
/// GF(p) at every point where no denominator vanishes. Conversely, one that is false and whose
/// difference has a numerator of degree d, not divisible by p, vanishes at a uniformly random point
/// with probability at most d/p (Schwartz–Zippel, `schwartz1980fast`). So one evaluation here
/// settles an identity up to a stated chance of a false pass; `Degree` counts d,
/// and `Modular` carries both.

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>

namespace lemmata {

__extension__ using Wide = unsigned __int128;

class Residue {
 public:
  static constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;

  constexpr Residue() = default;

  /// The residue of any integer, negative ones included.
  template <std::signed_integral I>
  constexpr Residue(I value)
      : residue_{value < 0 ? (prime - fold(0 - static_cast<std::uint64_t>(value))) % prime
                           : fold(static_cast<std::uint64_t>(value))} {}

  constexpr std::uint64_t residue() const { return residue_; }

  /// The multiplicative inverse. \throws DivisionByZero for zero.
  Residue inverse() const;

  /// 2ᵉ for any integer e: the order of 2 is 61.
  static constexpr Residue power_of_two(int exponent) {
    return from_residue(std::uint64_t{1} << ((exponent % 61 + 61) % 61));
  }

  constexpr Residue operator-() const { return from_residue(residue_ == 0 ? 0 : prime - residue_); }
  constexpr Residue& operator+=(Residue other) {
    residue_ += other.residue_;
    if (residue_ >= prime) residue_ -= prime;
    return *this;
  }
  constexpr Residue& operator-=(Residue other) { return *this += -other; }
  constexpr Residue& operator*=(Residue other) {
    const Wide product = static_cast<Wide>(residue_) * other.residue_;
    const auto low = static_cast<std::uint64_t>(product) & prime;
    *this = from_residue(low);
    return *this += from_residue(fold(static_cast<std::uint64_t>(product >> 61)));
  }
  Residue& operator/=(Residue other) { return *this *= other.inverse(); }

  friend constexpr Residue operator+(Residue a, Residue b) { return a += b; }
  friend constexpr Residue operator-(Residue a, Residue b) { return a -= b; }
  friend constexpr Residue operator*(Residue a, Residue b) { return a *= b; }
  friend Residue operator/(Residue a, Residue b) { return a /= b; }
  friend constexpr bool operator==(Residue a, Residue b) = default;

  static constexpr Residue from_residue(std::uint64_t value) {
    Residue result;
    result.residue_ = value == prime ? 0 : value;
    return result;
  }

 private:
  static constexpr std::uint64_t fold(std::uint64_t value) {
    const std::uint64_t once = (value & prime) + (value >> 61);
    return once >= prime ? once - prime : once;
  }

  std::uint64_t residue_ = 0;
};

/// The fraction n/d with |n|, d ≤ 2²⁰ that has this residue, as "5/8". There is at most one; a
/// random residue has one with probability below 10⁻⁶, and prints as "a residue without a short
/// fraction".
std::string to_string(Residue value);

}  // namespace lemmata
