// AC-7. On two time scales a compatible critic tracks its best fit, and the gradient vanishes.
//
//   ‖u_t − w*(θ_t)‖ → 0   and   ‖∇J(θ_t)‖ → 0   if   α_t/β_t → 0,
//   u ← u + β_t(δ − uᵀg)g,   θ ← θ + α_t(uᵀg)g,   g = ∇log π_θ(a|s),
//
// where w*(θ) fits A^π in the scores, under d = (1 − γ)ν (discounted) or the stationary
// distribution (average reward; J is then η). With d and V = V^π the updates have the means
//
//   E[Δu] = β((1 − γ)∇J − Fu),   E[(w*ᵀg)g] = Fw* = (1 − γ)∇J,   F = E_d[g gᵀ].
//
// Hypotheses: a finite MDP; γ < 1; a softmax policy; step sizes whose sums are infinite and whose
// squares have finite sums, with α_t/β_t → 0. For the average reward: nothing ends, and one
// recurrent class.
//
// Oracle: ∇J by dual numbers through the elimination; F in closed form; the means of an update by
// sums over the transition table and derivatives of π; w* and ∇J computed exactly at the parameters
// that a run has reached.
//
// Shows: the means of one update of the production critic, for every u, with V = V^π; those of an
// update of the production training as a whole, in MDPs with ends, from any distribution of the
// states, for any V, η and u, both criteria, orders and weights of the score, tabular and linear,
// and of one step as it is drawn, restarts included, in samples; and that both squared distances
// fall by stated factors between 16 and 256 steps of the production training, on average over runs
// on two places that look alike, with α_t = 4/t^{9/10} and β_t = 1/t^{3/5}. A limit itself cannot
// be sampled: not that it is 0, nor anything of single runs. Konda & Tsitsiklis show
// lim inf ‖∇J‖ = 0 with linear critics. That the actor must be the slower one is not shown: equal
// scales track here too, and the reversed ones that fail have a slow critic besides.
//
// Sources: konda2003actor; sutton2000policy, Theorem 2; borkar1997stochastic.

#include "verification/actor_critic/fit_tracking.hpp"
#include "verification/actor_critic/mean_updates.hpp"
#include "verification/actor_critic/training_steps.hpp"

