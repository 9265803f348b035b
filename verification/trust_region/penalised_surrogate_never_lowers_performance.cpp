// TR-5. A step that the penalised surrogate does not lose by, J does not lose by.
//
//   M_π(π') = L_π(π') − C max_s KL(π(·|s)‖π'(·|s)),   C = 4εγ/(1−γ)²,   ε = max |A^π(s,a)|
//
//   J(π') − J(π) ≥ M_π(π') − M_π(π),   so   M_π(π') ≥ M_π(π)  ⇒  J(π') ≥ J(π);
//
// half of C is enough, by Pinsker's inequality. The mean of the divergences under d for the largest
// is not, with all of C: for γ = 1/65 there is an MDP of two states where L gains more than C times
// the mean and J falls. State 0 leads to state 1 with probability α, or κα more; there the policy
// changes for the worse by ½ε in π'A. For small α J falls short of L by about εγκα/2/(1−γ)², as the
// visits to state 1 grow by κ, and C times the mean has 4εγα(κ²/2 + 0.14γ/(1−γ))/(1−γ)²: half of
// that at κ = 1/16. A search over MDPs of four states found such for γ = 1/50 (2.1 times C), and
// none for γ ≥ 1/5; whether C times the mean bounds the loss there is not known here.
//
// Hypotheses: a finite MDP, γ < 1, a softmax policy, tabular or linear.
//
// Oracle: J of both policies by a linear solve in balls, at the doubles that production reaches as
// the exact numbers that they are; it knows no surrogate.
//
// Shows: three steps of the production `penalised_step`, a line search along the natural direction,
// with C and with C/2: that M gains by them, and no less than by half of the step or by its double,
// where that was tried. That J gains what M does holds for any step. The steps are short, and near
// them any penalty that grows as the square of the step will do up to a factor: how large C must be
// is seen where policies are far apart. With tables no step along the natural direction lowers J,
// penalty or not, so the falsifiers that lower it have features. Equality is reached in the limit
// of short steps alone.
//
// Sources: schulman2015trust, Equations 9 and 10, Algorithm 1.

#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/penalised_steps.hpp"

