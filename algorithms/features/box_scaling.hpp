#pragma once
/// \file
/// Observations scaled to the unit cube or to [−1, 1]ⁿ, and clamped to it: features of what lies
/// outside the box are those of its nearest point, and so stay bounded.

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

#include "algorithms/environments/simulated_environment.hpp"
#include "algorithms/features/vector_encodings.hpp"

namespace lemmata {

/// x ↦ the place of x in the box: 0 at its lower bounds, 1 at its upper ones.
template <std::size_t n>
class BoxScaling {
 public:
  /// \throws std::invalid_argument unless all low_i < high_i are finite
  explicit BoxScaling(const Box<n>& box) : low_{box.low} {
    for (std::size_t i = 0; i < n; ++i) {
      const double width = box.high[i] - box.low[i];
      if (!(width > 0 && std::isfinite(width))) {
        throw std::invalid_argument{"a box's sides must be positive and finite"};
      }
      per_width_[i] = 1 / width;
      per_half_width_[i] = 2 / width;
      middle_[i] = box.low[i] + width / 2;
    }
  }

  /// In [0, 1]ⁿ.
  std::array<double, n> unit(const std::array<double, n>& x) const {
    return each([&](std::size_t i) { return unit_.nearest((x[i] - low_[i]) * per_width_[i]); });
  }

  /// In [−1, 1]ⁿ: 0 in the middle of the box.
  std::array<double, n> centred(const std::array<double, n>& x) const {
    return each(
        [&](std::size_t i) { return centred_.nearest((x[i] - middle_[i]) * per_half_width_[i]); });
  }

  /// The same of one or more, for those who take them in vectors: valid while these and this are.
  ScaledObservations unit(std::span<const std::array<double, n>> x) const {
    return {x.data()->data(), x.size(), low_.data(), per_width_.data(), unit_.low, unit_.high};
  }
  ScaledObservations centred(std::span<const std::array<double, n>> x) const {
    return {x.data()->data(),       x.size(),     middle_.data(),
            per_half_width_.data(), centred_.low, centred_.high};
  }

 private:
  /// Not in a loop, for which compilers would keep x in memory.
  template <class Entry>
  static std::array<double, n> each(const Entry& entry) {
    return [&]<std::size_t... i>(std::index_sequence<i...>)->std::array<double, n> {
      return {entry(i)...};
    }
    (std::make_index_sequence<n>{});
  }

  /// Its ends are members, as compilers make branches of constants, and whether an observation is
  /// outside its box is hard to predict.
  struct Interval {
    double low;
    double high;
    /// The lower end if x is no number.
    double nearest(double x) const {
      const double raised = x > low ? x : low;
      return raised < high ? raised : high;
    }
  };

  std::array<double, n> low_;
  std::array<double, n> middle_{};
  std::array<double, n> per_width_{};
  std::array<double, n> per_half_width_{};
  Interval unit_{0, 1};
  Interval centred_{-1, 1};
};

}  // namespace lemmata
