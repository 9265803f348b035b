#include "algorithms/soft/soft_sweep.hpp"

#include <cmath>
#include <limits>

// Highway compiles the rest of this file once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "algorithms/soft/soft_sweep.cpp"
#include <hwy/foreach_target.h>
// It must come before these.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lemmata::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
constexpr std::size_t width = CompressedMdp::slice_width;
using Doubles = hn::CappedTag<double, width>;
using Numbers = hn::Vec<Doubles>;

/// The arrays of a compressed MDP, and V.
struct Arrays {
  std::size_t actions;
  const double* HWY_RESTRICT rewards;
  const std::size_t* HWY_RESTRICT row_begin;
  const double* HWY_RESTRICT probabilities;
  const std::int32_t* HWY_RESTRICT successors;
  const double* values;
};

/// Q(s,a) of the states in the lanes from `lane` on; `row` counts slices and actions.
HWY_INLINE Numbers action_values(Doubles d, const Arrays& mdp, std::size_t row, std::size_t lane) {
  const hn::RebindToSigned<Doubles> wide_index;
  const hn::Rebind<std::int32_t, decltype(wide_index)> index;
  Numbers result = hn::Load(d, mdp.rewards + row * width + lane);
  const std::size_t end = mdp.row_begin[row + 1] * width;
  for (std::size_t at = mdp.row_begin[row] * width + lane; at < end; at += width) {
    const auto places = hn::PromoteTo(wide_index, hn::Load(index, mdp.successors + at));
    const Numbers successors = hn::GatherIndex(d, mdp.values, places);
    result = hn::MulAdd(hn::Load(d, mdp.probabilities + at), successors, result);
  }
  return result;
}

/// max_a Q(s,a). Those that are not largest go to `others`, one vector for each action but one.
HWY_INLINE Numbers largest_action_values(Doubles d, const Arrays& mdp, std::size_t slice,
                                         std::size_t lane, double* HWY_RESTRICT others) {
  Numbers largest = action_values(d, mdp, slice * mdp.actions, lane);
  for (std::size_t a = 1; a < mdp.actions; ++a) {
    const Numbers q = action_values(d, mdp, slice * mdp.actions + a, lane);
    hn::Store(hn::Min(largest, q), d, others + (a - 1) * width);
    largest = hn::Max(largest, q);
  }
  return largest;
}

/// 1 + Σ exp((q − largest)/β) over the other action values.
HWY_INLINE Numbers relative_weight(Doubles d, Numbers largest, const double* HWY_RESTRICT others,
                                   std::size_t actions, Numbers inverse_temperature) {
  Numbers total = hn::Set(d, 1.0);
  for (std::size_t a = 1; a < actions; ++a) {
    const Numbers below = hn::Sub(hn::Load(d, others + (a - 1) * width), largest);
    total = hn::Add(total, hn::Exp(d, hn::Mul(below, inverse_temperature)));
  }
  return total;
}

ValueChange sweep(const CompressedMdp& mdp, std::size_t first, std::size_t last,
                  const double* values, double* next, double* scratch, double temperature) {
  const Doubles d;
  const std::size_t lanes = hn::Lanes(d);
  const Arrays arrays{static_cast<std::size_t>(mdp.actions),
                      mdp.rewards.data(),
                      mdp.row_begin.data(),
                      mdp.probabilities.data(),
                      mdp.successors.data(),
                      values};
  // A temperature without a finite inverse is below the rounding of any value.
  const bool soft = mdp.actions > 1 && std::isfinite(1 / temperature);
  const Numbers beta = hn::Set(d, temperature);
  const Numbers inverse = hn::Set(d, soft ? 1 / temperature : 0);
  Numbers least = hn::Set(d, std::numeric_limits<double>::infinity());
  Numbers greatest = hn::Neg(least);
  for (std::size_t slice = first; slice < last; ++slice) {
    for (std::size_t lane = 0; lane < width; lane += lanes) {
      Numbers result = largest_action_values(d, arrays, slice, lane, scratch);
      if (soft) {
        const Numbers weight = relative_weight(d, result, scratch, arrays.actions, inverse);
        result = hn::MulAdd(beta, hn::Log(d, weight), result);
      }
      const std::size_t place = slice * width + lane;
      const Numbers change = hn::Sub(result, hn::Load(d, values + place));
      least = hn::Min(least, change);
      greatest = hn::Max(greatest, change);
      hn::Store(result, d, next + place);
    }
  }
  return {hn::GetLane(hn::MinOfLanes(d, least)), hn::GetLane(hn::MaxOfLanes(d, greatest))};
}

}  // namespace
}  // namespace lemmata::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lemmata {

HWY_EXPORT(sweep);

ValueChange soft_sweep(const CompressedMdp& mdp, std::size_t first, std::size_t last,
                       const double* values, double* next, double* scratch, double temperature) {
  return HWY_DYNAMIC_DISPATCH(sweep)(mdp, first, last, values, next, scratch, temperature);
}

}  // namespace lemmata
#endif
