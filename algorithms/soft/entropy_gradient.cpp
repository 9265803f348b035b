#include "algorithms/soft/entropy_gradient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "algorithms/policy_gradient/convergence_bounds.hpp"

namespace lemmata {
namespace {

/// One iterate, and what is known of those before it.
struct Iterate {
  Matrix<double> theta;
  double least_probability = 1;
};

void observe(Iterate& iterate) {
  if (!iterate.theta.allFinite()) throw std::domain_error{"the parameters are not finite"};
  const double least = std::exp(log_softmax(iterate.theta).minCoeff());
  iterate.least_probability = std::min(iterate.least_probability, least);
}

EntropyAscentPoint measure(const FiniteMdp<double>& mdp, const Ascent& ascent,
                           const SoftSolution& optimum, double temperature, const Iterate& iterate,
                           std::int64_t k) {
  const Policy<double> pi = ascent.policy(iterate.theta);
  const Matrix<double> logs = log_softmax(iterate.theta);
  const Vector<double> visits = visitation(mdp, pi);
  const EntropyAscentPoint point{
      .iteration = k,
      .performance = mdp.start.dot(soft_policy_values(mdp, pi, logs, temperature)),
      .plain_return = performance(mdp, pi),
      .gap = soft_optimality_gap(mdp, optimum, logs, temperature),
      .gradient_norm = ascent.gradient_norm(mdp, iterate.theta),
      .entropy = std::max(0.0, visits.dot(state_entropies(pi, logs)) / visits.sum()),
      .least_probability = iterate.least_probability};
  if (!std::isfinite(point.performance) || !std::isfinite(point.gap) ||
      !std::isfinite(point.gradient_norm)) {
    throw std::domain_error{"J_β or its gradient is not finite"};
  }
  return point;
}

}  // namespace

Ascent entropy_ascent(const FiniteMdp<double>& mdp, double temperature, double step_size) {
  return {
      .start = Matrix<double>::Zero(mdp.states(), mdp.actions()),
      .policy = [](const Matrix<double>& theta) { return tabular_softmax(theta).probabilities(); },
      .step = [=](const FiniteMdp<double>& m, const Matrix<double>& theta,
                  std::int64_t) { return entropy_gradient_step(m, theta, temperature, step_size); },
      .gradient_norm =
          [=](const FiniteMdp<double>& m, const Matrix<double>& theta) {
            return entropy_gradient(m, theta, temperature).norm();
          }};
}

double soft_optimality_gap(const FiniteMdp<double>& mdp, const SoftSolution& optimum,
                           const Matrix<double>& log_policy, double temperature) {
  const Policy<double> pi = log_policy.array().exp();
  return temperature *
         visitation(mdp, pi).dot(kl_divergences_of_logs(log_policy, optimum.log_policy));
}

EntropyAscentRun converge_softly(const FiniteMdp<double>& mdp, const Ascent& ascent,
                                 const SoftSolution& optimum, double temperature, std::int64_t last,
                                 const GoesOn& goes_on) {
  Iterate iterate{.theta = ascent.start};
  return record_run(
      "iteration", last, goes_on, [&] { observe(iterate); },
      [&](std::int64_t k) { return measure(mdp, ascent, optimum, temperature, iterate, k); },
      [&](std::int64_t k) { iterate.theta = ascent.step(mdp, iterate.theta, k); });
}

EntropyAscentBound entropy_ascent_bound(const FiniteMdp<double>& mdp, const SoftSolution& optimum,
                                        double temperature, double step_size) {
  EntropyAscentBound bound{
      {.source = "mei2020global",
       .theorem = "Theorem 6",
       .statement = "J_β* − J_β(π_k) ≤ ‖1/μ‖∞ (R + β log A)/(1−γ)² exp(−Ck), "
                    "C = (1−γ)⁴ β c² min μ/((8R + β(4 + 8 log A)) S ‖d*/μ‖∞), "
                    "c = min_{j≤k} min_{s,a} π_j(a|s)",
       .latex = R"(J_\beta^* - J_\beta(\pi_k) \le \left\| \frac{1}{\mu} \right\|_\infty
  \frac{R + \beta \log A}{(1-\gamma)^2}\, e^{-Ck}, \qquad
  C = \frac{(1-\gamma)^4\, \beta\, c^2 \min_s \mu(s)}{(8R + \beta(4 + 8 \log A))\, S}
  \left\| \frac{d^*}{\mu} \right\|_\infty^{-1}, \qquad
  c = \min_{j \le k} \min_{s,a} \pi_j(a|s))",
       .notation = "S states, A actions, R the range of the rewards, μ the start distribution, d* "
                   "the discounted visitation (1−γ)ν of the soft-optimal policy; k counts "
                   "iterations from 0.",
       .hypotheses = {judged_discount(mdp.discount), judged_start(mdp), judged_rewards(mdp),
                      judged_step("(1−γ)³/(8R + β(4 + 8 log A))",
                                  guaranteed_entropy_step(mdp, temperature), step_size)}}};
  if (!applies(bound)) return bound;
  bound.remarks.emplace_back(
      "The bound drawn has the rounding of doubles added: 16ε(R + β log A)/(1−γ)² a step, "
      "ε = 2⁻⁵², of which contraction by C keeps 1/C steps at most.");
  const double complement = 1 - mdp.discount;
  const double log_actions = std::log(static_cast<double>(mdp.actions()));
  const double range = reward_range(mdp);
  const double largest = (range + temperature * log_actions) / power(complement, 2);
  const double mismatch =
      complement * visitation(mdp, optimum.policy).cwiseQuotient(mdp.start).maxCoeff();
  // Without c².
  const double rate = power(complement, 4) * temperature * mdp.start.minCoeff() /
                      ((8 * range + temperature * (4 + 8 * log_actions)) *
                       static_cast<double>(mdp.states()) * mismatch);
  const double first = largest / mdp.start.minCoeff();
  constexpr double rounding = 16 * std::numeric_limits<double>::epsilon();
  bound.at = [=](const EntropyAscentPoint& point) {
    const auto k = static_cast<double>(point.iteration);
    const double contraction = rate * power(point.least_probability, 2);
    return first * std::exp(-contraction * k) +
           rounding * largest * std::min(k + 1, 1 + 1 / contraction);
  };
  return bound;
}

}  // namespace lemmata
