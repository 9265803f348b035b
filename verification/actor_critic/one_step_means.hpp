#pragma once
/// \file
/// Means of the directions of single steps: states from the discounted visitation, or from the
/// stationary distribution of the chain that restarts at every end.

#include "theory/policies/average_reward_gradient.hpp"
#include "verification/actor_critic/mean_directions.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// The production, discounted and for the average reward.
constexpr auto of_step = [](const auto& policy, const auto& features, const auto& weights,
                            const auto& step, const auto& discount) {
  return one_step_directions(policy, features, weights, step, discount);
};
constexpr auto of_chain_step = [](const auto& policy, const auto& features, const auto& weights,
                                  const auto& gain, const auto& step, int next) {
  return directions_of_error(policy, features, step,
                             differential_td_error(features, weights, gain, step, next));
};
/// The production at a changed step or discount.
template <class Change>
auto of_changed(Change change) {
  return [change](const auto& policy, const auto& features, const auto& weights, auto step,
                  auto discount) {
    change(step, discount);
    return one_step_directions(policy, features, weights, step, discount);
  };
}
/// The production with another error than δ, a function of δ and the step.
template <class ErrorOf>
auto of_error(ErrorOf error_of) {
  return [error_of]<class F>(const auto& policy, const auto& features, const Vector<F>& weights,
                             const Step<F>& step, const F& discount) {
    const F delta = td_error(features, weights, step, discount);
    return directions_of_error(policy, features, step, F(error_of(delta, step)));
  };
}
/// The production's actor with a critic that moves the value of the next state.
constexpr auto crediting_the_next_state = [](const auto& policy, const auto& features,
                                             const auto& weights, const auto& step,
                                             const auto& discount) {
  auto result = one_step_directions(policy, features, weights, step, discount);
  result.critic.setZero();
  features.add(result.critic, td_error(features, weights, step, discount), step.next_state);
  return result;
};
/// An actor that sees the critic's weights after its step.
constexpr auto critic_updated_first = []<class F>(const auto& policy, const auto& features,
                                                  const Vector<F>& weights, const Step<F>& step,
                                                  const F& discount) {
  const Vector<F> after = td_step(features, weights, step, discount, F(F{1} / F{2}));
  auto result = of_step(policy, features, weights, step, discount);
  result.actor = of_step(policy, features, after, step, discount).actor;
  return result;
};
/// The average reward without its gain, and with nothing after an end.
constexpr auto without_gain = [](const auto& policy, const auto& features, const auto& weights,
                                 const auto& gain, const auto& step, int next) {
  return of_chain_step(policy, features, weights, gain - gain, step, next);
};
constexpr auto ending_at_ends = [](const auto& policy, const auto& features, const auto& weights,
                                   const auto& gain, const auto& step, int next) {
  auto error = differential_td_error(features, weights, gain, step, next);
  if (step.terminal) error -= features.value(weights, next);
  return directions_of_error(policy, features, step, error);
};
/// The TD error, and what it is in the mean: γP_a e and TV − V.
struct TdErrorCase {
  template <class F>
  MeanAdvantage<F> mean(const MdpPoint<F>& x, const Vector<F>& values) const {
    const Policy<F> pi = x.pi();
    const Vector<F> error = error_of(x, values);
    return {x.mdp.discount * successor_means(x.mdp, error), bellman(x.mdp, pi, values) - values};
  }
};

/// A claimed bias: multiples of the estimate's own and of the TD error's.
struct ClaimedBias {
  int own = 1;
  int of_td_error = 0;
};
inline constexpr ClaimedBias its_bias{};
inline constexpr ClaimedBias no_bias{.own = 0};

/// What an estimate is in the mean, with a claimed bias.
template <class F, class Estimate>
MeanAdvantage<F> mean_with_bias(const MdpPoint<F>& x, const Vector<F>& values,
                                const Estimate& estimate, const ClaimedBias& claimed) {
  MeanAdvantage<F> result = estimate.mean(x, values);
  const Matrix<F> of_td_error = TdErrorCase{}.mean(x, values).bias;
  result.bias = F(claimed.own) * result.bias + F(claimed.of_td_error) * of_td_error;
  return result;
}

constexpr auto discounted_visits = []<class F>(const MdpPoint<F>& x) {
  return visitation(x.mdp, x.pi());
};

