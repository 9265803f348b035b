#pragma once
/// \file
/// The two products that a linear model spends its time in, in vectors of up to four numbers
/// (Google Highway chooses when the program runs; longer ones straddle lines of cache too often). Φ
/// has a row for each of some steps, and a column for each feature. Sums are formed in another
/// order than one by one, and with fused multiplications where there are such: results are the same
/// at every call on one kind of processor, and on others within rounding.

#include <cstddef>

namespace lemmata {

/// Columns of `rows` numbers, `stride` after each other.
struct Columns {
  const double* data;
  std::size_t rows;
  std::size_t columns;
  std::size_t stride;
};

/// How many numbers behind each column of Φ `multiply` may read, whatever they are, and not use.
inline constexpr std::size_t numbers_behind = 3;

/// y ← Φv: a number for each row of Φ, from one for each column. y overlaps neither.
void multiply(const Columns& phi, const double* v, double* y);

/// G ← ΦᵀC, stored by columns without gaps. C has as many rows as Φ. G
/// overlaps neither.
void multiply_transposed(const Columns& phi, const Columns& c, double* g);

}  // namespace lemmata
