#include "algorithms/features/vector_encodings.hpp"

#include <numbers>

#include "algorithms/features/monomials.hpp"

// Highway compiles the rest of this file once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "algorithms/features/vector_encodings.cpp"
#include <hwy/foreach_target.h>
// These must come before the rest.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lemmata::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <std::size_t n, int degree>
constexpr std::size_t count = [] {
  std::size_t result = 0;
  for_each_monomial<n>(degree, [&](const MonomialProduct&) { ++result; });
  return result;
}();

template <std::size_t n, int degree>
constexpr auto products = [] {
  std::array<MonomialProduct, count<n, degree>> result;
  std::size_t i = 0;
  for_each_monomial<n>(degree, [&](const MonomialProduct& product) { result[i++] = product; });
  return result;
}();

/// Sums that do not wait for each other.
template <class Tag>
struct Sums {
  static constexpr std::size_t chains = 8;
  hn::Vec<Tag> parts[chains];

  HWY_INLINE explicit Sums(Tag d) {
    for (auto& part : parts) part = hn::Zero(d);
  }
  HWY_INLINE void add(Tag d, std::size_t i, const double* theta, hn::Vec<Tag> value) {
    parts[i % chains] = hn::MulAdd(hn::Set(d, theta[i]), value, parts[i % chains]);
  }
  HWY_INLINE hn::Vec<Tag> total() const {
    return hn::Add(hn::Add(hn::Add(parts[0], parts[1]), hn::Add(parts[2], parts[3])),
                   hn::Add(hn::Add(parts[4], parts[5]), hn::Add(parts[6], parts[7])));
  }
};

/// Number i of each of as many observations as a vector has numbers, in vector i.
template <std::size_t n, class Tag>
HWY_INLINE void load(Tag d, const double* observations, hn::Vec<Tag> (&o)[n]) {
  if constexpr (n == 2) {
    hn::LoadInterleaved2(d, observations, o[0], o[1]);
  } else if constexpr (n == 3) {
    hn::LoadInterleaved3(d, observations, o[0], o[1], o[2]);
  } else if constexpr (n == 4) {
    hn::LoadInterleaved4(d, observations, o[0], o[1], o[2], o[3]);
  } else {
    HWY_ALIGN double lanes[hn::MaxLanes(d)];
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < hn::Lanes(d); ++j) lanes[j] = observations[j * n + i];
      o[i] = hn::Load(d, lanes);
    }
  }
}

template <std::size_t n, class Tag>
HWY_INLINE void load_scaled(Tag d, const ScaledObservations& observations, std::size_t first,
                            hn::Vec<Tag> (&x)[n]) {
  load(d, observations.numbers + first * n, x);
  const auto low = hn::Set(d, observations.low), high = hn::Set(d, observations.high);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = hn::Mul(hn::Sub(x[i], hn::Set(d, observations.origin[i])),
                   hn::Set(d, observations.factor[i]));
    x[i] = hn::Min(hn::IfThenElse(hn::Gt(x[i], low), x[i], low), high);
  }
}

/// Without a loop over monomials, which takes as long as they do.
template <std::size_t variables, int degree>
struct UnrolledMonomials {
  static constexpr std::size_t n = variables;

  template <class Tag>
  HWY_INLINE void encode(Tag d, const ScaledObservations& observations, std::size_t first,
                         const ModelRows& rows) const {
    encode(d, observations, first, rows, std::make_index_sequence<products<n, degree>.size()>{});
  }

  template <class Tag, std::size_t... i>
  static HWY_NOINLINE void encode(Tag d, const ScaledObservations& observations, std::size_t first,
                                  const ModelRows& rows, std::index_sequence<i...>) {
    constexpr auto all = products<n, degree>;
    double* const features = rows.features + first;
    const std::size_t stride = rows.feature_stride;
    hn::Vec<Tag> x[n], values[all.size() + 1];
    load_scaled(d, observations, first, x);
    values[0] = hn::Set(d, 1);
    hn::StoreU(values[0], d, features);
    ((values[i + 1] = hn::Mul(x[all[i].variable], values[all[i].factor]),
      hn::StoreU(values[i + 1], d, features + (i + 1) * stride)),
     ...);
    for (std::size_t k = 0; k < rows.outputs; ++k) {
      const double* const theta = rows.theta + k * (all.size() + 1);
      Sums<Tag> sums{d};
      sums.add(d, 0, theta, values[0]);
      (sums.add(d, i + 1, theta, values[i + 1]), ...);
      hn::StoreU(sums.total(), d, rows.products + k * rows.product_stride + first);
    }
  }
};

template <class Tag>
struct Complex {
  hn::Vec<Tag> real;
  hn::Vec<Tag> imaginary;
};

