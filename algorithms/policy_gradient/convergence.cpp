#include "algorithms/policy_gradient/convergence.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "theory/mdp/values.hpp"

namespace lemmata {
namespace {

/// One iterate, and what is known of those before it.
struct Iterate {
  Matrix<double> parameters;
  double optimal_probability = 1;
};

ConvergencePoint measure(const FiniteMdp<double>& mdp, const Ascent& ascent, const Optimum& optimum,
                         const Iterate& iterate, std::int64_t k) {
  const Policy<double> policy = ascent.policy(iterate.parameters);
  ConvergencePoint point{.iteration = k,
                         .performance = performance(mdp, policy),
                         .gap = optimality_gap(mdp, optimum, policy),
                         .gradient_norm = ascent.gradient_norm(mdp, iterate.parameters),
                         .optimal_probability = iterate.optimal_probability};
  if (ascent.sampled_return) {
    point.sampled_return = ascent.sampled_return(iterate.parameters, k);
  }
  if (!std::isfinite(point.performance) || !std::isfinite(point.gap) ||
      !std::isfinite(point.gradient_norm)) {
    throw std::domain_error{"J or its gradient is not finite"};
  }
  return point;
}

void observe(const Ascent& ascent, const Optimum& optimum, Iterate& iterate) {
  if (!iterate.parameters.allFinite()) throw std::domain_error{"the parameters are not finite"};
  const double probability =
      smallest_optimal_probability(optimum, ascent.policy(iterate.parameters));
  iterate.optimal_probability = std::min(iterate.optimal_probability, probability);
}

}  // namespace

Convergence converge(const FiniteMdp<double>& mdp, const Ascent& ascent, const Optimum& optimum,
                     std::int64_t last, const GoesOn& goes_on) {
  Iterate iterate{.parameters = ascent.start};
  return record_run(
      "iteration", last, goes_on, [&] { observe(ascent, optimum, iterate); },
      [&](std::int64_t k) { return measure(mdp, ascent, optimum, iterate, k); },
      [&](std::int64_t k) { iterate.parameters = ascent.step(mdp, iterate.parameters, k); });
}

}  // namespace lemmata
