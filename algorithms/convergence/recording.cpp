#include "algorithms/convergence/recording.hpp"

#include <cmath>

namespace lemmata {

std::int64_t next_recorded(std::int64_t k) {
  if (k < 1) return 1;
  constexpr double per_decade = 20;
  double j = std::floor(per_decade * std::log10(static_cast<double>(k)));
  std::int64_t next = k;
  for (; next <= k; ++j) next = std::llround(std::pow(10, j / per_decade));
  return next;
}

}  // namespace lemmata
