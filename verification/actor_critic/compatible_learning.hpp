#pragma once
/// \file
/// What the production's ways to learn a compatible critic do on average: the regression over
/// rollouts, by every episode there is, and the step towards a target.

#include "algorithms/actor_critic/compatible_critic.hpp"
#include "algorithms/reinforce/reinforce.hpp"
#include "verification/actor_critic/gradient_by_critic.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// G_t as the targets of a regression, and γᵗ as its weights: what unbiased fits are made of.
constexpr auto returns_as_targets = [](const auto& rollout, const auto& discount) {
  return returns_to_go(rollout, discount);
};
constexpr auto powers_as_weights = [](const auto& rollout, const auto& discount) {
  return discount_powers(rollout, discount);
};

/// The mean of the equations of `compatible_regression` over every episode of at most the point's
/// horizon, with targets and weights as functions of a rollout and the discount.
template <class F, class Targets, class Weights>
LinearSystem<F> mean_regression(const MdpPoint<F>& x, Targets targets, Weights weights) {
  const LinearSoftmax<F> policy = x.linear_policy();
  const Eigen::Index d = policy.parameters();
  const Vector<F> mean = expectation(x.mdp, policy.probabilities(), x.horizon, d * (d + 1),
                                     [&](const Trajectory<F>& episode) -> Vector<F> {
                                       const Rollout<F> rollout = rollout_of(episode.steps);
                                       const LinearSystem<F> system = compatible_regression(
                                           policy, rollout, targets(rollout, x.mdp.discount),
                                           weights(rollout, x.mdp.discount));
                                       Vector<F> equations(d * (d + 1));
                                       equations << system.matrix.reshaped(), system.vector;
                                       return equations;
                                     });
  return {mean.head(d * d).reshaped(d, d), mean.tail(d)};
}

/// E[Σ_t γᵗ Q̂(s_t,a_t) g_t] over the same episodes: the direction of an actor that trusts Q̂.
template <class F>
Vector<F> mean_actor_direction(const MdpPoint<F>& x, const Matrix<F>& critic) {
  const LinearSoftmax<F> policy = x.linear_policy();
  return expectation(x.mdp, policy.probabilities(), x.horizon, policy.parameters(),
                     [&](const Trajectory<F>& episode) -> Vector<F> {
                       const Rollout<F> rollout = rollout_of(episode.steps);
                       std::vector<F> weights = discount_powers(rollout, x.mdp.discount);
                       for (std::size_t t = 0; t < weights.size(); ++t) {
                         weights[t] *= critic(rollout.steps[t].state, rollout.steps[t].action);
                       }
                       return mean_weighted_score(policy, rollout, weights);
                     });
}

/// Σ_{t<H} γᵗ Pr(s_t = ·) by powers of P_π.
template <class F>
Vector<F> visits_within_horizon(const MdpPoint<F>& x) {
  const Matrix<F> transitions = policy_transitions(x.mdp, x.pi());
  Vector<F> now = x.mdp.start;
  Vector<F> visits = now;
  for (int t = 1; t < x.horizon; ++t) {
    now = (x.mdp.discount * (transitions.transpose() * now)).eval();
    visits += now;
  }
  return visits;
}

/// Condition of `Check::only`.
inline bool episodes_determine_the_fit(const MdpInstance& instance) {
  if (!has_at_most<100>(instance)) return false;
  const auto x = instance.in<Modular>();
  return has_independent_scores(x, visits_within_horizon(x));
}

/// The predicate: solved, the mean equations of the production's regression give a critic with
/// which the mean of the actor's direction is ∇J_H.
template <class Targets, class Weights>
Check regression_gives_the_gradient(Targets targets, Weights weights) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const LinearSoftmax<F> policy = x.linear_policy();
           const Vector<F> w = mean_regression(x, targets, weights).solution();
           return equal(
               mean_actor_direction(x, compatible_values(policy, w)),
               horizon_performance_derivatives(x.mdp, policy, identity_matrix<F>(2), x.horizon));
         })
      .only(where_scores_are_independent, episodes_determine_the_fit);
}

/// The predicate: targets made of the point, a rollout and its returns to go have the mean
/// equations of the returns themselves.
template <class Targets>
Check has_the_equations_of_returns(Targets targets) {
  return enumerated_identity([targets]<class F>(const MdpPoint<F>& x) {
           const LinearSystem<F> with_returns =
               mean_regression(x, returns_as_targets, powers_as_weights);
           const LinearSystem<F> with_targets = mean_regression(
               x,
               [&](const Rollout<F>& rollout, const F& discount) {
                 return targets(x, rollout, returns_to_go(rollout, discount));
               },
               powers_as_weights);
           return equal(with_targets.vector, with_returns.vector);
         })
      .only("at most 100 states", has_at_most<100>);
}

/// G_t less a function of the point and of step t.
template <class Baseline>
auto less(Baseline baseline) {
  return
      [baseline]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout, std::vector<F> returns) {
        for (std::size_t t = 0; t < returns.size(); ++t)
          returns[t] -= baseline(x, rollout.steps[t]);
        return returns;
      };
}

/// Σν Σπ (Q^π − Q_w)².
template <class F>
F squared_error(const MdpPoint<F>& x, const Vector<F>& w) {
  const Matrix<F> residuals = true_action_values(x) - compatible_values(x.linear_policy(), w);
  return weighted_square(visited_pairs(x), by_pairs(residuals));
}

/// Σν Σπ of what the production step with target q(s,a) adds to w.
template <class F>
Vector<F> mean_of_steps(const MdpPoint<F>& x, const Vector<F>& w, const Matrix<F>& q,
                        const F& step_size) {
  const LinearSoftmax<F> policy = x.linear_policy();
  const Vector<F> weights = visited_pairs(x);
  Vector<F> sum = Vector<F>::Constant(w.size(), F{0});
  for (int s = 0; s < q.rows(); ++s) {
    for (int a = 0; a < q.cols(); ++a) {
      const Vector<F> moved = compatible_step(policy, w, s, a, q(s, a), step_size);
      sum += weights(s * q.cols() + a) * (moved - w);
    }
  }
  return sum;
}

/// The production's steps have the mean −(β/2)∇E(w) at any w, by differences along the axes, which
/// are exact for a quadratic E.
inline Check steps_descend_the_error() {
  return identity([]<class F>(const MdpPoint<F>& x) {
           const F step_size = F{3} / F{8};
           const Vector<F> w = x.critic_weights();
           const Matrix<F> axes = identity_matrix<F>(2);
           Vector<F> descent(2);
           for (int i = 0; i < 2; ++i) {
             const F rise = squared_error(x, Vector<F>(w + axes.col(i))) -
                            squared_error(x, Vector<F>(w - axes.col(i)));
             descent(i) = -step_size / F{4} * rise;
           }
           return equal(mean_of_steps(x, w, true_action_values(x), step_size), descent);
         })
      .only("at most 100 states", has_at_most<100>);
}

}  // namespace lemmata
