// AC-6. On two time scales a fast critic lets an actor converge that is unstable by itself.
//
//   x⁺ = x + α(2x − 3y + V),   y⁺ = y + β(x − y + W):
//   constant steps, 0 < β ≤ 2:     stable ⟺ α < β/(2 + β);
//   α_k/β_k → 0:                   E‖z_k‖² → 0; with equal or reversed schedules it grows;
//   cov(x_k)/α_k → Σ,              ΔΣ + ΣΔᵀ − b̄Σ = cov(V − A₁₂A₂₂⁻¹W);
//   cov(y_k)/β_k → Z,              A₂₂Z + ZA₂₂ᵀ = cov(W),
//
// with Δ = A₁₁ − A₁₂A₂₂⁻¹A₂₁ and b̄ = lim 1/α_{k+1} − 1/α_k. In the example Δ = 1 and A₂₂ = 1, so
// Σ = cov(V − 3W)/(2 − b̄) and Z = cov(W)/2.
//
// For any β the region is (2β − 4)/(4 + β) < α < β/(2 + β), empty from β = 2 + 2√3 on.
//
// Hypotheses: A and A₂₂ regular; for the threshold β ≤ 2; for the limits α_k/β_k → 0, and Δ − b̄/2
// with eigenvalues of positive real part. Noise of mean 0, independent from step to step.
// Oracle: Schur–Cohn in balls on the production matrix, against polynomials by hand; moments
// against every path of two steps; Lyapunov equations solved by hand.
// Shows: the threshold at random steps and 10⁻⁶ off it; that E[x² + (y − x)²] shrinks by 1 − α/2 a
// step, up to noise, for all α ≤ β/6 ≤ 1/9, so that it tends to 0 on the schedule checked; the
// moments of that schedule to step 4000, from every start and for every noise, in balls; the
// equations of Σ for systems of any size as algebra. That S tends to what balances is proved in the
// source, here only seen in the example: within 13 α_k/β_k.
// Sources: konda2004convergence, the limit covariances; borkar1997stochastic, convergence;
// konda2003actor, the conditions on the steps.

#include "theory/certificates/positive_definite.hpp"
#include "verification/actor_critic/limit_covariance.hpp"
#include "verification/actor_critic/moments_over_paths.hpp"
#include "verification/actor_critic/step_regions.hpp"
#include "verification/actor_critic/tracking_runs.hpp"

