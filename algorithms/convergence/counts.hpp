#pragma once
/// \file
/// How often each of 0, 1, 2, … occurred, such as a staleness: one entry each, to the largest that
/// did.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lemmata {

/// One more of a value ≥ 0.
template <class Count>
void count_occurrence(std::vector<Count>& counts, std::int64_t value) {
  const auto place = static_cast<std::size_t>(value);
  if (counts.size() <= place) counts.resize(place + 1, 0);
  ++counts[place];
}

/// counts ← counts + more
inline void add_counts(std::vector<std::int64_t>& counts, const std::vector<std::int64_t>& more) {
  if (counts.size() < more.size()) counts.resize(more.size(), 0);
  for (std::size_t i = 0; i < more.size(); ++i) counts[i] += more[i];
}

/// The mean of what has been counted; no number for nothing.
inline double mean_of_counts(const std::vector<std::int64_t>& counts) {
  double all = 0, sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    all += static_cast<double>(counts[i]);
    sum += static_cast<double>(i) * static_cast<double>(counts[i]);
  }
  return sum / all;
}

}  // namespace lemmata
