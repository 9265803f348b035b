#pragma once
/// \file
/// Means of the directions of rollouts that are cut after H steps, actor and critic. With h = H − t
/// steps to go the mean of an estimate is, by dynamic programming over h,
///
///   GAE(λ):   A_h(s,a) = δ(s,a) + γλ (P_a c_{h−1})(s),   c_h(s) = Σ_a π(a|s) A_h(s,a),  c_0 = 0,
///   n steps:  A_h(s,a) = r + γP_a v − V,   v = Tᵐ⁻¹V,  m = min(n, h),
///
/// and an actor moves by Σ_t γᵗ Σ_s Pr(s_t = s) Σ_a ∇π A_h, a critic by Φᵀ Σ_t Pr(s_t = ·) c_h.

#include "verification/actor_critic/rollout_means.hpp"

namespace lemmata::cut_rollouts {

/// E[Â_t | s_t, a_t] where h steps are left, for h = 1 … H, S × A each.
template <class F>
std::vector<Matrix<F>> mean_estimates(const MdpPoint<F>& x, const Vector<F>& values,
                                      const GeneralizedAdvantage<F>& estimator) {
  const Policy<F> pi = x.pi();
  const Matrix<F> error =
      action_values(x.mdp, values) - Matrix<F>(values.replicate(1, x.mdp.actions()));
  std::vector<Matrix<F>> result{error};
  for (int h = 2; h <= x.horizon; ++h) {
    const Vector<F> later = pi.cwiseProduct(result.back()).rowwise().sum();
    const F decay = x.mdp.discount * estimator.lambda;
    result.push_back(error + decay * successor_means(x.mdp, later));
  }
  return result;
}
template <class F>
std::vector<Matrix<F>> mean_estimates(const MdpPoint<F>& x, const Vector<F>& values,
                                      const NStepAdvantage& estimator) {
  const Policy<F> pi = x.pi();
  const Matrix<F> now = values.replicate(1, x.mdp.actions());
  std::vector<Matrix<F>> result;
  Vector<F> ahead = values;
  for (int h = 1; h <= x.horizon; ++h) {
    result.push_back(action_values(x.mdp, ahead) - now);
    if (h < estimator.n) ahead = bellman(x.mdp, pi, ahead);
  }
  return result;
}

/// What the directions are in the mean; the actor's along every direction of the point.
template <class F, class Features>
Vector<F> claimed(const MdpPoint<F>& x, const CriticCase<F, Features>& critic,
                  const std::vector<Matrix<F>>& estimates) {
  const Policy<F> pi = x.pi();
  const Matrix<F> transitions = policy_transitions(x.mdp, pi);
  Vector<F> there = x.mdp.start;
  Vector<F> actor = Vector<F>::Constant(x.directions().cols(), F{0});
  Vector<F> at_states = Vector<F>::Constant(x.mdp.states(), F{0});
  F power{1};
  for (std::size_t h = estimates.size(); h-- > 0;) {
    const Vector<F> discounted = power * there;
    actor += derivative_of_mean(x, discounted, estimates[h]);
    const Vector<F> change = pi.cwiseProduct(estimates[h]).rowwise().sum();
    at_states += there.cwiseProduct(change);
    there = (transitions.transpose() * there).eval();
    power *= x.mdp.discount;
  }
  const Vector<F> for_critic = critic.matrix.transpose() * at_states;
  return together(actor, for_critic);
}

/// GAE with the point's λ; and two steps, of up to three.
constexpr auto generalized = []<class F>(const MdpPoint<F>& x) {
  return GeneralizedAdvantage<F>{x.lambda()};
};
constexpr auto two_steps = [](const auto&) { return NStepAdvantage{2}; };

/// The predicate: over all rollouts of an episode that is cut after the point's horizon, a
/// subject's directions have that mean.
template <class Subject, class CriticOf, class Estimator>
Check has_mean_when_cut(Subject subject, CriticOf critic_of, Estimator estimator_of) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto policy = x.policy();
           const auto critic = critic_of(x);
           const auto advantage = estimator_of(x);
           const Vector<F> mean = expectation(
               x.mdp, policy.probabilities(), x.horizon,
               policy.parameters() + critic.weights.size(),
               [&](const Trajectory<F>& episode) -> Vector<F> {
                 return together(subject(policy, critic.features, critic.weights,
                                         rollout_of(episode.steps), x.mdp.discount, advantage));
               });
           return equal(seen(x, mean),
                        claimed(x, critic, mean_estimates(x, critic.values(), advantage)));
         })
      .only(for_quick_solves, has_at_most<64>);
}

/// The production with a critic that weighs the features of step t with a function of the rollout,
/// its estimates and γ.
template <class WeightsOf>
auto with_critic_weights(WeightsOf weights_of) {
  return
      [weights_of]<class F>(const auto& policy, const auto& features, const Vector<F>& weights,
                            const Rollout<F>& rollout, const F& discount, const auto& advantage) {
        auto result = rollout_directions(policy, features, weights, rollout, discount, advantage);
        const std::vector<F> of_step = weights_of(
            rollout, advantage(valued(rollout, features.values(weights)), discount), discount);
        result.critic.setConstant(F{0});
        for (std::size_t t = 0; t < rollout.size(); ++t) {
          features.add(result.critic, of_step[t], rollout.steps[t].state);
        }
        result.critic /= F(rollout.episodes());
        return result;
      };
}

/// γᵗ in the critic's part too.
constexpr auto discounted_critic = []<class F>(const Rollout<F>& rollout, std::vector<F> estimates,
                                               const F& discount) {
  const auto powers = discount_powers(rollout, discount);
  for (std::size_t t = 0; t < estimates.size(); ++t) estimates[t] *= powers[t];
  return estimates;
};
/// The critic learns nothing at the last step.
constexpr auto without_the_last = []<class F>(const Rollout<F>&, std::vector<F> estimates,
                                              const F&) {
  estimates.back() = F{0};
  return estimates;
};
/// The mean over the steps for their sum.
constexpr auto averaged_over_steps = []<class F>(const Rollout<F>&, std::vector<F> estimates,
                                                 const F&) {
  const F steps(static_cast<int>(estimates.size()));
  for (F& estimate : estimates) estimate /= steps;
  return estimates;
};
/// The opposite sign.
constexpr auto opposite_critic = []<class F>(const Rollout<F>&, std::vector<F> estimates,
                                             const F&) {
  for (F& estimate : estimates) estimate = -estimate;
  return estimates;
};

/// The production of a rollout whose cut is taken for an end.
constexpr auto cut_as_end = [](const auto& policy, const auto& features, const auto& weights,
                               auto rollout, const auto& discount, const auto& advantage) {
  rollout.steps.back().terminal = true;
  return of_rollout(policy, features, weights, rollout, discount, advantage);
};

}  // namespace lemmata::cut_rollouts
