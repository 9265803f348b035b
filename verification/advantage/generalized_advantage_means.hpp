#pragma once
/// \file
/// Means of generalized advantages given the state and the action, and of the gradient estimates
/// made of them: over every episode where episodes end, and elsewhere by the recursion
///
///   M(s,a) = E[δ_t | s,a] + γλ Σ_s' P(s'|s,a) Σ_b π(b|s') M(s',b),
///
/// whose only solution the mean is for γλ < 1, or where every episode ends.

#include <rapidcheck.h>

#include "theory/fields/linear_solve.hpp"
#include "verification/advantage/conditional_means.hpp"
#include "verification/engine/draw.hpp"
#include "verification/engine/theorem.hpp"
#include "verification/policy_gradient/episode_estimators.hpp"

namespace lemmata {

/// MDPs of every kind and, as often, such in which every episode ends within the horizon.
inline InstanceSpace mdps_of_which_half_end(std::string name, std::vector<Part> parts,
                                            LargestShape largest) {
  const InstanceSpace any = mdps(name, parts, largest);
  const InstanceSpace ending = mdps_that_end(name, parts, largest);
  return {std::move(name), rc::gen::oneOf(any.small, ending.small),
          [=](const rc::Random& shape, const rc::Random& numbers) {
            rc::Random coin = shape;
            const InstanceSpace& chosen = Draw{coin.split()}.one_in(2) ? any : ending;
            return chosen.uniform(shape, numbers);
          },
          any.on};
}

/// Whether every episode ends within the horizon: each step leads to a later state or ends.
inline bool every_episode_ends(const MdpInstance& x) {
  for (int s = 0; s < x.table.states(); ++s) {
    for (const auto& outcomes : x.table.outcomes[static_cast<std::size_t>(s)]) {
      for (const WeightedOutcome& outcome : outcomes) {
        if (!outcome.terminal && outcome.next_state <= s) return false;
      }
    }
  }
  return x.horizon >= x.table.states();
}

/// The check where it can enumerate complete episodes.
inline Check over_complete_episodes(Check check) {
  return std::move(check).only("every episode ends within the horizon", every_episode_ends);
}

/// The check of cut episodes, started in every state by itself.
inline Check over_cut_episodes(Check check) {
  return std::move(check).only("at most 16 states, each enumerated by itself",
                               [](const MdpInstance& x) { return x.table.states() <= 16; });
}

/// Σ_a π(a|s) m(s,a), S entries.
template <class F>
Vector<F> policy_mean(const Policy<F>& pi, const Matrix<F>& of_actions) {
  return of_actions.cwiseProduct(pi).rowwise().sum();
}

/// v(s) for every action, S × A.
template <class F>
Matrix<F> for_every_action(const MdpPoint<F>& x, const Vector<F>& values) {
  return values.replicate(1, x.mdp.actions());
}

/// (I − γλP_π)⁻¹ v.
template <class F>
Vector<F> decayed_sum(const MdpPoint<F>& x, const F& lambda, const Vector<F>& values) {
  const Matrix<F> decayed = policy_transitions(x.mdp, x.pi()) * F(x.mdp.discount * lambda);
  return solve<F>(identity_matrix<F>(x.mdp.states()) - decayed, values);
}

/// Â_0 of the production, as a subject.
constexpr auto production_advantage = []<class F>(const ValuedRollout<F>& rollout,
                                                  const F& discount, const F& lambda) {
  return generalized_advantages(rollout, discount, lambda)[0];
};

/// The rollout twice, one episode after the other.
template <class F>
ValuedRollout<F> twice(ValuedRollout<F> rollout) {
  const auto repeat = [](auto& entries) {
    const auto once = entries;
    entries.insert(entries.end(), once.begin(), once.end());
  };
  repeat(rollout.rewards), repeat(rollout.values), repeat(rollout.next_values);
  repeat(rollout.terminated), repeat(rollout.truncated);
  return rollout;
}

/// E[Â_t | s_t = s, a_t = a] of a subject over the episodes of the point's horizon, S × A. Another
/// episode follows each, as in training: nothing of it may enter the estimate.
template <class Subject, class F>
Matrix<F> enumerated_mean(Subject subject, const MdpPoint<F>& x, const Vector<F>& values,
                          const F& lambda) {
  return mean_given_first_action(x, values, x.horizon, [&](const ValuedRollout<F>& rollout) {
    return F(subject(twice(rollout), x.mdp.discount, lambda));
  });
}

/// The predicate: over every episode of the horizon a subject has the claimed mean, which a lambda
/// gives, S × A, for the values and the λ that two more choose.
template <class Subject, class ValuesOf, class LambdaOf, class Claimed>
Check has_mean(Subject subject, ValuesOf values_of, LambdaOf lambda_of, Claimed claimed) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> values = values_of(x);
    const F lambda = lambda_of(x);
    return equal(enumerated_mean(subject, x, values, lambda), claimed(x, values, lambda));
  });
}