namespace lemmata {
namespace {

using namespace compatible_means;
using namespace fit_tracking;
using namespace training_steps;

Check update(Mistake mistake, Criterion criterion = Criterion::discounted) {
  return updates_by_means(tabular_learner, criterion, {mistake});
}

}  // namespace

Theorem compatible_critic_tracks_the_actor() {
  const Hypothesis two_time_scales{
      "Σα_t = Σβ_t = ∞, Σα_t² < ∞, Σβ_t² < ∞, and α_t/β_t → 0: a slow actor", {}};
  return {
      .id = "AC-7",
      .claim =
          "On two time scales a compatible critic tracks its best fit, and the gradient "
          "vanishes",
      .statement =
          R"(\lVert u_t - w^*(\theta_t) \rVert \to 0, \quad \lVert \nabla J(\theta_t) \rVert \to 0
             \quad \text{if } \alpha_t / \beta_t \to 0; \qquad
             \mathbb{E}[\Delta u] = \beta\bigl((1-\gamma) \nabla J - F u\bigr))",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy, two_time_scales},
      .oracle =
          "the gradient by dual numbers, the Fisher matrix in closed form; sums over the "
          "transition table and derivatives of π; the fit and the gradient at the parameters that "
          "a run has reached",
      .shows =
          "The means of one update of the production critic, with V = V^π, and of an update of the "
          "production training as a whole, in MDPs with ends, from any distribution of the states "
          "and for any V, η and u; of one step as it is drawn, in samples; that on "
          "two places that look alike ‖u − w*‖² falls to a fifth and ‖∇J‖² to a half between 16 "
          "and 256 steps, on average over runs, for both criteria. Not the limit itself, nor "
          "anything of single runs.",
      .instances = mdps("finite MDPs with a softmax policy, any critics, weights of the states and "
                        "step sizes",
                        {Part::policy, Part::direction, Part::features, Part::values,
                         Part::other_values, Part::state_features, Part::critic_weights,
                         Part::state_weights, Part::step_size, Part::temperature},
                        {.states = 3, .actions = 3}),
      .checks =
          {
              part("the critic's mean update, discounted", critic_moves(production_critic)),
              part("the critic's mean update, average reward",
                   critic_moves_on_average_reward(production_critic)),
              part("the actor's mean update at the best fit is (1 − γ)∇J",
                   actor_ascends(best_fit_values, visits)),
              part("an update of the production training, tabular, discounted",
                   updates_by_means(tabular_learner, Criterion::discounted)),
              part("tabular, average reward",
                   updates_by_means(tabular_learner, Criterion::average)),
              part("linear, discounted", updates_by_means(linear_learner, Criterion::discounted)),
              part("linear, average reward", updates_by_means(linear_learner, Criterion::average)),
              part("a step of the production training as it is drawn, discounted",
                   steps_by_means(drawn_step, two_scales)),
              part("as it is drawn, average reward",
                   steps_by_means(drawn_step, with(Criterion::average, two_scales))),
              part("runs of the production training, discounted",
                   tracks_and_climbs(production_step, two_scales)),
              part("runs of the production training, average reward",
                   tracks_and_climbs(production_step, with(Criterion::average, two_scales))),
          },
      .proof =
          {
              step("the advantage itself is a best fit: FA = (1 − γ)∇J, as equations",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const auto system = compatible_system(
                         x.policy(), visits(x), action_values(x.mdp, policy_values(x.mdp, x.pi())));
                     return equal(Vector<F>(system.matrix * best_fit(x)), system.vector);
                   }).only("at most 16 preferences", few_preferences)),
              step("updates stay orthogonal to the kernel of F, so that the fit of least norm is "
                   "the one reached: Σ_b Δu(s,b) = 0",
                   []<class F>(const MdpPoint<F>& x) {
                     const Vector<F> change =
                         production_critic(x.policy(), x.direction(), 0, 0, F{3}) - x.direction();
                     F sum{0};
                     for (int b = 0; b < x.mdp.actions(); ++b) sum += change(b);
                     return equal(sum, F{0});
                   }),
          },
      .falsifiers =
          {
              wrong("training bootstraps the end", update(Mistake::end_bootstrapped)),
              wrong("training without γ in δ", update(Mistake::discount_forgotten)),
              wrong("training with the score of another action",
                    update(Mistake::score_of_another_action)),
              wrong("training in the other order", update(Mistake::other_order)),
              wrong("training with the other weight", update(Mistake::other_weight)),
              wrong("the values learn −δ", update(Mistake::critic_runs_away)),
              wrong("the values of the next state learn",
                    update(Mistake::critic_credits_next_state)),
              wrong("δ without η", update(Mistake::gain_forgotten, Criterion::average)),
              wrong("the gain learns δ",
                    update(Mistake::gain_learned_from_error, Criterion::average)),
              wrong("the gain rests", update(Mistake::gain_at_rest, Criterion::average)),
              wrong("the compatible critic learns r", update(Mistake::compatible_learns_rewards)),
              wrong("the compatible critic learns after the values",
                    update(Mistake::compatible_learns_late)),
              wrong("no restart after an end", update(Mistake::end_does_not_restart)),
              wrong("every end restarts in state 0", update(Mistake::restarts_in_state_0)),
              wrong("average reward: nothing follows an end",
                    update(Mistake::nothing_follows_an_end, Criterion::average)),
              wrong("as drawn: γ forgotten by the chain and the critic",
                    steps_by_means(undiscounted_step, two_scales)),
              wrong("as drawn: step sizes of actor and critic exchanged",
                    steps_by_means(exchanged_steps, two_scales)),
              wrong("reversed time scales with a slow critic",
                    tracks_and_climbs(production_step, reversed)),
              wrong("reversed time scales with a slow critic, average reward",
                    tracks_and_climbs(production_step, with(Criterion::average, reversed))),
              wrong("incompatible critic: blind in one place",
                    tracks_and_climbs(blind_in_place_1, two_scales)),
              wrong("δ with the wrong sign",
                    critic_moves(WrongCritic{WrongCritic::negative_error})),
              wrong("δ without γ", critic_moves(production_critic, visits, undiscounted_error)),
              wrong("the end bootstrapped",
                    critic_moves(production_critic, visits, error_through_ends)),
              wrong("score of another action",
                    critic_moves(WrongCritic{WrongCritic::score_of_another_action})),
              wrong("what the critic predicts already is forgotten: δg for (δ − uᵀg)g",
                    critic_moves(WrongCritic{WrongCritic::prediction_forgotten})),
              wrong("states as they come without restarts, not discounted",
                    critic_moves(production_critic, long_run_shares)),
              wrong("the actor in states without restarts",
                    actor_ascends(best_fit_values, long_run_shares)),
              wrong("incompatible critic: one weight an action, for all states",
                    actor_ascends(fit_by_action, visits)),
          },
      .sources = {{"konda2003actor", "the actor on the slow time scale"},
                  {"sutton2000policy", "Theorem 2"},
                  {"borkar1997stochastic", "coupled iterations on two time scales"}},
      .figure =
          Figure{.title = "The critic tracks on two time scales",
                 .caption = "Two places that look alike, discounted: means over 60 runs of the "
                            "production training, the fit and the gradient computed exactly at "
                            "each checkpoint. Reversed, with the actor the faster one, the critic "
                            "does not follow; with equal ones it happens to, here.",
                 .x_label = "steps",
                 .y_label = "squared distance",
                 .log_x = true,
                 .log_y = true,
                 .curves = by_time_scales},
  };
}

}  // namespace lemmata
