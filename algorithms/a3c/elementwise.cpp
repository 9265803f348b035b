#include "algorithms/a3c/elementwise.hpp"

// Highway compiles the rest of this file once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "algorithms/a3c/elementwise.cpp"
#include <hwy/foreach_target.h>
// These must come before the rest.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lemmata::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::CappedTag<double, 4>;
constexpr std::size_t most_lanes = 4;

template <class Function>
HWY_INLINE void replace(double* HWY_RESTRICT numbers, std::size_t count, const Function& function) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(function(d, hn::LoadU(d, numbers + i)), d, numbers + i);
  }
  if (i == count) return;
  HWY_ALIGN double rest[most_lanes] = {};
  for (std::size_t j = i; j < count; ++j) rest[j - i] = numbers[j];
  hn::Store(function(d, hn::Load(d, rest)), d, rest);
  for (std::size_t j = i; j < count; ++j) numbers[j] = rest[j - i];
}

void exponentiate(double* HWY_RESTRICT numbers, std::size_t count) {
  replace(numbers, count, [](auto d, auto x) HWY_ATTR { return hn::Exp(d, x); });
}

void take_log_odds_against(double* HWY_RESTRICT numbers, std::size_t count) {
  replace(numbers, count, [](auto d, auto u) HWY_ATTR {
    return hn::Log(d, hn::Div(hn::Sub(hn::Set(d, 1), u), u));
  });
}

}  // namespace
}  // namespace lemmata::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lemmata {

HWY_EXPORT(exponentiate);
HWY_EXPORT(take_log_odds_against);

void exponentiate(double* numbers, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(exponentiate)(numbers, count);
}

void take_log_odds_against(double* numbers, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(take_log_odds_against)(numbers, count);
}

}  // namespace lemmata
#endif
