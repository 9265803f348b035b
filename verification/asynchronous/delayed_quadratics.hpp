#pragma once
/// \file
/// Production delayed SGD on quadratics of one variable, f(x) = λx²/2: the instances, and the
/// mistakes in the update that theorems must notice.

#include "algorithms/asynchronous/delayed_sgd.hpp"
#include "theory/certificates/root_location.hpp"
#include "theory/staleness/delayed_recursion.hpp"
#include "verification/engine/as_vector.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/theorem.hpp"
#include "verification/engine/weighted_outcomes_instance.hpp"

namespace lemmata::delayed_quadratics {

/// An outcome more than the delay has updates; the first weight is what is left to draw.
inline InstanceSpace delayed_quadratic_runs(int longest_delay) {
  return weighted_outcomes(
      "quadratics and delays",
      {.fewest = 1,
       .most = longest_delay + 1,
       .outcome = "kept iterate",
       .weights = "weights",
       .constants = {"x_0", "c of the share w/(w + 1 + c²)", "l of λ = 1 + l²", "σ"}});
}

template <class F>
struct DelayedQuadratic {
  int delay;    ///< τ
  F start;      ///< x_0
  F share;      ///< in (0, 1)
  F curvature;  ///< λ = 1 + l²
  F noise;      ///< σ² = E[ξ²]

  explicit DelayedQuadratic(const WeightedOutcomesPoint<F>& x)
      : delay{static_cast<int>(x.weights.size()) - 1},
        start{x.constants[0]},
        share{x.weights(0) / (x.weights(0) + F{1} + x.constants[1] * x.constants[1])},
        curvature{F{1} + x.constants[2] * x.constants[2]},
        noise{x.constants[3] * x.constants[3]} {}
};

/// x_0 … x_T of production for steps of one size, from x_0.
inline constexpr auto production = []<class F>(const F& start, const F& curvature, const F& step,
                                               int delay, int updates) {
  const auto iterates = delayed_sgd(
      Vector<F>(Vector<F>::Constant(1, start)), delay, updates,
      [&](const Vector<F>& x, int) { return Vector<F>(curvature * x); }, constant_delay(delay),
      [&](int) { return step; });
  std::vector<F> result;
  for (const Vector<F>& x : iterates) result.push_back(x(0));
  return result;
};

/// Gradients one update older than they are said to be.
inline constexpr auto one_update_later = []<class F>(const F& start, const F& curvature,
                                                     const F& step, int delay, int updates) {
  return production(start, curvature, step, delay + 1, updates);
};

/// Workers that keep a reference to the shared parameters in place of a copy: no delay at all.
inline constexpr auto shared_snapshot = []<class F>(const F& start, const F& curvature,
                                                    const F& step, int, int updates) {
  return production(start, curvature, step, 0, updates);
};

inline constexpr auto applied_twice = []<class F>(const F& start, const F& curvature, const F& step,
                                                  int delay, int updates) {
  return production(start, curvature, F(F{2} * step), delay, updates);
};

}  // namespace lemmata::delayed_quadratics
