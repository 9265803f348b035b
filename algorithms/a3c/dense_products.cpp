#include "algorithms/a3c/dense_products.hpp"

// Highway compiles the rest of this file once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "algorithms/a3c/dense_products.cpp"
#include <hwy/foreach_target.h>
// It must come before this one.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lemmata::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::CappedTag<double, 4>;  // longer ones straddle lines of cache too often
using Numbers = hn::Vec<Doubles>;

/// Numbers a matrix too low for a vector is multiplied in.
double entry(const double* phi, const double* v, std::size_t size) {
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += phi[i] * v[i];
  return sum;
}

/// So many entries at once: sums that do not wait for each other, and share what they read of v.
template <std::size_t at_once>
HWY_INLINE void multiply(const double* HWY_RESTRICT phi, std::size_t rows,
                         const double* HWY_RESTRICT v, Numbers v_end, double* HWY_RESTRICT y) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d), end = rows - lanes;
  Numbers sums[at_once];
  for (std::size_t j = 0; j < at_once; ++j) {
    sums[j] = hn::Mul(hn::LoadU(d, phi + j * rows + end), v_end);
  }
  for (std::size_t i = 0; i + lanes <= rows; i += lanes) {
    const Numbers v_i = hn::LoadU(d, v + i);
    for (std::size_t j = 0; j < at_once; ++j) {
      sums[j] = hn::MulAdd(hn::LoadU(d, phi + j * rows + i), v_i, sums[j]);
    }
  }
  for (std::size_t j = 0; j < at_once; ++j) y[j] = hn::GetLane(hn::SumOfLanes(d, sums[j]));
}

void multiply_transposed(const double* HWY_RESTRICT phi, std::size_t rows, std::size_t steps,
                         const double* HWY_RESTRICT v, double* HWY_RESTRICT y) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  if (rows < lanes) {
    for (std::size_t t = 0; t < steps; ++t) y[t] = entry(phi + t * rows, v, rows);
    return;
  }
  // The last rows % lanes entries of v, behind zeros: read with the last `lanes` rows of Φ.
  const std::size_t rest = rows % lanes;
  const Numbers v_end =
      hn::IfThenZeroElse(hn::FirstN(d, lanes - rest), hn::LoadU(d, v + rows - lanes));
  constexpr std::size_t at_once = 4;
  std::size_t t = 0;
  for (; t + at_once <= steps; t += at_once)
    multiply<at_once>(phi + t * rows, rows, v, v_end, y + t);
  for (; t < steps; ++t) multiply<1>(phi + t * rows, rows, v, v_end, y + t);
}

/// So many vectors of rows and columns of the result, from Φ's rows on and C's columns on.
template <std::size_t strips, std::size_t columns>
HWY_INLINE void multiply_block(const double* HWY_RESTRICT phi, std::size_t rows, std::size_t steps,
                               const double* HWY_RESTRICT coefficients, std::size_t all_columns,
                               double* HWY_RESTRICT gradient) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  Numbers sums[strips][columns];
  for (auto& strip : sums) {
    for (Numbers& sum : strip) sum = hn::Zero(d);
  }
  for (std::size_t t = 0; t < steps; ++t) {
    Numbers phi_t[strips];
    for (std::size_t s = 0; s < strips; ++s) phi_t[s] = hn::LoadU(d, phi + t * rows + s * lanes);
    for (std::size_t k = 0; k < columns; ++k) {
      const Numbers c = hn::Set(d, coefficients[t * all_columns + k]);
      for (std::size_t s = 0; s < strips; ++s) sums[s][k] = hn::MulAdd(c, phi_t[s], sums[s][k]);
    }
  }
  for (std::size_t s = 0; s < strips; ++s) {
    for (std::size_t k = 0; k < columns; ++k) {
      hn::StoreU(sums[s][k], d, gradient + k * rows + s * lanes);
    }
  }
}

/// All rows of so many columns. The last vector may overlap the one before it, which writes the
/// same.
template <std::size_t columns>
HWY_INLINE void multiply_columns(const double* phi, std::size_t rows, std::size_t steps,
                                 const double* coefficients, std::size_t all_columns,
                                 double* gradient) {
  const std::size_t lanes = hn::Lanes(Doubles{});
  constexpr std::size_t strips = 2;
  std::size_t i = 0;
  for (; i + strips * lanes <= rows; i += strips * lanes) {
    multiply_block<strips, columns>(phi + i, rows, steps, coefficients, all_columns, gradient + i);
  }
  for (; i < rows; i += lanes) {
    const std::size_t begin = HWY_MIN(i, rows - lanes);
    multiply_block<1, columns>(phi + begin, rows, steps, coefficients, all_columns,
                               gradient + begin);
  }
}

void multiply_by_transposed(const double* phi, std::size_t rows, std::size_t steps,
                            const double* coefficients, std::size_t columns, double* gradient) {
  if (rows < hn::Lanes(Doubles{})) {
    for (std::size_t i = 0; i < rows * columns; ++i) {
      gradient[i] = 0;
      for (std::size_t t = 0; t < steps; ++t) {
        gradient[i] += phi[t * rows + i % rows] * coefficients[t * columns + i / rows];
      }
    }
    return;
  }
  constexpr std::size_t at_once = 3;  // as two actions and a value need
  std::size_t k = 0;
  for (; k + at_once <= columns; k += at_once) {
    multiply_columns<at_once>(phi, rows, steps, coefficients + k, columns, gradient + k * rows);
  }
  for (; k < columns; ++k) {
    multiply_columns<1>(phi, rows, steps, coefficients + k, columns, gradient + k * rows);
  }
}

}  // namespace
}  // namespace lemmata::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lemmata {

HWY_EXPORT(multiply_transposed);
HWY_EXPORT(multiply_by_transposed);

void multiply_transposed(const double* phi, std::size_t rows, std::size_t steps, const double* v,
                         double* y) {
  HWY_DYNAMIC_DISPATCH(multiply_transposed)(phi, rows, steps, v, y);
}

void multiply_by_transposed(const double* phi, std::size_t rows, std::size_t steps,
                            const double* coefficients, std::size_t columns, double* gradient) {
  HWY_DYNAMIC_DISPATCH(multiply_by_transposed)(phi, rows, steps, coefficients, columns, gradient);
}

}  // namespace lemmata
#endif
