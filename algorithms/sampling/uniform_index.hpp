#pragma once
/// \file
/// Uniform indices, each from one 64-bit word without a division.

#include <cstdint>

#include "algorithms/sampling/random_stream.hpp"

namespace lemmata {

/// A word w as w·n/2⁶⁴ = index + fraction: the index is uniform in 0 … n−1 to n·2⁻⁶⁴, and given it
/// the fraction is uniform in [0, 1), in units of 2⁻⁶⁴ and steps of n of them.
struct IndexAndFraction {
  std::uint32_t index;
  std::uint64_t fraction;
};

inline IndexAndFraction split(std::uint64_t word, std::uint32_t count) {
  __extension__ using Word128 = unsigned __int128;
  const Word128 product = static_cast<Word128>(word) * count;
  return {static_cast<std::uint32_t>(product >> 64), static_cast<std::uint64_t>(product)};
}

/// One of 0 … count − 1, count ≥ 1, each as likely as the others to count·2⁻⁶⁴.
inline int uniform_index(int count, RandomStream& random) {
  return static_cast<int>(split(random(), static_cast<std::uint32_t>(count)).index);
}

}  // namespace lemmata
