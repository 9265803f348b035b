// AC-10. Actor and critic updated in turn or at once share their limits, not their paths.
//
//   at once   z⁺ = z + D(b − Az);     critic first   y⁺ = y + β(b₂ − A₂₁x − A₂₂y),
//                                                    x⁺ = x + α(b₁ − A₁₁x − A₁₂y⁺):
//   both rest where Az = b and, with αβ ≠ 0, nowhere else. With D₁ = diag(αI, 0), D₂ = diag(0, βI)
//   M_once = I − DA,   M_turn = (I − D₁A)(I − D₂A) = M_once + D₁AD₂A,
//
// so they differ by a product of both steps. For the tracking example with 0 < β < 2
//
//   at once stable      ⟺ α < β/(2 + β),
//   in turn stable      ⟺ 2α(1 − β) < β and α(5β − 4) < 4 − 2β:
//
// up to β = (2 + 2√15)/7 ≈ 1.39 all that is stable at once is stable in turn, then the converse.
// In an MDP: an actor that sees V_w⁺ on a step of its own moves by E[δg] + βE[(γφ′ − φ)ᵀC g] on
// average, C = E[δφ] the critic's mean update: the same as at once where the critic rests. On the
// step that the critic has just learned from it is E[δg] + βE[δ (γφ′ − φ)ᵀφ g], which at constant β
// need not vanish at the same iterates; it does as β → 0.
//
// Hypotheses: A and A₂₂ regular, positive steps; for stability constant steps, small enough.
// Oracle: A⁻¹b; polynomials by hand and Schur–Cohn in balls; δ and g written out.
// Shows: the rest points for any A, b and steps; both thresholds; for A + Aᵀ ⪰ 2I that both orders
// contract where α, β ≤ 1/(4‖A‖²); the mean of one update of the production directions over every
// step of a two-state MDP, and of `actor_critic_step` in samples. Not where training ends.
// Sources: konda2003actor, updates at once on two time scales; konda2004convergence, the linear
// system.

#include "theory/certificates/positive_definite.hpp"
#include "verification/actor_critic/linear_updates.hpp"
#include "verification/actor_critic/update_orders.hpp"

