// AS-3. Delayed SGD approaches stationary points, the more slowly the longer the delay.
//
//   x_{t+1} = x_t − η(∇f(x_{t−τ_t}) + ξ_t),  0 ≤ τ_t ≤ τ,  Lη(1 + 2Lητ²) ≤ 1:
//
//   (1/T) Σ_{t<T} E‖∇f(x_t)‖² ≤ 2(f(x_0) − f*)/(ηT) + Lησ²(1 + 2Lητ).
//
// η ≤ 1/(2L(τ + 1)) satisfies the condition. With η² = (f(x_0) − f*)/(LTσ²) the bound is at most
// 4σ√(L(f(x_0) − f*)/T) once T ≥ 4L(f(x_0) − f*)(τ + 1)²/σ²: the delay then costs nothing.
//
// Proof: with v_t = ∇f(x_{t−τ_t}), smoothness gives
//   E f(x_{t+1}) ≤ E f(x_t) − (η/2)E‖∇f(x_t)‖² − (η/2)(1 − Lη)E‖v_t‖² + (η/2)E‖∇f(x_t) − v_t‖²
//                  + Lη²σ²/2,
// the third term from the end is at most (η/2)L²E‖x_t − x_{t−τ_t}‖², a sum of τ_t updates, whose
// mean square is at most 2η²(τ ΣE‖v_j‖² + τσ²); summed over t, the E‖v‖² cancel.
//
// Hypotheses: ∇f is L-Lipschitz, f ≥ f*; noise of mean 0 and variance at most σ² given the past;
// delays that do not depend on the noise.
// Oracle: production over every path of the noise; on quadratics second moments by the response to
// one push.
// Shows: the bound for f = x²/(1 + x²), sixteen updates of which four have noise, delays that vary
// up to τ ≤ 8; for quadratics up to 256 updates, at the largest safe step too; the corollary there
// at T = 64. The steps of the proof over all paths. One coordinate. It is tight without delay; what
// the noise comes to at τ = 1 is 3/5 of its bound at the largest step.
// Sources: lian2015asynchronous, the corollary.

#include "verification/asynchronous/descent_rates.hpp"

namespace lemmata {
namespace {

using namespace delayed_quadratics;

const Hypothesis smooth_objective{"∇f is L-Lipschitz and f ≥ f*", {}};
const Hypothesis fresh_noise{"noise of mean 0 and variance at most σ² given the past", {}};
const Hypothesis safe_steps{"Lη(1 + 2Lητ²) ≤ 1", {}};

/// A bound of the run's mean squared gradient, from what is known of it.
constexpr auto bound = [](const DelayedDescentBound<Ball>& known, const Ball& step, int updates) {
  return known(step, updates);
};

constexpr auto safe = [](const DelayedDescentBound<Ball>& known) { return known.safe_step(); };
constexpr auto safe_without_delay = [](const DelayedDescentBound<Ball>& known) {
  return Ball(Ball{1} / (Ball{2} * known.smoothness));
};

}  // namespace

Theorem delayed_sgd_approaches_stationary_points() {
  const auto without_late_noise = [](DelayedDescentBound<Ball> known, const Ball& step,
                                     int updates) {
    known.delay = 0;
    return known(step, updates);
  };
  const auto averaged_noise = [](const DelayedDescentBound<Ball>& known, const Ball& step,
                                 int updates) {
    DelayedDescentBound<Ball> quiet = known;
    quiet.noise = known.noise / Ball{updates};
    return quiet(step, updates);
  };
  const auto half_the_gap = [](DelayedDescentBound<Ball> known, const Ball& step, int updates) {
    known.gap = known.gap / Ball{4};
    return known(step, updates);
  };
  return {
      .id = "AS-3",
      .claim =
          "Delayed SGD on smooth objectives, convex or not, approaches stationary points under an "
          "explicit bound",
      .statement = R"(\frac1T \sum_{t<T} \mathbb E \lVert\nabla f(x_t)\rVert^2 \le
                      \frac{2(f(x_0) - f^*)}{\eta T} + L\eta\sigma^2 (1 + 2L\eta\tau)
                      \quad\text{if}\quad L\eta(1 + 2L\eta\tau^2) \le 1)",
      .hypotheses = {smooth_objective, fresh_noise, safe_steps},
      .oracle =
          "production over every path of the noise; on quadratics second moments by the response "
          "to one push",
      .shows =
          "The bound for x²/(1 + x²) over sixteen updates, four of them noisy, with delays of up "
          "to "
          "8 that vary, and for quadratics up to 256 updates; its corollary with the best step. "
          "The proof's steps over all paths. One coordinate.",
      .instances = delayed_quadratic_runs(8),
      .checks =
          {
              part("x²/(1 + x²), every path of sixteen updates",
                   holds_on_paths(by_production, bound)),
              part("quadratics, up to 256 updates", holds_on_quadratics(safe, bound)),
              part("quadratics, at the largest step for τ updates",
                   holds_at_the_largest_step(bound)),
              part("with the best step at most 4σ√(L(f(x_0) − f*)/T)",
                   best_step_forgets_the_delay(4)),
          },
      .proof =
          {
              step("v_t is the gradient of τ_t updates ago, τ_t up to 8",
                   takes_late_gradients(as_late_as_said)),
              step("the descent of one update", descends(by_production)),
              step("gradients differ by L times the distance",
                   gradients_are_lipschitz(by_production)),
              step("the distance of τ updates, in the mean square", drifts(by_production)),
          },
      .falsifiers =
          {
              wrong("the noise averages out: σ²/T", holds_on_quadratics(safe, averaged_noise)),
              wrong("a quarter of the gap, 2(f(x_0) − f*)/(4ηT)",
                    holds_on_quadratics(safe, half_the_gap)),
              wrong("no more noise than without delay",
                    holds_at_the_largest_step(without_late_noise)),
              wrong("with the best step at most σ√(L(f(x_0) − f*)/T)",
                    best_step_forgets_the_delay(1)),
              wrong("every update applied twice", descends(twice_applied)),
              wrong("the ascent of f", descends(uphill)),
              wrong("no gradient is more than four updates late",
                    takes_late_gradients(no_later_than_four)),
              wrong("gradients one update older", gradients_are_lipschitz(one_update_older)),
              wrong("every update applied twice, and no further", drifts(twice_applied)),
          },
      .needs = {needed(safe_steps, holds_on_quadratics(safe_without_delay, bound))},
      .tight = {part("without delay, quadratics at η = 1/L: attained but for σ²/T",
                     attained_without_delay()),
                part("τ = 1: the noise settles at (1 + a)/((1 − a)(2 + a)(1 + 2a)) of its bound, "
                     "3/5 at the largest step",
                     share_of_the_noise_at_one_delay())},
      .sources = {{"lian2015asynchronous", "Corollary 2, for one gradient at a time"}},
      .figure = rates_by_delay(),
  };
}

}  // namespace lemmata