/// By the addition theorems, as `FourierBasis` of one observation.
template <std::size_t dimensions>
struct Cosines {
  static constexpr std::size_t n = dimensions;
  int order;

  template <class Tag>
  HWY_INLINE void encode(Tag d, const ScaledObservations& observations, std::size_t first,
                         const ModelRows& rows) const {
    hn::Vec<Tag> x[n];
    load_scaled(d, observations, first, x);
    Complex<Tag> turns[n];
    for (std::size_t i = 0; i < n; ++i) {
      const auto angle = hn::Mul(hn::Set(d, std::numbers::pi), x[i]);
      turns[i] = {hn::Cos(d, angle), hn::Sin(d, angle)};
    }
    double* const features = rows.features + first;
    fill<0>(d, {hn::Set(d, 1), hn::Zero(d)}, turns, features, rows.feature_stride);
    std::size_t size = 1;
    for (std::size_t i = 0; i < n; ++i) size *= static_cast<std::size_t>(order) + 1;
    for (std::size_t k = 0; k < rows.outputs; ++k) {
      Sums<Tag> sums{d};
      for (std::size_t i = 0; i < size; ++i) {
        sums.add(d, i, rows.theta + k * size, hn::LoadU(d, features + i * rows.feature_stride));
      }
      hn::StoreU(sums.total(), d, rows.products + k * rows.product_stride + first);
    }
  }

  template <std::size_t i, class Tag>
  HWY_INLINE double* fill(Tag d, Complex<Tag> turned, const Complex<Tag> (&turns)[n],
                          double* features, std::size_t stride) const {
    const auto [real, imaginary] = turns[i];
    for (int c = 0;; ++c) {
      if constexpr (i + 1 == n) {
        hn::StoreU(turned.real, d, features);
        features += stride;
      } else {
        features = fill<i + 1>(d, turned, turns, features, stride);
      }
      if (c == order) return features;
      turned = {hn::NegMulAdd(turned.imaginary, imaginary, hn::Mul(turned.real, real)),
                hn::MulAdd(turned.imaginary, real, hn::Mul(turned.real, imaginary))};
    }
  }
};

/// In vectors, but for the last few.
template <class Encoding>
void encode_all(const Encoding& encoding, const ScaledObservations& observations,
                const ModelRows& rows) {
  const hn::CappedTag<double, 4> several;
  const hn::CappedTag<double, 1> one;
  const std::size_t lanes = hn::Lanes(several);
  std::size_t j = 0;
  for (; j + lanes <= observations.count; j += lanes)
    encoding.encode(several, observations, j, rows);
  for (; j < observations.count; ++j) encoding.encode(one, observations, j, rows);
}

template <std::size_t n>
void encode_monomials_of(int degree, const ScaledObservations& observations,
                         const ModelRows& rows) {
  switch (degree) {
    case 1:
      return encode_all(UnrolledMonomials<n, 1>{}, observations, rows);
    case 2:
      return encode_all(UnrolledMonomials<n, 2>{}, observations, rows);
    case 3:
      return encode_all(UnrolledMonomials<n, 3>{}, observations, rows);
    default:
      if constexpr (highest_degree(n) == 4) {
        encode_all(UnrolledMonomials<n, 4>{}, observations, rows);
      }
  }
}

void encode_monomials(std::size_t n, int degree, const ScaledObservations& observations,
                      const ModelRows& rows) {
  switch (n) {
    case 2:
      return encode_monomials_of<2>(degree, observations, rows);
    case 3:
      return encode_monomials_of<3>(degree, observations, rows);
    case 4:
      return encode_monomials_of<4>(degree, observations, rows);
    default:
      return encode_monomials_of<6>(degree, observations, rows);
  }
}

void encode_cosines(std::size_t n, int order, const ScaledObservations& observations,
                    const ModelRows& rows) {
  switch (n) {
    case 2:
      return encode_all(Cosines<2>{order}, observations, rows);
    case 3:
      return encode_all(Cosines<3>{order}, observations, rows);
    case 4:
      return encode_all(Cosines<4>{order}, observations, rows);
    default:
      return encode_all(Cosines<6>{order}, observations, rows);
  }
}

}  // namespace
}  // namespace lemmata::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lemmata {

HWY_EXPORT(encode_monomials);
HWY_EXPORT(encode_cosines);

void encode_monomials(std::size_t n, int degree, const ScaledObservations& observations,
                      const ModelRows& rows) {
  HWY_DYNAMIC_DISPATCH(encode_monomials)(n, degree, observations, rows);
}

void encode_cosines(std::size_t n, int order, const ScaledObservations& observations,
                    const ModelRows& rows) {
  HWY_DYNAMIC_DISPATCH(encode_cosines)(n, order, observations, rows);
}

}  // namespace lemmata
#endif
