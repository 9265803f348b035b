#include "algorithms/sampling/alias_table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace lemmata {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr Wide one = static_cast<Wide>(1) << 64;
constexpr double sum_tolerance = 1e-9;

void expect_distribution(const std::vector<double>& probabilities) {
  const bool possible = std::all_of(probabilities.begin(), probabilities.end(),
                                    [](double p) { return p >= 0 && std::isfinite(p); });
  const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  if (!possible || !(std::abs(sum - 1) <= sum_tolerance)) {
    throw std::invalid_argument{"probabilities must be at least 0 and sum to 1"};
  }
}

/// The probabilities in units of 2⁻⁶⁴, with a sum of exactly 1.
std::vector<Wide> in_units(const std::vector<double>& probabilities) {
  std::vector<Wide> result;
  for (const double p : probabilities) result.push_back(static_cast<Wide>(std::ldexp(p, 64)));
  const Wide sum = std::accumulate(result.begin(), result.end(), Wide{0});
  *std::max_element(result.begin(), result.end()) += one - sum;  // modulo 2¹²⁸, so also downwards
  return result;
}

}  // namespace

std::vector<AliasColumn> alias_table(const std::vector<double>& probabilities) {
  expect_distribution(probabilities);
  // A column holds one; together they hold n, and so each probability counts n times.
  std::vector<Wide> left = in_units(probabilities);
  for (Wide& mass : left) mass *= probabilities.size();
  std::vector<std::uint32_t> small, large;
  for (std::uint32_t i = 0; i < left.size(); ++i) (left[i] < one ? small : large).push_back(i);
  std::vector<AliasColumn> columns(left.size());
  while (!small.empty()) {
    const std::uint32_t filled = small.back(), giver = large.back();
    small.pop_back();
    columns[filled] = {static_cast<std::uint64_t>(left[filled]), giver};
    left[giver] -= one - left[filled];
    if (left[giver] < one) {
      large.pop_back();
      small.push_back(giver);
    }
  }
  // The masses sum to n columns exactly: those that are left are full.
  for (const std::uint32_t i : large) columns[i] = {~std::uint64_t{0}, i};
  return columns;
}

}  // namespace lemmata
