#pragma once
/// \file
/// What figures of measurements draw of repetitions.

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace lemmata {

struct Spread {
  double least, median, largest;
};

/// Of an even number the upper of the two in the middle. \throws std::logic_error if there is none
inline Spread spread_of(std::vector<double> repetitions) {
  if (repetitions.empty()) throw std::logic_error{"nothing was measured"};
  std::sort(repetitions.begin(), repetitions.end());
  return {repetitions.front(), repetitions[repetitions.size() / 2], repetitions.back()};
}

}  // namespace lemmata
