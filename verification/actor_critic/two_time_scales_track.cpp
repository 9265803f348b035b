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
// against every path of two steps; Lyapunov equations solved by hand; the transformed recursion of
// x − 3(α/β)(y − x) and y − x.
// Shows: the region at random steps, 10⁻⁶ off its threshold and off its tip; that
// E[x² + (y − x)²] shrinks by 1 − α/2 a step, up to noise, for all α ≤ β/6 ≤ 1/9. The moments of
// three production schedules, with b̄ = 1, 1/2 and 0, in balls at 250, 1000 and 2000 steps, as
// quadratic forms of the start and linear forms of the noise's covariance, definite, so for every
// start and every noise. By induction on all k ≥ 4000, with exact powers for steps, that the
// variances of the example come to their limits, and how fast; before that 25 α_k/β_k is what
// happens to suffice. The equations of Σ for systems of any size as algebra: that S tends to what
// balances is proved in the source for those, and here in the example alone.
// Sources: konda2004convergence, the limit covariances; borkar1997stochastic, convergence;
// konda2003actor, the conditions on the steps.

#include "verification/actor_critic/constant_steps.hpp"
#include "verification/actor_critic/limit_by_induction.hpp"
#include "verification/actor_critic/limit_covariance.hpp"
#include "verification/actor_critic/moments_over_paths.hpp"

