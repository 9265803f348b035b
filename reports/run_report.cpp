#include "reports/run_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lemmata {
namespace {

double tightest_ratio(const RunReport& run) {
  double ratio = 0;
  for (const ConvergencePoint& point : run.convergence.points) {
    if (const auto bound = bound_at(run, point)) ratio = std::max(ratio, point.gap / *bound);
  }
  return ratio;
}

}  // namespace

bool is_bounded(const RunReport& run) { return run.bound && applies(*run.bound); }

std::optional<double> bound_at(const RunReport& run, const ConvergencePoint& point) {
  if (!is_bounded(run)) return std::nullopt;
  const double bound = run.bound->at(point);
  return std::isfinite(bound) ? std::optional{bound} : std::nullopt;
}

const ConvergencePoint* first_above_bound(const RunReport& run) {
  for (const ConvergencePoint& point : run.convergence.points) {
    const auto bound = bound_at(run, point);
    if (bound && point.gap > *bound) return &point;
  }
  return nullptr;
}

std::string bound_verdict(const RunReport& run) {
  if (!is_bounded(run)) return "A hypothesis fails, so the bound is not drawn.";
  if (const ConvergencePoint* point = first_above_bound(run)) {
    return fmt::format(
        "The bound is exceeded at iteration {}: J* − J = {:.6g} against a bound of {:.6g}.",
        point->iteration, point->gap, *bound_at(run, *point));
  }
  return fmt::format(
      "J* − J stays below the bound at all {} recorded iterations, at {:.2g} of it where it comes "
      "closest.",
      run.convergence.points.size(), tightest_ratio(run));
}

std::string rounding_caveat() {
  return "Iterates and bound are compared in double precision; rounding inside the iteration is "
         "not "
         "covered.";
}

int exit_status(const RunReport& run) {
  if (run.convergence.interrupted) return 130;
  return run.convergence.diverged.empty() && first_above_bound(run) == nullptr ? 0 : 1;
}

}  // namespace lemmata
