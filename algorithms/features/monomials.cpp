#include "algorithms/features/monomials.hpp"

// Highway compiles the rest of this file once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "algorithms/features/monomials.cpp"
#include <hwy/foreach_target.h>
// It must come before this one.
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

template <class Tag>
HWY_INLINE hn::Vec<Tag> centred(Tag d, const Centring& centring, std::size_t i, hn::Vec<Tag> o) {
  const auto x =
      hn::Mul(hn::Sub(o, hn::Set(d, centring.middle[i])), hn::Set(d, centring.per_half_width[i]));
  const auto low = hn::Set(d, -1);
  return hn::Min(hn::IfThenElse(hn::Gt(x, low), x, low), hn::Set(d, 1));
}

/// Of as many observations as a vector has numbers. Without a loop over monomials, which takes as
/// long as they do.
template <std::size_t n, int degree>
struct Unrolled {
  static constexpr std::size_t variables = n;

  template <class Tag>
  static HWY_INLINE void encode(Tag d, const Centring& centring, const double* observations,
                                std::size_t first, const ModelRows& rows) {
    encode(d, centring, observations, first, rows,
           std::make_index_sequence<products<n, degree>.size()>{});
  }

  template <class Tag, std::size_t... i>
  static HWY_NOINLINE void encode(Tag d, const Centring& centring, const double* observations,
                                  std::size_t first, const ModelRows& rows,
                                  std::index_sequence<i...>) {
    constexpr auto all = products<n, degree>;
    double* const features = rows.features + first;
    const std::size_t stride = rows.feature_stride;
    hn::Vec<Tag> x[n], values[all.size() + 1];
    load(d, observations, x);
    for (std::size_t k = 0; k < n; ++k) x[k] = centred(d, centring, k, x[k]);
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

/// In vectors, but for the last few.
template <class Way>
void encode_all(const Centring& centring, const double* observations, std::size_t count,
                const ModelRows& rows) {
  const hn::CappedTag<double, 4> several;
  const hn::CappedTag<double, 1> one;
  std::size_t j = 0;
  for (; j + hn::Lanes(several) <= count; j += hn::Lanes(several)) {
    Way::encode(several, centring, observations + j * Way::variables, j, rows);
  }
  for (; j < count; ++j) Way::encode(one, centring, observations + j * Way::variables, j, rows);
}

template <std::size_t n>
void encode_of(int degree, const Centring& centring, const double* observations, std::size_t count,
               const ModelRows& rows) {
  static_assert(are_unrolled(n, 3));
  switch (degree) {
    case 1:
      return encode_all<Unrolled<n, 1>>(centring, observations, count, rows);
    case 2:
      return encode_all<Unrolled<n, 2>>(centring, observations, count, rows);
    case 3:
      return encode_all<Unrolled<n, 3>>(centring, observations, count, rows);
    default:
      if constexpr (are_unrolled(n, 4))
        encode_all<Unrolled<n, 4>>(centring, observations, count, rows);
  }
}

void encode_unrolled(std::size_t variables, int degree, const Centring& centring,
                     const double* observations, std::size_t count, const ModelRows& rows) {
  switch (variables) {
    case 2:
      return encode_of<2>(degree, centring, observations, count, rows);
    case 3:
      return encode_of<3>(degree, centring, observations, count, rows);
    case 4:
      return encode_of<4>(degree, centring, observations, count, rows);
    default:
      return encode_of<6>(degree, centring, observations, count, rows);
  }
}

}  // namespace
}  // namespace lemmata::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lemmata {

HWY_EXPORT(encode_unrolled);

void encode_unrolled(std::size_t variables, int degree, const Centring& centring,
                     const double* observations, std::size_t count, const ModelRows& rows) {
  HWY_DYNAMIC_DISPATCH(encode_unrolled)(variables, degree, centring, observations, count, rows);
}

}  // namespace lemmata
#endif
