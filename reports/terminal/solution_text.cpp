#include "reports/terminal/solution_text.hpp"

#include <fmt/format.h>

namespace lemmata {

std::string solution_text(const OptimalSolution& solution, const std::string& mdp) {
  constexpr Eigen::Index all_shown = 40;
  constexpr Eigen::Index first_shown = 20;
  const Eigen::Index states = solution.values.size();
  const Eigen::Index shown = states > all_shown ? first_shown : states;

  std::string text =
      fmt::format("{}: J* = {:.10g}, after {} iteration{} of policy iteration\n\n", mdp,
                  solution.value, solution.iterations, solution.iterations == 1 ? "" : "s");
  text += fmt::format("{:>6}  {:>14}  {:>6}\n", "state", "V*", "action");
  for (Eigen::Index s = 0; s < shown; ++s) {
    Eigen::Index greedy = 0;
    solution.policy.row(s).maxCoeff(&greedy);
    text += fmt::format("{:>6}  {:>14.8g}  {:>6}\n", s, solution.values(s), greedy);
  }
  if (shown < states) {
    text += fmt::format("… and {} more states: --json FILE has them all\n", states - shown);
  }
  return text;
}

}  // namespace lemmata
