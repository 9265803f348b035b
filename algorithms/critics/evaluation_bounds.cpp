#include "algorithms/critics/evaluation_bounds.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "algorithms/critics/temporal_difference.hpp"
#include "theory/critics/linear_values.hpp"

namespace lemmata {
namespace {

/// E_D[δ(w*)² | s] d(s), S entries: δ² of the steps from each state, with their probability.
Vector<double> squared_errors(const EvaluationTask& task, const ExactEvaluation& exact) {
  const TabularFeatures states{task.mdp.states()};
  Vector<double> result = Vector<double>::Zero(task.mdp.states());
  for (const auto& [probability, step] : weighted_steps(task, exact.distribution)) {
    const double error = td_error(states, exact.limit, step, task.mdp.discount);
    result(step.state) += probability * error * error;
  }
  return result;
}

JudgedHypothesis independent_steps(const EvaluationOptions& options) {
  const bool holds = options.source == StepSource::independent;
  return {"steps are independent, from states drawn from D", holds,
          holds ? "by --sampling iid" : "they follow episodes; --sampling iid draws them so"};
}

JudgedHypothesis short_features(const EvaluationTask& task) {
  const double longest = feature_matrix(task).rowwise().norm().maxCoeff();
  return {"features have ‖φ(s)‖ ≤ 1", longest <= 1, fmt::format("‖φ(s)‖ ≤ {:.6g}", longest)};
}

JudgedHypothesis averaged(const EvaluationOptions& options) {
  return {"iterates are averaged", options.average,
          options.average ? "w̄ is the mean of those before" : "they are not; --average does"};
}

JudgedHypothesis small_constant_step(const EvaluationOptions& options, double discount) {
  const double largest = guaranteed_td_step(discount);
  const StepSizes& steps = options.step_sizes;
  const bool constant = steps.exponent == 0;
  return {"the step size is a constant α ≤ (1−γ)/8", constant && steps.scale <= largest,
          constant ? fmt::format("α = {:.6g}, and (1−γ)/8 = {:.6g}", steps.scale, largest)
                   : fmt::format("it falls with k (--step-exponent {:.6g})", steps.exponent)};
}

/// The columns of Φ that D sees.
Matrix<double> seen_features(const EvaluationTask& task, const ExactEvaluation& exact) {
  const Matrix<double> features = feature_matrix(task);
  std::vector<Eigen::Index> seen;
  for (Eigen::Index i = 0; i < features.cols(); ++i) {
    if (weighted_square<double>(exact.distribution, features.col(i)) > 0) seen.push_back(i);
  }
  return features(Eigen::all, seen);
}

}  // namespace

double guaranteed_td_step(double discount) { return (1 - discount) / 8; }

EvaluationBound averaged_td_bound(const EvaluationTask& task, const EvaluationOptions& options,
                                  const ExactEvaluation& exact) {
  if (options.critic != Critic::td) throw std::invalid_argument{"a bound of TD(0) alone"};
  const double complement = 1 - task.mdp.discount;
  EvaluationBound bound{
      {.source = "bhandari2018finite",
       .theorem = "Theorem 2 (a)",
       .statement = "E‖V̄ − V_{w*}‖_D² ≤ (‖w*‖²/(αn) + 2ασ²)/(1−γ), σ² = E_D[δ(w*)²‖φ(s)‖²]",
       .latex = R"(\mathbb{E}\, \| \bar V - V_{w^*} \|_D^2 \le \frac{1}{1-\gamma}
  \left( \frac{\|w^*\|^2}{\alpha n} + 2 \alpha \sigma^2 \right), \qquad
  \sigma^2 = \mathbb{E}_D \big[ \delta(w^*)^2 \| \phi(s) \|^2 \big])",
       .notation = "V̄ has the mean of w_0 = 0, …, w_{n−1} for its weights, after n steps; w* is "
                   "where TD rests, δ(w*) its TD error there. The theorem has α = 1/√n; its proof "
                   "gives this for every constant α ≤ (1−γ)/8. The curve is the root of the bound.",
       .hypotheses = {judged_discount(task.mdp.discount), independent_steps(options),
                      short_features(task), averaged(options),
                      small_constant_step(options, task.mdp.discount)}}};
  if (!applies(bound)) return bound;
  const Vector<double> norms = feature_matrix(task).rowwise().squaredNorm();
  const double noise = squared_errors(task, exact).dot(norms);
  const double start = exact.weights.squaredNorm();
  bound.at = [=, step = options.step_sizes.scale](std::int64_t steps) {
    if (steps == 0) return std::numeric_limits<double>::infinity();
    const double n = static_cast<double>(steps);
    return std::sqrt((start / (step * n) + 2 * step * noise) / complement);
  };
  return bound;
}

std::optional<double> lstd_error_constant(const EvaluationTask& task,
                                          const EvaluationOptions& options,
                                          const ExactEvaluation& exact) {
  constexpr double rare = 1e-6;
  const bool independent = options.source == StepSource::independent ||
                           (exact.rests_at_values && cut_probability(task, options.horizon) < rare);
  if (options.critic != Critic::lstd || options.lambda > 0 || !independent) return std::nullopt;
  const Matrix<double> features = seen_features(task, exact);
  const Vector<double>& shares = exact.distribution;
  const Matrix<double> matrix =
      temporal_difference_system(task.mdp, task.policy, features, shares, 0.0).matrix;
  const Matrix<double> noise =
      features.transpose() * squared_errors(task, exact).asDiagonal() * features;
  const Matrix<double> half = solve<double>(matrix, noise).transpose();
  const Matrix<double> covariance = solve<double>(matrix, half);
  const Matrix<double> gram = features.transpose() * shares.asDiagonal() * features;
  return std::sqrt((gram * covariance).trace());
}

}  // namespace lemmata
