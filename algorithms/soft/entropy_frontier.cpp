#include "algorithms/soft/entropy_frontier.hpp"

#include <cmath>
#include <stdexcept>

#include "algorithms/dynamic_programming/policy_iteration.hpp"
#include "algorithms/soft/soft_policy_iteration.hpp"

namespace lemmata {

EntropyFrontier entropy_frontier(const FiniteMdp<double>& mdp) {
  constexpr int decades = 3, a_decade = 5;
  const double largest = expected_rewards(mdp).cwiseAbs().maxCoeff();
  const double unit = largest > 0 ? largest : 1;
  EntropyFrontier result;
  result.optimum = solve_by_policy_iteration(mdp).value;
  for (int i = -decades * a_decade; i <= decades * a_decade; ++i) {
    const double temperature = unit * std::pow(10.0, static_cast<double>(i) / a_decade);
    try {
      const SoftSolution soft = solve_by_soft_policy_iteration(mdp, temperature);
      result.points.push_back(
          {temperature, soft.value, soft.plain_return, soft.entropy, soft.error_bound});
    } catch (const std::domain_error& none) {
      result.ended = none.what();
      break;
    }
  }
  return result;
}

}  // namespace lemmata
