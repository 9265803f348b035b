#pragma once
/// \file
/// Draws from a distribution on 0 … n−1 in constant time (Walker's alias method, with the tables
/// built as in Vose 1991, `vose1991linear`). One 64-bit word w is split into a column, the integer
/// part of w·n/2⁶⁴, and a fraction: below its column's threshold the draw is the column itself,
/// else the column's alias.

#include <cstdint>
#include <vector>

namespace lemmata {

struct AliasColumn {
  std::uint64_t threshold;  ///< in units of 2⁻⁶⁴
  std::uint32_t alias;
};

/// The columns, one a probability. Thresholds are computed in integers, so that i is drawn with
/// probability p_i to (n + 1)·2⁻⁶⁴ where the p_i sum to 1; what the sum lacks is given to the
/// largest.
/// \throws std::invalid_argument unless all p_i ≥ 0 and their sum is 1 within 1e-9
std::vector<AliasColumn> alias_table(const std::vector<double>& probabilities);

}  // namespace lemmata
