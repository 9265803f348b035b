// CR-6. TD(0) at independent states approaches its fixed point at a known rate.
//
//   (a) E‖V* − V_θ̄‖_D² ≤ (‖θ* − θ_0‖² + 2σ²)/((1 − γ)√T),  α = 1/√T,  θ̄ = (θ_0 + … + θ_{T−1})/T;
//   (b) E‖θ* − θ_T‖² ≤ e^{−α(1−γ)ωT}‖θ* − θ_0‖² + 2ασ²/((1 − γ)ω),  α constant;
//   (c) E‖θ* − θ_T‖² ≤ ν/(λ + T),  α_t = β/(λ + t),
//
// with V* = Φθ* of the fixed point, ω the least eigenvalue of ΦᵀDΦ, σ² = E‖g(θ*)‖² of the update g,
// β = 2/((1 − γ)ω), λ = 16/((1 − γ)²ω), ν = max{8σ²/((1 − γ)ω)², 16‖θ* − θ_0‖²/((1 − γ)²ω)}.
// The source asks for T ≥ (8/(1 − γ))² in (a) and α ≤ ω(1 − γ)/8 in (b). T ≥ 16 and α ≤ 1/4 are
// enough, since E‖g(θ) − g(θ*)‖² ≤ 2(θ* − θ)ᵀE[g(θ)].
//
// Hypotheses: a finite MDP, γ < 1, a softmax policy; states drawn independently from the stationary
// distribution D, where an end restarts from μ; ‖φ(s)‖ ≤ 1; ΦᵀDΦ invertible.
// Oracle: the recursion of second moments, in balls, with ω in closed form; every sequence of two
// steps of the production `td_step` and `IterateAverage`, for the recursion.
// Shows: (a) for T = 16 and 36, and for the source's T where that is at most 121; (b) for powers of
// two up to 4096; (c) for T = 1, 4, 16 and 64; from one θ_0 an instance, with two features.
// Nothing of states along one trajectory, where the source has other constants. That T ≥ 16 is
// needed is not shown: no instance with T = 4 or 9 was found to break (a).
// Sources: bhandari2018finite, Theorem 2.

#include "verification/critics/exact_moments_of_training.hpp"
#include "verification/critics/finite_time_bounds.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

const Hypothesis independent_states{
    "states are drawn independently from the stationary distribution D of the policy", {}};
const Hypothesis short_features{"‖φ(s)‖ ≤ 1", {}};
const Hypothesis many_steps{"T ≥ 16 in (a)", {}};
const Hypothesis small_steps{"α ≤ 1/4 in (b)", {}};
const Hypothesis telling_features =
    hypothesis("ΦᵀDΦ is invertible: on the states visited the two features are independent",
               [](const MdpInstance& instance) {
                 if (!has_at_most<16>(instance)) return true;  // no check speaks of it
                 const auto x = instance.in<Modular>();
                 const Matrix<Modular> gram = gram_matrix<Modular>(
                     x.state_features(), stationary_distribution(x.mdp, x.pi()));
                 return gram(0, 0) * gram(1, 1) != gram(0, 1) * gram(1, 0);
               });

using Known = RunConstants<Ball>;

constexpr auto roots_4_and_6 = [](const auto&) { return std::vector{4, 6}; };
/// ⌈8/(1 − γ)⌉.
constexpr auto root_of_the_source = [](const MdpPoint<Ball>& x) {
  return std::vector{static_cast<int>(std::ceil(8 / (1 - midpoint(x.mdp.discount)) - 1e-9))};
};
constexpr auto inverse = [](const Known&, const Ball& root) { return Ball{1} / root; };
constexpr auto a_quarter = [](const Known&, const Ball&) { return Ball{1} / Ball{4}; };

/// (a), (b) or (c) with another bound.
Check wrong_a(const Bound& bound) { return average_stays_below(roots_4_and_6, inverse, bound); }
Check wrong_b(const Bound& bound) { return weights_stay_below(constant_step, bound); }
Check wrong_c(const Bound& bound) { return decreasing_steps_stay_below(decreasing_step, bound); }

