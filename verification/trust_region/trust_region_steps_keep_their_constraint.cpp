// TR-6. Steps of a trust region keep its constraint, and gain in the surrogate.
//
//   θ' = θ + 2⁻ʲs,  s = √(2δ/xᵀF̂x) x,  F̂x = ∇J(θ),  F̂ = F_d + λI,  j the first with
//   Σ_s d(s) KL(π(·|s)‖π'(·|s)) ≤ δ  and  L_π(π') > J(π);   d = ν/Σν.
//
// s solves max ∇Jᵀs where sᵀF̂s ≤ 2δ, so that (∇Jᵀs) F̂s = 2δ ∇J. Without the search for j a large δ
// breaks both. There is such a j wherever ∇J ≠ 0. J itself may fall (TR-5, TR-9).
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy, tabular or
// linear; the line search, a hypothesis on the algorithm that no instance leaves: what a step
// without it breaks is its need.
//
// Oracle: in balls, at the doubles that production reaches as the exact numbers that they are:
// divergences from probabilities, L from Q, F from scores, ∇J by the theorem. Production knows
// logarithms of probabilities, advantages, and products with F.
//
// Shows: three steps of the production `trust_region_step` for δ = 1/64, for δ = 1/4 where no step
// is halved but refused, and for δ = 4 with λ = 1/8. With tabular policies L gains along the
// natural direction at any length: its advantages have the sign that they move with, and only the
// divergence needs the search. Every step tried before, and every one where none is taken, is
// measured anew. What the search looks at (gain, mean and largest divergence) is held against its
// definition for any two policies. Not shown: how far a run gets; what samples do.
//
// Sources: schulman2015trust, Section 6 and Appendix C.

#include "verification/engine/hypotheses.hpp"
#include "verification/trust_region/measured_steps.hpp"
#include "verification/trust_region/mistaken_trust_regions.hpp"
#include "verification/trust_region/step_predicates.hpp"
#include "verification/trust_region/trust_region_figure.hpp"

namespace lemmata {
namespace {

using namespace step_predicates;

const Hypothesis line_search_is_done{"the line search", {}};

}  // namespace

Theorem trust_region_steps_keep_their_constraint() {
  using namespace mistaken_trust_regions;
  using namespace measured_steps;
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
          "the surrogate gains along the natural direction at any length. That j is the first is "
          "seen from all steps tried before. How far a run gets is not shown.",
      .instances = spaces(),
      .checks = {part("the mean divergence is at most δ, tabular",
                      keeps_constraint<tabular>(production)),
                 part("the same, linear", keeps_constraint<linear>(production)),
                 part("where ∇J ≠ 0 a step is taken, tabular", takes_a_step<tabular>(production)),
                 part("the same, linear", takes_a_step<linear>(production)),
                 part("every step tried before violates the constraint or does not gain, tabular",
                      is_the_first<tabular>(production)),
                 part("the same, linear", is_the_first<linear>(production)),
                 part("gain and divergences are what the search takes them for",
                      are_measured(by_production)),
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
           wrong("every step is refused", takes_a_step<tabular>(refusing_all)),
           wrong("a step that goes too far is refused and not halved",
                 takes_a_step<tabular>(without_halving)),
           wrong("a step within the constraint is halved once more",
                 is_the_first<linear>(within_half_the_radius)),
           wrong("the second step that is allowed is taken, tabular",
                 is_the_first<tabular>(second_allowed)),
           wrong("the second step that is allowed is taken, linear",
                 is_the_first<linear>(second_allowed)),
           wrong("every other step is tried", is_the_first<linear>(every_other_step)),
           wrong("every step is refused, though a step would do",
                 is_the_first<linear>(refusing_all)),
           wrong("L with the visitation of the new policy", are_measured(with_new_visits)),
           wrong("L with the advantages of the new policy", are_measured(with_new_advantages)),
           wrong("the mean divergence under d of the new policy", are_measured(with_new_shares)),
           wrong("the mean divergence under ν for d", are_measured(with_visits_for_shares)),
           wrong("the largest divergence for the mean", are_measured(largest_for_mean)),
           wrong("the mean divergence for the largest", are_measured(mean_for_largest)),
           wrong("KL(new‖old) for KL(old‖new)", are_measured(backward)),
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
