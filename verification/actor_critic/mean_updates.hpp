#pragma once
/// \file
/// The means of one update of a compatible critic and of its actor, over every state, action and
/// outcome, with the true values in the TD error.

#include "algorithms/actor_critic/actor_critic.hpp"
#include "algorithms/actor_critic/compatible_critic.hpp"
#include "theory/actor_critic/compatible_fit.hpp"
#include "theory/policies/average_reward_gradient.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata::compatible_means {

/// The step size in the means.
template <class F>
F mean_step() {
  return F{1} / F{8};
}

/// The production critic, as a subject: u after one update towards δ.
inline constexpr auto production_critic = []<class F>(const TabularSoftmax<F>& policy,
                                                      const Vector<F>& u, int state, int action,
                                                      const F& error) {
  return compatible_step(policy, u, state, action, error, mean_step<F>());
};

/// Wrong ones.
struct WrongCritic {
  enum { negative_error, score_of_another_action, prediction_forgotten } mistake;

  template <class F>
  Vector<F> operator()(const TabularSoftmax<F>& policy, const Vector<F>& u, int state, int action,
                       const F& error) const {
    if (mistake == negative_error) return production_critic(policy, u, state, action, F(-error));
    if (mistake == prediction_forgotten) {
      return u + (mean_step<F>() * error) * policy.score(state, action);
    }
    const auto actions = static_cast<int>(policy.probabilities().cols());
    return production_critic(policy, u, state, (action + 1) % actions, error);
  }
};

/// d = (1 − γ)ν.
inline constexpr auto visits = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>((F{1} - x.mdp.discount) * visitation(x.mdp, x.pi()));
};

/// Where the chain is in the long run without restarts but those after an end.
inline constexpr auto long_run_shares = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>(stationary_distribution(x.mdp, x.pi()));
};

/// The production δ under given values, and wrong ones.
inline constexpr auto production_error = []<class F>(const MdpPoint<F>& x, const Vector<F>& values,
                                                     const Step<F>& step) {
  return td_error(TabularFeatures{x.mdp.states()}, values, step, x.mdp.discount);
};
inline constexpr auto undiscounted_error =
    []<class F>(const MdpPoint<F>& x, const Vector<F>& values, const Step<F>& step) {
      return td_error(TabularFeatures{x.mdp.states()}, values, step, F{1});
    };
inline constexpr auto error_through_ends =
    []<class F>(const MdpPoint<F>& x, const Vector<F>& values, const Step<F>& step) {
      return F(step.reward + x.mdp.discount * values(step.next_state) - values(step.state));
    };

/// E[u + update] − u over s ~ d, a ~ π and the outcome, where `next_weights` sees (s, a, outcome).
template <class F, class NextWeights>
Vector<F> mean_change(const MdpPoint<F>& x, const Vector<F>& distribution, const Vector<F>& u,
                      NextWeights next_weights) {
  const Policy<F> pi = x.pi();
  Vector<F> result = Vector<F>::Constant(u.size(), F{0});
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      for (const Outcome<F>& outcome : x.mdp.outcomes(s, a)) {
        const Step<F> step{s, a, outcome.reward, outcome.next_state, outcome.terminal};
        const Vector<F> change = next_weights(step) - u;
        result += (distribution(s) * pi(s, a) * outcome.probability) * change;
      }
    }
  }
  return result;
}

/// β(∇ − Fu), where (Fu)(s,b) = d(s)π(b|s)(u(s,b) − Σ_c π(c|s)u(s,c)) for the tabular softmax.
template <class F>
Vector<F> towards_the_fit(const MdpPoint<F>& x, const Vector<F>& distribution, const Vector<F>& u,
                          const Vector<F>& gradient) {
  const Policy<F> pi = x.pi();
  Vector<F> result = gradient;
  for (int s = 0; s < pi.rows(); ++s) {
    F mean{0};
    for (int a = 0; a < pi.cols(); ++a) mean += pi(s, a) * u(x.policy().index(s, a));
    for (int a = 0; a < pi.cols(); ++a) {
      const auto i = x.policy().index(s, a);
      result(i) -= distribution(s) * pi(s, a) * (u(i) - mean);
    }
  }
  return mean_step<F>() * result;
}

