// AC-4. Actor-critic is unbiased with the true values, and biased by the critic's error otherwise.
//
//   E[δ ∇log π(a|s)] = ∇J + Σ_s ν(s) Σ_a ∇π(a|s) γ(P_a e)(s),   e = V − V^π,   states from ν
//
// and along episodes E[Σ_t γᵗ Â_t ∇log π(a_t|s_t)] is ∇J with, for γP_a e,
//   γ(1 − λ) P_a (I − γλP_π)⁻¹ e for GAE(λ),   γⁿ P_a P_πⁿ⁻¹ e for n steps,
// and nothing for λ = 1. The error −e(s) of the state itself has no part. The critic's direction is
// Φᵀ Σ_s n(s) E[Â|s], E[δ|s] = (TV − V)(s), with its own visits n: ν from steps, Σ_t Pr(s_t = s)
// from episodes, where it has no γᵗ. For the average reward η, with the stationary distribution ρ
// of the chain that restarts at every end, P the chain's and h the bias for V^π:
//   E[(r − η̂ + V(s') − V(s)) ∇log π(a|s)] = ∇η + Σ_s ρ(s) Σ_a ∇π(a|s) (P_a (V − h))(s), any η̂.
//
// Hypotheses: a finite MDP; γ < 1, or γ = 1 and an end within reach; a softmax policy; for ∇J
// itself V = V^π. For the average reward one recurrent class.
//
// Oracle: J and η as dual numbers through the eliminations that give V^π and ρ, ∂π(a|s) as a dual
// number: they know neither TD errors nor scores. P_a e by expected transitions.
//
// Shows: the production `one_step_directions`, `directions_of_error` of `differential_td_error`,
// and `rollout_directions`, tabular and linear in two features, actor and critic, as exact sums
// over every step, and over every complete episode, and pair of episodes in one rollout, of an MDP
// of S ≤ 3 states whose steps lead to later states or end. Of rollouts cut after H ≤ 3 steps, actor
// and critic with GAE(λ) and two steps against a dynamic programme over the steps left; with λ = 1
// the actor ascends J_H + γᴴE[V(s_H)] for any V. It does not show that the states of a run come
// from ν, nor what happens while the policy moves.
//
// Sources: sutton2018reinforcement, Sections 13.5 and 13.6; schulman2016high, Section 3.

#include "verification/actor_critic/cut_rollouts.hpp"
#include "verification/actor_critic/one_step_means.hpp"