/// The predicate: the claimed mean solves the recursion, on any MDP.
template <class ValuesOf, class LambdaOf, class Claimed>
Check solves_recursion(ValuesOf values_of, LambdaOf lambda_of, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> values = values_of(x);
    const F lambda = lambda_of(x);
    const Matrix<F> mean = claimed(x, values, lambda);
    const Matrix<F> td_error = action_values(x.mdp, values) - for_every_action(x, values);
    const Matrix<F> later = successor_means(x.mdp, policy_mean(x.pi(), mean));
    return equal(mean, Matrix<F>(td_error + F(x.mdp.discount * lambda) * later));
  });
}

/// The mean on any MDP, from expected TD errors: E[δ|s,a] + γλ P_a (I − γλP_π)⁻¹ E_π[δ].
template <class F>
Matrix<F> expected_mean(const MdpPoint<F>& x, const Vector<F>& values, const F& lambda) {
  const Matrix<F> td_error = action_values(x.mdp, values) - for_every_action(x, values);
  const Vector<F> later = decayed_sum(x, lambda, policy_mean(x.pi(), td_error));
  return td_error + F(x.mdp.discount * lambda) * successor_means(x.mdp, later);
}

/// E[Σ_t wᵗ Â_t ∇log π(a_t|s_t)] of the production over the episodes of the horizon, where w is
/// what the steps are weighed with: γ for the gradient of J, 1 for what many programs use.
template <class F>
Vector<F> enumerated_gradient(const MdpPoint<F>& x, const Vector<F>& values, const F& lambda,
                              const F& weight) {
  return mean_estimate(
      x, [&](const MdpPoint<F>&, const TabularSoftmax<F>& policy, const Rollout<F>& rollout) {
        std::vector<F> weights =
            generalized_advantages(valued(rollout, values), x.mdp.discount, lambda);
        const std::vector<F> powers = discount_powers(rollout, weight);
        for (std::size_t t = 0; t < weights.size(); ++t) weights[t] *= powers[t];
        return mean_weighted_score(policy, rollout, weights);
      });
}

/// Σ_s ν(s) Σ_a ∇π(a|s) M(s,a) with `expected_mean`.
template <class F>
Vector<F> expected_gradient(const MdpPoint<F>& x, const Vector<F>& values, const F& lambda) {
  return weighted_score_sum(x.policy(), visitation(x.mdp, x.pi()),
                            expected_mean(x, values, lambda));
}

/// The predicates: E[Σ_t γᵗ Â_t ∇log π(a_t|s_t)], over complete episodes and on any MDP, is what a
/// lambda gives along the point's directions.
template <class ValuesOf, class LambdaOf, class Claimed>
Check has_enumerated_gradient(ValuesOf values_of, LambdaOf lambda_of, Claimed claimed) {
  return over_complete_episodes(enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const Vector<F> mean = enumerated_gradient(x, values_of(x), lambda_of(x), x.mdp.discount);
    return equal(Vector<F>(x.directions().transpose() * mean), claimed(x));
  }));
}
template <class ValuesOf, class LambdaOf, class Claimed>
Check has_expected_gradient(ValuesOf values_of, LambdaOf lambda_of, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
           const Vector<F> mean = expected_gradient(x, values_of(x), lambda_of(x));
           return equal(Vector<F>(x.directions().transpose() * mean), claimed(x));
         })
      .only("gradients are taken up to 64 states",
            [](const MdpInstance& x) { return x.table.states() <= 64; });
}

constexpr auto own_values = [](const auto& x) { return x.values(); };
constexpr auto true_values = [](const auto& x) { return policy_values(x.mdp, x.pi()); };
constexpr auto own_lambda = [](const auto& x) { return x.lambda(); };
constexpr auto lambda_one = []<class F>(const MdpPoint<F>&) { return F{1}; };

/// A^π, as a claimed mean.
constexpr auto true_advantage = []<class F>(const MdpPoint<F>& x, const Vector<F>&, const F&) {
  return advantages(x.mdp, x.pi());
};

}  // namespace lemmata
