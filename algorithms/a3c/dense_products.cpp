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
using Doubles = hn::CappedTag<double, numbers_behind + 1>;
using Numbers = hn::Vec<Doubles>;

/// The first numbers of a vector, at most all of them.
HWY_INLINE void store(Numbers numbers, std::size_t count, double* HWY_RESTRICT to) {
  const Doubles d;
  if (count >= hn::Lanes(d)) return hn::StoreU(numbers, d, to);
  HWY_ALIGN double all[hn::MaxLanes(d)];
  hn::Store(numbers, d, all);
  for (std::size_t i = 0; i < count; ++i) to[i] = all[i];
}

/// The first numbers, and zeros.
HWY_INLINE Numbers load(const double* HWY_RESTRICT from, std::size_t count) {
  const Doubles d;
  HWY_ALIGN double all[hn::MaxLanes(d)] = {};
  for (std::size_t i = 0; i < count; ++i) all[i] = from[i];
  return hn::Load(d, all);
}

/// Φv of so many vectors of rows, as sums that do not wait for each other.
template <std::size_t vectors, std::size_t chains>
HWY_INLINE void multiply_rows(const double* HWY_RESTRICT phi, std::size_t columns,
                              std::size_t stride, const double* HWY_RESTRICT v,
                              Numbers (&sums)[vectors]) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  Numbers parts[chains][vectors];
  for (auto& part : parts) {
    for (Numbers& sum : part) sum = hn::Zero(d);
  }
  const auto add = [&](std::size_t i, std::size_t chain) HWY_ATTR {
    const Numbers v_i = hn::Set(d, v[i]);
    for (std::size_t j = 0; j < vectors; ++j) {
      const Numbers phi_i = hn::LoadU(d, phi + i * stride + j * lanes);
      parts[chain][j] = hn::MulAdd(phi_i, v_i, parts[chain][j]);
    }
  };
  std::size_t i = 0;
  for (; i + chains <= columns; i += chains) {
    for (std::size_t chain = 0; chain < chains; ++chain) add(i + chain, chain);
  }
  for (; i < columns; ++i) add(i, 0);
  for (std::size_t j = 0; j < vectors; ++j) {
    sums[j] = parts[0][j];
    for (std::size_t chain = 1; chain < chains; ++chain)
      sums[j] = hn::Add(sums[j], parts[chain][j]);
  }
}

void multiply(const Columns& phi, const double* HWY_RESTRICT v, double* HWY_RESTRICT y) {
  const std::size_t lanes = hn::Lanes(Doubles{});
  constexpr std::size_t at_once = 4;
  std::size_t t = 0;
  for (; t + at_once * lanes <= phi.rows; t += at_once * lanes) {
    Numbers sums[at_once];
    multiply_rows<at_once, 1>(phi.data + t, phi.columns, phi.stride, v, sums);
    for (std::size_t j = 0; j < at_once; ++j) store(sums[j], lanes, y + t + j * lanes);
  }
  for (; t < phi.rows; t += lanes) {
    Numbers sums[1];
    multiply_rows<1, 8>(phi.data + t, phi.columns, phi.stride, v, sums);
    store(sums[0], phi.rows - t, y + t);
  }
}

/// So many rows and columns of the result.
template <std::size_t rows, std::size_t columns>
HWY_INLINE void multiply_block(const double* HWY_RESTRICT phi, std::size_t phi_stride,
                               const double* HWY_RESTRICT c, std::size_t c_stride,
                               std::size_t steps, double* HWY_RESTRICT g, std::size_t g_rows) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  Numbers sums[rows][columns];
  for (auto& row : sums) {
    for (Numbers& sum : row) sum = hn::Zero(d);
  }
  const auto add = [&](std::size_t t, const auto& read) HWY_ATTR {
    Numbers c_t[columns];
    for (std::size_t k = 0; k < columns; ++k) c_t[k] = read(c + k * c_stride + t);
    for (std::size_t i = 0; i < rows; ++i) {
      const Numbers phi_t = read(phi + i * phi_stride + t);
      for (std::size_t k = 0; k < columns; ++k) {
        sums[i][k] = hn::MulAdd(phi_t, c_t[k], sums[i][k]);
      }
    }
  };
  std::size_t t = 0;
  for (; t + lanes <= steps; t += lanes) {
    add(t, [&](const double* from) HWY_ATTR { return hn::LoadU(d, from); });
  }
  if (t < steps) {
    add(t, [&](const double* from) HWY_ATTR { return load(from, steps - t); });
  }
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t k = 0; k < columns; ++k) {
      g[k * g_rows + i] = hn::GetLane(hn::SumOfLanes(d, sums[i][k]));
    }
  }
}

/// All rows of so many columns.
template <std::size_t columns>
HWY_INLINE void multiply_columns(const Columns& phi, const Columns& c, std::size_t first,
                                 double* g) {
  const double* const from = c.data + first * c.stride;
  double* const to = g + first * phi.columns;
  constexpr std::size_t at_once = 4;
  std::size_t i = 0;
  for (; i + at_once <= phi.columns; i += at_once) {
    multiply_block<at_once, columns>(phi.data + i * phi.stride, phi.stride, from, c.stride,
                                     phi.rows, to + i, phi.columns);
  }
  for (; i < phi.columns; ++i) {
    multiply_block<1, columns>(phi.data + i * phi.stride, phi.stride, from, c.stride, phi.rows,
                               to + i, phi.columns);
  }
}

void multiply_transposed(const Columns& phi, const Columns& c, double* g) {
  constexpr std::size_t at_once = 3;  // as two actions and a value need
  std::size_t k = 0;
  for (; k + at_once <= c.columns; k += at_once) multiply_columns<at_once>(phi, c, k, g);
  for (; k < c.columns; ++k) multiply_columns<1>(phi, c, k, g);
}

}  // namespace
}  // namespace lemmata::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lemmata {

HWY_EXPORT(multiply);
HWY_EXPORT(multiply_transposed);

void multiply(const Columns& phi, const double* v, double* y) {
  HWY_DYNAMIC_DISPATCH(multiply)(phi, v, y);
}

void multiply_transposed(const Columns& phi, const Columns& c, double* g) {
  HWY_DYNAMIC_DISPATCH(multiply_transposed)(phi, c, g);
}

}  // namespace lemmata
#endif
