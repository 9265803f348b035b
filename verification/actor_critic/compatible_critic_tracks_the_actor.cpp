// AC-7. On two time scales a compatible critic tracks its best fit, and the gradient vanishes.
//
//   ‖u_t − w*(θ_t)‖ → 0   and   lim inf ‖∇J(θ_t)‖ = 0   if   α_t/β_t → 0,
//   u ← u + β_t(δ − uᵀg)g,   θ ← θ + α_t(uᵀg)g,   g = ∇log π_θ(a|s),
//
// where w*(θ) fits A^π in the scores, under d = (1 − γ)ν (discounted) or the stationary
// distribution (average reward; J is then η), and δ is the TD error under V_w, which learns with
// steps β_t too. With d and V = V^π the updates have the means
//
//   E[Δu] = β((1 − γ)∇J − Fu),   E[(w*ᵀg)g] = Fw* = (1 − γ)∇J,   F = E_d[g gᵀ].
//
// Hypotheses: a finite MDP; γ < 1; a softmax policy; step sizes whose sums are infinite and whose
// squares have finite sums, with α_t/β_t → 0; features with which V_w can be V^π (here a weight a
// state); iterates that stay bounded, and F bounded below along the run off its kernel, as it is
// not where a softmax saturates. For the average reward: nothing ends, and one recurrent class.
//
// Oracle: ∇J by dual numbers through the elimination; F in closed form; the means of an update by
// sums over the transition table and derivatives of π; w* and ∇J computed exactly at the parameters
// that a run has reached; near an optimum the drift by hand, and Schur and Cohn.
//
// Shows: the means of one update of the production critic, for every u, with V = V^π; those of an
// update of the production training as a whole, in MDPs with ends, from any distribution of the
// states, for any V, η and u, both criteria, orders and weights of the score, tabular and linear,
// and of one step as it is drawn, restarts included, in samples. In two rooms that mirror each
// other it shows what the time scales are for: with constant steps β ≤ 1/8 the mean of training is
// stable at the optimum if α ≤ 3β/10 and unstable if α ≥ β/3, so at equal and at exchanged steps;
// and with steps that decrease, ‖u − w*‖² and ‖∇J‖² both fall to a half between 16 and 256 steps,
// on average over runs, for both criteria, which the exchanged schedules and equal ones do not do.
// An exchanged critic is slow besides, but it is their ratio by which constant steps fail, however
// small β is. Not shown: the limits themselves, which no run of finitely many steps shows, nor
// anything of single runs, nor when F stays bounded below; that time scales matter on every MDP
// (alike places do not need them in AC-8); stability at the optimum for the average reward. Konda &
// Tsitsiklis have lim inf ‖∇η‖ = 0 for linear critics of Q with traces; Bhatnagar et al. have the
// convergence of θ to a neighbourhood of the local maxima, with TD(0) critics as here.
//
// Sources: konda2003actor; bhatnagar2009natural; sutton2000policy, Theorem 2; borkar1997stochastic.

#include "verification/actor_critic/mean_updates.hpp"
#include "verification/actor_critic/mirror_room_runs.hpp"
#include "verification/actor_critic/training_falsifiers.hpp"
#include "verification/actor_critic/training_steps.hpp"

