// CR-7. Which step sizes make stochastic approximation converge in mean square.
//
// For w_{k+1} = w_k + α_k(r_k − aw_k), r_k independent of mean aV* and variance σ², x_k the
// mean-square error E(w_k − V*)², 0 < α_ka ≤ 1:
//
//   x_{k+1} = (1 − α_ka)²x_k + α_k²σ²;
//   α_k = 1/(a(k + 1)):          x_k = σ²/(a²k), the sample mean's;
//   α_k = α:                     x_k − R = (1 − αa)^{2k}(x_0 − R),  R = ασ²/(a(2 − αa));
//   Σα_k = ∞ and Σα_k² < ∞:      x_k → 0, for α_k = (k + 1)^−p with 1/2 < p ≤ 1 below
//     e^{−2aI(1,k+1)}x_0 + σ²(e^{−2aI(m+1,k+1)} 2p/(2p − 1) + m^{1−2p}/(2p − 1)),  k = m²,
//   with I(u,v) = ∫_u^v t^−p dt;
//   Σα_k = s < 1/a:              x_k ≥ (1 − as)²x_0 for ever.
//
// Of the two conditions Σα_k² < ∞ is more than mean square needs: x_k → 0 for 0 < p ≤ 1/2 too. And
// constant steps converge without a decrease if T iterates are averaged: with q = 1 − αa
//
//   E(w̄ − V*)² = (1 − q^T)²x_0/(αaT)² + σ²Σ_{i<T}(1 − qⁱ)²/(aT)² ≤ x_0/(αaT)² + σ²/(a²T).
//
// Hypotheses: a linear mean update with one weight, independent noise of finite variance,
// 0 < α_ka ≤ 1, as TD(0) has in one state that leads to itself, a = 1 − γ; for convergence
// Σα_k = ∞ and α_k → 0.
// Oracle: every sequence of three rewards through the production `td_step` and `IterateAverage`;
// the recursion beyond, in GF(p) or in balls at the step sizes that `StepSizes` gives.
// Shows: the equations for k up to 12 (averages: 5), the inequalities for k = 1, 4 … 256. That the
// bounds tend to 0 is read off them, not checked. Mean square only, and one weight.
// Sources: robbins1951stochastic, the conditions on the steps; polyak1992acceleration, averages.

#include "verification/critics/step_size_conditions.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

const Hypothesis independent_noise{"independent noise of mean zero and finite variance", {}};
const Hypothesis moderate_steps{"0 < α_ka ≤ 1", {}};
const Hypothesis infinite_sum{"Σα_k = ∞, for convergence", {}};
const Hypothesis vanishing{"α_k → 0, as Σα_k² < ∞ implies, for convergence", {}};

constexpr auto decreasing = []<class F>(const OneState<F>& x, const F& k) {
  return F(x.step_size / (k + F{1}));
};
constexpr auto constant = []<class F>(const OneState<F>& x, const F&) { return x.step_size; };
constexpr auto sample_mean = []<class F>(const OneState<F>& x, const F& k) {
  return F(F{1} / (x.rate * (k + F{1})));
};

/// σ²/(a²k).
constexpr auto of_sample_mean = []<class F>(const OneState<F>& x, int k) {
  return F(x.variance / (x.rate * x.rate * F(k)));
};

/// x_k with decreasing steps, unrolled: Π(1 − α_ja)²x_0 + σ²Σα_j²Π_{i>j}(1 − α_ia)².
constexpr auto unrolled = []<class F>(const OneState<F>& x, int k) {
  F kept{1}, noise{0};
  for (int j = k - 1; j >= 0; --j) {
    const F alpha = decreasing(x, F(j));
    noise += alpha * alpha * kept;
    kept *= (F{1} - alpha * x.rate) * (F{1} - alpha * x.rate);
  }
  return F(kept * x.square_error() + noise * x.variance);
};

