#pragma once
/// \file
/// What a compatible fit is easily made of by mistake: other features, other weights of the pairs,
/// other targets; each a function of the point.

#include "verification/actor_critic/gradient_by_critic.hpp"

namespace lemmata {

/// w(s)π(a|s) for weights of states.
template <class Weights>
auto on_policy(Weights weights) {
  return [weights](const auto& x) { return pair_weights(weights(x), x.pi()); };
}

constexpr auto stationary_states = [](const auto& x) { return Average::weights(x); };
constexpr auto all_states_alike = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>(Vector<F>::Constant(x.mdp.states(), F{1}));
};
constexpr auto any_states = [](const auto& x) { return x.state_weights(); };

/// (1 − γ)ν(s).
template <class F>
Vector<F> visitation_share(const MdpPoint<F>& x) {
  return Discounted::weights(x) * F(F{1} - x.mdp.discount);
}

/// ν(s) for every action alike.
constexpr auto actions_alike = [](const auto& x) {
  return by_pairs(at_every_action(Discounted::weights(x), x.mdp.actions()));
};

constexpr auto features_not_centred = [](const auto& x) { return raw_features(x); };
/// φ(s,a) less its mean over the actions, all weighed alike.
constexpr auto features_centred_alike = []<class F>(const MdpPoint<F>& x) {
  Matrix<F> result = raw_features(x);
  const int actions = x.mdp.actions();
  for (int s = 0; s < x.mdp.states(); ++s) {
    auto rows = result.middleRows(s * actions, actions);
    const Matrix<F> mean = rows.colwise().sum() / F{actions};
    rows -= mean.replicate(actions, 1);
  }
  return result;
};

constexpr auto any_feature = []<class F>(const MdpPoint<F>& x) {
  return Matrix<F>(by_pairs(x.action_baseline()));
};

/// The scores of the next action, cyclically.
constexpr auto scores_of_the_next_action = []<class F>(const MdpPoint<F>& x) {
  const LinearSoftmax<F> policy = x.linear_policy();
  const int actions = x.mdp.actions();
  Matrix<F> result = scores(x);
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < actions; ++a) {
      result.row(s * actions + a) = policy.score(s, (a + 1) % actions).transpose();
    }
  }
  return result;
};

/// r + PV^π.
constexpr auto action_values_without_discount = []<class F>(const MdpPoint<F>& x) {
  FiniteMdp<F> undiscounted = x.mdp;
  undiscounted.discount = F{1};
  return action_values(undiscounted, policy_values(x.mdp, x.pi()));
};

/// V^π(s) for every action.
constexpr auto state_values = [](const auto& x) {
  return at_every_action(policy_values(x.mdp, x.pi()), x.mdp.actions());
};

}  // namespace lemmata
