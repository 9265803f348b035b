#pragma once
/// \file
/// An MDP whose contexts a critic cannot tell apart though the policy can, the predicates on it,
/// and the runs that the figure shows.

#include "theory/policies/performance_gradient.hpp"
#include "verification/actor_critic/critic_fits.hpp"
#include "verification/engine/figure.hpp"
#include "verification/policy_gradient/small_decisions.hpp"

namespace lemmata {

/// Two contexts, each with probability 1/2, and one decision: action s is right in context s and
/// earns 1. With the probabilities p and q of action 0 in the two J = (p + 1 − q)/2.
template <class F>
FiniteMdp<F> two_contexts() {
  FiniteMdp<F> mdp{2, 2};
  mdp.start.setConstant(F{1} / F{2});
  for (int s = 0; s < 2; ++s) {
    for (int a = 0; a < 2; ++a) mdp.outcomes(s, a) = {{F{1}, 0, a == s ? F{1} : F{0}, true}};
  }
  return mdp;
}

/// Q̂(a), for a critic that does not see the context: the mean of Q^π(s,a) over the contexts in
/// which a is taken, S × A.
template <class F>
Matrix<F> critic_without_context(const Policy<F>& pi) {
  Matrix<F> result(2, 2);
  for (int a = 0; a < 2; ++a) result.col(a).setConstant(pi(a, a) / (pi(0, a) + pi(1, a)));
  return result;
}

/// Σν Σ∇π Q̂ with that critic, where ν(s) = 1/2.
template <class F>
Vector<F> direction_without_context(const TabularSoftmax<F>& policy) {
  const Vector<F> visits = Vector<F>::Constant(2, F{1} / F{2});
  return weighted_score_sum(policy, visits, critic_without_context(policy.probabilities()));
}

/// Policies for two contexts by the probabilities p and q of action 0, taken from an instance's
/// own.
enum class Contexts {
  any,      ///< p and q
  alike,    ///< p = q
  opposite  ///< p + q = 1
};
template <class F>
TabularSoftmax<F> policy_of(const MdpPoint<F>& x, Contexts contexts) {
  if (contexts == Contexts::any) return corners_of(x.pi());
  const Policy<F> pi = x.pi();
  Matrix<F> preferences(2, 2);
  preferences.row(0) << pi(0, 0), pi(0, pi.cols() - 1);
  preferences.row(1) = preferences.row(0);
  if (contexts == Contexts::opposite) preferences.row(1).reverseInPlace();
  return TabularSoftmax<F>{std::move(preferences)};
}

/// The best fit of Q^π in features of the action alone is that mean.
inline Check is_the_fit_without_context() {
  return identity([]<class F>(const MdpPoint<F>& x) {
    const FiniteMdp<F> mdp = two_contexts<F>();
    const Policy<F> pi = policy_of(x, Contexts::any).probabilities();
    const Matrix<F> of_the_action = identity_matrix<F>(2).replicate(2, 1);
    const Matrix<F> q = action_values(mdp, policy_values(mdp, pi));
    return equal(best_fit(of_the_action, pair_weights(visitation(mdp, pi), pi), q),
                 critic_without_context(pi));
  });
}

/// The predicate: without the context the actor rests at these policies.
inline Check rests_without_context(Contexts contexts) {
  return identity([contexts]<class F>(const MdpPoint<F>& x) {
    return equal(direction_without_context(policy_of(x, contexts)), Vector<F>::Constant(4, F{0}));
  });
}

/// The predicate: at these policies ∇J is so many times ½(p(1−p), −p(1−p), −q(1−q), q(1−q)).
inline Check has_gradient(Contexts contexts, int times) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const TabularSoftmax<F> policy = policy_of(x, contexts);
    const Policy<F>& pi = policy.probabilities();
    const F p = pi(0, 0) * pi(0, 1), q = pi(1, 0) * pi(1, 1);
    const Vector<F> by_hand = Vector<F>{{p, -p, -q, q}} / F{2};
    return equal(performance_derivatives(two_contexts<F>(), policy, identity_matrix<F>(4)),
                 by_hand * F{times});
  });
}

/// The predicate: where p + q = 1, the derivative of the direction without context along both
/// θ(s,0) together is p²(1−p)²·(1 − times·p), and the opposite in θ(s,1).
inline Check moves_across_the_line(int times) {
  return identity([times]<class F>(const MdpPoint<F>& x) {
    const TabularSoftmax<F> policy = policy_of(x, Contexts::opposite);
    const Vector<F> across{{F{1}, F{0}, F{1}, F{0}}};
    const Vector<F> moved = derivative_part(direction_without_context(policy.along(across)));
    const F p = policy.probabilities()(0, 0);
    const F slope = power(F(p * (F{1} - p)), 2) * (F{1} - F{times} * p);
    return equal(moved, Vector<F>{{slope, -slope, slope, -slope}});
  });
}

/// J along θ ← θ + η·direction in two contexts from the odds p/(1 − p) and q/(1 − q) of action 0.
template <class Direction>
Curve run_in_two_contexts(std::string label, double p, double q, Direction direction) {
  constexpr double step_size = 1;
  constexpr int steps = 400;
  const FiniteMdp<double> mdp = two_contexts<double>();
  Matrix<double> preferences(2, 2);
  preferences << p, 1 - p, q, 1 - q;
  Matrix<double> theta = preferences.array().log();
  Curve curve{.label = std::move(label)};
  for (int k = 0; k <= steps; ++k) {
    const TabularSoftmax<double> policy{theta.array().exp().matrix()};
    curve.points.emplace_back(k, performance(mdp, policy.probabilities()));
    theta += step_size * as_table(Vector<double>(direction(policy)), 2);
  }
  return curve;
}

/// Actor and critic on two time scales, the critic at its best fit in every step.
inline std::vector<Curve> runs_in_two_contexts() {
  const auto blind = [](const TabularSoftmax<double>& policy) {
    return direction_without_context(policy);
  };
  const auto compatible = [](const TabularSoftmax<double>& policy) {
    const FiniteMdp<double> mdp = two_contexts<double>();
    const Policy<double>& pi = policy.probabilities();
    const Vector<double> w = by_pairs(advantages(mdp, pi));
    return weighted_score_sum(policy, visitation(mdp, pi), compatible_values(policy, w));
  };
  return {run_in_two_contexts("compatible, p = 0.8, q = 0.5", 0.8, 0.5, compatible),
          run_in_two_contexts("compatible, p = q = 0.4", 0.4, 0.4, compatible),
          run_in_two_contexts("without the context, p = 0.8, q = 0.5", 0.8, 0.5, blind),
          run_in_two_contexts("without the context, p = q = 0.4", 0.4, 0.4, blind)};
}

}  // namespace lemmata
