// AE-12. TD(λ): the updates of the backward view add up to those of the forward view.
//
//   Σ_t δ_t e_t = Σ_t (G_t^λ − V(s_t)) φ(s_t),
//   e_t = γλ e_{t−1} + φ(s_t), from 0 in each episode,
//   G_t^λ = Σ_{n<N} (1 − λ)λⁿ⁻¹ G_t^(n) + λᴺ⁻¹ G_t^(N),   N the steps left of t's episode,
//
// with V = Φw, δ_t = r_t + γV(s_{t+1}) − V(s_t), and G_t^(n) the return of n steps and V after
// them. After a terminal step V counts as 0; where an episode is cut it counts. The two sides are
// equal on every rollout, not on average alone.
//
// Hypotheses: a finite MDP; the weights are held over the rollout (offline updates).
//
// Oracle: the forward view by its definition, mixtures of n-step returns, without trace or TD
// error.
//
// Shows: the production `backward_td_lambda_update` and `forward_td_lambda_update`, and
// `td_lambda_step` where the weights are put back after each step, for two linear features and for
// one weight a state, on every rollout of one and of two episodes of at most 3 steps, whatever the
// policy. Episodes terminate or are cut after those steps; of three and more there are none.
//
// Sources: sutton1988learning, Section 2 (TD(λ), for predictions without discount);
// sutton2018reinforcement, Sections 12.1 and 12.2.

#include "verification/advantage/td_lambda_views.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

const Hypothesis weights_held{"the weights are held over the rollout", {}};

/// The predicate: an update is that of the forward view, by definition.
template <class Update>
Check is_forward_view(int episodes, Update update) {
  return updates_agree(linear_critic, episodes, update, mixture_of_returns);
}
template <class Update>
Check is_forward_view_by_state(Update update) {
  return updates_agree(tabular_critic, 1, update, mixture_of_returns);
}

constexpr auto decay = [](const auto& critic, const auto&) {
  return critic.discount * critic.lambda;
};

/// The production on a rollout that a program has got wrong; the change knows V.
template <class View, class Change>
auto on_changed_rollout(View view, Change change) {
  return [=]<class F>(const auto& critic, Rollout<F> rollout) {
    change(rollout, critic.values());
    return view(critic, rollout);
  };
}
/// A change of every step, given whether it ends its episode.
template <class View, class Change>
auto on_changed_steps(View view, Change change) {
  return on_changed_rollout(view, [change](auto& rollout, const auto& values) {
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      change(rollout.steps[t], rollout.ends[t], values);
    }
  });
}

}  // namespace

