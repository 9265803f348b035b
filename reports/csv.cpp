#include "reports/csv.hpp"

#include <fmt/format.h>

namespace lemmata {

std::string to_csv(const RunReport& run) {
  std::string text = "iteration,performance,gap,gradient_norm";
  text += run.sampling ? ",sampled_return\n" : ",bound\n";
  for (const ConvergencePoint& point : run.convergence.points) {
    const auto last = run.sampling ? point.sampled_return : bound_at(run, point);
    text += fmt::format("{},{},{},{},{}\n", point.iteration, point.performance, point.gap,
                        point.gradient_norm, last ? fmt::format("{}", *last) : "");
  }
  return text;
}

}  // namespace lemmata