namespace lemmata {
namespace {

using namespace constant_steps;

const Hypothesis small_critic_step{"the critic's constant step is at most 2", {}};
const Hypothesis separated_scales{"α_k/β_k → 0", {}};
const Hypothesis stable_slow_part{"Δ − b̄/2 has eigenvalues of positive real part", {}};

template <class F>
Matrix<F> no_coupling(const BalancedSystem<F>& of) {
  return Matrix<F>::Constant(of.a12.rows(), of.a12.cols(), F{0});
}

/// cov(V − cW)/d as a claim of a limit.
auto claimed(int c, Ball d) {
  return [c, d = std::move(d)] { return slow_limit(c, d); };
}

/// The predicate for both entries, for the actor of a b̄.
template <SlowSteps slow>
Check actor_tends_to(const Ball& growth, int distance = distance_from_limit) {
  return variance_tends_to(on_two_time_scales<slow>, 0, claimed(3, Ball{2} - growth), distance);
}
template <SlowSteps slow>
Check critic_tends_to_half(int distance = distance_from_limit) {
  return variance_tends_to(on_two_time_scales<slow>, 1, fast_limit, distance);
}

}  // namespace

Theorem two_time_scales_track() {
  constexpr auto tracks = on_two_time_scales<growth_one>;
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
      .oracle =
          "Schur and Cohn in balls; every path of two steps; Lyapunov equations by hand; the "
          "recursion of decoupled moments",
      .shows =
          "The region of stable steps of the example, and a norm that shrinks at every α ≤ β/6 ≤ "
          "1/9; its moments along three pairs of schedules to step 2000, for every start and every "
          "noise as definite forms of them; by induction that its limits are reached, and how "
          "fast; the equations of the limit covariance for systems of any size. Not, beyond the "
          "example, that the limit is reached.",
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
                   is_stable_in(region_at_once, 8)),
              part("between the two bounds: exactly if β < 2 + 2√3",
                   is_stable_between_the_bounds(critic_up_to_eight, before_the_tip)),
              part("stable at β = 5.464101",
                   is_stable_between_the_bounds(critic_of_millionths(5'464'101), before_the_tip)),
              part("unstable at β = 5.464102",
                   is_stable_between_the_bounds(critic_of_millionths(5'464'102), before_the_tip)),
              part("on two time scales E‖z‖² < ‖z_0‖²/1000 + (cov V + cov W)/25 after 1000 steps",
                   second_moment_falls(tracks, 1, 1000, 25)),
              part("at equal time scales it exceeds 2‖z_0‖² + 1000 (cov V + cov W) after 250 steps",
                   second_moment_grows(at_equal_scales)),
              part("and at reversed ones", second_moment_grows(at_reversed_scales)),
              part("b̄ = 1: Cov(x_k)/α_k → cov(V − 3W), within 25 α_k/β_k (cov V + cov W)",
                   actor_tends_to<growth_one>(1)),
              part("b̄ = 1/2: → cov(V − 3W)/(3/2)", actor_tends_to<growth_half>(Ball{1} / Ball{2})),
              part("b̄ = 0: → cov(V − 3W)/2", actor_tends_to<growth_zero>(0)),
              part("b̄ = 1: Cov(y_k)/β_k → cov(W)/2, within the same",
                   critic_tends_to_half<growth_one>()),
              part("b̄ = 1/2: the same", critic_tends_to_half<growth_half>()),
              part("b̄ = 0: the same", critic_tends_to_half<growth_zero>()),
              part("ΔΣ + ΣΔᵀ − b̄Σ = cov(V − A₁₂A₂₂⁻¹W) where the covariance balances",
                   solves_lyapunov(slow_matrix_of, growth_of, effective_noise_of)),
              part("moments are those over all paths", computes_moments(production)),
          },
      .proof =
          {
              step("the iteration as it is written above", iterates_as_written()),
              step("p(−1) and p(1) = αβ, and 1 − det: what Schur and Cohn ask for",
                   polynomial_at_minus_one_and_one()),
              step("at α = β/(2 + β) det = 1", determinant_on_the_boundary()),
              step("and tr² ≤ 4: both eigenvalues are on the circle", trace_on_the_boundary()),
              step("the two bounds of α meet where β² − 4β − 8 = 0", bounds_meet_at_the_tip()),
              step("E[x² + (y − x)²] shrinks by 1 − α/2 where α ≤ β/6 ≤ 1/9",
                   certified<WeightedOutcomesInstance>(shrinks_the_tracking_error)),
              step("moments of x − 3(α/β)(y − x) and y − x decouple", decoupled::has_these_rates()),
              step("the production's steps are exact powers, up to 2⁻⁵⁰ of each",
                   limit_by_induction::takes_these_steps<growth_zero>()),
              step(
                  "so that by induction the limits are within 25 α_k/β_k for every k ≥ 4000: b̄ = 1",
                  limit_by_induction::holds_from_then_on<growth_one>()),
              step("b̄ = 1/2", limit_by_induction::holds_from_then_on<growth_half>()),
              step("b̄ = 0, within 45 α_k/β_k",
                   limit_by_induction::holds_from_then_on<growth_zero>(45)),
              step("Δ⁻¹ is the slow block of A⁻¹", inverse_of_slow_matrix()),
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
              wrong("a region that is empty from β = 5 on",
                    is_stable_between_the_bounds(critic_up_to_eight, before(5))),
              wrong("a region that is empty from β = 6 on",
                    is_stable_between_the_bounds(critic_up_to_eight, before(6))),
              wrong("equal time scales converge",
                    second_moment_falls(at_equal_scales, 0, 1000, 25)),
              wrong("reversed time scales converge",
                    second_moment_falls(at_reversed_scales, 0, 1000, 25)),
              wrong("Δ without the coupling: −2", variance_tends_to(tracks, 0, claimed(3, -5))),
              wrong("b̄ forgotten: half the covariance", actor_tends_to<growth_one>(0)),
              wrong("b̄ = 1 for twice the step", actor_tends_to<growth_half>(1)),
              wrong("b̄ = 1 for the power 4/5", actor_tends_to<growth_zero>(1)),
              wrong("within 12 α_k/β_k", actor_tends_to<growth_zero>(0, 12)),
              wrong("for all k ≥ 4000 within 2 α_k/β_k",
                    limit_by_induction::holds_from_then_on<growth_one>(2)),
              wrong("b̄ forgotten, for all k ≥ 4000",
                    limit_by_induction::holds_with<growth_one, growth_zero, false>()),
              wrong("with the schedules exchanged, for all k ≥ 4000",
                    limit_by_induction::holds_with<growth_one, growth_one, true>()),
              wrong("the critic's noise does not reach the actor",
                    variance_tends_to(tracks, 0, claimed(0, 1))),
              wrong("the sign of the coupled noise: cov(V + 3W)",
                    variance_tends_to(tracks, 0, claimed(-3, 1))),
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
              wrong("a mean that rests", computes_moments(mean_at_rest)),
              wrong("a mean that moves with A for DA", computes_moments(mean_without_steps)),
          },
      .needs = {needed(small_critic_step, is_stable_in(below_the_threshold, 8)),
                needed(separated_scales, variance_tends_to(at_equal_scales, 0, claimed(3, 1))),
                needed(stable_slow_part,
                       variance_tends_to(with_too_slow_an_actor, 0, claimed(3, -2)))},
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
                       return std::vector{portrait("slow actor", growth_one.beside_fast_steps()),
                                          portrait("equal", equal_scales()),
                                          portrait("reversed", reversed_scales())};
                     }},
  };
}

}  // namespace lemmata
