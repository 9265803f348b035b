#pragma once
/// \file
/// Production SGD with steps 1/(λt) on λw²/2 over an interval, over every path of six signs of
/// noise: the rate that strong convexity buys.

#include "verification/asynchronous/delayed_descent_runs.hpp"
#include "verification/engine/enumeration.hpp"

namespace lemmata::strongly_convex_rates {

using delayed_quadratics::DelayedQuadratic;

inline constexpr int updates = 6;

/// E w_t² and E ĝ_t² for t = 1 … 7 (ĝ: to 6), and what bounds the latter.
template <class F>
struct Moments {
  Vector<F> squares = Vector<F>::Constant(updates + 1, F{0});
  Vector<F> gradients = Vector<F>::Constant(updates, F{0});
  F largest_gradient{0};  ///< G² = λ²R² + σ²
};

/// Over all paths; steps from λ and t = 1, 2, ….
template <class F, class Steps>
Moments<F> moments(const DelayedQuadratic<F>& x, const F& deviation, Steps steps) {
  const F radius = larger(absolute(x.start), F{1}), lambda = x.curvature;
  Moments<F> result;
  result.largest_gradient = lambda * lambda * radius * radius + deviation * deviation;
  const F share = F{1} / F(1 << updates);
  enumeration::for_each_signs(updates, [&](const std::vector<int>& signs) {
    const auto gradient = [&](const Vector<F>& at, int t) {
      const F sample = lambda * at(0) + F(signs[static_cast<std::size_t>(t)]) * deviation;
      result.gradients(t) += share * sample * sample;
      return Vector<F>(Vector<F>::Constant(1, sample));
    };
    const auto iterates = delayed_sgd(
        Vector<F>(Vector<F>::Constant(1, x.start)), 0, updates, gradient, constant_delay(0),
        [&](int t) { return F(steps(lambda, t + 1)); }, onto_cube(radius));
    for (int t = 0; t <= updates; ++t) {
      const F iterate = iterates[static_cast<std::size_t>(t)](0);
      result.squares(t) += share * iterate * iterate;
    }
  });
  return result;
}

inline constexpr auto falling = []<class F>(const F& lambda, int t) {
  return F(F{1} / (lambda * F(t)));
};
inline constexpr auto too_short = []<class F>(const F& lambda, int t) {
  return F(falling(lambda, t) / F{32});
};

/// The predicate: E w_T² ≤ 4G²/(λ²T) over so many parts, for T = 1 … 7.
template <class Steps>
Check falls_like_one_over_t(Steps steps, int parts = 1) {
  return inequality<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const Moments<F> of = moments(x, point.constants[3], steps);
    Vector<F> bounds(updates + 1);
    for (int t = 1; t <= updates + 1; ++t) {
      bounds(t - 1) = F{4} * of.largest_gradient / (x.curvature * x.curvature * F(parts * t));
    }
    return at_most(of.squares, bounds);
  });
}

/// The predicate: from T = 2 to 7 E w_T² falls by no more than √(7/2), as a rate of 1/√T would.
inline Check falls_like_the_root_at_best() {
  return inequality<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
    const Moments<F> of = moments(DelayedQuadratic<F>{point}, point.constants[3], falling);
    const F first = of.squares(1), last = of.squares(updates);
    return at_most(F(F{2} * first * first), F(F{7} * last * last));
  });
}

/// E w_{t+1}² ≤ (1 − 2/t)E w_t² + E ĝ_t²/(λ²t²), t = 1 … 6.
inline Check contracts_by_curvature() {
  return inequality<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const Moments<F> of = moments(x, point.constants[3], falling);
    Vector<F> bounds(updates);
    for (int t = 1; t <= updates; ++t) {
      bounds(t - 1) = (F{1} - F{2} / F(t)) * of.squares(t - 1) +
                      of.gradients(t - 1) / (x.curvature * x.curvature * F(t * t));
    }
    return at_most(Vector<F>(of.squares.tail(updates)), bounds);
  });
}

/// (1 − 2/t)·4/t + 1/t² ≤ 4/(t + 1) for t = 2 … 256: the induction.
inline Check induction() {
  return inequality<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>&) {
           Vector<F> left(255), right(255);
           for (int t = 2; t <= 256; ++t) {
             left(t - 2) = (F{1} - F{2} / F(t)) * F{4} / F(t) + F{1} / F(t * t);
             right(t - 2) = F{4} / F(t + 1);
           }
           return at_most(left, right);
         })
      .once();
}

}  // namespace lemmata::strongly_convex_rates