namespace lemmata {
namespace {

using namespace penalised_steps;

}  // namespace

Theorem penalised_surrogate_never_lowers_performance() {
  return {
      .id = "TR-5",
      .claim =
          "A step by which the surrogate gains more than the penalty on its largest divergence "
          "raises the performance, by at least the difference",
      .statement = R"(J(\pi') - J(\pi) \ge M_\pi(\pi') - M_\pi(\pi), \qquad
                      M_\pi(\pi') = L_\pi(\pi') - \frac{4 \varepsilon \gamma}{(1-\gamma)^2}
                      \max_s \mathrm{KL}(\pi(\cdot|s) \,\|\, \pi'(\cdot|s)))",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy},
      .oracle = "the performance of both policies by a linear solve in balls",
      .shows =
          "Three steps of the production line search along the natural direction, with C and with "
          "C/2. With tables no step along that direction lowers J, penalty or not, so the "
          "falsifiers that lower it have features.",
      .instances = mdps("finite MDPs with two tabular and a linear softmax policy",
                        {Part::policy, Part::other_policy, Part::features, Part::critic_weights}),
      .checks = {part("a step with C raises J, tabular", raises_performance<tabular>(penalised(1))),
                 part("a step with C raises J, linear", raises_performance<linear>(penalised(1))),
                 part("a step with C/2 raises J, linear",
                      raises_performance<linear>(penalised(0.5))),
                 part("M gains most of a step, its half and its double, tabular",
                      is_the_best<tabular>(penalised(1), 1)),
                 part("the same, linear", is_the_best<linear>(penalised(1), 1)),
                 part("the same with C/2, linear", is_the_best<linear>(penalised(0.5), 0.5)),
                 part("by at least what M gains, tabular",
                      gains_at_least<tabular>(penalised(1), share_of_penalty(1, 1))),
                 part("by at least what M gains, linear",
                      gains_at_least<linear>(penalised(1), share_of_penalty(1, 1))),
                 part("where the old policy hardly ever is, the largest divergence bounds the loss",
                      bounds_seldom_visited(by_largest_divergence)),
                 part("by what M gains with C/2, linear",
                      gains_at_least<linear>(penalised(0.5), share_of_penalty(1, 2)))},
      .proof = {step("M_π(π) = J(π), as the advantages of π have mean 0 under π",
                     []<class F>(const MdpPoint<F>& x) {
                       return equal(surrogate_at(x.mdp, x.pi())(x.pi()),
                                    performance_by_visitation(x.mdp, x.pi()));
                     }),
                step("C is 4γε/(1−γ)²", is_the_coefficient(production_coefficient)),
                step("J(π') ≥ M_π(π') for any π', with C/2 for C too (TR-2, TR-4)",
                     bounds_any_two(share_of_penalty(1, 2)))},
      .falsifiers =
          {wrong("L alone, without a penalty",
                 raises_performance<linear>(
                     maximising([](const TrustRegionStep& step, double) { return step.gain; }))),
           wrong("the penalty added", raises_performance<linear>(maximising(
                                          [](const TrustRegionStep& step, double coefficient) {
                                            return step.gain + coefficient * step.max_kl;
                                          }))),
           wrong("1 − γ for (1 − γ)² in C",
                 is_the_coefficient([]<class F>(const F& discount, const Matrix<F>& all) {
                   return F(penalty_coefficient(discount, all) * (F{1} - discount));
                 })),
           wrong("a thousandth of the penalty", raises_performance<linear>(penalised(0.001))),
           wrong("the mean divergence in the step's M",
                 is_the_best<tabular>(with_mean_divergence(), 1)),
           wrong("C for C/2", is_the_best<linear>(penalised(1), 0.5)),
           wrong("half the step", is_the_best<linear>(scaled(0.5), 1)),
           wrong("twice the step", is_the_best<linear>(scaled(2), 1)),
           wrong("C times the mean divergence is a bound too",
                 bounds_seldom_visited(by_mean_divergence)),
           wrong("where L gains C times the mean divergence J does not fall",
                 keeps_seldom_visited(by_mean_divergence)),
           wrong("C/20 bounds what a step that maximises it gains",
                 gains_at_least<linear>(penalised(0.05), share_of_penalty(1, 20))),
           wrong("C/20 for any two policies", bounds_any_two(share_of_penalty(1, 20))),
           wrong("C max_s KL times the wrong sign", bounds_any_two(share_of_penalty(-1, 1))),
           wrong("J gains twice what M does",
                 gains_at_least<linear>(
                     penalised(1),
                     [](const MdpPoint<Ball>& x, const Policy<Ball>& from, const Policy<Ball>& to) {
                       return Ball{2} * share_of_penalty(1, 1)(x, from, to) -
                              surrogate_gain(x, from, to);
                     }))},
      .tight = {part(
          "a step 2⁻³⁰ times as long gains 0.99 of what J does",
          ball_inequality([](const MdpPoint<Ball>& x) {
            const Family all = linear(x);
            const TrustRegion region = all.region(all.start, 0);
            const TrustRegionOptions options{.radius = 1};
            const Vector<double> longest =
                full_step(region, trust_region_direction(region, options), options.radius);
            const Policy<Ball> from = all.policy(all.start);
            const Policy<Ball> to = all.policy(all.start + 0x1p-30 * longest);
            const Ball promised = surrogate_gain(x, from, to) - share_of_penalty(1, 1)(x, from, to);
            return at_most(Ball{99} * gain_of_performance(x, from, to), Ball{100} * promised);
          }).only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, linear>))},
      .sources = {{"schulman2015trust", "Equations 9 and 10, Algorithm 1"}},
  };
}

}  // namespace lemmata
