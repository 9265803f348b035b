// NG-8. Natural gradient ascent of a tabular softmax: O(1/T), free of the number of states.
//
//   π_{t+1} ∝ π_t exp(ηA_t/(1−γ)), any η > 0:   V_{t+1} − V_t ≥ ((1−γ)/η) log Z_t ≥ 0 in every
//   state; V*(ρ) − V_T(ρ) ≤ log|A|/(ηT) + R/((1−γ)²T)   for every ρ and T ≥ 1, from the uniform
//   policy;
//
// from any other policy E_{s~d*_ρ} KL(π*‖π_0)(s) stands for log|A|. R is the range of the rewards
// and 0, and Z_t the normaliser. Nothing depends on S, on what ρ covers, or on how unlikely optimal
// actions become.
//
// Hypotheses: a finite MDP, γ < 1, a tabular softmax policy, η > 0; for log|A|, π_0 is uniform.
// Oracle: certified values of an optimal policy, V_t by a linear solve, and Z_t by its definition,
// in ball arithmetic.
//
// Shows: the last iterate of the production `natural_ascent_step` at every T up to 16, for ρ every
// single state and so for every ρ. The run is in balls, so that its rounding is covered. The gain
// of a step from any policy, to 10⁻³⁰, and so that V rises. A terminal outcome counts as a state
// without choice. That the step is F_d⁺∇J is NG-7. The need is shown, like the bound, by a run: one
// from a policy that hardly takes the optimal actions exceeds the bound with log|A|. Tight: each
// term for itself. Two arms, the good one unlikely at first, come within a quarter of the first; a
// staircase of n decisions found last first attains near 1/e of the second (0.34 for n = 8).
//
// Sources: agarwal2021theory, Lemma 5.2 and Theorem 5.3 (arXiv v5).

#include "verification/natural_gradient/natural_rate.hpp"

