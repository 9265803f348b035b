#include "algorithms/policy_gradient/convergence_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"

namespace lemmata {
namespace {

constexpr const char* notation =
    "S states, A actions, R the range of the rewards, μ the start distribution, d* = (1−γ)ν* the "
    "discounted visitation of the optimal policy; k counts iterations from 0.";

/// What the first two bounds are made of.
struct Constants {
  double states;
  double actions;
  double range;                ///< R
  double complement;           ///< 1 − γ
  double mismatch;             ///< ‖d*/μ‖∞
  double largest_start_ratio;  ///< ‖1/μ‖∞
};

/// Meaningful where μ > 0 in every state.
Constants constants(const FiniteMdp<double>& mdp, const Optimum& optimum) {
  const double complement = 1 - mdp.discount;
  const Vector<double> ratios =
      complement * visitation(mdp, optimum.policy).cwiseQuotient(mdp.start);
  return {.states = static_cast<double>(mdp.states()),
          .actions = static_cast<double>(mdp.actions()),
          .range = reward_range(mdp),
          .complement = complement,
          .mismatch = ratios.maxCoeff(),
          .largest_start_ratio = 1 / mdp.start.minCoeff()};
}

JudgedHypothesis uniform_policy(const Policy<double>& start) {
  const double share = 1 / static_cast<double>(start.cols());
  constexpr double rounding = 1e-12;
  const double difference = (start.array() - share).abs().maxCoeff();
  const bool uniform = difference <= rounding;
  return {"the first policy is uniform", uniform,
          uniform ? fmt::format("π_0(a|s) = {:.4g}", share)
                  : fmt::format("π_0 differs from 1/A by {:.4g}", difference)};
}

std::string tie_remark(const Optimum& optimum) {
  constexpr std::size_t shown = 8;
  const std::size_t count = std::min(optimum.tied.size(), shown);
  std::string states;
  for (std::size_t i = 0; i < count; ++i) {
    states += (i == 0 ? "" : ", ") + std::to_string(optimum.tied[i]);
  }
  if (count < optimum.tied.size()) states += ", …";
  return fmt::format(
      "More than one action is optimal in {} state{} ({}). There c follows the first of them; the "
      "bound holds all the same, but c may tend to 0, and the bound then not fall as 1/k.",
      optimum.tied.size(), optimum.tied.size() == 1 ? "" : "s", states);
}

}  // namespace

JudgedHypothesis judged_start(const FiniteMdp<double>& mdp) {
  const auto missing = (mdp.start.array() <= 0).count();
  return {"the start distribution μ reaches every state", missing == 0,
          missing == 0 ? fmt::format("μ(s) ≥ {:.4g}", mdp.start.minCoeff())
                       : fmt::format("μ(s) = 0 in {} of {} states; --start uniform starts in all",
                                     missing, mdp.states())};
}

JudgedHypothesis judged_rewards(const FiniteMdp<double>& mdp) {
  return {"rewards lie in [0, 1]", true,
          fmt::format("after scaling; their range, 0 included, is R = {:.6g}", reward_range(mdp))};
}

JudgedHypothesis judged_step(const std::string& formula, double guaranteed, double step_size) {
  if (!(guaranteed > 0)) {
    return {"the step size is η = " + formula, false, "that is no positive number here"};
  }
  constexpr double rounding = 1e-12;
  const bool equal = std::abs(step_size - guaranteed) <= rounding * guaranteed;
  return {"the step size is η = " + formula, equal,
          equal ? fmt::format("η = {:.6g}", step_size)
                : fmt::format("η = {:.6g}, and the theorem’s is {:.6g}", step_size, guaranteed)};
}

ConvergenceBound softmax_bound(const FiniteMdp<double>& mdp, const Optimum& optimum,
                               double step_size, bool tabular) {
  ConvergenceBound bound{{.source = "mei2020global",
                          .theorem = "Theorem 4",
                          .statement = "J* − J(π_k) ≤ 16 S R ‖d*/μ‖∞² ‖1/μ‖∞ / (c² (1−γ)⁶ (k+1)), "
                                       "c = min_{j≤k} min_s π_j(a*(s)|s)",
                          .latex = R"(J^* - J(\pi_k) \le \frac{16\, S R}{c^2 (1-\gamma)^6\, (k+1)}
  \left\| \frac{d^*}{\mu} \right\|_\infty^2 \left\| \frac{1}{\mu} \right\|_\infty, \qquad
  c = \min_{j \le k} \min_s \pi_j(a^*(s)|s))",
                          .notation = notation,
                          .hypotheses = {judged_discount(mdp.discount),
                                         judged_start(mdp),
                                         judged_rewards(mdp),
                                         {"the policy is a tabular softmax", tabular,
                                          tabular ? "θ(s,a) for each state and action"
                                                  : "it sees states through features only"},
                                         judged_step("(1−γ)³/8 over the range of the rewards",
                                                     guaranteed_softmax_step(mdp), step_size)}}};
  if (!applies(bound)) return bound;
  if (!optimum.tied.empty()) bound.remarks.push_back(tie_remark(optimum));
  const Constants x = constants(mdp, optimum);
  const double factor = 16 * x.states * x.range * power(x.mismatch, 2) * x.largest_start_ratio /
                        power(x.complement, 6);
  bound.at = [factor](const ConvergencePoint& point) {
    return factor /
           (power(point.optimal_probability, 2) * (static_cast<double>(point.iteration) + 1));
  };
  return bound;
}

