#include "reports/terminal/solution_text.hpp"

#include <fmt/format.h>

#include "reports/terminal/text.hpp"

namespace lemmata {
namespace {

/// A line for each state, for the first 20 of more than 40.
template <class Line>
std::string lines_of_states(Eigen::Index states, Line line) {
  constexpr Eigen::Index all_shown = 40;
  constexpr Eigen::Index first_shown = 20;
  const Eigen::Index shown = states > all_shown ? first_shown : states;
  std::string text;
  for (Eigen::Index s = 0; s < shown; ++s) text += line(s);
  if (shown < states) {
    text += fmt::format("… and {} more states: --json FILE has them all\n", states - shown);
  }
  return text;
}

std::string iterations(int count) {
  return fmt::format("{} iteration{}", count, count == 1 ? "" : "s");
}

/// The probabilities of a state, the first eight of more.
std::string probabilities(const Policy<double>& policy, Eigen::Index state) {
  constexpr Eigen::Index all_shown = 8;
  std::string text;
  for (Eigen::Index a = 0; a < policy.cols() && a < all_shown; ++a) {
    text += fmt::format("  {:>9.4g}", policy(state, a));
  }
  return text + (policy.cols() > all_shown ? "  …" : "");
}

}  // namespace

std::string solution_text(const OptimalSolution& solution, const std::string& mdp) {
  const std::string heading =
      fmt::format("{}: J* = {:.10g}, after {} of policy iteration\n\n{:>6}  {:>14}  {:>6}\n", mdp,
                  solution.value, iterations(solution.iterations), "state", "V*", "action");
  return heading + lines_of_states(solution.values.size(), [&](Eigen::Index s) {
           Eigen::Index greedy = 0;
           solution.policy.row(s).maxCoeff(&greedy);
           return fmt::format("{:>6}  {:>14.8g}  {:>6}\n", s, solution.values(s), greedy);
         });
}

std::string solution_text(const SoftSolution& solution, double temperature,
                          const std::string& mdp) {
  const std::string heading = fmt::format(
      "{}: J + β·entropy = {:.10g} for β = {:g}, after {} of soft policy iteration\n"
      "J = {:.10g}, entropy = {:.10g} nats; values are off by at most {:.2g}\n\n"
      "{:>6}  {:>14}  π(a|s) for a = 0, 1, …\n",
      mdp, solution.value, temperature, iterations(solution.iterations), solution.plain_return,
      solution.entropy, solution.error_bound, "state", "V_β");
  return heading + lines_of_states(solution.values.size(), [&](Eigen::Index s) {
           return fmt::format("{:>6}  {:>14.8g}{}\n", s, solution.values(s),
                              probabilities(solution.policy, s));
         });
}

std::string frontier_text(const EntropyFrontier& frontier, const std::string& mdp) {
  std::string text = fmt::format(
      "{}: J* = {:.10g}; soft-optimal policies maximise J + β·entropy\n\n{:>10}  {:>14}  {:>14}  "
      "{:>16}\n",
      mdp, frontier.optimum, "β", "J", "entropy, nats", "J + β·entropy");
  for (const FrontierPoint& point : frontier.points) {
    text += fmt::format("{:>10.4g}  {:>14.8g}  {:>14.8g}  {:>16.8g}\n", point.temperature,
                        point.plain_return, point.entropy, point.value);
  }
  if (!frontier.ended.empty()) {
    text += (frontier.points.empty() ? "Above β = 0 " : "\nAbove that ") + frontier.ended + ".\n";
  }
  return text;
}

}  // namespace lemmata
