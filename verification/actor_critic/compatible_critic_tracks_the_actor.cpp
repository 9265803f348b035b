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
// Oracle: ∇J by dual numbers through the elimination; F in closed form; w* and ∇J computed exactly
// at the parameters that a run has reached.
//
// Shows: the means of one update of the production critic, for every u, with V = V^π; those of one
// step of the production training as a whole, sampled; and that both squared distances fall by
// stated factors between 16 and 256 steps of the production training, on average over runs on two
// places that look alike, for both criteria, with α_t = 4/t^{9/10} and β_t = 1/t^{3/5}. A limit
// itself cannot be sampled: not that it is 0, nor anything of single runs. Konda & Tsitsiklis show
// lim inf ‖∇J‖ = 0 with linear critics. That the actor must be the slower one is not shown: equal
// scales track here too, and the reversed ones that fail have a slow critic besides.
//
// Sources: konda2003actor; sutton2000policy, Theorem 2; borkar1997stochastic.

#include "verification/actor_critic/alike_places.hpp"
#include "verification/actor_critic/mean_updates.hpp"
#include "verification/actor_critic/one_training_step.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {
namespace {

const ActorCriticOptions two_scales{
    .scales = TimeScales::two({.scale = 4, .exponent = 0.9}, {.scale = 1, .exponent = 0.6}),
    .weight = ActorWeight::compatible_critic};
const ActorCriticOptions equal_scales{
    .scales = TimeScales::unchecked({.scale = 2, .exponent = 0.6}, {.scale = 2, .exponent = 0.6}),
    .weight = ActorWeight::compatible_critic};
const ActorCriticOptions reversed{
    .scales = TimeScales::unchecked({.scale = 2, .exponent = 0.6}, {.scale = 0.5, .exponent = 0.9}),
    .weight = ActorWeight::compatible_critic};

ActorCriticOptions with(Criterion criterion, ActorCriticOptions options) {
  options.criterion = criterion;
  return options;
}

/// The predicate: between 16 and 256 steps the mean of min{‖u − w*‖², 1} falls to a fifth, and that
/// of min{‖∇J‖², 1/16} to a half.
template <class NextStep>
Check tracks_and_climbs(NextStep next, const ActorCriticOptions& options) {
  static constexpr double farthest = 1, steepest = 0.0625;
  const auto sample = [=](double p, RandomStream& random) {
    const auto [early, late] = early_and_late(next, options, p, 16, 256, random);
    return Vector<double>{
        {5 * std::min(late.tracking, farthest) - std::min(early.tracking, farthest),
         2 * std::min(late.gradient, steepest) - std::min(early.gradient, steepest)}};
  };
  return sampled(
             [=](const MdpPoint<double>& x) {
               const double p = start_off_the_optimum(x);
               return Experiment{{{0, Relation::at_most, Bounded{-farthest, 5 * farthest}},
                                  {0, Relation::at_most, Bounded{-steepest, 2 * steepest}}},
                                 [=](RandomStream& random) { return sample(p, random); }};
             },
             500)
      .only("few states, as the instance gives nothing but the first policy, 1/8 < p ≤ 3/16",
            has_at_most<3>);
}

/// A critic whose features are the score in place 0 and nothing in place 1.
constexpr auto blind_in_place_1 = [](const AlikePlaces& places, const ActorCriticIterate& x,
                                     const ActorCriticOptions& options, std::int64_t k,
                                     RandomStream& random) {
  ActorCriticIterate next = production_step(places, x, options, k, random);
  if (x.state == 1) {
    next.compatible = x.compatible;
    next.theta = x.theta;
  }
  return next;
};

/// Both distances, for three pairs of time scales.
std::vector<Curve> by_time_scales() {
  std::vector<Curve> result;
  const auto add = [&](const std::string& name, const ActorCriticOptions& options) {
    const auto runs = distances_along_runs(options, 60, 1 << 12);
    result.push_back(mean_curve("‖u − w*(θ)‖², " + name, runs, &Distances::tracking));
    result.push_back(mean_curve("‖∇J‖², " + name, runs, &Distances::gradient));
  };
  add("two time scales", two_scales);
  add("equal", equal_scales);
  add("reversed", reversed);
  return result;
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
          "the gradient by dual numbers, the Fisher matrix in closed form; the fit and the "
          "gradient at the parameters that a run has reached",
      .shows =
          "The means of one update of the production critic, with V = V^π, and of one step of the "
          "production training as a whole, sampled; that on "
          "two places that look alike ‖u − w*‖² falls to a fifth and ‖∇J‖² to a half between 16 "
          "and 256 steps, on average over runs, for both criteria. Not the limit itself, nor "
          "anything of single runs.",
      .instances = mdps("finite MDPs with a softmax policy, and weights of the compatible critic",
                        {Part::policy, Part::direction}, {.states = 3, .actions = 3}),
      .checks =
          {
              part("the critic's mean update, discounted", critic_moves(production_critic)),
              part("the critic's mean update, average reward",
                   critic_moves_on_average_reward(production_critic)),
              part("the actor's mean update at the best fit is (1 − γ)∇J",
                   actor_ascends(best_fit_values, visits)),
              part("one step of the production training, discounted",
                   moves_by_its_means(production_step, two_scales)),
              part("one step of the production training, average reward",
                   moves_by_its_means(production_step, with(Criterion::average, two_scales))),
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
              wrong("γ forgotten by the chain and the critic",
                    moves_by_its_means(undiscounted_step, two_scales)),
              wrong("step sizes of actor and critic exchanged",
                    moves_by_its_means(exchanged_steps, two_scales)),
              wrong("reversed time scales with a slow critic",
                    tracks_and_climbs(production_step, reversed)),
              wrong("reversed time scales with a slow critic, average reward",
                    tracks_and_climbs(production_step, with(Criterion::average, reversed))),
              wrong("incompatible critic: blind in one place",
                    tracks_and_climbs(blind_in_place_1, two_scales)),
              wrong("δ with the wrong sign",
                    critic_moves([]<class F>(const TabularSoftmax<F>& policy, const Vector<F>& u,
                                             int s, int a, const F& error) {
                      return production_critic(policy, u, s, a, F(-error));
                    })),
              wrong("δ without γ", critic_moves(production_critic, visits, undiscounted_error)),
              wrong("the end bootstrapped",
                    critic_moves(production_critic, visits, error_through_ends)),
              wrong("score of another action",
                    critic_moves([]<class F>(const TabularSoftmax<F>& policy, const Vector<F>& u,
                                             int s, int a, const F& error) {
                      const auto actions = static_cast<int>(policy.probabilities().cols());
                      return production_critic(policy, u, s, (a + 1) % actions, error);
                    })),
              wrong("what the critic predicts already is forgotten: δg for (δ − uᵀg)g",
                    critic_moves([]<class F>(const TabularSoftmax<F>& policy, const Vector<F>& u,
                                             int s, int a, const F& error) {
                      return Vector<F>(u + error * policy.score(s, a));
                    })),
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