/// R = ασ²/(a(2 − αa)), and x_k around a claimed radius, approached at a power of q = 1 − αa.
constexpr auto exact_radius = []<class F>(const OneState<F>& x) {
  return F(x.step_size * x.variance / (x.rate * (F{2} - x.step_size * x.rate)));
};
template <class Radius>
auto around(Radius claimed, int power_of_q = 2) {
  return [=]<class F>(const OneState<F>& x, int k) {
    const F distance = x.square_error() - claimed(x);
    return F(claimed(x) + power(F(F{1} - x.step_size * x.rate), power_of_q * k) * distance);
  };
}

/// The error of the average of T iterates with constant steps.
constexpr auto of_average = []<class F>(const OneState<F>& x, int t) {
  const F q = F{1} - x.step_size * x.rate;
  const F forgotten = (F{1} - power(q, t)) / x.step_size;
  F noise{0};
  for (int i = 1; i < t; ++i) noise += (F{1} - power(q, i)) * (F{1} - power(q, i));
  return F((forgotten * forgotten * x.square_error() + noise * x.variance) /
           (F(t * t) * x.rate * x.rate));
};

/// The convergence bound at p = 3/4, for other steps.
Check converges_as_three_quarters(const Schedules& schedules) {
  return errors_stay_below({6}, schedules, vanishing_bound);
}

}  // namespace