namespace lemmata {
namespace {

using namespace natural_rate;

const Hypothesis uniform_at_first = hypothesis(
    "π_0 ∝ z⁰ is uniform, and not z⁸, as for λ = 1; from elsewhere E KL(π*‖π_0) stands for log|A|",
    starts_uniform);

Matrix<Ball> descent(const Setting& x, const Matrix<Ball>& theta) {
  return natural_ascent_step(x.mdp, theta, -x.step_size);
}

Matrix<Ball> short_step(const Setting& x, const Matrix<Ball>& theta) {
  return natural_ascent_step(x.mdp, theta, x.step_size / Ball{100});
}

Setting staircase_of_eight() { return up_the_staircase(8); }

/// The predicate: the normalisers along a run add up to at most ηR/(1 − γ)² on average over d*_ρ.
Check normalisers_add_up_to_little() {
  return ball_inequality([](const MdpPoint<Ball>& point) {
           const Setting x = any_start(point);
           Vector<Ball> sum = Vector<Ball>::Constant(x.mdp.states(), -nearly_zero());
           for (const Policy<Ball>& pi : run(x)) sum += log_normalisers(x, pi);
           const Matrix<Ball> weights =
               optimal_distributions(x.mdp, certified_optimum(x.mdp).policy);
           const Rate rate = rate_of(x);
           const Ball most = rate.step_size * rate.range * square(rate.horizon);
           return at_most(weights * sum, Vector<Ball>::Constant(sum.size(), most));
         })
      .only("at most 16 states, and a choice", is_small_with_a_choice);
}

}  // namespace

Theorem natural_gradient_rate_is_free_of_the_states() {
  return {
      .id = "NG-8",
      .claim =
          "Natural gradient ascent of a tabular softmax rises with every step of any size, and its "
          "last iterate comes near the optimum at O(1/T), whatever the number of states",
      .statement = R"(V^*(\rho) - V_T(\rho) \le \frac{\log|A|}{\eta T} + \frac{R}{(1-\gamma)^2\, T},
                      \qquad V_{t+1} - V_t \ge \frac{1-\gamma}{\eta} \log Z_t \ge 0)",
      .hypotheses = {finite_mdp, discount_below_one, {"η > 0", {}}, uniform_at_first},
      .oracle = "certified values of an optimal policy and a linear solve, in ball arithmetic",
      .shows =
          "The last iterate at every T up to 16, from every single state, of a run in balls, which "
          "covers its rounding; the gain of a step from any policy to 10⁻³⁰.",
      .instances = mdps("finite MDPs with a first policy and a step size",
                        {Part::policy, Part::step_size, Part::lambda}),
      .checks =
          {
              part("V*(ρ) − V_T(ρ) ≤ log|A|/(ηT) + R/((1−γ)²T) from the uniform policy",
                   stays_below(chosen_start, from_uniform)),
              part("V*(ρ) − V_T(ρ) ≤ E_{d*_ρ} KL(π*‖π_0)/(ηT) + R/((1−γ)²T) from any policy",
                   stays_below(any_start, from_anywhere)),
              part("V_{t+1}(s) − V_t(s) ≥ ((1−γ)/η) log Z_t(s), to 10⁻³⁰", gains(1)),
              part("log Z_t ≥ 0, to 10⁻³⁰, so that V_t rises in every state",
                   ball_inequality([](const MdpPoint<Ball>& point) {
                     const Setting x = any_start(point);
                     return at_most(Vector<Ball>(-log_normalisers(x, x.start)),
                                    Vector<Ball>::Constant(x.mdp.states(), nearly_zero()));
                   }).only("at most 16 states, and a choice", is_small_with_a_choice)),
          },
      .proof =
          {
              step("V*(ρ) − V_t(ρ) = (1/η) E_{d*_ρ}[KL(π*‖π_t) − KL(π*‖π_{t+1}) + log Z_t], to "
                   "10⁻³⁰",
                   agrees_over_a_step([](const Setting& x, const Policy<Ball>& next) {
                     const auto [best, values] = certified_optimum(x.mdp);
                     const Vector<Ball> nearer = divergences_from(best, x.start) -
                                                 divergences_from(best, next) +
                                                 log_normalisers(x, x.start);
                     return equal(Vector<Ball>(values - policy_values(x.mdp, x.start)),
                                  optimal_distributions(x.mdp, best) * nearer / x.step_size);
                   })),
              step("V_{t+1} − V_t = ((1−γ)/η) Σ ν^{t+1} [KL(π_{t+1}‖π_t) + log Z_t], to 10⁻³⁰",
                   agrees_over_a_step([](const Setting& x, const Policy<Ball>& next) {
                     const Vector<Ball> gain =
                         policy_values(x.mdp, next) - policy_values(x.mdp, x.start);
                     const Vector<Ball> each =
                         kl_divergences(next, x.start) + log_normalisers(x, x.start);
                     const Ball scale = (Ball{1} - x.mdp.discount) / x.step_size;
                     return equal(gain, Vector<Ball>(scale * visitations(x.mdp, next) * each));
                   })),
              step("Σ_t E_{d*_ρ} log Z_t ≤ ηR/(1−γ)², as V(d*_ρ) rises by R/(1−γ) at most",
                   normalisers_add_up_to_little()),
          },
      .falsifiers =
          {
              wrong("1/(1−γ) for its square",
                    stays_below([](const auto&) { return up_the_staircase(8); },
                                [](const Rate& x) { return from_anywhere(x) / x.horizon; })
                        .once()),
              wrong("a quarter of R/((1−γ)²T)",
                    stays_below([](const auto&) { return up_the_staircase(8); },
                                [](const Rate& x) {
                                  return from_anywhere(x) - second_term(x) * Ball{3} / Ball{4};
                                })
                        .once()),
              wrong("the range of the rewards lost",
                    stays_below([](const auto&) { return up_the_staircase(8, 10); },
                                [](Rate x) {
                                  x.range = Ball{1};
                                  return from_anywhere(x);
                                })
                        .once()),
              wrong("log 2 for log|A|", stays_below([](const auto&) { return on_many_arms(); },
                                                    [](Rate x) {
                                                      x.choices = log(Ball{2});
                                                      return from_uniform(x);
                                                    })
                                            .once()),
              wrong("the rate O(1/T²)",
                    stays_below(chosen_start,
                                [](const Rate& x) { return from_uniform(x) / x.steps; })),
              wrong("steps 100 times too short",
                    stays_below(chosen_start, from_uniform, short_step)),
              wrong("the plain gradient", stays_below(chosen_start, from_uniform, plain_step)),
              wrong("descent: the sign of the step",
                    stays_below(chosen_start, from_uniform, descent)),
              wrong("descent gains", gains(1, descent)),
              wrong("twice the gain", gains(2)),
          },
      .needs = {needed(uniform_at_first, stays_below(chosen_start, from_uniform))},
      .tight =
          {
              part("two arms from π_0 = 2⁻⁶⁴: the gap is three quarters of the bound at T = 16",
                   comes_within(from_an_unlikely_arm, from_anywhere, 75)),
              part("the staircase of 8: the gap is 34 % of R/((1−γ)²T) at T = 8",
                   comes_within(staircase_of_eight, from_anywhere, 34)),
          },
      .sources = {{"agarwal2021theory", "Lemma 5.2, Theorem 5.3 (arXiv v5)"}},
      .figure =
          Figure{.title = "Natural and plain gradient on the chain, under the natural one's bound",
                 .caption = "Runs from the uniform policy with η = 0.1 in double precision, on "
                            "the chain with five states between its ends. The plain gradient "
                            "stays on its plateau; the natural one leaves it after a few "
                            "hundred steps, below its bound, and then the gap falls "
                            "exponentially.",
                 .x_label = "iterate T",
                 .y_label = "V*(s_0) − V_T(s_0)",
                 .log_x = true,
                 .log_y = true,
                 .curves = gaps_on_a_chain},
  };
}

}  // namespace lemmata
