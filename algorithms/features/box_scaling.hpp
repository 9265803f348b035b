#pragma once
/// \file
/// Observations scaled to the unit cube or to [−1, 1]ⁿ, and clamped to it: features of what lies
/// outside the box are those of its nearest point, and so stay bounded.

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "algorithms/environments/simulated_environment.hpp"

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
      middle_[i] = box.low[i] + width / 2;
    }
  }

  /// In [0, 1], 1 for NaN.
  double unit(const std::array<double, n>& x, std::size_t i) const {
    return std::max(0.0, std::min(1.0, (x[i] - low_[i]) * per_width_[i]));
  }

  /// In [−1, 1]: 0 in the middle of the box.
  double centred(const std::array<double, n>& x, std::size_t i) const {
    return std::clamp((x[i] - middle_[i]) * (2 * per_width_[i]), -1.0, 1.0);
  }

 private:
  std::array<double, n> low_;
  std::array<double, n> middle_{};
  std::array<double, n> per_width_{};
};

}  // namespace lemmata