ConvergenceBound projected_bound(const FiniteMdp<double>& mdp, const Optimum& optimum,
                                 double step_size) {
  const bool discounted = mdp.discount > 0;
  ConvergenceBound bound{
      {.source = "agarwal2021theory",
       .theorem = "Theorem 4.1 (arXiv version 5)",
       .statement = "min_{j≤k} J* − J(π_j) ≤ 8 R ‖d*/μ‖∞ √(γSA/k) / (1−γ)³",
       .latex = R"(\min_{j \le k} J^* - J(\pi_j) \le
  \frac{8 R}{(1-\gamma)^3} \left\| \frac{d^*}{\mu} \right\|_\infty
  \sqrt{\frac{\gamma S A}{k}})",
       .notation = notation,
       .hypotheses = {judged_discount(mdp.discount),
                      {"γ > 0", discounted, fmt::format("γ = {:.10g}", mdp.discount)},
                      judged_start(mdp),
                      judged_rewards(mdp),
                      judged_step("(1−γ)³/(2γA) over the range of the rewards",
                                  discounted ? guaranteed_projected_step(mdp) : 0, step_size)}}};
  if (!applies(bound)) return bound;
  const Constants x = constants(mdp, optimum);
  const double factor = 8 * x.range * x.mismatch * std::sqrt(mdp.discount * x.states * x.actions) /
                        power(x.complement, 3);
  bound.at = [factor](const ConvergencePoint& point) {
    return point.iteration == 0 ? std::numeric_limits<double>::infinity()
                                : factor / std::sqrt(static_cast<double>(point.iteration));
  };
  return bound;
}

ConvergenceBound natural_bound(const FiniteMdp<double>& mdp, const Policy<double>& start,
                               double step_size) {
  ConvergenceBound bound{
      {.source = "agarwal2021theory",
       .theorem = "Theorem 5.3 (arXiv version 5)",
       .statement = "J* − J(π_k) ≤ log A / (ηk) + R / ((1−γ)² k)",
       .latex = R"(J^* - J(\pi_k) \le \frac{\log A}{\eta k} + \frac{R}{(1-\gamma)^2\, k})",
       .notation = "A actions, R the range of the rewards; k counts iterations from 0.",
       .hypotheses = {
           judged_discount(mdp.discount),
           judged_rewards(mdp),
           uniform_policy(start),
           {"the step size is positive", step_size > 0, fmt::format("η = {:.6g}", step_size)}}}};
  if (!applies(bound)) return bound;
  bound.remarks.emplace_back(
      "The bound depends neither on the number of states nor on the start distribution, and J "
      "rises with every step (NG-8).");
  const double factor = std::log(static_cast<double>(mdp.actions())) / step_size +
                        reward_range(mdp) / power(1 - mdp.discount, 2);
  bound.at = [factor](const ConvergencePoint& point) {
    return point.iteration == 0 ? std::numeric_limits<double>::infinity()
                                : factor / static_cast<double>(point.iteration);
  };
  return bound;
}

}  // namespace lemmata