namespace lemmata {
namespace {

const Hypothesis true_values{"V = V^π, where the mean is to be ∇J itself", {}};

Check over_steps(auto subject) {
  return has_mean_over_steps(subject, true_critic, no_bias, discounted_visits);
}
Check over_cut_episodes(auto subject) {
  return cut_rollouts::has_mean_when_cut(subject, linear_critic, cut_rollouts::generalized);
}
Check with_critic(auto weights_of) {
  return over_cut_episodes(cut_rollouts::with_critic_weights(weights_of));
}
Check over_episodes(int episodes, auto subject) {
  return has_mean_over_episodes(episodes, subject, linear_critic, GeneralizedCase{}, its_bias);
}
Check with_claim(ClaimedBias bias) {
  return has_mean_over_episodes(1, of_rollout, any_critic, GeneralizedCase{}, bias);
}

}  // namespace

Theorem actor_critic_is_unbiased_with_true_values() {
  return {
      .id = "AC-4",
      .claim =
          "The actor follows the gradient in the mean if the critic has the true values, and else "
          "with a bias that is an operator on the critic's error",
      .statement = R"(\mathbb{E}[\delta\, \nabla_\theta \log \pi(a \mid s)] = \nabla_\theta J
                      + \sum_s \nu(s) \sum_a \nabla_\theta \pi(a \mid s)\, \gamma (P_a e)(s),
                      \qquad e = V - V^\pi)",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, true_values},
      .oracle =
          "J, η and π as dual numbers through the eliminations that give V^π and ρ; expected "
          "transitions",
      .shows =
          "The production directions of steps and rollouts, discounted and for the average reward, "
          "actor and critic, as exact sums over steps from ν or ρ, over complete episodes of at "
          "most 3 steps, and over episodes cut after as many. Not that the states of a run come "
          "from ν.",
      .instances = mdps("finite MDPs with a softmax policy, any values, features and weights of a "
                        "critic, λ, and n",
                        {Part::policy, Part::direction, Part::values, Part::state_features,
                         Part::critic_weights, Part::lambda},
                        {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("steps from ν with V^π: ∇J, and the critic rests", over_steps(of_step)),
              part("steps from ν with any V",
                   has_mean_over_steps(of_step, any_critic, its_bias, discounted_visits)),
              part("steps from ν with a linear critic",
                   has_mean_over_steps(of_step, linear_critic, its_bias, discounted_visits)),
              part("the average reward with V = h: ∇η, and the critic rests",
                   has_average_mean(of_chain_step, bias_critic, restarted_visits)),
              part("the average reward with any V",
                   has_average_mean(of_chain_step, any_critic, restarted_visits)),
              part("the average reward with a linear critic and a gain that is 1 too large",
                   has_average_mean(of_chain_step, linear_critic, restarted_visits, 1)),
              part("episodes with V^π and GAE(λ)",
                   has_mean_over_episodes(1, of_rollout, true_critic, GeneralizedCase{}, no_bias)),
              part("episodes with any V and GAE(λ)", with_claim(its_bias)),
              part("episodes with a linear critic and n steps",
                   has_mean_over_episodes(1, of_rollout, linear_critic, NStepCase{}, its_bias)),
              part("two episodes in one rollout", over_episodes(2, of_rollout)),
              part("episodes cut after H steps, λ = 1, any V", ascends_the_lookahead(of_rollout)),
              part("the same with GAE(λ) and a linear critic, which learns from the cut steps too",
                   over_cut_episodes(of_rollout)),
              part(
                  "the same with two steps of up to three",
                  cut_rollouts::has_mean_when_cut(of_rollout, any_critic, cut_rollouts::two_steps)),
          },
      .proof =
          {
              step("E[r + γV(s') | s, a] = Q^π + γP_a e",
                   [](const auto& x) {
                     const auto values = policy_values(x.mdp, x.pi());
                     return equal(
                         action_values(x.mdp, x.values()),
                         action_values(x.mdp, values) + TdErrorCase{}.mean(x, x.values()).bias);
                   }),
              step("what depends on s alone has no part: Σ_a ∂π(a|s) V(s) = 0",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> values = x.values().replicate(1, x.mdp.actions());
                     const Vector<F> along = derivative_of_mean(x, discounted_visits(x), values);
                     return equal(along, Vector<F>::Constant(along.size(), F{0}));
                   }),
              step("Σ ν Σ_a ∂π(a|s) Q^π(s,a) = ∂J",
                   []<class F>(const MdpPoint<F>& x) {
                     const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
                     return equal(derivative_of_mean(x, discounted_visits(x), q),
                                  performance_derivatives(x.mdp, x.policy(), x.directions()));
                   }),
          },
      .falsifiers =
          {
              wrong("δ with the wrong sign",
                    over_steps(of_error([](const auto& delta, const auto&) { return -delta; }))),
              wrong("δ without γ",
                    over_steps(of_changed([](auto&, auto& discount) { discount = 1; }))),
              wrong("bootstrap through a terminal step",
                    over_steps(of_changed([](auto& step, auto&) { step.terminal = false; }))),
              wrong("the score of action 0, whatever was done",
                    over_steps(of_changed([](auto& step, auto&) { step.action = 0; }))),
              wrong("a baseline that sees the action: V(s) and the reward",
                    over_steps(of_error(
                        [](const auto& delta, const auto& step) { return delta - step.reward; }))),
              wrong("the critic credits the next state",
                    has_mean_over_steps(crediting_the_next_state, any_critic, its_bias,
                                        discounted_visits)),
              wrong("the critic updated first, and the actor with its new weights",
                    over_steps(critic_updated_first), {"boyu-ai/Hands-on-RL#92"}),
              wrong("states from the stationary distribution",
                    has_mean_over_steps(of_step, true_critic, no_bias,
                                        []<class F>(const MdpPoint<F>& x) {
                                          const F scale = F{1} / (F{1} - x.mdp.discount);
                                          return Vector<F>(scale * restarted_visits(x));
                                        })),
              wrong("the average reward: the gain forgotten",
                    has_average_mean(without_gain, any_critic, restarted_visits)),
              wrong("the average reward: nothing follows an end",
                    has_average_mean(ending_at_ends, any_critic, restarted_visits)),
              wrong("the average reward: states from (1 − γ)ν",
                    has_average_mean(of_chain_step, any_critic,
                                     []<class F>(const MdpPoint<F>& x) {
                                       return Vector<F>((F{1} - x.mdp.discount) *
                                                        discounted_visits(x));
                                     })),
              wrong("GAE(λ) unbiased for any V", with_claim(no_bias)),
              wrong("GAE(λ) with the bias of the TD error",
                    with_claim({.own = 0, .of_td_error = 1})),
              wrong("GAE(λ) with the opposite bias", with_claim({.own = -1})),
              wrong("γᵗ missing",
                    over_episodes(1, of_rollout_weighted_by([](const auto&, const auto& estimates,
                                                               const auto&) { return estimates; })),
                    {"pytorch/examples#744"}),
              wrong("γᵗ not reset between episodes",
                    over_episodes(2, of_rollout_weighted_by(
                                         [](auto rollout, auto weights, const auto& discount) {
                                           rollout.ends.assign(rollout.size(), false);
                                           const auto powers = discount_powers(rollout, discount);
                                           for (std::size_t t = 0; t < weights.size(); ++t)
                                             weights[t] *= powers[t];
                                           return weights;
                                         }))),
              wrong("no value where the episode is cut",
                    ascends_the_lookahead(cut_rollouts::cut_as_end), {"vwxyzjn/cleanrl#198"}),
              wrong("no value there for the critic", over_cut_episodes(cut_rollouts::cut_as_end),
                    {"vwxyzjn/cleanrl#198"}),
              wrong("γᵗ in the critic's part too", with_critic(cut_rollouts::discounted_critic)),
              wrong("the critic learns nothing at the cut",
                    with_critic(cut_rollouts::without_the_last)),
              wrong("the critic takes the mean over the steps",
                    with_critic(cut_rollouts::averaged_over_steps)),
              wrong("the critic against its error", with_critic(cut_rollouts::opposite_critic)),
          },
      .needs = {needed(true_values,
                       has_mean_over_steps(of_step, any_critic, no_bias, discounted_visits))},
      .sources = {{"sutton2018reinforcement", "Sections 13.5 and 13.6"},
                  {"schulman2016high", "Section 3"}},
  };
}

}  // namespace lemmata