namespace lemmata {
namespace {

const Hypothesis small_critic_step{"the critic's constant step is at most 2", {}};
const Hypothesis separated_scales{"α_k/β_k → 0", {}};
const Hypothesis stable_slow_part{"Δ − b̄/2 has eigenvalues of positive real part", {}};

/// The predicate for β below 2 or below 6.
template <class Region>
Check is_stable_in(Region region, int largest = 2) {
  return is_stable_exactly_in(
      at_once, region,
      [largest]<class F>(const WeightedOutcomesPoint<F>& x) { return steps_of(x, largest); });
}

/// The predicate: stable at this part of β/(2 + β) exactly if it is below 1.
Check is_sharp_at(int numerator) {
  return is_stable_exactly_in(
      at_once, below_the_threshold, [=]<class F>(const WeightedOutcomesPoint<F>& x) {
        const F critic = steps_of(x, 2).critic;
        return StepPair<F>{F(F(numerator) / F{1'000'000} * critic / (F{2} + critic)), critic};
      });
}

/// In the coordinates x and y − x a step without noise shrinks squares: (1 − α/2)I − NᵀN ≻ 0, at
/// β = 2/3 w₁/(w₁ + w₂) and α = β/6 (w₃/9).
Truth shrinks_the_tracking_error(const WeightedOutcomesPoint<Ball>& x) {
  const Ball critic = steps_of(x, 2).critic / Ball{3};
  const Ball actor = critic * x.weights(2) / Ball{54};
  Matrix<Ball> there(2, 2), back(2, 2);
  there << Ball{1}, Ball{0}, Ball{-1}, Ball{1};
  back << Ball{1}, Ball{0}, Ball{1}, Ball{1};
  const Matrix<Ball> n = there * example_matrix(at_once, StepPair<Ball>{actor, critic}) * back;
  const Ball rate = Ball{1} - actor / Ball{2};
  return is_positive_definite(Matrix<Ball>(rate * identity_matrix<Ball>(2) - n.transpose() * n));
}

template <class F>
Matrix<F> no_coupling(const BalancedSystem<F>& of) {
  return Matrix<F>::Constant(of.a12.rows(), of.a12.cols(), F{0});
}

}  // namespace

Theorem two_time_scales_track() {
  const auto determinant_on_the_boundary =
      identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
        const F critic = steps_of(x, 2).critic;
        const StepPair<F> steps{F(critic / (F{2} + critic)), critic};
        return equal(characteristic_polynomial(example_matrix(at_once, steps))(0), F{1});
      });
  const auto trace_on_the_boundary =
      inequality<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
        const F critic = steps_of(x, 2).critic;
        const StepPair<F> steps{F(critic / (F{2} + critic)), critic};
        const F trace = -characteristic_polynomial(example_matrix(at_once, steps))(1);
        return at_most(F(trace * trace), F{4});
      });
  const auto at_minus_one_and_one =
      identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
        const StepPair<F> s{x.constants[actor_at], x.constants[critic_at]};
        const Vector<F> p = characteristic_polynomial(example_matrix(at_once, s));
        const Vector<F> conditions = region_at_once(s);
        return equal(polynomials<F>({F(p(0) - p(1) + p(2)), F(p.sum()), F(p(2) - p(0))}),
                     polynomials<F>({conditions(1), F(s.actor * s.critic), conditions(0)}));
      });
  return {
      .id = "AC-6",
      .claim =
          "On two time scales a fast critic lets an actor converge that is unstable by itself; at "
          "equal or reversed time scales both diverge",
      .statement = R"(\alpha < \tfrac{\beta}{2 + \beta} \iff \text{stable } (0 < \beta \le 2),\quad
                      \tfrac1{\alpha_k} \operatorname{Cov}(x_k) \to \Sigma,\quad
                      \Delta\Sigma + \Sigma\Delta^\top - \bar b\,\Sigma
                      = \operatorname{Cov}(V - A_{12} A_{22}^{-1} W))",
      .hypotheses = {regular_system, small_critic_step, separated_scales, stable_slow_part},
      .oracle = "Schur and Cohn in balls; every path of two steps; Lyapunov equations by hand",
      .shows =
          "The threshold for the steps of the example, and a norm that shrinks at every α ≤ β/6 ≤ "
          "1/9; its moments along one pair of schedules to step 4000, from every start and for "
          "every noise; the equations of the limit covariance for systems of any size. Not, beyond "
          "the example, that the limit is reached.",
      .instances =
          two_time_scale_systems("linear systems on two time scales", 3, 4,
                                 {"covariance 1", "covariance 2", "covariance 3", "covariance 4"},
                                 {"β of the second step"}),
      .checks =
          {
              part("stable exactly if α < β/(2 + β)", is_stable_in(below_the_threshold)),
              part("stable just below", is_sharp_at(999'999)),
              part("unstable just above", is_sharp_at(1'000'001)),
              part("for any β: exactly if besides α > (2β − 4)/(4 + β)",
                   is_stable_in(region_at_once, 6)),
              part("on two time scales E‖z‖² ≤ ‖z_0‖²/1000 + (cov V + cov W)/25 after 1000 steps",
                   second_moment_falls(on_two_time_scales, 1)),
              part("at equal time scales it exceeds 2‖z_0‖² + 1000 (cov V + cov W) after 250 steps",
                   second_moment_grows(at_equal_scales)),
              part("and at reversed ones", second_moment_grows(at_reversed_scales)),
              part("Cov(x_k)/α_k → cov(V − 3W), within 13 α_k/β_k (cov V + cov W)",
                   variance_tends_to(on_two_time_scales, 0, slow_limit(3, 1))),
              part("Cov(y_k)/β_k → cov(W)/2, within the same",
                   variance_tends_to(on_two_time_scales, 1,
                                     [](const auto& noise) { return noise(1, 1) / Ball{2}; })),
              part("ΔΣ + ΣΔᵀ − b̄Σ = cov(V − A₁₂A₂₂⁻¹W) where the covariance balances",
                   solves_lyapunov(slow_matrix_of, growth_of, effective_noise_of)),
              part("second moments are those over all paths", computes_moments(production)),
          },
      .proof =
          {
              step("the iteration as it is written above", iterates_as_written()),
              step("p(−1) and p(1) = αβ, and 1 − det: what Schur and Cohn ask for",
                   at_minus_one_and_one),
              step("at α = β/(2 + β) det = 1", determinant_on_the_boundary),
              step("and tr² ≤ 4: both eigenvalues are on the circle", trace_on_the_boundary),
              step("E[x² + (y − x)²] shrinks by 1 − α/2 where α ≤ β/6 ≤ 1/9",
                   certified<WeightedOutcomesInstance>(shrinks_the_tracking_error)),
              step("Δ⁻¹ is the slow block of A⁻¹",
                   identity<WeightedOutcomesInstance>(
                       []<class F>(const WeightedOutcomesPoint<F>& x) {
                         const auto system = system_of(x);
                         const Eigen::Index n = system.slow;
                         const Matrix<F> unit = identity_matrix<F>(system.vector.size());
                         const Matrix<F> inverse = solve<F>(system.matrix, unit);
                         return equal(Matrix<F>(slow_matrix(system) * inverse.topLeftCorner(n, n)),
                                      identity_matrix<F>(n));
                       })),
              step("S⁺ = S but for what balances and terms of higher order",
                   balances_to_leading_order()),
          },
      .falsifiers =
          {
              wrong("half the threshold: α < β/2", is_stable_in([]<class F>(const StepPair<F>& s) {
                      return polynomials<F>({F(s.critic - F{2} * s.actor)});
                    })),
              wrong("an actor slower than the critic: α < β",
                    is_stable_in([]<class F>(const StepPair<F>& s) {
                      return polynomials<F>({F(s.critic - s.actor)});
                    })),
              wrong("the region of updates in turn", is_stable_in(region_in_turn)),
              wrong("equal time scales converge", second_moment_falls(at_equal_scales, 0)),
              wrong("reversed time scales converge", second_moment_falls(at_reversed_scales, 0)),
              wrong("Δ without the coupling: −2",
                    variance_tends_to(on_two_time_scales, 0, slow_limit(3, -5))),
              wrong("b̄ forgotten: half the covariance",
                    variance_tends_to(on_two_time_scales, 0, slow_limit(3, 2))),
              wrong("the critic's noise does not reach the actor",
                    variance_tends_to(on_two_time_scales, 0, slow_limit(0, 1))),
              wrong("the sign of the coupled noise: cov(V + 3W)",
                    variance_tends_to(on_two_time_scales, 0, slow_limit(-3, 1))),
              wrong("A₁₁ for Δ", solves_lyapunov([](const auto& of) { return of.a11; }, growth_of,
                                                 effective_noise_of)),
              wrong("no b̄ in the equation",
                    solves_lyapunov(
                        slow_matrix_of, []<class F>(const BalancedSystem<F>&) { return F{0}; },
                        effective_noise_of)),
              wrong("cov V for the effective noise",
                    solves_lyapunov(slow_matrix_of, growth_of,
                                    []<class F>(const BalancedSystem<F>& of) {
                                      return of.effective_noise(no_coupling(of));
                                    })),
              wrong("DΓ for DΓD", computes_moments(one_step_size_of_noise)),
              wrong("the step sizes exchanged", computes_moments(reversed_steps)),
          },
      .needs = {needed(small_critic_step, is_stable_in(below_the_threshold, 6)),
                needed(separated_scales, variance_tends_to(at_equal_scales, 0, slow_limit(3, 1))),
                needed(stable_slow_part,
                       variance_tends_to(with_too_slow_an_actor, 0, slow_limit(3, -2)))},
      .sources = {{"konda2004convergence", "the limit covariances"},
                  {"borkar1997stochastic", "the convergence theorem"},
                  {"konda2003actor", "the conditions on the steps"}},
      .figure =
          Figure{.title = "An actor that needs a faster critic",
                 .caption =
                     "The production iteration without noise from x = 1, y = 0 at step 200, until "
                     "it leaves the picture: α_k = 1/(k + 10) and β_k = 2.5/(k + 10)^0.6, "
                     "β_k for both, and the two exchanged.",
                 .x_label = "actor x",
                 .y_label = "critic y",
                 .curves =
                     [] {
                       return std::vector{portrait("slow actor", two_time_scales()),
                                          portrait("equal", equal_scales()),
                                          portrait("reversed", reversed_scales())};
                     }},
  };
}

}  // namespace lemmata