template <class F>
Matrix<F> every_coordinate(const MdpPoint<F>& x) {
  return identity_matrix<F>(x.mdp.states() * x.mdp.actions());
}

/// Condition for `Check::only`: every coordinate of the gradient as a dual number.
inline bool few_preferences(const MdpInstance& x) {
  return x.table.states() * x.table.actions() <= 16;
}

/// (1 − γ)∇J by dual numbers.
template <class F>
Vector<F> restarted_gradient(const MdpPoint<F>& x) {
  const Vector<F> all = performance_derivatives(x.mdp, x.policy(), every_coordinate(x));
  return (F{1} - x.mdp.discount) * all;
}

/// The predicate: E[Δu] = β((1 − γ)∇J − F_d u) for d = (1 − γ)ν, where the states come from
/// `distribution` and δ from `error` under V^π.
template <class Critic, class Distribution = decltype(visits),
          class Error = decltype(production_error)>
Check critic_moves(Critic critic, Distribution distribution = visits,
                   Error error = production_error) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const Vector<F> values = policy_values(x.mdp, x.pi());
           const Vector<F> u = x.direction();
           const auto policy = x.policy();
           const auto next = [&](const Step<F>& step) -> Vector<F> {
             return critic(policy, u, step.state, step.action, F(error(x, values, step)));
           };
           return equal(mean_change(x, Vector<F>(distribution(x)), u, next),
                        towards_the_fit(x, Vector<F>(visits(x)), u, restarted_gradient(x)));
         })
      .only("at most 16 preferences", few_preferences);
}

/// The predicate for the average reward, under the stationary distribution, with gain and bias in
/// the place of the critic's values.
template <class Critic>
Check critic_moves_on_average_reward(Critic critic) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const GainAndBias<F> evaluation = gain_and_bias(x.mdp, x.pi());
           const Vector<F> u = x.direction();
           const auto policy = x.policy();
           const auto next = [&](const Step<F>& step) -> Vector<F> {
             const F error = differential_td_error(TabularFeatures{x.mdp.states()}, evaluation.bias,
                                                   evaluation.gain, step, step.next_state);
             return critic(policy, u, step.state, step.action, error);
           };
           const Vector<F> shares = stationary_distribution(x.mdp, x.pi());
           const Vector<F> gradient =
               average_reward_derivatives(x.mdp, policy, every_coordinate(x));
           return equal(mean_change(x, shares, u, next), towards_the_fit(x, shares, u, gradient));
         })
      .only("nothing ends, one recurrent class, at most 16 preferences", [](const MdpInstance& x) {
        return few_preferences(x) && never_ends(x) && has_one_recurrent_class(x);
      });
}

/// A^π as weights of the scores of a tabular softmax: wᵀg(s,a) = A^π(s,a).
inline constexpr auto best_fit = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>(Matrix<F>(advantages(x.mdp, x.pi()).transpose()).reshaped());
};

/// Q_w of the best fit, S × A.
inline constexpr auto best_fit_values = []<class F>(const MdpPoint<F>& x) {
  return compatible_values(x.policy(), best_fit(x));
};

/// The best fit with one weight an action, the same in all states: features that are no scores.
inline constexpr auto fit_by_action = []<class F>(const MdpPoint<F>& x) {
  const Matrix<F> advantage = advantages(x.mdp, x.pi());
  const Matrix<F> shares = visits(x).asDiagonal() * x.pi();
  Matrix<F> result(advantage.rows(), advantage.cols());
  for (int a = 0; a < result.cols(); ++a) {
    const F weighted = shares.col(a).dot(advantage.col(a));
    result.col(a).setConstant(weighted / shares.col(a).sum());
  }
  return result;
};

/// The predicate: E[Q_w(s,a)g(s,a)] = (1 − γ)∇J, which is what the actor moves by.
template <class Fit, class Distribution>
Check actor_ascends(Fit fit, Distribution distribution) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
           return equal(
               weighted_score_sum(x.policy(), Vector<F>(distribution(x)), Matrix<F>(fit(x))),
               restarted_gradient(x));
         })
      .only("at most 16 preferences", few_preferences);
}

}  // namespace lemmata::compatible_means