namespace lemmata {
namespace {

using namespace compatible_means;
using namespace training_steps;
namespace rooms = mirror_rooms;

const ActorCriticOptions discounted = rooms::with(rooms::slow_actor());
const ActorCriticOptions average = rooms::with(rooms::slow_actor(), Criterion::average);

ActorCriticOptions long_steps(Criterion criterion) {
  return {.scales = TimeScales::two({.scale = 4, .exponent = 0.9}, {.scale = 1, .exponent = 0.6}),
          .criterion = criterion,
          .weight = ActorWeight::compatible_critic};
}

const Hypothesis two_time_scales{
    "Σα_t = Σβ_t = ∞, Σα_t² < ∞, Σβ_t² < ∞, and α_t/β_t → 0: a slow actor", {}};
const Hypothesis representable{"features with which V_w can be V^π", {}};
const Hypothesis bounded{
    "iterates stay bounded, and the Fisher information bounded below off its kernel", {}};

template <class F>
rooms::Steps<F> any_steps(const MdpPoint<F>& x) {
  return {x.direction()(0), x.pi()(0, 0)};
}

/// Actor steps as a function of β and of 0 < w < 1.
constexpr auto at_most_three_tenths = [](const Ball& critic, const Ball& w) {
  return Ball{3} / Ball{10} * w * critic;
};
constexpr auto at_least_a_third = [](const Ball& critic, const Ball& w) {
  return critic / (Ball{3} * w);
};
constexpr auto exchanged = [](const Ball& critic, const Ball& w) {
  return Ball{10} / Ball{3} / w * critic;
};
constexpr auto equal_steps = [](const Ball& critic, const Ball&) { return critic; };

}  // namespace

Theorem compatible_critic_tracks_the_actor() {
  return {
      .id = "AC-7",
      .claim =
          "On two time scales a compatible critic tracks its best fit, and the gradient "
          "vanishes",
      .statement =
          R"(\lVert u_t - w^*(\theta_t) \rVert \to 0, \quad \liminf_t \lVert \nabla J(\theta_t) \rVert = 0
             \quad \text{if } \alpha_t / \beta_t \to 0; \qquad
             \mathbb{E}[\Delta u] = \beta\bigl((1-\gamma) \nabla J - F u\bigr))",
      .hypotheses = {finite_mdp, discount_below_one, softmax_policy, two_time_scales, representable,
                     bounded},
      .oracle =
          "the gradient by dual numbers, the Fisher matrix in closed form; sums over the "
          "transition table and derivatives of π; the fit and the gradient at the parameters that "
          "a run has reached; the drift by hand, Schur and Cohn",
      .shows =
          "The means of one update of the production critic, with V = V^π, and of an update of the "
          "production training as a whole, in MDPs with ends, from any distribution of the states "
          "and for any V, η and u; of one step as it is drawn, in samples. In two rooms that "
          "mirror "
          "each other: that the mean of training with constant steps is stable for α ≤ 3β/10 and "
          "unstable for α ≥ β/3, and that ‖u − w*‖² and ‖∇J‖² fall to a half between 16 and 256 "
          "steps, on average over runs, for both criteria, as they do not with exchanged or equal "
          "steps. Not the limits themselves, nor anything of single runs.",
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
                   steps_by_means(drawn_step, long_steps(Criterion::discounted))),
              part("as it is drawn, average reward",
                   steps_by_means(drawn_step, long_steps(Criterion::average))),
              part("runs of the production training, discounted",
                   rooms::tracks_and_climbs(production_step, discounted, 500)),
              part("runs of the production training, average reward",
                   rooms::tracks_and_climbs(production_step, average, 500)),
              part("with constant steps stable at the optimum if α ≤ 3β/10",
                   rooms::is_stable(at_most_three_tenths)),
              part("and unstable if α ≥ β/3", rooms::is_unstable(at_least_a_third)),
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
              step("the drift of the production updates near the optimum of the mirror rooms",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const rooms::Steps<F> steps = any_steps(x);
                     return equal(rooms::drift(steps), rooms::drift_by_hand(steps));
                   }).only(rooms::few, has_at_most<3>)),
              step("where J′ = 0 and (1 − γ)J″ = −67/45, the drift of u per θ once V has followed",
                   identity([]<class F>(const MdpPoint<F>& x) {
                     const F curvature = F{-67} / F{45};
                     return equal(rooms::slopes_of_performance(any_steps(x)),
                                  Vector<F>{{F{0}, curvature, curvature}});
                   }).only(rooms::few, has_at_most<3>)),
          },
      .falsifiers = wrong_updates_and({
          wrong("as drawn: no restarts with probability 1 − γ",
                steps_by_means(step_of_endless_chain, long_steps(Criterion::discounted))),
          wrong("as drawn: step sizes of actor and critic exchanged",
                steps_by_means(exchanged_steps, long_steps(Criterion::discounted))),
          wrong("the schedules exchanged",
                rooms::tracks_and_climbs(production_step, rooms::with(rooms::exchanged()))),
          wrong("the schedules exchanged, average reward",
                rooms::tracks_and_climbs(production_step,
                                         rooms::with(rooms::exchanged(), Criterion::average), 120)),
          wrong("equal time scales",
                rooms::tracks_and_climbs(production_step, rooms::with(rooms::equal()), 120)),
          wrong("constant steps exchanged", rooms::is_stable(exchanged)),
          wrong("constant equal steps", rooms::is_stable(equal_steps)),
          wrong("incompatible critic: blind in one room",
                rooms::tracks_and_climbs(rooms::blind_in_room_1, discounted, 120)),
          wrong("δ with the wrong sign", critic_moves(WrongCritic{WrongCritic::negative_error})),
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
      }),
      .needs = {needed(two_time_scales,
                       rooms::tracks_and_climbs(production_step, rooms::with(rooms::exchanged())))},
      .sources = {{"konda2003actor", "the actor on the slow time scale, lim inf"},
                  {"bhatnagar2009natural", "convergence with TD(0) critics"},
                  {"sutton2000policy", "Theorem 2"},
                  {"borkar1997stochastic", "coupled iterations on two time scales"}},
      .figure = Figure{.title = "The critic tracks a slow actor",
                       .caption =
                           "Two rooms that mirror each other, discounted, from θ = 1/2: means over "
                           "60 runs of the production training, the fit and the gradient computed "
                           "exactly at each checkpoint. With the same two schedules exchanged the "
                           "actor runs away from the optimum ahead of the values.",
                       .x_label = "steps",
                       .y_label = "squared distance",
                       .log_x = true,
                       .log_y = true,
                       .curves = rooms::by_time_scales},
  };
}

}  // namespace lemmata
