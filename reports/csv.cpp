#include "reports/csv.hpp"

#include <fmt/format.h>

namespace lemmata {

std::string to_csv(const RunReport& run) {
  std::string text = "iteration,performance,gap,gradient_norm,bound\n";
  for (const ConvergencePoint& point : run.convergence.points) {
    const auto bound = bound_at(run, point);
    text += fmt::format("{},{},{},{},{}\n", point.iteration, point.performance, point.gap,
                        point.gradient_norm, bound ? fmt::format("{}", *bound) : "");
  }
  return text;
}

}  // namespace lemmata
