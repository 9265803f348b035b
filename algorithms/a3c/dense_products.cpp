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

constexpr std::size_t most_lanes = 4;

/// The entries from i on, 0 behind the last. Nothing behind it is read.
HWY_INLINE Numbers entries(Doubles d, const double* from, std::size_t i, std::size_t size) {
  if (i + hn::Lanes(d) <= size) return hn::LoadU(d, from + i);
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN double rest[most_lanes] = {};
  for (std::size_t j = i; j < size; ++j) rest[j - i] = from[j];
  return hn::Load(d, rest);
#else
  return hn::MaskedLoad(hn::FirstN(d, size - i), d, from + i);
#endif
}

/// Nothing behind the last is written.
HWY_INLINE void store(Doubles d, Numbers x, double* to, std::size_t i, std::size_t size) {
  if (i + hn::Lanes(d) <= size) return hn::StoreU(x, d, to + i);
  HWY_ALIGN double rest[most_lanes];
  hn::Store(x, d, rest);
  for (std::size_t j = i; j < size; ++j) to[j] = rest[j - i];
}

/// So many columns at once, as two actions and a value need, and so many vectors of rows: sums that
/// do not wait for each other. Columns beyond the last repeat it.
constexpr std::size_t group = 3;
constexpr std::size_t strips = 2;

HWY_INLINE std::size_t column(std::size_t k, std::size_t columns) {
  return k < columns ? k : columns - 1;
}

void multiply_transposed(const double* HWY_RESTRICT theta, std::size_t rows, std::size_t columns,
                         const double* HWY_RESTRICT phi, double* HWY_RESTRICT y) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t first = 0; first < columns; first += group) {
    Numbers sums[strips][group];
    for (auto& strip : sums) {
      for (Numbers& sum : strip) sum = hn::Zero(d);
    }
    for (std::size_t i = 0; i < rows; i += strips * lanes) {
      for (std::size_t s = 0; s < strips; ++s) {
        const std::size_t row = i + s * lanes;
        if (row >= rows) break;
        const Numbers phi_i = entries(d, phi, row, rows);
        for (std::size_t j = 0; j < group; ++j) {
          const double* theta_k = theta + column(first + j, columns) * rows;
          sums[s][j] = hn::MulAdd(entries(d, theta_k, row, rows), phi_i, sums[s][j]);
        }
      }
    }
    for (std::size_t j = 0; j < group && first + j < columns; ++j) {
      y[first + j] = hn::GetLane(hn::SumOfLanes(d, hn::Add(sums[0][j], sums[1][j])));
    }
  }
}

void add_outer_products(const double* HWY_RESTRICT phi, std::size_t rows, std::size_t steps,
                        const double* HWY_RESTRICT coefficients, std::size_t columns,
                        double* HWY_RESTRICT gradient) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t first = 0; first < columns; first += group) {
    for (std::size_t i = 0; i < rows; i += lanes) {
      Numbers sums[group];
      for (Numbers& sum : sums) sum = hn::Zero(d);
      for (std::size_t t = 0; t < steps; ++t) {
        const Numbers phi_i = entries(d, phi + t * rows, i, rows);
        const double* c = coefficients + t * columns;
        for (std::size_t j = 0; j < group; ++j) {
          sums[j] = hn::MulAdd(hn::Set(d, c[column(first + j, columns)]), phi_i, sums[j]);
        }
      }
      for (std::size_t j = 0; j < group && first + j < columns; ++j) {
        double* const g = gradient + (first + j) * rows;
        store(d, hn::Add(entries(d, g, i, rows), sums[j]), g, i, rows);
      }
    }
  }
}

}  // namespace
}  // namespace lemmata::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lemmata {

HWY_EXPORT(multiply_transposed);
HWY_EXPORT(add_outer_products);

void multiply_transposed(const double* theta, std::size_t rows, std::size_t columns,
                         const double* phi, double* y) {
  HWY_DYNAMIC_DISPATCH(multiply_transposed)(theta, rows, columns, phi, y);
}

void add_outer_products(const double* phi, std::size_t rows, std::size_t steps,
                        const double* coefficients, std::size_t columns, double* gradient) {
  HWY_DYNAMIC_DISPATCH(add_outer_products)(phi, rows, steps, coefficients, columns, gradient);
}

}  // namespace lemmata
#endif
