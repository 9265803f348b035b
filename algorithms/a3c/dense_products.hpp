#pragma once
/// \file
/// The two products that a linear model spends its time in, in the widest vectors that the
/// processor has (Google Highway chooses when the program runs). Matrices are stored by columns,
/// without gaps. Sums are formed in another order than one by one, and with fused multiplications
/// where there are such: results are the same at every call on one kind of processor, and on others
/// within rounding.

#include <cstddef>

namespace lemmata {

/// y ← Φᵀv: `steps` entries, from Φ, rows × steps, and v.
void multiply_transposed(const double* phi, std::size_t rows, std::size_t steps, const double* v,
                         double* y);

/// G ← ΦCᵀ: rows × columns, from Φ, rows × steps, and C, columns × steps.
void multiply_by_transposed(const double* phi, std::size_t rows, std::size_t steps,
                            const double* coefficients, std::size_t columns, double* gradient);

}  // namespace lemmata
