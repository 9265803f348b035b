#pragma once
/// \file
/// How far a mean direction of the actor is from the gradient, and predicates that bound it by the
/// error of a critic. Means over states and actions: Σ_s d(s) E_a[f(s,a)] under the point's policy.

#include "theory/policies/likelihood_ratio_moments.hpp"
#include "verification/actor_critic/one_step_means.hpp"

namespace lemmata {

inline bool is_quick_in_rationals(const MdpInstance& x) { return x.table.states() <= 16; }
inline bool has_few_parameters(const MdpInstance& x) {
  return x.table.states() * x.table.actions() <= 16;
}

/// Σ_s d(s) E_a[f(s,a)].
template <class F>
F mean_under(const MdpPoint<F>& x, const Vector<F>& state_weights, const Matrix<F>& f) {
  const Vector<F> by_state = x.pi().cwiseProduct(f).rowwise().sum();
  return state_weights.dot(by_state);
}
template <class F>
F mean_square(const MdpPoint<F>& x, const Vector<F>& state_weights, const Matrix<F>& f) {
  return mean_under<F>(x, state_weights, f.cwiseProduct(f));
}
/// f(s,a) less its mean in s.
template <class F>
Matrix<F> centred(const MdpPoint<F>& x, const Matrix<F>& f) {
  const Vector<F> by_state = x.pi().cwiseProduct(f).rowwise().sum();
  return f - by_state.replicate(1, f.cols());
}

template <class F>
Matrix<F> error_of_action_values(const MdpPoint<F>& x) {
  return x.action_baseline() - action_values(x.mdp, policy_values(x.mdp, x.pi()));
}

/// ĝ for any Q̂.
constexpr auto of_action_values = [](const auto& x) {
  return weighted_score_sum(x.policy(), discounted_visits(x), x.action_baseline());
};
/// The mean of what a subject follows in steps from ν.
template <class Subject, class CriticOf>
auto of_steps(Subject subject, CriticOf critic_of) {
  return [=]<class F>(const MdpPoint<F>& x) {
    const auto policy = x.policy();
    const auto critic = critic_of(x);
    return sum_over_steps(x, discounted_visits(x), [&](const Step<F>& step) {
      return subject(policy, critic.features, critic.weights, step, x.mdp.discount).actor;
    });
  };
}

/// The predicate along one direction: (u·(ĝ − ∇J))² ≤ (Σ ν E(u·∇log π)²) · error.
template <class Estimate, class ErrorOf>
Check bounds_along(Estimate estimate, ErrorOf error_of) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
           const Vector<F> u = x.direction();
           const F off = u.dot(estimate(x)) - performance_derivatives<F>(x.mdp, x.policy(), u)(0);
           const Matrix<F> scores = scores_along<F>(x.policy(), u);
           return at_most(F(off * off),
                          F(mean_square(x, discounted_visits(x), scores) * error_of(x)));
         })
      .only("needs at most 16 states, for speed in rationals", is_quick_in_rationals);
}
constexpr auto as_given = [](const auto& x) { return x; };

/// The same point where state 0 leads to a state of each action's own, which ends.
constexpr auto forked = []<class F>(MdpPoint<F> x) {
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      for (Outcome<F>& o : x.mdp.outcomes(s, a)) {
        o.terminal = s > 0;
        o.next_state = std::min(1 + a, x.mdp.states() - 1);
      }
    }
  }
  return x;
};

/// The predicate for the norm: ‖ĝ − ∇J‖² ≤ (Σ ν E‖∇log π‖²) · error.
template <class Estimate, class ErrorOf, class Change = decltype(as_given)>
Check bounds_the_norm(Estimate estimate, ErrorOf error_of, Change change = {}) {
  return inequality([=]<class F>(const MdpPoint<F>& point) {
           const MdpPoint<F> x = change(point);
           const auto policy = x.policy();
           const Vector<F> off =
               estimate(x) - performance_derivatives(x.mdp, policy, x.directions());
           Matrix<F> squares(x.mdp.states(), x.mdp.actions());
           for (int s = 0; s < squares.rows(); ++s) {
             for (int a = 0; a < squares.cols(); ++a) {
               const Vector<F> score = policy.score(s, a);
               squares(s, a) = score.dot(score);
             }
           }
           return at_most(F(off.dot(off)),
                          F(mean_under(x, discounted_visits(x), squares) * error_of(x)));
         })
      .only("needs at most 16 parameters, for speed in rationals", has_few_parameters);
}

}  // namespace lemmata
