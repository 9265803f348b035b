#pragma once
/// \file
/// The ratio of two quantities that were measured in turn, and its spread: what slows a machine
/// down for a while slows both.

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace lemmata {

/// The middle one, or the larger of the two in the middle. \pre there are some
inline double median(std::vector<double> x) {
  const auto middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
  std::nth_element(x.begin(), middle, x.end());
  return *middle;
}

struct Ratio {
  double of, to;           ///< medians of all measurements
  double ratio;            ///< of/to
  double least, greatest;  ///< the same ratio in a round alone
};

/// Pairs of measurements, in rounds.
class PairedRatio {
 public:
  void add(double of, double to) {
    of_.push_back(of);
    to_.push_back(to);
  }

  /// Ends a round: the pairs since the last one.
  /// \throws std::logic_error for a round without pairs
  void end_round() {
    const auto begin = static_cast<std::ptrdiff_t>(round_begin_);
    if (round_begin_ == of_.size()) throw std::logic_error{"a round has at least one pair"};
    ratios_.push_back(median({of_.begin() + begin, of_.end()}) /
                      median({to_.begin() + begin, to_.end()}));
    round_begin_ = of_.size();
  }

  /// \pre a round has ended
  Ratio result() const {
    const double of = median(of_), to = median(to_);
    const auto [least, greatest] = std::minmax_element(ratios_.begin(), ratios_.end());
    return {of, to, of / to, *least, *greatest};
  }

 private:
  std::vector<double> of_, to_;
  std::vector<double> ratios_;  ///< one a round
  std::size_t round_begin_ = 0;
};

}  // namespace lemmata
