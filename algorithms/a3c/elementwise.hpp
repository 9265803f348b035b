#pragma once
/// \file
/// Functions of many numbers at once, in vectors of up to four (Google Highway chooses when the
/// program runs). They replace the numbers that they are given. On one kind of
/// processor results are the same at every call, and on others within the errors named.

#include <cstddef>

namespace lemmata {

/// x ← exp(x), to 2 units in the last place, for x ≤ 700.
void exponentiate(double* numbers, std::size_t count);

/// u ← log((1 − u)/u), to 4 units in the last place, for u in (0, 1]. Where u is uniform, a number
/// of the logistic distribution: it is below z with probability 1/(1 + exp(−z)).
void take_log_odds_against(double* numbers, std::size_t count);

}  // namespace lemmata
