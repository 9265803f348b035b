#include "reports/run_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace lemmata {
namespace {

double tightest_ratio(const RunReport& run) {
  const std::vector<double>& values = column(run, run.bound->column).values;
  double ratio = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (const auto bound = bound_at(run, i)) ratio = std::max(ratio, values[i] / *bound);
  }
  return ratio;
}

}  // namespace

const Column& column(const RunReport& run, const std::string& key) {
  for (const Column& one : run.columns) {
    if (one.key == key) return one;
  }
  throw std::out_of_range{"a run has no column " + key};
}

std::optional<double> value_at(const std::vector<double>& values, std::size_t record) {
  const double value = values.at(record);
  return std::isfinite(value) ? std::optional{value} : std::nullopt;
}

bool is_bounded(const RunReport& run) { return run.bound && applies(*run.bound); }

std::optional<double> bound_at(const RunReport& run, std::size_t record) {
  return is_bounded(run) ? value_at(run.bound->values, record) : std::nullopt;
}

std::optional<std::size_t> first_above_bound(const RunReport& run) {
  if (!is_bounded(run) || run.bound->on_mean) return std::nullopt;
  const std::vector<double>& values = column(run, run.bound->column).values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto bound = bound_at(run, i);
    if (bound && values[i] > *bound) return i;
  }
  return std::nullopt;
}

std::string bound_verdict(const RunReport& run) {
  if (!is_bounded(run)) return "A hypothesis fails, so the bound is not drawn.";
  const Column& bounded = column(run, run.bound->column);
  if (run.bound->on_mean) {
    return fmt::format(
        "The bound is on the {} over many runs, which a single one may exceed: in "
        "this run {} comes to {:.2g} of it at most.",
        run.bound->kind_of_mean, bounded.symbol, tightest_ratio(run));
  }
  if (const auto i = first_above_bound(run)) {
    return fmt::format("The bound is exceeded at {} {}: {} = {:.6g} against a bound of {:.6g}.",
                       run.index.noun, run.index.recorded[*i], bounded.symbol, bounded.values[*i],
                       *bound_at(run, *i));
  }
  return fmt::format(
      "{} stays below the bound at all {} recorded {}s, at {:.2g} of it where it comes closest.",
      bounded.symbol, bounded.values.size(), run.index.noun, tightest_ratio(run));
}

std::string rounding_caveat() {
  return "Iterates and bound are compared in double precision; rounding inside the iteration is "
         "not covered.";
}

int exit_status(const RunReport& run) {
  if (run.interrupted) return 130;
  return run.diverged.empty() && !first_above_bound(run) ? 0 : 1;
}

}  // namespace lemmata