/// The predicate: over steps from states weighted so, a subject's directions have the mean that is
/// claimed of steps from ν.
template <class Subject, class CriticOf, class Weights>
Check has_mean_over_steps(Subject subject, CriticOf critic_of, ClaimedBias bias, Weights weights) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto policy = x.policy();
           const auto critic = critic_of(x);
           const Vector<F> mean = sum_over_steps(x, weights(x), [&](const Step<F>& step) {
             return together(
                 subject(policy, critic.features, critic.weights, step, x.mdp.discount));
           });
           const MeanAdvantage<F> claimed = mean_with_bias(x, critic.values(), TdErrorCase{}, bias);
           return equal(
               seen(x, mean),
               claimed_directions(x, critic, claimed, visitation(x.mdp, policy.probabilities())));
         })
      .only(for_quick_solves, has_at_most<64>);
}

constexpr auto restarted_visits = []<class F>(const MdpPoint<F>& x) {
  return stationary_distribution(x.mdp, x.pi());
};

/// h, for a critic of one weight a state.
constexpr auto bias_critic = [](const auto& x) {
  return tabular_critic(gain_and_bias(x.mdp, x.pi()).bias);
};

/// (P_a v)(s) in the chain that restarts from μ at every end, S × A.
template <class F>
Matrix<F> restarted_successor_values(const FiniteMdp<F>& mdp, const Vector<F>& values) {
  const Vector<F> ones = Vector<F>::Constant(mdp.states(), F{1});
  const Matrix<F> ends =
      Matrix<F>::Constant(mdp.states(), mdp.actions(), F{1}) - successor_means(mdp, ones);
  return successor_means(mdp, values) + mdp.start.dot(values) * ends;
}

/// ∂η/∂u + Σ ρ Σ_a ∂π(a|s)/∂u (P_a (V − h))(s), then Φᵀ D_ρ (r_π − η̂ + PV − V).
template <class F, class Features>
Vector<F> claimed_average_directions(const MdpPoint<F>& x, const CriticCase<F, Features>& critic,
                                     const F& gain) {
  const Policy<F> pi = x.pi();
  const Vector<F> values = critic.values();
  const Vector<F> error = values - gain_and_bias(x.mdp, pi).bias;
  const Vector<F> rho = stationary_distribution(x.mdp, pi);
  const Vector<F> actor = average_reward_derivatives(x.mdp, x.policy(), x.directions()) +
                          derivative_of_mean(x, rho, restarted_successor_values(x.mdp, error));
  const Vector<F> change = policy_rewards(x.mdp, pi) + restarting_transitions(x.mdp, pi) * values -
                           values - Vector<F>::Constant(values.size(), gain);
  const Vector<F> at_states = rho.cwiseProduct(change);
  const Vector<F> for_critic = critic.matrix.transpose() * at_states;
  return together(actor, for_critic);
}

/// The mean of f(step, next state) where an end is followed by a state from μ.
template <class F, class TermOf>
Vector<F> sum_over_chain_steps(const MdpPoint<F>& x, const Vector<F>& state_weights,
                               TermOf term_of) {
  return sum_over_steps(x, state_weights, [&](const Step<F>& step) {
    if (!step.terminal) return Vector<F>(term_of(step, step.next_state));
    Vector<F> result = x.mdp.start(0) * term_of(step, 0);
    for (int s = 1; s < x.mdp.states(); ++s) result += x.mdp.start(s) * term_of(step, s);
    return result;
  });
}

/// The predicate: in that chain a subject's directions, with the gain off by a constant, have the
/// mean that is claimed under ρ.
template <class Subject, class CriticOf, class Weights>
Check has_average_mean(Subject subject, CriticOf critic_of, Weights weights, int gain_error = 0) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto policy = x.policy();
           const auto critic = critic_of(x);
           const F gain = average_reward(x.mdp, policy.probabilities()) + F(gain_error);
           const Vector<F> mean =
               sum_over_chain_steps(x, weights(x), [&](const Step<F>& step, int next) {
                 return together(
                     subject(policy, critic.features, critic.weights, gain, step, next));
               });
           return equal(seen(x, mean), claimed_average_directions(x, critic, gain));
         })
      .only("needs one recurrent class, and at most 64 states for speed",
            [](const MdpInstance& x) { return has_at_most<64>(x) && has_one_recurrent_class(x); });
}

}  // namespace lemmata
