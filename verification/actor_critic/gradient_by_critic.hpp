#pragma once
/// \file
/// The predicate of the theorems on critics of state and action: put in the place of Q^π, a critic
/// gives the gradient of an objective, of the discounted return or of the average reward.

#include "theory/policies/average_reward_gradient.hpp"
#include "verification/actor_critic/critic_fits.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// The discounted objective: its weights of states, its action values, its gradient by dual
/// numbers.
struct Discounted {
  static constexpr const char* determined = where_scores_are_independent;

  template <class F>
  static Vector<F> weights(const MdpPoint<F>& x) {
    return visitation(x.mdp, x.pi());
  }
  template <class F>
  static Matrix<F> action_values(const MdpPoint<F>& x) {
    return lemmata::action_values(x.mdp, policy_values(x.mdp, x.pi()));
  }
  template <class F, class DifferentiablePolicy>
  static Vector<F> derivatives(const MdpPoint<F>& x, const DifferentiablePolicy& policy,
                               const Matrix<F>& directions) {
    return performance_derivatives(x.mdp, policy, directions);
  }
};

/// The average reward, in the same way.
struct Average {
  static constexpr const char* determined =
      "one recurrent class, on which the two scores are linearly independent; at most 32 states";

  template <class F>
  static Vector<F> weights(const MdpPoint<F>& x) {
    return stationary_distribution(x.mdp, x.pi());
  }
  template <class F>
  static Matrix<F> action_values(const MdpPoint<F>& x) {
    return differential_action_values(x.mdp, gain_and_bias(x.mdp, x.pi()));
  }
  template <class F, class DifferentiablePolicy>
  static Vector<F> derivatives(const MdpPoint<F>& x, const DifferentiablePolicy& policy,
                               const Matrix<F>& directions) {
    return average_reward_derivatives(x.mdp, policy, directions);
  }
};

/// Condition of `Check::only` for the average reward, whose fits are of a higher degree.
inline bool is_small_unichain(const MdpInstance& instance) {
  return instance.table.states() <= 32 && has_one_recurrent_class(instance);
}

/// Whether the weights of an objective determine the fit.
inline bool determines_the_fit(const MdpInstance& instance, Discounted) {
  if (!has_at_most<100>(instance)) return false;
  const auto x = instance.in<Modular>();
  return has_independent_scores(x, Discounted::weights(x));
}
inline bool determines_the_fit(const MdpInstance& instance, Average) {
  if (!is_small_unichain(instance)) return false;
  const auto x = instance.in<Modular>();
  return has_independent_scores(x, Average::weights(x));
}

/// The check where the objective's weights determine the fit.
template <class Objective>
Check where_determined(Objective objective, Check check) {
  return std::move(check).only(Objective::determined, [objective](const MdpInstance& x) {
    return determines_the_fit(x, objective);
  });
}

/// The predicate for the linear softmax: a direction, a function of the point, is the gradient of
/// the objective.
template <class Objective, class Direction>
Check is_the_gradient(Objective objective, Direction direction) {
  return where_determined(objective, identity([=]<class F>(const MdpPoint<F>& x) {
                            const Matrix<F> axes = identity_matrix<F>(2);
                            return equal(direction(x),
                                         objective.derivatives(x, x.linear_policy(), axes));
                          }));
}

/// The predicate for a critic Q̂, a function of the point: Σν Σ∇π Q̂ is the gradient.
template <class Objective, class Critic>
Check gives_the_gradient(Objective objective, Critic critic) {
  return is_the_gradient(objective, [=](const auto& x) {
    return weighted_score_sum(x.linear_policy(), objective.weights(x), critic(x));
  });
}

/// ν(s)π(a|s) and Q^π, as what a discounted fit is made of.
constexpr auto visited_pairs = [](const auto& x) {
  return pair_weights(Discounted::weights(x), x.pi());
};
constexpr auto true_action_values = [](const auto& x) { return Discounted::action_values(x); };
constexpr auto scores = []<class F>(const MdpPoint<F>& x) {
  return score_features<F>(x.linear_policy());
};

/// The best fit in features ψ, by weights claimed for ν π, of what is claimed for Q^π: functions of
/// the point.
template <class Features, class Weights, class ActionValues>
auto fit(Features features, Weights weights, ActionValues q) {
  return [=]<class F>(const MdpPoint<F>& x) {
    return best_fit(Matrix<F>(features(x)), Vector<F>(weights(x)), Matrix<F>(q(x)));
  };
}

}  // namespace lemmata
