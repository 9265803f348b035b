#include "algorithms/dynamic_programming/optimum.hpp"

#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"

namespace lemmata {
namespace {

constexpr double tolerance = 1e-12;

double scale(const FiniteMdp<double>& mdp, const Vector<double>& values) {
  return larger(sup_norm(values), expected_rewards(mdp).cwiseAbs().maxCoeff());
}

}  // namespace

Optimum find_optimum(const FiniteMdp<double>& mdp) {
  const OptimalSolution solution = solve_by_policy_iteration(mdp);
  const double tie = tolerance * scale(mdp, solution.values);
  Matrix<double> shortfalls = (-action_values(mdp, solution.values)).colwise() + solution.values;
  shortfalls = shortfalls.unaryExpr([tie](double x) { return x > tie ? x : 0.0; });
  Optimum result{
      .value = solution.value, .policy = solution.policy, .shortfalls = shortfalls, .tied = {}};
  for (int s = 0; s < mdp.states(); ++s) {
    if ((shortfalls.row(s).array() == 0).count() > 1) result.tied.push_back(s);
  }
  return result;
}

double optimality_gap(const FiniteMdp<double>& mdp, const Optimum& optimum,
                      const Policy<double>& policy) {
  return visitation(mdp, policy).dot(policy.cwiseProduct(optimum.shortfalls).rowwise().sum());
}

double smallest_optimal_probability(const Optimum& optimum, const Policy<double>& policy) {
  return policy.cwiseProduct(optimum.policy).rowwise().sum().minCoeff();
}

}  // namespace lemmata
