#include "algorithms/policy_gradient/convergence.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "theory/mdp/values.hpp"

namespace lemmata {
namespace {

/// One iterate, and what is known of those before it.
struct Iterate {
  std::int64_t k = 0;
  Matrix<double> parameters;
  double optimal_probability = 1;
};

ConvergencePoint measure(const FiniteMdp<double>& mdp, const Ascent& ascent, const Optimum& optimum,
                         const Iterate& iterate) {
  const Policy<double> policy = ascent.policy(iterate.parameters);
  ConvergencePoint point{.iteration = iterate.k,
                         .performance = performance(mdp, policy),
                         .gap = optimality_gap(mdp, optimum, policy),
                         .gradient_norm = ascent.gradient_norm(mdp, iterate.parameters),
                         .optimal_probability = iterate.optimal_probability};
  if (ascent.sampled_return) {
    point.sampled_return = ascent.sampled_return(iterate.parameters, iterate.k);
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

std::int64_t next_recorded(std::int64_t k) {
  if (k < 1) return 1;
  constexpr double per_decade = 20;
  double j = std::floor(per_decade * std::log10(static_cast<double>(k)));
  std::int64_t next = k;
  for (; next <= k; ++j) next = std::llround(std::pow(10, j / per_decade));
  return next;
}

Convergence converge(const FiniteMdp<double>& mdp, const Ascent& ascent, const Optimum& optimum,
                     std::int64_t last, const std::function<bool(std::int64_t k)>& goes_on) {
  if (last < 0) throw std::invalid_argument{"a run has no negative number of iterations"};
  Convergence run;
  Iterate iterate{.parameters = ascent.start};
  std::int64_t to_record = 0;
  try {
    while (true) {
      observe(ascent, optimum, iterate);
      const bool stopped = iterate.k < last && !goes_on(iterate.k);
      const bool ends = iterate.k == last || stopped;
      if (ends || iterate.k == to_record) {
        run.points.push_back(measure(mdp, ascent, optimum, iterate));
        to_record = next_recorded(iterate.k);
      }
      run.interrupted = stopped;
      if (ends) return run;
      iterate.parameters = ascent.step(mdp, iterate.parameters, iterate.k);
      ++iterate.k;
    }
  } catch (const std::domain_error& error) {
    run.diverged = "at iteration " + std::to_string(iterate.k) + ", " + error.what();
  }
  return run;
}

}  // namespace lemmata
