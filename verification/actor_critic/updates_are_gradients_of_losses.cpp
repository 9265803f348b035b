// AC-11. The updates of actor and critic are the gradients of their losses, what they aim at held
// fixed.
//
//   −∂/∂θ (1/m) Σ_t −γᵗ log π(a_t|s_t) Â_t    = (1/m) Σ_t γᵗ Â_t ∇log π(a_t|s_t)
//   −∂/∂w (1/m) Σ_t ½ (Ĝ_t − V_w(s_t))²       = (1/m) Σ_t Â_t φ(s_t),   Ĝ_t = Â_t + V_w(s_t)
//
// on every rollout of m episodes, with Â_t and Ĝ_t constants where the losses are differentiated.
// In the mean, with the distribution of s and a held fixed too, −∂/∂θ(−E[log π A^π]) = ∇J. If the
// target of one step moves with w, −∂/∂w ½δ² is the residual-gradient update δ (φ(s) − γφ(s')).
//
// Hypotheses: a finite MDP; a softmax policy; held fixed: advantages, targets, and the distribution
// of states and actions. For the mean γ < 1, or γ = 1 and an end within reach.
//
// Oracle: the losses at dual numbers, advantages by their definition as sums of TD errors;
// D log π = Dπ/π, while the value of the logarithm is any number. ∇J as a dual number.
//
// Shows: the production `rollout_directions` with GAE(λ) and with n steps and
// `one_step_directions`, tabular and linear in two features, on rollouts of two episodes of H ≤ 3
// steps, which terminate or are cut: every episode, each with the one before it in the enumeration.
// It does not show that a program's own differentiation is right.
//
// Sources: sutton2018reinforcement, Sections 9.3, 11.5 and 13.5; baird1995residual, the residual
// gradient algorithm.

#include "verification/actor_critic/losses.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {
namespace {

const Hypothesis held_fixed{
    "held fixed: advantages, targets, and the distribution of states and actions", {}};

template <class F>
Rollout<F> two_episodes(const std::vector<Step<F>>& one, const std::vector<Step<F>>& other) {
  Rollout<F> result = rollout_of(one);
  result.append_episode(other);
  return result;
}

struct OfGeneralizedAdvantage {
  template <class Steps>
  auto rollout(const Steps& one, const Steps& other) const {
    return two_episodes(one, other);
  }
  template <class F>
  EstimateForm<F> estimate(const MdpPoint<F>& x) const {
    return {x.lambda(), 2 * x.horizon};
  }
  template <class F>
  auto directions(const MdpPoint<F>& x, const auto& policy, const auto& critic,
                  const Rollout<F>& rollout) const {
    return rollout_directions(policy, critic.features, critic.weights, rollout, x.mdp.discount,
                              GeneralizedAdvantage<F>{x.lambda()});
  }
};

struct OfTwoSteps : OfGeneralizedAdvantage {
  template <class F>
  EstimateForm<F> estimate(const MdpPoint<F>&) const {
    return {F{1}, 2};
  }
  template <class F>
  auto directions(const MdpPoint<F>& x, const auto& policy, const auto& critic,
                  const Rollout<F>& rollout) const {
    return rollout_directions(policy, critic.features, critic.weights, rollout, x.mdp.discount,
                              NStepAdvantage{2});
  }
};

/// The last step of an episode: it is cut or terminal.
struct OfOneStep {
  template <class Steps>
  auto rollout(const Steps& one, const Steps&) const {
    return rollout_of(Steps{one.back()});
  }
  template <class F>
  EstimateForm<F> estimate(const MdpPoint<F>&) const {
    return {F{0}, 1};
  }
  template <class F>
  auto directions(const MdpPoint<F>& x, const auto& policy, const auto& critic,
                  const Rollout<F>& rollout) const {
    return one_step_directions(policy, critic.features, critic.weights, rollout.steps.front(),
                               x.mdp.discount);
  }
};

/// The same with the critic's update by residual gradient.
struct OfResidualGradient : OfOneStep {
  template <class F>
  auto directions(const MdpPoint<F>& x, const auto& policy, const auto& critic,
                  const Rollout<F>& rollout) const {
    auto result = OfOneStep::directions(x, policy, critic, rollout);
    const Step<F>& step = rollout.steps.front();
    result.critic =
        residual_gradient_step(critic.features, critic.weights, step, step, x.mdp.discount, F{1}) -
        critic.weights;
    return result;
  }
};

Check are_gradients_of(LossForm form) {
  return follows_the_loss(OfGeneralizedAdvantage{}, linear_critic, form);
}

}  // namespace

