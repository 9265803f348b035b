// TR-6. Steps of a trust region keep its constraint, and gain in the surrogate.
//
//   θ' = θ + 2⁻ʲs,  s = √(2δ/xᵀF̂x) x,  F̂x = ∇J(θ),  F̂ = F_d + λI,  j the first with
//   Σ_s d(s) KL(π(·|s)‖π'(·|s)) ≤ δ  and  L_π(π') > J(π);   d = ν/Σν.
//
// s solves max ∇Jᵀs where sᵀF̂s ≤ 2δ, so that (∇Jᵀs) F̂s = 2δ ∇J. Without the search for j a large δ
// breaks both. J itself may fall (TR-5, TR-9).
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy, tabular or
// linear; the line search.
//
// Oracle: in balls, at the doubles that production reaches as the exact numbers that they are:
// divergences from probabilities, L from Q, F from scores, ∇J by the theorem. Production knows
// logarithms of probabilities, advantages, and products with F.
//
// Shows: three steps of the production `trust_region_step` for δ = 1/64, for δ = 1/4 where no step
// is halved but refused, and for δ = 4 with λ = 1/8. With tabular policies L gains along the
// natural direction at any length: its advantages have the sign that they move with, and only the
// divergence needs the search. Not shown: that j is the first, nor that a refusal was needed (the
// tests have both by hand); how far a run gets; what samples do.
//
// Sources: schulman2015trust, Section 6 and Appendix C.

#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/mistaken_trust_regions.hpp"
#include "verification/trust_region/trust_region_figure.hpp"