/// What is left of the constants.
Known without_noise(Known x) { return {x.distance, Ball{0}, x.horizon, x.least}; }
Known from_the_fixed_point(Known x) { return {Ball{0}, x.noise, x.horizon, x.least}; }

}  // namespace

Theorem averaged_td_converges_at_a_finite_rate() {
  return {
      .id = "CR-6",
      .claim =
          "TD(0) at independent states: the values of the average of T iterates have a mean-square "
          "error of at most the order 1/√T, and the weights themselves one of 1/T with steps that "
          "decrease as 1/t",
      .statement =
          R"(\mathbb{E}\lVert V^* - V_{\bar\theta}\rVert_D^2
             \le \frac{\lVert\theta^* - \theta_0\rVert^2 + 2\sigma^2}{(1-\gamma)\sqrt T}, \qquad
             \mathbb{E}\lVert\theta^* - \theta_T\rVert^2 \le e^{-\alpha(1-\gamma)\omega T}
             \lVert\theta^* - \theta_0\rVert^2 + \frac{2\alpha\sigma^2}{(1-\gamma)\omega}, \qquad
             \mathbb{E}\lVert\theta^* - \theta_T\rVert^2 \le \frac{\nu}{\lambda + T})",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy, unichain, telling_features,
                     independent_states, short_features, many_steps, small_steps},
      .oracle =
          "the exact recursion of second moments, and every sequence of two steps of the "
          "production code, for the recursion",
      .shows =
          "(a) for T = 16 and 36 and for the source's T up to 121, (b) up to T = 4096 and (c) "
          "up to T = 64, rigorously, with two features; nothing of states along a "
          "trajectory, nor that T ≥ 16 is needed.",
      .instances =
          mdps("finite MDPs with a softmax policy, two features and weights",
               {Part::policy, Part::state_features, Part::critic_weights, Part::state_weights},
               {.states = 3, .actions = 2, .outcomes = 2}),
      .checks =
          {
              part("TD(0) and its average have the moments of the recursion",
                   has_exact_moments(production)),
              part("(a) with T = 16 and 36, for every γ",
                   average_stays_below(roots_4_and_6, inverse, average_bound)),
              part("(a) with the first square T ≥ (8/(1 − γ))²",
                   average_stays_below(root_of_the_source, inverse, average_bound)
                       .only("γ ≤ 1/4, where T ≤ 121; at most 16 states",
                             [](const MdpInstance& x) {
                               return view<double>(x.table.discount) <= 0.25 && has_at_most<16>(x);
                             })),
              part("(b) with α = 1/4", weights_stay_below(a_quarter, constant_step_bound)),
              part("(b) with α = ω(1 − γ)/8",
                   weights_stay_below(constant_step, constant_step_bound)),
              part("(c)", decreasing_steps_stay_below(decreasing_step, decreasing_step_bound)),
              part("sampled training has the mean of the recursion",
                   has_exact_mean(from_the_stationary)),
          },
      .proof =
          {
              step("E[g(θ*)] = 0 at TD(0)'s fixed point", mean_update_rests_at_the_fixed_point()),
              step("(θ* − θ)ᵀE[g(θ)] ≥ (1 − γ)‖V* − V_θ‖_D²",
                   update_satisfies(UpdateFact::progress)),
              step("‖E[g(θ)]‖ ≤ 2‖V* − V_θ‖_D", update_satisfies(UpdateFact::mean)),
              step("E‖g(θ)‖² ≤ 2σ² + 8‖V* − V_θ‖_D²", update_satisfies(UpdateFact::square)),
              step("E‖g(θ) − g(θ*)‖² ≤ 2(θ* − θ)ᵀE[g(θ)], so E‖g(θ)‖² ≤ 2σ² + 4(θ* − θ)ᵀE[g(θ)]",
                   update_satisfies(UpdateFact::change)),
              step("a step α ≤ 1/4 takes α(1 − γ)‖V* − V_θ‖_D² off, and adds 2α²σ² at most",
                   one_step_falls()),
          },
      .falsifiers =
          {
              wrong("(a) at the rate 1/T", wrong_a([](auto& x, auto& a, auto& t) {
                      return average_bound(x, Ball(a * a), t);
                    })),
              wrong("(a) without the noise σ²", wrong_a([](auto& x, auto& a, auto& t) {
                      return average_bound(without_noise(x), a, t);
                    })),
              wrong("(a) without 1/(1 − γ)", wrong_a([](auto& x, auto& a, auto& t) {
                      return average_bound(x, a, t) / x.horizon;
                    })),
              wrong("(a) with steps 1/T, which stand still",
                    average_stays_below(
                        roots_4_and_6, [](auto&, auto& root) { return Ball{1} / (root * root); },
                        [](auto& x, auto&, auto& t) {
                          return average_bound(x, Ball(Ball{1} / square_root(t)), t);
                        })),
              wrong("(b) without 1 − γ in the exponent", wrong_b([](auto& x, auto& a, auto& t) {
                      return constant_step_bound(without_noise(x), a, Ball(t * x.horizon)) +
                             constant_step_bound(from_the_fixed_point(x), a, t);
                    })),
              wrong("(b) four times as fast", wrong_b([](auto& x, auto& a, auto& t) {
                      return constant_step_bound(x, a, Ball(Ball{4} * t));
                    })),
              wrong("(b) converges: no noise stays", wrong_b([](auto& x, auto& a, auto& t) {
                      return constant_step_bound(without_noise(x), a, t);
                    })),
              wrong("(b) with α² for α in the noise that stays",
                    wrong_b([](auto& x, auto& a, auto& t) {
                      return constant_step_bound(without_noise(x), a, t) +
                             a * constant_step_bound(from_the_fixed_point(x), a, t);
                    })),
              wrong("(b) without 1/ω in the noise that stays",
                    wrong_b([](auto& x, auto& a, auto& t) {
                      return constant_step_bound(without_noise(x), a, t) +
                             x.least * constant_step_bound(from_the_fixed_point(x), a, t);
                    })),
              wrong("(c) with the start alone in ν", wrong_c([](auto& x, auto& a, auto& t) {
                      return decreasing_step_bound(without_noise(x), a, t);
                    })),
              wrong("(c) with the noise alone in ν", wrong_c([](auto& x, auto& a, auto& t) {
                      return decreasing_step_bound(from_the_fixed_point(x), a, t);
                    })),
              wrong("(c) with β eight times too small", decreasing_steps_stay_below(
                                                            [](const Known& x, const Ball& t) {
                                                              return decreasing_step(x, t) /
                                                                     Ball{8};
                                                            },
                                                            decreasing_step_bound)),
              wrong("bootstraps at an end", has_exact_moments(through_ends)),
              wrong("the gradient goes through the target", has_exact_moments(through_the_target),
                    {"Farama-Foundation/Gymnasium#1494"}),
              wrong("states from μ", has_exact_mean(from_the_start)),
              wrong("the average leaves the start out", has_exact_moments(without_the_start)),
          },
      .needs = {needed(short_features, average_stays_below(roots_4_and_6, inverse, average_bound,
                                                           with_long_features)),
                needed(independent_states,
                       weights_stay_below(a_quarter, constant_step_bound, off_policy)),
                needed(small_steps, weights_stay_below([](auto&, auto&) { return Ball{2}; },
                                                       constant_step_bound))},
      .sources = {{"bhandari2018finite", "Theorem 2"}},
      .figure = Figure{.title = "Exact errors of TD(0) under the three bounds",
                       .caption = "Two states that stay with probability 3/4 and pay 1, or change "
                                  "and pay −1; γ = 1/2, a weight a state. Means by the recursion, "
                                  "in double precision: nothing is sampled. Constant steps end on "
                                  "a floor. Here the average falls as 1/T too: its bound says what "
                                  "holds whatever the features, ω left out.",
                       .x_label = "steps T",
                       .y_label = "mean square error",
                       .log_x = true,
                       .log_y = true,
                       .curves = finite_time_curves},
  };
}

}  // namespace lemmata
