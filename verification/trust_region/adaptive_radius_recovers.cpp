// TR-9. A radius that adapts recovers from one that is too large.
//
//   ρ = (J(π') − J(π))/(L_π(π') − J(π)):   ρ < 1/4  refuse the step, δ ← δ/2;
//   ρ ≥ 3/4 and no step halved  δ ← 2δ
//
//   J(θ_{k+1}) − J(θ_k) ≥ ¼(L(θ_{k+1}) − J(θ_k)) ≥ 0 at every step, and where ∇J ≠ 0 at most
//   1 + log₂(δ₀/δ̄) steps are refused in a row, δ̄ > 0 from ε, γ, ν and π (safe_radius.hpp).
//
// Hypotheses: a finite MDP, γ < 1, a softmax policy. The violation is one of the promise: the line
// search lets no step violate the divergence's constraint, however large δ is, and a large δ asks
// nothing.
//
// Oracle: J of both policies by a linear solve in balls, at the doubles that production reaches as
// the exact numbers that they are. Production takes J(π') − J(π) from the performance difference.
//
// Shows: six production steps from δ₀ = 2¹⁰ for linear and tabular policies. That refusals end is
// proved by bounds in series, so δ̄ is small; on the short corridor each doubling of δ₀ costs one
// refusal, no less. There a run from a thousandfold radius comes within 10⁻⁶ of the best policy,
// while the fixed radius goes on overshooting it: this is one example. The rule itself is
// seen at eight proposals from each of 2¹⁰ and 2⁻¹²: δ halves, stays or doubles as the exact ρ
// says. That steps as good as to make δ grow go on is shown on the corridor alone: where the line
// search halves a step, as it may at any δ, δ does not grow. J is exact: where it is sampled ρ is
// an estimate.
//
// Sources: conn2000trust, Algorithm 6.1.1; achiam2017constrained, Corollary 1.

#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/adaptive_runs.hpp"