namespace lemmata {
namespace {

using namespace trust_region_runs;

const std::vector<TrustRegionOptions> choices{
    {.radius = 0x1p-6}, {.radius = 0x1p-2, .most_backtracks = 0}, {.radius = 4, .damping = 0x1p-3}};

const Hypothesis line_search_is_done{"the line search", {}};

/// The predicate: Σ_s d(s) KL(π‖π') ≤ δ at every step.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check keeps_constraint(Stepper stepper) {
  return ball_inequality([stepper](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, choices), [&](const Move& move) {
             return at_most(
                 mean_divergence(x, all.policy(move.from), all.policy(move.step.parameters)),
                 Ball{move.options.radius});
           });
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The predicate: L_π(π') > J(π) at every step that is not refused.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check gains(Stepper stepper, int steps = 3) {
  return ball_inequality([stepper, steps](const MdpPoint<Ball>& x) {
           const Family all = policies(x);
           return at_moves(moves(all, stepper, choices, steps), [&](const Move& move) {
             if (move.stays()) return at_most(Ball{0}, Ball{1});
             return at_most(Ball{0}, surrogate_gain(x, all.policy(move.from),
                                                    all.policy(move.step.parameters)));
           });
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The first step before it is halved, for a small δ, damped and not, and ∇J and F̂ there.
struct FullStep {
  Vector<Ball> step, gradient, image;
  Ball radius;
};

FullStep full_step_of(const MdpPoint<Ball>& x, const Family& all, const Stepper& stepper,
                      double damping) {
  const TrustRegionOptions options{.radius = 0x1p-10, .damping = damping};
  const TrustRegionStep made = stepper(all, all.start, options);
  const Matrix<double> halved = made.parameters - all.start;
  const Vector<Ball> step = exactly(halved * std::ldexp(1, made.backtracks));
  const Matrix<Ball> fisher = all.fisher(all.start, shares(x, all.policy(all.start)));
  return {.step = step,
          .gradient = all.gradient(all.start),
          .image = Vector<Ball>(fisher * step + Ball{damping} * step),
          .radius = Ball{options.radius}};
}

/// The predicate: (∇Jᵀs) F̂s = 2δ ∇J to 10⁻⁶, in the Euclidean norm.
template <Family (*policies)(const MdpPoint<Ball>&)>
Check is_natural(Stepper stepper) {
  return ball_inequality([stepper](const MdpPoint<Ball>& x) {
    const Family all = policies(x);
    const Ball small = Ball{1} / power(Ball{10}, 12);
    Vector<Ball> left(2), right(2);
    for (int i = 0; i < 2; ++i) {
      const FullStep made = full_step_of(x, all, stepper, i * 0x1p-6);
      const Vector<Ball> wanted = (Ball{2} * made.radius) * made.gradient;
      const Vector<Ball> error = made.gradient.dot(made.step) * made.image - wanted;
      left(i) = error.dot(error);
      right(i) = small * wanted.dot(wanted);
    }
    return at_most(left, right);
  });
}

Check is_natural_for_tables(Stepper stepper) {
  return is_natural<tabular>(std::move(stepper))
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, tabular>);
}

Check is_natural_for_features(Stepper stepper) {
  return is_natural<linear>(std::move(stepper))
      .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, linear>);
}

}  // namespace

Theorem trust_region_steps_keep_their_constraint() {
  using namespace mistaken_trust_regions;
  return {
      .id = "TR-6",
      .claim =
          "Every step of a trust region keeps the divergence within its radius and gains in the "
          "surrogate; without the line search a large radius breaks both",
      .statement = R"(\sum_s d(s)\, \mathrm{KL}(\pi(\cdot|s) \,\|\, \pi'(\cdot|s)) \le \delta,
                      \quad L_\pi(\pi') > J(\pi), \quad \theta' = \theta + 2^{-j} s, \quad
                      (\nabla J^\top s)\, \hat F s = 2 \delta \nabla J)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, line_search_is_done},
      .oracle =
          "divergence, surrogate, Fisher matrix and gradient in balls, at the doubles that "
          "production reaches, by formulas that production does not use",
      .shows =
          "Three production steps for a small radius, for a larger one where steps are refused and "
          "not halved, and for a large one with damping; tabular and linear policies. With tables "
          "the surrogate gains along the natural direction at any length. How far a run gets is "
          "not shown.",
      .instances = spaces(),
      .checks = {part("the mean divergence is at most δ, tabular",
                      keeps_constraint<tabular>(production)),
                 part("the same, linear", keeps_constraint<linear>(production)),
                 part("L gains, tabular", gains<tabular>(production)),
                 part("L gains, linear", gains<linear>(production)),
                 part(
                     "with tables L gains along the undamped natural direction at any length",
                     gains<tabular>(unsearched_undamped, 1)
                         .only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, tabular>)),
                 part("(∇Jᵀs) F̂s = 2δ∇J, tabular", is_natural_for_tables(production)),
                 part("(∇Jᵀs) F̂s = 2δ∇J, linear", is_natural_for_features(production))},
      .proof = {step("s ascends: ∇Jᵀs > 0",
                     ball_inequality([](const MdpPoint<Ball>& x) {
                       const FullStep made = full_step_of(x, linear(x), production, 0);
                       return at_most(Ball{0}, made.gradient.dot(made.step));
                     }).only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, linear>)),
                step("so a step that is short enough gains half of what is linear in it",
                     ball_inequality([](const MdpPoint<Ball>& x) {
                       const Family all = linear(x);
                       const FullStep made = full_step_of(x, all, production, 0);
                       const Matrix<double> change = made.step.unaryExpr(
                           [](const Ball& entry) { return midpoint(entry) * 0x1p-30; });
                       const Vector<double> theta = all.start + change;
                       const Vector<Ball> moved = exactly(theta) - exactly(all.start);
                       return at_most(made.gradient.dot(moved) / Ball{2},
                                      surrogate_gain(x, all.policy(all.start), all.policy(theta)));
                     }).only("at most 16 states, ∇J ≠ 0", is_not_stationary_within<16, linear>))},
      .falsifiers =
          {wrong("the divergence unchecked, tabular", keeps_constraint<tabular>(without_constraint),
                 {"joschu/modular_rl#29", "zhangchuheng123/Reinforcement-Implementation#1"}),
           wrong("the divergence unchecked, linear", keeps_constraint<linear>(without_constraint)),
           wrong("the divergence the other way round",
                 keeps_constraint<tabular>(backward_divergence)),
           wrong("no line search: the divergence", keeps_constraint<tabular>(unsearched),
                 {"wojzaremba/trpo#2"}),
           wrong("no line search: the gain", gains<linear>(unsearched)),
           wrong("the gain unchecked", gains<linear>(without_gain)),
           wrong("the last step tried stays where the line search fails",
                 keeps_constraint<tabular>(last_tried), {"thu-ml/tianshou#1287"}),
           wrong("downhill", gains<tabular>(downhill)),
           wrong("the Fisher matrix under uniform states",
                 is_natural_for_tables(with_uniform_states)),
           wrong("conjugate gradients that stop half way", is_natural_for_tables(stopped_early),
                 {"MushroomRL/mushroom-rl#79"}),
           wrong("conjugate gradients with the quotient of residuals upside down",
                 is_natural_for_tables(upside_down)),
           wrong("the curvature of KL(π‖π), which is 0: damping alone",
                 is_natural_for_features(damping_alone), {"dongminlee94/deep_rl#5"}),
           wrong("the Fisher matrix of another policy", is_natural_for_tables(at_another_policy)),
           wrong("the Fisher matrix under ν for d", is_natural_for_tables(unnormalised)),
           wrong("the damping forgotten in the length", is_natural_for_tables(undamped_length)),
           wrong("the damping forgotten in the direction",
                 is_natural_for_tables(undamped_direction)),
           wrong("√(δ/xᵀF̂x) for √(2δ/xᵀF̂x)", is_natural_for_tables(half_radius))},
      .needs = {needed(line_search_is_done, keeps_constraint<linear>(unsearched))},
      .sources = {{"schulman2015trust", "Section 6 and Appendix C"}},
      .figure = trust_region_figure::with_and_without_line_search(),
  };
}

}  // namespace lemmata
