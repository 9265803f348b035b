// TR-5. A step that the penalised surrogate does not lose by, J does not lose by.
//
//   M_π(π') = L_π(π') − C max_s KL(π(·|s)‖π'(·|s)),   C = 4εγ/(1−γ)²,   ε = max |A^π(s,a)|
//
//   J(π') − J(π) ≥ M_π(π') − M_π(π),   so   M_π(π') ≥ M_π(π)  ⇒  J(π') ≥ J(π);
//
// half of C is enough, by Pinsker's inequality.
//
// Hypotheses: a finite MDP, γ < 1, a softmax policy, tabular or linear.
//
// Oracle: J of both policies by a linear solve in balls, at the doubles that production reaches as
// the exact numbers that they are; it knows no surrogate.
//
// Shows: three steps of the production `penalised_step`, a line search along the natural direction,
// with C and with C/2. The steps are short, and near them any penalty that grows as the square of
// the step will do up to a factor: how large C must be is seen where policies are far apart. With
// tables no step along the natural direction lowers J, penalty or not, so the falsifiers that lower
// it have features. Equality is reached in the limit of short steps alone.
//
// Sources: schulman2015trust, Equations 9 and 10, Algorithm 1.

#include "algorithms/trust_region/penalised_surrogate.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/trust_region_runs.hpp"

namespace lemmata {
namespace {

using namespace trust_region_runs;

const std::vector<TrustRegionOptions> as_far_as_four_nats{{.radius = 4}};

Ball nearly_zero() { return Ball{1} / power(Ball{10}, 30); }

Ball penalty(const MdpPoint<Ball>& x, const Policy<Ball>& pi) {
  const Ball largest = sup_norm<Ball>(advantages(x.mdp, pi).reshaped());
  return Ball{4} * x.mdp.discount * largest / power(Ball{1} - x.mdp.discount, 2);
}

Ball largest_divergence(const Policy<Ball>& from, const Policy<Ball>& to) {
  return sup_norm(kl_divergences(from, to));
}

Ball gain_of_performance(const MdpPoint<Ball>& x, const Policy<Ball>& from,
                         const Policy<Ball>& to) {
  return performance(x.mdp, to) - performance(x.mdp, from);
}

/// A subject: production's step along the natural direction for an objective of its own, a function
/// of the step and of C.
template <class Objective>
Stepper maximising(Objective objective) {
  return [objective](const Family& policies, const Vector<double>& theta,
                     const TrustRegionOptions& options) {
    const TrustRegion region = policies.region(theta, options.damping);
    const double coefficient = penalty_coefficient(policies.discount, region.surrogate.advantages);
    const Vector<double> longest =
        full_step(region, trust_region_direction(region, options), options.radius);
    return best_of_halved_steps(
        region, longest, [&](const TrustRegionStep& step) { return objective(step, coefficient); });
  };
}

/// Production, with a multiple of C.
Stepper penalised(double multiple) {
  return [multiple](const Family& policies, const Vector<double>& theta,
                    const TrustRegionOptions& options) {
    const TrustRegion region = policies.region(theta, options.damping);
    const double coefficient = penalty_coefficient(policies.discount, region.surrogate.advantages);
    return penalised_step(region, options, multiple * coefficient);
  };
}

/// The predicate: J(π') > J(π) at every step that is made, and at the first.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check raises_performance(Stepper stepper) {
  return ball_inequality([stepper](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, as_far_as_four_nats), [&](const Move& move) {
             if (move.stays() && move.from != all.start) return at_most(Ball{0}, Ball{1});
             return at_most(Ball{0}, gain_of_performance(x, all.policy(move.from),
                                                         all.policy(move.step.parameters)));
           });
         })
      .only("at most 64 states, ∇J ≠ 0", is_not_stationary_within<64, policies>);
}

/// The predicate: M(π') − M(π) ≤ J(π') − J(π) to 10⁻³⁰, with a penalty of one's own, at every step.
template <Family (*policies)(const MdpPoint<Ball>&), class Penalty>
Check gains_at_least(Stepper stepper, Penalty penalty_of) {
  return ball_inequality([stepper, penalty_of](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, as_far_as_four_nats), [&](const Move& move) {
             const Policy<Ball> from = all.policy(move.from), to = all.policy(move.step.parameters);
             const Ball promised = surrogate_gain(x, from, to) - penalty_of(x, from, to);
             return at_most(promised - nearly_zero(), gain_of_performance(x, from, to));
           });
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The same for any two policies: J(π') ≥ M_π(π').
template <class Penalty>
Check bounds_any_two(Penalty penalty_of) {
  return ball_inequality([penalty_of](const MdpPoint<Ball>& x) {
           const Policy<Ball> from = x.pi(), to = x.other_pi();
           const Ball promised = surrogate_gain(x, from, to) - penalty_of(x, from, to);
           return at_most(promised - nearly_zero(), gain_of_performance(x, from, to));
         })
      .only("at most 64 states", has_at_most<64>);
}

/// share·C max_s KL(π‖π').
auto share_of_penalty(int numerator, int denominator) {
  return [=](const MdpPoint<Ball>& x, const Policy<Ball>& from, const Policy<Ball>& to) {
    return Ball{numerator} * penalty(x, from) * largest_divergence(from, to) / Ball{denominator};
  };
}

/// The predicate: C, a function of γ and A^π, is 4γε/(1−γ)².
template <class Coefficient>
Check is_the_coefficient(Coefficient coefficient) {
  return inequality([coefficient]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> all = advantages(x.mdp, x.pi());
    const F remaining = F{1} - x.mdp.discount;
    const F four = F(coefficient(x.mdp.discount, all) * remaining * remaining);
    const F largest = F(F{4} * x.mdp.discount * larger(all.maxCoeff(), F(-all.minCoeff())));
    return at_most(Vector<F>{{four, largest}}, Vector<F>{{largest, four}});
  });
}

constexpr auto production_coefficient = []<class F>(const F& discount, const Matrix<F>& all) {
  return penalty_coefficient(discount, all);
};

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
                 part("by at least what M gains, tabular",
                      gains_at_least<tabular>(penalised(1), share_of_penalty(1, 1))),
                 part("by at least what M gains, linear",
                      gains_at_least<linear>(penalised(1), share_of_penalty(1, 1))),
                 part("the same with C/2, linear",
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
