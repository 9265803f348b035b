#pragma once
/// \file
/// Features of many observations at once, in vectors of up to four (Google Highway chooses when the
/// program runs). Products with Θ are formed in another order than one by
/// one, and with fused multiplications where there are such: results are the same at every call on
/// one kind of processor, and on others within rounding.

#include "algorithms/features/model_rows.hpp"

namespace lemmata {

/// At least one observation, of n numbers each, one after the other, and x_i = (o_i −
/// origin_i)·factor_i clamped to [low, high]; low where o_i is no number.
struct ScaledObservations {
  const double* numbers;
  std::size_t count;
  const double* origin;  ///< n entries
  const double* factor;  ///< n entries
  double low;
  double high;
};

/// For which n there are vectors: those of the environments that Lemmata has.
constexpr bool are_in_vectors(std::size_t n) { return n == 2 || n == 3 || n == 4 || n == 6; }

/// Up to which degree there are monomials of n variables in vectors.
constexpr int highest_degree(std::size_t n) { return !are_in_vectors(n) ? 0 : n < 4 ? 4 : 3; }

/// Monomials of x of degree at most p, 1 ≤ p ≤ `highest_degree(n)`, in the order of
/// `for_each_monomial`: the same numbers as those of each observation alone.
void encode_monomials(std::size_t n, int degree, const ScaledObservations& observations,
                      const ModelRows& rows);

/// cos(π c·x) for c ∈ {0, …, k}ⁿ, in the order of `FourierBasis`, each to 1e-14·(k + 1)², for x in
/// [0, 1]ⁿ and n with `are_in_vectors(n)`.
void encode_cosines(std::size_t n, int order, const ScaledObservations& observations,
                    const ModelRows& rows);

}  // namespace lemmata