Theorem updates_are_gradients_of_losses() {
  return {
      .id = "AC-11",
      .claim =
          "The updates of actor and critic are the gradients of their losses if advantages and "
          "targets are held fixed, and other updates if they are not",
      .statement =
          R"(-\nabla_\theta \big(-\gamma^t \log \pi_\theta(a_t \mid s_t)\, \hat A_t\big)
             = \gamma^t \hat A_t \nabla_\theta \log \pi_\theta(a_t \mid s_t), \qquad
             -\nabla_w \tfrac12 \big(\hat G_t - V_w(s_t)\big)^2 = \hat A_t\, \varphi(s_t))",
      .hypotheses = {finite_mdp, discount_below_one_or_ending, softmax_policy, held_fixed},
      .oracle =
          "the losses at dual numbers, with advantages by their definition and any number for the "
          "value of a logarithm; ∇J as a dual number",
      .shows =
          "The production directions of rollouts and steps, tabular and linear, on every episode "
          "of "
          "at most 3 steps together with the one before it in the enumeration.",
      .instances =
          mdps("finite MDPs with a softmax policy, critics, λ, numbers for logarithms, and "
               "a horizon",
               {Part::policy, Part::direction, Part::values, Part::state_features,
                Part::critic_weights, Part::lambda, Part::action_baseline},
               {.states = 3, .actions = 2, .outcomes = 2, .horizon = 3}),
      .checks =
          {
              part("GAE(λ) with a linear critic", are_gradients_of({})),
              part("GAE(λ) with a tabular critic",
                   follows_the_loss(OfGeneralizedAdvantage{}, any_critic)),
              part("two steps with a linear critic", follows_the_loss(OfTwoSteps{}, linear_critic)),
              part("one step with a linear critic", follows_the_loss(OfOneStep{}, linear_critic)),
              part("one step, its target moving: the residual gradient",
                   follows_the_loss(OfResidualGradient{}, linear_critic, {.holds_targets = false})),
              part("in the mean over ν and π the actor's loss has the gradient −∇J",
                   ascends_in_the_mean(true)),
          },
      .proof =
          {
              step("D log π(a|s) = Dπ(a|s)/π(a|s) is the score along the direction",
                   []<class F>(const MdpPoint<F>& x) {
                     const auto policy = x.policy();
                     const Vector<F> u = x.direction();
                     const auto moving = policy.along(u).probabilities();
                     Matrix<F> scores(x.mdp.states(), x.mdp.actions());
                     for (int s = 0; s < scores.rows(); ++s) {
                       for (int a = 0; a < scores.cols(); ++a) {
                         scores(s, a) = policy.score(s, a).dot(u);
                       }
                     }
                     return equal(derivative_part(moving).cwiseQuotient(value_part(moving)),
                                  scores);
                   }),
              step("−∂/∂w ½(G − V_w(s))² = (G − V_w(s)) φ(s) for any number G",
                   []<class F>(const MdpPoint<F>& x) {
                     const auto critic = linear_critic(x);
                     const F target = x.values()(0);
                     const Vector<F> update =
                         monte_carlo_step(critic.features, critic.weights, 0, target, F{1}) -
                         critic.weights;
                     Vector<F> slope(update.size());
                     for (Eigen::Index j = 0; j < slope.size(); ++j) {
                       const Dual<F> off =
                           Dual<F>{target} - Dual<F>{critic.values()(0), critic.matrix(0, j)};
                       slope(j) = -(off * off / Dual<F>{2}).derivative;
                     }
                     return equal(update, slope);
                   }),
          },
      .falsifiers =
          {
              wrong("the critic's target not held fixed",
                    are_gradients_of({.holds_targets = false}),
                    {"Farama-Foundation/Gymnasium#1494"}),
              wrong("the target of one step not held fixed",
                    follows_the_loss(OfOneStep{}, linear_critic, {.holds_targets = false})),
              wrong("the actor's advantage not held fixed",
                    are_gradients_of({.holds_advantages = false}),
                    {"keras-team/keras-io#194", "astariul/encode-attend-navigate-pytorch#2"}),
              wrong("the distribution not held fixed", ascends_in_the_mean(false)),
              wrong("the actor's loss without its minus",
                    are_gradients_of({.negates_actor = false})),
              wrong("π for log π", are_gradients_of({.takes_logarithms = false})),
              wrong("squares without ½", are_gradients_of({.halves_squares = false})),
              wrong("γᵗ missing from the actor's loss",
                    are_gradients_of({.discounts_actor = false}), {"pytorch/examples#744"}),
              wrong("γᵗ in the critic's loss too", are_gradients_of({.discounts_critic = true})),
              wrong("the value of the next state", are_gradients_of({.values_next_state = true})),
              wrong("the mean over steps for that over episodes",
                    are_gradients_of({.averages_steps = true})),
              wrong("log-probabilities averaged before they multiply the advantage",
                    are_gradients_of({.averages_first = true}),
                    {"Farama-Foundation/Gymnasium#1336"}),
          },
      .needs = {needed(held_fixed,
                       are_gradients_of({.holds_advantages = false, .holds_targets = false}))},
      .sources = {{"sutton2018reinforcement", "Sections 9.3, 11.5 and 13.5"},
                  {"baird1995residual", "the residual gradient algorithm"}},
  };
}

}  // namespace lemmata