namespace lemmata {
namespace {

/// The predicate, for β < 2: stable exactly in a claimed region.
template <class Order, class Region>
Check is_stable_in(Order order, Region region) {
  return is_stable_exactly_in(
      order, region, []<class F>(const WeightedOutcomesPoint<F>& x) { return steps_of(x, 2); });
}

/// D⁻¹ − MᵀD⁻¹M ≻ 0 for A = I + GᵀG + H − Hᵀ and steps of at most `most`/‖A‖².
template <class Order>
Check contracts(Order order, int most, int divisor) {
  return certified<WeightedOutcomesInstance>([=](const WeightedOutcomesPoint<Ball>& x) {
    TwoTimeScaleSystem<Ball> system = system_of(x);
    const Matrix<Ball> g = system.matrix, h = g * g;
    system.matrix = identity_matrix<Ball>(g.rows()) + g.transpose() * g + h - h.transpose();
    const Ball scale = Ball{9} * Ball{divisor} * system.matrix.cwiseProduct(system.matrix).sum();
    const StepPair<Ball> s{Ball{most} * x.weights(0) / scale, Ball{most} * x.weights(1) / scale};
    const Vector<Ball> d = step_sizes(system, s.actor, s.critic).cwiseInverse();
    const Matrix<Ball> m = order(system, s), metric = d.asDiagonal();
    return is_positive_definite(Matrix<Ball>(metric - m.transpose() * d.asDiagonal() * m));
  });
}

const Hypothesis small_steps{"for stability: constant steps, small enough", {}};

}  // namespace

Theorem update_orders_share_their_limits() {
  using enum ActorWeight;
  using enum UpdateOrder;
  return {
      .id = "AC-10",
      .claim =
          "Actor and critic updated in turn or at once rest at the same points; their paths and "
          "the "
          "steps that keep them stable differ",
      .statement = R"(M_{\text{turn}} = (I - D_1 A)(I - D_2 A) = M_{\text{once}} + D_1 A D_2 A,
                      \qquad z_{\text{turn}}^+ - z = (D - D_1 A D_2)(b - A z))",
      .hypotheses = {regular_system, {"positive steps", {}}, small_steps},
      .oracle = "A⁻¹b; polynomials by hand; δ and g written out",
      .shows =
          "The points where either order rests, for any linear system; both thresholds of an "
          "example; that small steps contract in both orders where A + Aᵀ ⪰ 2I; the mean of one "
          "update of the production actor-critic on a small MDP. Not where training ends.",
      .instances = two_time_scale_systems("linear systems, and MDPs of two states and two actions",
                                          8, 8, {"rewards", "features", "weights w, and u"}),
      .checks =
          {
              part("at once: A⁻¹b rests", rests_at_the_solution(updated_at_once)),
              part("in turn: A⁻¹b rests", rests_at_the_solution(updated_in_turn)),
              part("at once nothing else rests: z moves by D(b − Az)",
                   moves_by(updated_at_once, diagonal)),
              part("in turn nothing else rests: z moves by (D − D₁AD₂)(b − Az)",
                   moves_by(updated_in_turn, triangular)),
              part("at once stable exactly if α < β/(2 + β)",
                   is_stable_in(at_once, below_the_threshold)),
              part("in turn stable exactly if 2α(1 − β) < β and α(5β − 4) < 4 − 2β",
                   is_stable_in(in_turn, region_in_turn)),
              part("small steps contract at once", contracts(at_once, 1, 4)),
              part("small steps contract in turn", contracts(in_turn, 1, 4)),
              part("in turn, each on a step of its own: E[δg] + βE[(γφ′ − φ)ᵀC g]",
                   has_mean_update(actor_after_critic_elsewhere, changed_by_the_mean, as_it_is)),
              part("so where the critic rests the actor moves as at once",
                   has_mean_update(actor_after_critic_elsewhere, actor_at_once, where_both_rest)),
              part("in turn, both on the same step: E[δg] + βE[δ (γφ′ − φ)ᵀφ g]",
                   has_mean_update(actor_after_critic, changed_by_the_same_step, as_it_is)),
              part("training at once moves by E[δg] and E[δφ]",
                   trains_in_order(td_error, simultaneous, simultaneous)),
              part("training with the critic first moves as both on the same step",
                   trains_in_order(td_error, critic_first, critic_first)),
              part("the same at once with a compatible critic",
                   trains_in_order(compatible_critic, simultaneous, simultaneous)),
              part("and with the compatible critic first",
                   trains_in_order(compatible_critic, critic_first, critic_first)),
          },
      .proof =
          {
              step("in turn errors are carried by (I − D₁A)(I − D₂A)",
                   carries_errors_by(updated_in_turn, in_turn)),
              step("which is I − DA and a product of both steps, D₁AD₂A",
                   carries_errors_by(updated_in_turn, at_once_and_a_product)),
              step("whichever comes first, trace and determinant are the same",
                   same_polynomial_whichever_is_first()),
          },
      .falsifiers =
          {
              wrong("one path: both orders move alike", moves_by(updated_in_turn, diagonal)),
              wrong("one matrix: in turn errors are carried by I − DA",
                    carries_errors_by(updated_in_turn, at_once)),
              wrong("the orders exchanged: the actor first",
                    carries_errors_by(updated_actor_first, in_turn)),
              wrong("the lower triangle: D − D₂AD₁", moves_by(updated_actor_first, triangular)),
              wrong("one region: in turn stable exactly if α < β/(2 + β)",
                    is_stable_in(in_turn, below_the_threshold)),
              wrong("one region: at once stable as in turn", is_stable_in(at_once, region_in_turn)),
              wrong("in turn any critic's step at most 1 is small enough: 2α(1 − β) < β alone",
                    is_stable_in(in_turn,
                                 []<class F>(const StepPair<F>& s) {
                                   return polynomials<F>(
                                       {F(s.critic - F{2} * s.actor * (F{1} - s.critic))});
                                 })),
              wrong("a critic that has settled stays settled as the policy moves",
                    critic_stays_settled()),
              wrong("on the same step the actor rests where both rest at once, whatever β",
                    has_mean_update(actor_after_critic, actor_at_once, where_both_rest)),
              wrong("on the same step as on a step of its own",
                    has_mean_update(actor_after_critic, changed_by_the_mean, as_it_is)),
              wrong("the critic's update does not reach the actor",
                    has_mean_update(actor_after_critic_elsewhere, actor_at_once, as_it_is)),
              wrong("training at once as if the critic came first",
                    trains_in_order(td_error, simultaneous, critic_first)),
              wrong("training with the critic first as if at once",
                    trains_in_order(td_error, critic_first, simultaneous)),
              wrong("with the compatible critic first as if at once",
                    trains_in_order(compatible_critic, critic_first, simultaneous)),
          },
      .needs = {needed(small_steps, contracts(in_turn, 100, 1))},
      .sources = {{"konda2003actor", "updates at once on two time scales"},
                  {"konda2004convergence", "the linear system"}},
      .figure =
          Figure{.title = "Stable steps, at once and in turn",
                 .caption =
                     "The tracking example: the largest stable step α of the actor, up to 1, for "
                     "each step β of the critic, by bisection with certified eigenvalues of "
                     "the production matrix, under what is claimed. Up to β ≈ 1.39 updates "
                     "in turn allow more, from there on less.",
                 .x_label = "critic's step β",
                 .y_label = "actor's step α",
                 .curves = stability_map},
  };
}

}  // namespace lemmata
