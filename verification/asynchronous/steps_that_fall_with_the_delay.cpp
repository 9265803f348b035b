// AS-8. A constant step suffices without noise, and keeps a ball of exact radius with it; it must
// be smaller the longer the delay.
//
//   x_{t+1} = x_t − η(λx_{t−τ} + ξ_t),  a = ηλ ≤ τ^τ/(τ+1)^{τ+1}, ξ independent of variance σ²:
//
//   without noise     0 < x_t/x_0 ≤ (1 − a)^t;
//   with noise        |E x_t² − c_0| ≤ (1 − a)^{2t} x_0² + η²σ²(1 − a)^{2(t−τ)}/(a(2 − a)),
//   where             c_k = c_{k−1} − a c_{|τ−k+1|} (k = 1 … τ),   a²c_0 − 2a c_τ + η²σ² = 0;
//   stable steps      2/(2τ + 1) ≤ 2 sin(π/(2(2τ+1))) < (22/7)/(2τ + 1);
//   falling steps     η_t = 1/(λ(t + 4(τ + 1))): E x_t² → 0, below 2(k_0²x_0² + tσ²/λ²)/(t + k_0)²
//   with k_0 = 4(τ + 1), where that happens to suffice.
//
// So a step need not fall over time where gradients are exact. It must where noise is to die out,
// and it must shrink like 1/τ as delays grow.
//
// Hypotheses: a quadratic, constant delays, independent noise of mean 0; a up to the step above
// which iterates oscillate.
// Oracle: production over every path of sixteen updates, four of them with noise of either sign,
// against the response to one push; for c_0 the Lyapunov equation of the τ + 1 iterates kept.
// Shows: the equations for τ ≤ 8 in GF(p); the inequalities to 256 updates, those on the
// stable steps for every τ ≤ 64; falling steps to 64 updates. That E x_t² tends to c_0 for a up
// to the threshold of AS-2 is not shown.
// Sources: levin1976note, the threshold; robbins1951stochastic, falling steps.

#include "verification/asynchronous/steps_with_noise.hpp"

namespace lemmata {
namespace {

using namespace delayed_quadratics;

const Hypothesis quadratic_objective{"f is quadratic, and the delay constant", {}};
const Hypothesis independent_noise{"independent noise of mean 0 and variance σ²", {}};
const Hypothesis without_oscillating{"a = ηλ ≤ τ^τ/(τ+1)^{τ+1}", {}};

/// 1/(λ(t + 4(τ + 1))) and others.
constexpr auto falling = [](const DelayedQuadratic<Ball>& x, int t) {
  return Ball(Ball{1} / (x.curvature * Ball{t + offset_of_falling_steps(x.delay)}));
};
constexpr auto constant = [](const DelayedQuadratic<Ball>& x, int) { return falling(x, 0); };
constexpr auto falling_too_fast = [](const DelayedQuadratic<Ball>& x, int t) {
  return Ball(falling(x, t) / Ball{t + 1});
};

}  // namespace

Theorem steps_that_fall_with_the_delay() {
  return {
      .id = "AS-8",
      .claim =
          "Without noise a constant step converges linearly, with noise it keeps a ball of exact "
          "radius; stable steps fall like 1/τ",
      .statement = R"(\begin{gathered} 0 < \tfrac{x_t}{x_0} \le (1 - \eta\lambda)^t
          \text{ without noise}; \qquad \mathbb E x_t^2 \to c_0 \text{ with it}; \\
          \tfrac{2}{2\tau+1} \le 2\sin\tfrac{\pi}{2(2\tau+1)} < \tfrac{22/7}{2\tau+1}
          \end{gathered})",
      .hypotheses = {quadratic_objective, independent_noise, without_oscillating},
      .oracle =
          "production over every path of the noise; the Lyapunov equation of the iterates that are "
          "kept",
      .shows =
          "The equations for τ ≤ 8, the inequalities to 256 updates, those on stable steps for "
          "every τ ≤ 64; falling steps to 64 updates. Not the limit for steps between the two "
          "thresholds of AS-2.",
      .instances = delayed_quadratic_runs(8),
      .checks =
          {
              part("without noise: 0 < x_t ≤ (1 − a)^t x_0", keeps_its_sign(without_oscillation)),
              part("with noise: E x_t² is that near c_0", settles_at(stationary_square)),
              part("stable steps are between 2/(2τ + 1) and 22/7 of 1/(2τ + 1)",
                   stable_steps_fall_like([](int delay) { return Ball{2 * delay + 1}; })),
              part("falling steps: E x_t² → 0 like 1/t", moments_vanish(falling)),
          },
      .proof =
          {
              step("production's E x_t² over every path of the noise",
                   moments_are_those_of_pushes(production_step)),
              step("c_0 … c_τ balance: C = ACAᵀ + η²σ² e eᵀ",
                   balances(stationary_autocovariances<Modular>)),
          },
      .falsifiers =
          {
              wrong("a constant step does not converge without noise: |x_t| stays above |x_0|/2",
                    stays_away())
                  .refuting(56),
              wrong("c_0 as without delay, η²σ²/(a(2 − a))", settles_at(without_delay)),
              wrong("c_0 of twice the noise", settles_at(of_twice_the_noise)),
              wrong("noise dies out at a constant step", settles_at(nothing)),
              wrong("E x_t² → 0 at a constant step like 1/t", moments_vanish(constant)),
              wrong("steps of finite sum forget the start", moments_vanish(falling_too_fast)),
              wrong("stable steps fall like 1/√τ", stable_steps_fall_like([](int delay) {
                      return square_root(Ball{2 * delay + 1});
                    })),
              wrong("gradients one update older in the moments",
                    moments_are_those_of_pushes(one_update_older_step)),
              wrong("the noise is not scaled by η",
                    moments_are_those_of_pushes(unscaled_noise_step)),
              wrong("c_τ for c_0 in what balances", balances(shifted_autocovariances)),
          },
      .needs = {needed(without_oscillating,
                       keeps_its_sign([]<class F>(int delay) { return F(F{1} / F(delay + 1)); }))},
      .sources = {{"levin1976note", "the threshold"}, {"robbins1951stochastic", "falling steps"}},
      .figure = steps_and_noise(),
  };
}

}  // namespace lemmata
