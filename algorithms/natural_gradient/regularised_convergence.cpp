#include "algorithms/natural_gradient/regularised_convergence.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace lemmata {
namespace {

JudgedHypothesis short_step(double longest, double step_size) {
  const bool holds = step_size <= longest;
  return {"0 < η ≤ (1−γ)/β", holds,
          fmt::format("η = {:.6g}, and (1−γ)/β = {:.6g}", step_size, longest)};
}

/// What the bound is made of, from the uniform policy.
struct Distances {
  double first;    ///< C₁
  double largest;  ///< of all |Q_β|, from the first to the best
};

Distances distances(const FiniteMdp<double>& mdp, const SoftSolution& optimum, double temperature,
                    double kept) {
  const Matrix<double> log_uniform = uniform_log_policy(mdp);
  const Policy<double> uniform = log_uniform.array().exp();
  const Matrix<double> best = action_values(mdp, optimum.values);
  const Matrix<double> first = soft_action_values(mdp, uniform, temperature);
  const double of_logs = (optimum.log_policy - log_uniform).cwiseAbs().maxCoeff();
  return {.first = (best - first).cwiseAbs().maxCoeff() + 2 * temperature * kept * of_logs,
          .largest = larger(best.cwiseAbs().maxCoeff(), first.cwiseAbs().maxCoeff())};
}

}  // namespace

Ascent regularised_natural_ascent(const FiniteMdp<double>& mdp, double temperature,
                                  double step_size) {
  Ascent ascent = entropy_ascent(mdp, temperature, step_size);
  ascent.step = [=](const FiniteMdp<double>& m, const Matrix<double>& theta,
                    std::int64_t) -> Matrix<double> {
    return regularised_natural_step(m, theta, temperature, step_size);
  };
  return ascent;
}

EntropyAscentBound regularised_natural_bound(const FiniteMdp<double>& mdp,
                                             const SoftSolution& optimum, double temperature,
                                             double step_size) {
  const double longest = longest_regularised_step(mdp, temperature);
  EntropyAscentBound bound{
      {.source = "cen2022fast",
       .theorem = "Theorem 1",
       .statement = "J_β* − J_β(π_k) ≤ 3C₁(1−ηβ)^{k−1}, C₁ = ‖Q_β* − Q_0‖∞ + "
                    "2β(1 − ηβ/(1−γ))‖log π_β* − log π_0‖∞",
       .latex = R"(J_\beta^* - J_\beta(\pi_k) \le 3 C_1 (1-\eta\beta)^{k-1}, \qquad
  C_1 = \lVert Q_\beta^* - Q_0 \rVert_\infty + 2\beta \left(1 - \tfrac{\eta\beta}{1-\gamma}\right)
  \lVert \log \pi_\beta^* - \log \pi_0 \rVert_\infty)",
       .notation = "Q_0 is Q_β of the uniform policy π_0, k ≥ 1 counts iterations.",
       .hypotheses = {judged_discount(mdp.discount), short_step(longest, step_size)},
       .remarks = {"Its proof is checked in NG-9, for any first policy."}}};
  if (!applies(bound)) return bound;
  bound.remarks.emplace_back(
      "The bound drawn has the rounding of doubles added, 2δ(1 + γ/(ηβ))/(1−γ) for an error of "
      "δ = 32ε max |Q_β|/(ηβ) in each Q_β, ε = 2⁻⁵².");
  const double complement = 1 - mdp.discount, forgotten = step_size * temperature;
  const Distances from = distances(mdp, optimum, temperature, std::abs(1 - forgotten / complement));
  const double error = 32 * std::numeric_limits<double>::epsilon() * from.largest / forgotten;
  const double lost = 2 * error * (1 + mdp.discount / forgotten) / complement + optimum.error_bound;
  bound.at = [=, scale = 3 * from.first](const EntropyAscentPoint& point) {
    if (point.iteration == 0) return std::numeric_limits<double>::infinity();
    return scale * std::pow(1 - forgotten, static_cast<double>(point.iteration - 1)) + lost;
  };
  return bound;
}

}  // namespace lemmata