namespace lemmata {
namespace {

using namespace adaptive_runs;

/// The predicate: ¼(L_π(π') − J(π)) ≤ J(π') − J(π) at every step taken, to 10⁻⁹ of it.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check realises_a_quarter(Judge judge) {
  return ball_inequality([judge](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           const Ball share = (Ball{1} - Ball{1} / power(Ball{10}, 9)) / Ball{4};
           return at_moves(adaptive_moves(x, all, judge), [&](const Move& move) {
             if (move.stays()) return at_most(Ball{0}, Ball{1});
             const Policy<Ball> from = all.policy(move.from), to = all.policy(move.step.parameters);
             return at_most(share * surrogate_gain(x, from, to),
                            performance(x.mdp, to) - performance(x.mdp, from));
           });
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The predicate: J does not fall.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check never_falls(Judge judge) {
  return ball_inequality([judge](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(adaptive_moves(x, all, judge), [&](const Move& move) {
             if (move.stays()) return at_most(Ball{0}, Ball{1});
             return at_most(performance(x.mdp, all.policy(move.from)),
                            performance(x.mdp, all.policy(move.step.parameters)));
           });
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The predicate: from δ₀ at most 1 + log₂(δ₀/δ̄) steps are refused before one is taken.
Check recovers(Judge judge) {
  return ball_inequality([judge](const MdpPoint<Ball>& x) {
           const Family all = linear(x);
           const Ball ratio = Ball{absurd_radius} / safe_radius(x, all);
           return at_most(
               Ball{refusals(approximation(x.mdp), all.region(all.start, 0), judge, absurd_radius)},
               Ball{1} + log(larger(ratio, Ball{1})) / log(Ball{2}));
         })
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, linear>);
}

/// The predicate: a radius that is far too small grows.
Check grows(Judge judge) {
  return ball_inequality([judge](const MdpPoint<Ball>&) {
           return at_most(Ball{0x1p20}, Ball{growth_on_corridor(judge)});
         })
      .once();
}

/// The production proposal at a radius, in doubles below the given one, and the policies.
template <class SidesAt>
Check of_a_proposal(Ball (*radius_of)(const MdpPoint<Ball>&, const Family&), SidesAt sides_at) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const Family all = linear(x);
           const double radius = 0.999 * midpoint(radius_of(x, all));
           const TrustRegionStep step = production(all, all.start, {.radius = radius});
           return sides_at(x, all, Ball{radius}, all.policy(all.start),
                           all.policy(step.parameters));
         })
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, linear>);
}

Ball one_sixty_fourth(const MdpPoint<Ball>&, const Family&) { return Ball{0x1p-6}; }

Ball small_logits(const MdpPoint<Ball>& x, const Family& all) {
  return radius_of_small_logits(policy_constants(x, all.policy(all.start)));
}

Ball gain_of_performance(const MdpPoint<Ball>& x, const Policy<Ball>& from,
                         const Policy<Ball>& to) {
  return performance(x.mdp, to) - performance(x.mdp, from);
}

}  // namespace

Theorem adaptive_radius_recovers() {
  return {
      .id = "TR-9",
      .claim =
          "A radius that halves when a step realises less than a quarter of its promise never lets "
          "the performance fall, and comes down from any size to where steps are taken",
      .statement = R"(\rho = \frac{J(\pi') - J(\pi)}{L_\pi(\pi') - J(\pi)}, \quad
                      \rho < \tfrac14 \Rightarrow \delta \leftarrow \tfrac{\delta}{2}: \qquad
                      J(\theta_{k+1}) \ge J(\theta_k), \quad
                      \#\text{refusals in a row} \le 1 + \log_2 \frac{\delta_0}{\bar\delta})",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy},
      .oracle = "the performance of both policies by a linear solve in balls",
      .shows =
          "Six production steps from the radius 1024, and how many are refused at the start. On "
          "the short corridor a run from a thousandfold radius settles on the best policy, and one "
          "of fixed radius does not: one example. J is exact here; sampled, ρ is an estimate.",
      .instances = spaces(),
      .checks =
          {part("a step that is taken realises a quarter of its promise, tabular",
                realises_a_quarter<tabular>(production_rule)),
           part("the same, linear", realises_a_quarter<linear>(production_rule)),
           part("J never falls, linear", never_falls<linear>(production_rule)),
           part("the exact ρ decides whether δ is halved, kept or doubled, tabular",
                follows_the_rule<tabular>(production_rule)),
           part("the same, linear", follows_the_rule<linear>(production_rule)),
           part("on the short corridor δ grows from 2⁻⁴⁰ by a factor of 2²⁰ or more",
                grows(production_rule)),
           part("at most 1 + log₂(δ₀/δ̄) steps are refused in a row", recovers(production_rule)),
           part("on the short corridor a run from δ₀ = 10 comes within 10⁻⁶ of the best policy",
                ball_inequality([](const MdpPoint<Ball>&) {
                  return at_most(adaptive_shortfall(), Ball{1} / power(Ball{10}, 6));
                }).once()),
           part("and one of a fixed thousandth of it is 1/1000 away again and again",
                ball_inequality([](const MdpPoint<Ball>&) {
                  return at_most(Ball{1} / Ball{1000}, fixed_shortfall());
                }).once())},
      .proof = {step("J(π') ≥ L_π(π') − 2γεNδ/((1 − γ)√d_min) for π' within δ (TR-3, TR-4)",
                     of_a_proposal(one_sixty_fourth,
                                   [](const MdpPoint<Ball>& x, const Family&, const Ball& radius,
                                      const Policy<Ball>& from, const Policy<Ball>& to) {
                                     const PolicyConstants of = policy_constants(x, from);
                                     return at_most(surrogate_gain(x, from, to) -
                                                        surrogate_error(x, of, radius) -
                                                        nearly_zero(),
                                                    gain_of_performance(x, from, to));
                                   })),
                step(
                    "for δ ≤ d_min π_min/2 a proposal gains ∇Jᵀs/2 − 6εNδ in the surrogate or more",
                    of_a_proposal(small_logits,
                                  [](const MdpPoint<Ball>& x, const Family& all, const Ball& radius,
                                     const Policy<Ball>& from, const Policy<Ball>& to) {
                                    const PolicyConstants of = policy_constants(x, from);
                                    const Ball linear_gain =
                                        slope_of_full_step(all, midpoint(radius));
                                    return at_most(
                                        linear_gain / Ball{2} -
                                            Ball{6} * of.largest_advantage * of.visits * radius,
                                        surrogate_gain(x, from, to));
                                  })),
                step("so for δ ≤ δ̄ it realises a quarter of what it promises",
                     of_a_proposal(safe_radius,
                                   [](const MdpPoint<Ball>& x, const Family&, const Ball&,
                                      const Policy<Ball>& from, const Policy<Ball>& to) {
                                     return at_most(surrogate_gain(x, from, to) / Ball{4},
                                                    gain_of_performance(x, from, to));
                                   }))},
      .falsifiers = {wrong("no shrinking", recovers(without_shrinking)),
                     wrong("no growth", follows_the_rule<tabular>(without_growth)),
                     wrong("no growth, on the short corridor", grows(without_growth)),
                     wrong("growth after half a promise", follows_the_rule<linear>(growing_early)),
                     wrong("eightfold growth", follows_the_rule<tabular>(growing_without_bound)),
                     wrong("growth though the line search shortened the step",
                           follows_the_rule<tabular>(growing_though_shortened)),
                     wrong("δ shrinks after a step that is taken",
                           follows_the_rule<linear>(taking_and_shrinking)),
                     wrong("growth on failure", recovers(growing_on_failure)),
                     wrong("shrinking by a tenth", recovers(shrinking_by_a_tenth)),
                     wrong("the opposite comparison: steps are taken that realise little",
                           realises_a_quarter<linear>(opposite_comparison)),
                     wrong("no violation but of the divergence: every proposal is taken",
                           never_falls<linear>(taking_all)),
                     wrong("a step is taken and δ shrinks",
                           never_falls<linear>(taking_and_shrinking)),
                     wrong("the quotient upside down", realises_a_quarter<linear>(upside_down)),
                     wrong("the size of ρ for ρ", never_falls<linear>(absolute_ratio)),
                     wrong("a fixed radius settles on the best policy of the short corridor",
                           ball_inequality([](const MdpPoint<Ball>&) {
                             return at_most(fixed_shortfall(), Ball{1} / power(Ball{10}, 6));
                           }).once())},
      .tight = {part("on the short corridor 2¹⁰ times the radius costs ten refusals more",
                     ball_inequality([](const MdpPoint<Ball>&) {
                       return at_most(Ball{10}, Ball{further_refusals()});
                     }).once())},
      .sources = {{"conn2000trust", "Algorithm 6.1.1"}, {"achiam2017constrained", "Corollary 1"}},
      .figure = trust_region_figure::fixed_and_adaptive_radius(),
  };
}

}  // namespace lemmata