Theorem backward_view_equals_forward_view() {
  return {
      .id = "AE-12",
      .claim =
          "The updates of TD(λ) with eligibility traces add up to those towards λ-returns, on "
          "every "
          "rollout",
      .statement = R"(\sum_t \delta_t e_t = \sum_t \big(G_t^\lambda - V(s_t)\big) \varphi(s_t),
                      \qquad e_t = \gamma\lambda\, e_{t-1} + \varphi(s_t), \qquad G_t^\lambda =
                      \sum_{n<N} (1-\lambda)\lambda^{n-1} G_t^{(n)} + \lambda^{N-1} G_t^{(N)})",
      .hypotheses = {finite_mdp, weights_held},
      .oracle = "the forward view by its definition, mixtures of n-step returns",
      .shows =
          "The production of both views, and the online step where the weights are put back after "
          "it, for linear and tabular critics, on every rollout of one and of two episodes of at "
          "most 3 steps, terminated or cut.",
      .instances = mdps("finite MDPs with features and weights of states, λ, and a horizon",
                        {Part::state_features, Part::critic_weights, Part::values, Part::lambda},
                        {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("the backward view, one episode", is_forward_view(1, backward_view)),
              part("the backward view, two episodes", is_forward_view(2, backward_view)),
              part("the forward view, one episode", is_forward_view(1, forward_view)),
              part("the forward view, two episodes", is_forward_view(2, forward_view)),
              part("online steps with the weights put back",
                   is_forward_view(2, online_steps(true))),
              part("the backward view, one weight a state",
                   is_forward_view_by_state(backward_view)),
              part("the forward view, one weight a state", is_forward_view_by_state(forward_view)),
          },
      .proof =
          {
              step("G_t^λ − V(s_t) = Σ_l (γλ)ˡδ_{t+l}, to the end of the episode",
                   updates_agree(linear_critic, 2, mixture_of_returns, sum_over_later_errors)),
              step("Σ_t φ(s_t) Σ_{k≥t} (γλ)^{k−t}δ_k = Σ_k δ_k Σ_{t≤k} (γλ)^{k−t}φ(s_t), the trace",
                   updates_agree(linear_critic, 2, sum_over_later_errors, accumulated(decay))),
          },
      .falsifiers =
          {
              wrong("the trace goes on into the next episode",
                    is_forward_view(2, on_changed_rollout(backward_view,
                                                          [](auto& rollout, const auto&) {
                                                            rollout.ends.assign(rollout.size(),
                                                                                false);
                                                          })),
                    {"mpatacchiola/dissecting-reinforcement-learning#22",
                     "MJeremy2017/reinforcement-learning-implementation#4"}),
              wrong("only a termination resets the trace",
                    is_forward_view(2, on_changed_rollout(backward_view,
                                                          [](auto& rollout, const auto&) {
                                                            for (std::size_t t = 0;
                                                                 t < rollout.size(); ++t) {
                                                              rollout.ends[t] =
                                                                  rollout.steps[t].terminal;
                                                            }
                                                          })),
                    {"SlopDotCash/asi#2972"}),
              wrong("a cut treated as a termination",
                    is_forward_view(1, on_changed_steps(backward_view,
                                                        [](auto& step, bool ends, const auto&) {
                                                          step.terminal = ends;
                                                        }))),
              wrong("bootstrap through a terminal state",
                    is_forward_view(1, on_changed_steps(forward_view,
                                                        [](auto& step, bool, const auto&) {
                                                          step.terminal = false;
                                                        }))),
              wrong("the value for the reward at the end of an episode",
                    is_forward_view(1, on_changed_steps(forward_view,
                                                        [](auto& step, bool, const auto& values) {
                                                          if (!step.terminal) return;
                                                          step.reward = values(step.next_state);
                                                        })),
                    {"bold-lab-ai/JaxMARL#93"}),
              wrong("λ for γλ", is_forward_view(1, accumulated([](const auto& critic, const auto&) {
                                                  return critic.lambda;
                                                }))),
              wrong("γ for γλ", is_forward_view(1, accumulated([](const auto& critic, const auto&) {
                                                  return critic.discount;
                                                }))),
              wrong("the trace lost at a terminal step, which is discounted by 0",
                    is_forward_view(
                        1, accumulated([]<class F>(const auto& critic, const Step<F>& step) {
                          return step.terminal ? F{0} : F(critic.discount * critic.lambda);
                        })),
                    {"SlopDotCash/asi#2350", "SlopDotCash/asi#2840"}),
              wrong("the trace moved after the TD error",
                    is_forward_view(
                        1,
                        traced_by(
                            []<class F>(const auto& critic, Vector<F>& trace, const Step<F>& step) {
                              const Vector<F> used = trace;
                              trace = critic.discount * critic.lambda * trace +
                                      critic.matrix.row(step.state).transpose();
                              return used;
                            }))),
              wrong("a trace that is replaced, not accumulated",
                    is_forward_view_by_state(
                        traced_by(
                            []<class F>(const auto& critic, Vector<F>& trace, const Step<F>& step) {
                              trace *= F(critic.discount * critic.lambda);
                              trace(step.state) = F{1};
                              return trace;
                            }))),
          },
      .needs = {needed(weights_held, is_forward_view(1, online_steps(false)))},
      .sources = {{"sutton1988learning", "Section 2"},
                  {"sutton2018reinforcement", "Sections 12.1 and 12.2"}},
  };
}

}  // namespace lemmata
