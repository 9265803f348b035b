#include "algorithms/soft/compressed_soft_value_iteration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace lemmata {
namespace {

constexpr std::size_t width = CompressedMdp::slice_width;

/// change·(mass + mass² + …)
double continued(double change, double mass) {
  return mass < 1 ? change * mass / (1 - mass)
                  : std::copysign(std::numeric_limits<double>::infinity(), change);
}

/// The first slice of each of `parts` parts of equal work, and the end: a stored transition and an
/// action's exponential take about as long.
std::vector<std::size_t> equal_parts(const CompressedMdp& mdp, int parts) {
  const auto actions = static_cast<std::size_t>(mdp.actions);
  const auto work_before = [&](std::size_t slice) {
    return mdp.row_begin[slice * actions] + slice * actions;
  };
  const std::size_t total = work_before(mdp.slices());
  std::vector<std::size_t> begin{0};
  for (std::size_t part = 1; part < static_cast<std::size_t>(parts); ++part) {
    std::size_t slice = begin.back();
    while (work_before(slice) < total / static_cast<std::size_t>(parts) * part) ++slice;
    begin.push_back(slice);
  }
  begin.push_back(mdp.slices());
  return begin;
}

int checked_threads(SweepOrder order, int threads) {
  if (threads < 1) throw std::invalid_argument{"a sweep needs at least one thread"};
  if (order == SweepOrder::in_place && threads > 1) {
    throw std::invalid_argument{"sweeps in place are made by one thread"};
  }
  return threads;
}

}  // namespace

SoftSweeps::SoftSweeps(const CompressedMdp& mdp, double temperature, SweepOrder order, int threads)
    : mdp_{mdp}, temperature_{temperature}, team_{checked_threads(order, threads)} {
  if (!(temperature >= 0) || !std::isfinite(temperature)) {
    throw std::invalid_argument{"a temperature is finite and not negative"};
  }
  values_.resize(mdp.state_at.size());
  if (order == SweepOrder::jacobi) next_.resize(values_.size());
  const std::vector<std::size_t> begin = equal_parts(mdp, threads);
  const std::size_t others = static_cast<std::size_t>(mdp.actions) * width;
  for (std::size_t i = 0; i + 1 < begin.size(); ++i) {
    shares_.push_back({begin[i], begin[i + 1], LargePageVector<double>(others), {}});
  }
}

ValueChange SoftSweeps::sweep() {
  double* const next = next_.empty() ? values_.data() : next_.data();
  team_.run([&](int member) {
    Share& share = shares_[static_cast<std::size_t>(member)];
    share.change = soft_sweep(mdp_, share.first_slice, share.last_slice, values_.data(), next,
                              share.scratch.data(), temperature_);
  });
  if (!next_.empty()) values_.swap(next_);
  ValueChange change = shares_.front().change;
  for (const Share& share : shares_) {
    change.least = std::min(change.least, share.change.least);
    change.greatest = std::max(change.greatest, share.change.greatest);
  }
  return change;
}

Vector<double> SoftSweeps::values() const {
  Vector<double> result(mdp_.states);
  for (std::size_t place = values_.size(); place-- > 0;) {
    result(mdp_.state_at[place]) = values_[place];
  }
  return result;
}

void SoftSweeps::set_values(const Vector<double>& values) {
  for (std::size_t place = 0; place < values_.size(); ++place) {
    values_[place] = values(mdp_.state_at[place]);
  }
}

ValueChange remaining_change(const CompressedMdp& mdp, SweepOrder order, ValueChange last) {
  const double least_mass = order == SweepOrder::jacobi ? mdp.least_mass : 0;
  return {continued(last.least, last.least > 0 ? least_mass : mdp.greatest_mass),
          continued(last.greatest, last.greatest < 0 ? least_mass : mdp.greatest_mass)};
}

BoundedSoftValues soft_value_iteration(const CompressedMdp& mdp,
                                       const SoftValueIterationOptions& options) {
  if (std::isnan(options.tolerance)) throw std::invalid_argument{"the tolerance is not a number"};
  SoftSweeps sweeps{mdp, options.temperature, options.order, options.threads};
  BoundedSoftValues result;
  result.error_bound = std::numeric_limits<double>::infinity();
  double middle = 0;
  while (result.sweeps < options.max_sweeps && !(result.error_bound <= options.tolerance)) {
    const ValueChange remaining = remaining_change(mdp, options.order, sweeps.sweep());
    ++result.sweeps;
    const double width_of_bounds = remaining.greatest - remaining.least;
    if (!std::isfinite(width_of_bounds)) continue;
    result.error_bound = width_of_bounds / 2;
    middle = remaining.least + result.error_bound;
  }
  result.values = sweeps.values().array() + middle;
  return result;
}

}  // namespace lemmata
