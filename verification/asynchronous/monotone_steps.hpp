#pragma once
/// \file
/// Delayed gradient steps without oscillation: up to which a = αλ iterates keep their sign, why
/// none does above, and that the spectral radius is least at that step, with the double root τ/(τ +
/// 1).

#include "verification/asynchronous/delayed_quadratics.hpp"

namespace lemmata::delayed_quadratics {

inline constexpr int longest_checked = 64;

inline Truth negation(Truth truth) {
  if (truth == Truth::undecided) return truth;
  return truth == Truth::certainly_true ? Truth::certainly_false : Truth::certainly_true;
}

/// The predicate: production iterates from 1 lie in (0, (1 − a)^t] at a share of a claimed step.
template <class Step>
Check keeps_its_sign(Step step) {
  return inequality<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    const F a = x.share * step.template operator()<F>(x.delay);
    const int updates = 4 * x.delay + 8;
    const std::vector<F> iterates =
        production(F{1}, x.curvature, F(a / x.curvature), x.delay, updates);
    Vector<F> left(2 * updates), right(2 * updates);
    for (int t = 1; t <= updates; ++t) {
      const F iterate = iterates[static_cast<std::size_t>(t)];
      left(2 * t - 2) = F{0};
      right(2 * t - 2) = iterate;
      left(2 * t - 1) = iterate;
      right(2 * t - 1) = power(F(F{1} - a), t);
    }
    return at_most(left, right);
  });
}

/// The predicate: z^τ(1 − z) is at most a claimed step for 0 < z < 1, so that p > 0 above it.
template <class Step>
Check bounds_the_descent(Step step) {
  return inequality<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const DelayedQuadratic<F> x{point};
    return at_most(F(power(x.share, x.delay) * (F{1} - x.share)),
                   F(step.template operator()<F>(x.delay)));
  });
}

inline constexpr auto without_oscillation = []<class F>(int delay) {
  return monotone_step<F>(delay);
};

/// p(rz), whose roots are those of p over r.
inline Vector<Ball> rescaled(Vector<Ball> p, const Ball& r) {
  Ball scale{1};
  for (Eigen::Index k = 0; k < p.size(); ++k, scale *= r) p(k) *= scale;
  return p;
}

/// p/(z − r), where p(r) = 0.
inline Vector<Ball> without_root(const Vector<Ball>& p, const Ball& r) {
  Vector<Ball> q(p.size() - 1);
  q(q.size() - 1) = p(p.size() - 1);
  for (Eigen::Index k = q.size() - 1; k > 0; --k) q(k - 1) = p(k) + r * q(k);
  return q;
}

inline bool is_delayed(const WeightedOutcomesInstance& x) { return x.weights.size() > 1; }

inline Ball least_radius(int delay) { return Ball{delay} / Ball{delay + 1}; }

/// The predicate: below and above the monotone step some root is outside a claimed circle, and
/// more than 10⁻⁶ outside: on rational circles Schur and Cohn's recursion meets its undecided case.
template <class Radius>
Check has_larger_roots_off(Radius radius) {
  return certified<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& point) {
           const DelayedQuadratic<Ball> x{point};
           const Ball r = radius(x.delay) + Ball{1} / Ball{1'000'000};
           const auto outside = [&](const Ball& a) {
             return negation(
                 has_all_roots_in_unit_disc(rescaled(delayed_polynomial(a, x.delay), r)));
           };
           const Ball a = monotone_step<Ball>(x.delay);
           const Truth below = outside(a * x.share);
           return below == Truth::certainly_true ? outside(a / x.share) : below;
         })
      .only("τ > 0", is_delayed);
}

/// p(τ/(τ + 1)) = p′(τ/(τ + 1)) = 0 at the monotone step.
inline Check has_a_double_root() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
           const int delay = DelayedQuadratic<F>{point}.delay;
           const F r = F(delay) / F(delay + 1);
           const Vector<F> p = delayed_polynomial(monotone_step<F>(delay), delay);
           Vector<F> at_r = Vector<F>::Constant(2, F{0});
           for (int k = 0; k < p.size(); ++k) {
             at_r(0) += p(k) * power(r, k);
             if (k > 0) at_r(1) += p(k) * F(k) * power(r, k - 1);
           }
           return equal(at_r, Vector<F>::Constant(2, F{0}));
         })
      .only("τ > 0", is_delayed);
}

/// For every τ from 1 to 64: at the monotone step all roots but the double one are inside.
inline Check other_roots_are_inside() {
  return certified<WeightedOutcomesInstance>([](const WeightedOutcomesPoint<Ball>&) {
           for (int delay = 1; delay <= longest_checked; ++delay) {
             const Ball r = least_radius(delay);
             const Vector<Ball> p = delayed_polynomial(monotone_step<Ball>(delay), delay);
             const Vector<Ball> others = without_root(without_root(p, r), r);
             const Truth inside = has_all_roots_in_unit_disc(rescaled(others, r));
             if (inside != Truth::certainly_true) return inside;
           }
           return Truth::certainly_true;
         })
      .once();
}

}  // namespace lemmata::delayed_quadratics