Theorem step_sizes_decide_convergence() {
  return {
      .id = "CR-7",
      .claim =
          "Stochastic approximation converges in mean square if Σα_k = ∞ and Σα_k² < ∞; constant "
          "steps keep an exact distance, and steps of finite sum stop short",
      .statement = R"(\begin{gathered}x_{k+1} = (1 - \alpha_k a)^2 x_k + \alpha_k^2 \sigma^2; \qquad
          \alpha_k = \tfrac1{a(k+1)}: \; x_k = \frac{\sigma^2}{a^2 k}; \qquad
          \alpha_k = \alpha: \; x_k \to \frac{\alpha\sigma^2}{a(2 - \alpha a)}; \\
          \sum\alpha_k = \infty, \; \sum\alpha_k^2 < \infty: \; x_k \to 0; \qquad
          \sum\alpha_k = s < \tfrac1a: \; x_k \ge (1 - as)^2 x_0\end{gathered})",
      .hypotheses = {independent_noise, moderate_steps, infinite_sum, vanishing},
      .oracle =
          "every sequence of three rewards through the production TD(0); the recursion in "
          "GF(p) or in balls beyond",
      .shows =
          "The equations for k up to 12 (averages: 5) and the inequalities for k up to 256, at the "
          "step "
          "sizes of the production `StepSizes`. Mean square only, one weight; that the "
          "bounds tend to 0 is read off them.",
      .instances = one_state_tasks(),
      .checks =
          {
              part("steps α/(k + 1): the production errors follow the recursion",
                   errors_are(decreasing, unrolled)),
              part("steps 1/(a(k + 1)): x_k = σ²/(a²k)", errors_are(sample_mean, of_sample_mean)),
              part("constant steps: x_k goes to R as (1 − αa)²ᵏ",
                   errors_are(constant, around(exact_radius))),
              part("constant steps, averaged", average_errors_are(of_average)),
              part("constant steps, averaged: at most x_0/(αaT)² + σ²/(a²T)",
                   inequality<WeightedOutcomesInstance>(
                       []<class F>(const WeightedOutcomesPoint<F>& point) {
                         const OneState<F> x{point};
                         Vector<F> left(8), right(8);
                         for (int t = 1; t <= 8; ++t) {
                           const F time = x.step_size * x.rate * F(t);
                           left(t - 1) = of_average(x, t);
                           right(t - 1) = x.square_error() / (time * time) + of_sample_mean(x, t);
                         }
                         return at_most(left, right);
                       })),
              part("Σα_k = ∞ and Σα_k² < ∞, as production says: x_k is below what tends to 0",
                   errors_stay_below(exponents_where(true, true), production_steps(1),
                                     vanishing_bound)),
              part(
                  "Σα_k < ∞, as production says: x_k stays above (1 − as)²x_0",
                  errors_stay_above(exponents_where(false, true), production_steps(0.125), sum_of)),
              part("steps 2^−k/8: x_k stays above (1 − a/4)²x_0",
                   errors_stay_above({0}, halving, [](int) { return Ball{1} / Ball{4}; })),
              part("p = 1/4 and 1/2, where Σα_k² = ∞: x_k is below what tends to 0",
                   errors_stay_below({2, 4}, production_steps(1), bound_without_squares)),
          },
      .proof =
          {
              step("Σα_k and Σα_k² are finite where production says so, by the integral test",
                   integral_test()),
              step("what k = m² steps keep of the start and of the noise of the first m, and what "
                   "the noise of the others adds at most",
                   early_noise_is_forgotten()),
          },
      .falsifiers =
          {
              wrong("the radius ασ²/(2a)", errors_are(constant, around([](const auto& x) {
                                                        return x.step_size * x.variance /
                                                               (x.rate + x.rate);
                                                      }))),
              wrong("the radius α²σ²", errors_are(constant, around([](const auto& x) {
                                                    return x.step_size * x.step_size * x.variance;
                                                  }))),
              wrong("the radius without 1/a", errors_are(constant, around([](const auto& x) {
                                                           return exact_radius(x) * x.rate;
                                                         }))),
              wrong("the radius approached as (1 − αa)ᵏ",
                    errors_are(constant, around(exact_radius, 1))),
              wrong("constant steps converge: no radius",
                    errors_are(constant,
                               around([](const auto& x) { return x.variance - x.variance; }))),
              wrong("σ²/(a²k) with steps 1/(a(k + 2))",
                    errors_are([]<class F>(const OneState<F>& x,
                                           const F& k) { return sample_mean(x, F(k + F{1})); },
                               of_sample_mean)),
              wrong("σ²/(ak) with steps 1/(a(k + 1))",
                    errors_are(sample_mean,
                               [](const auto& x, int k) { return x.rate * of_sample_mean(x, k); })),
              wrong("the gradient goes through the target",
                    errors_are(decreasing, unrolled, through_the_target),
                    {"Farama-Foundation/Gymnasium#1494"}),
              wrong("the average of constant steps keeps the radius",
                    average_errors_are(around(exact_radius))),
              wrong("the average has σ²/(a²T) exactly", average_errors_are(of_sample_mean)),
              wrong("steps 2^−k converge as those of p = 3/4 do",
                    converges_as_three_quarters(halving)),
              wrong("the start is forgotten twice as fast, e^{−4aI}",
                    errors_stay_below({6}, production_steps(1),
                                      [](OneState<Ball> x, int m, int p) {
                                        x.rate += x.rate;
                                        return vanishing_bound(x, m, p);
                                      })),
              wrong("the noise of late steps lost",
                    errors_stay_below({6}, production_steps(1),
                                      [](const OneState<Ball>& x, int m, int p) {
                                        return vanishing_bound(x, m, p) - late_noise(x, m, p);
                                      })),
              wrong(
                  "Σα_k = ∞ stops short too: p = 1",
                  errors_stay_above({8}, production_steps(0.125), [](int) { return sum_of(12); })),
          },
      .needs = {needed(infinite_sum, converges_as_three_quarters([](int) {
                         return of_production(steps_of_exponent(12, 1));
                       })),
                needed(vanishing, converges_as_three_quarters(
                                      [](int) { return of_production(steps_of_exponent(0, 1)); }))},
      .sources = {{"robbins1951stochastic", "the conditions on the steps"},
                  {"polyak1992acceleration", "averages"}},
      .figure = Figure{.title = "Which step sizes converge",
                       .caption = "Exact mean-square errors x_k with steps ½(k + 1)^−p; rewards "
                                  "±1, a = 1, w_0 = 2. Constant steps (p = 0) end on their "
                                  "radius, which averages of the same iterates leave; p = 3/2 "
                                  "stops short; 1/2, 3/4 and 1 converge, the first without "
                                  "Σα_k² < ∞.",
                       .x_label = "steps k",
                       .y_label = "mean-square error",
                       .log_x = true,
                       .log_y = true,
                       .curves = errors_by_exponent},
  };
}

}  // namespace lemmata
