#pragma once
/// \file
/// Directions made of scores and action values, for comparison with the gradient of J_β, and how
/// the soft values move with the policy.

#include "theory/soft/soft_policy_gradient.hpp"
#include "verification/entropy/soft_returns.hpp"

namespace lemmata::soft_gradients {

using soft_returns::Paid;

/// Q_β.
template <class F>
Matrix<F> soft_q(const Paid<F>& x) {
  return action_values(x.mdp, x.values());
}

/// Q^π.
template <class F>
Matrix<F> plain_q(const Paid<F>& x) {
  return action_values(x.mdp, policy_values(x.mdp, x.pi));
}

/// Q + cβℓ.
template <class F>
Matrix<F> with_logs(const Paid<F>& x, const Matrix<F>& q, int c) {
  return q + (F{c} * x.temperature) * x.logs;
}

/// Q_β − βℓ.
template <class F>
Matrix<F> paid_q(const Paid<F>& x) {
  return with_logs(x, soft_q(x), -1);
}

/// Σ_s ν(s) Σ_a π ∇log π · w(s,a) for other weights w.
template <class Weight>
auto score_times(Weight weight) {
  return [weight]<class F>(const MdpPoint<F>& point) {
    const Paid<F> x{point};
    return weighted_score_sum(point.policy(), visitation(x.mdp, x.pi), Matrix<F>(weight(x)));
  };
}

/// The same under state weights that are not ν.
template <class Weights>
auto weighted_by(Weights weights) {
  return [weights]<class F>(const MdpPoint<F>& point) {
    const Paid<F> x{point};
    return weighted_score_sum(point.policy(), Vector<F>(weights(x)), paid_q(x));
  };
}

/// π and ℓ at the point, and how V_β and π move along its direction.
template <class F>
struct Moving {
  explicit Moving(const MdpPoint<F>& point) : x{point} {
    const Policy<Dual<F>> moving = point.policy().along(point.direction()).probabilities();
    const Matrix<Dual<F>> logs = moving_logarithms(x.logs, moving);
    dpi = derivative_part(moving);
    dh = derivative_part(state_entropies(moving, logs));
    dv = derivative_part(
        soft_policy_values(as_constant(x.mdp), moving, logs, Dual<F>{x.temperature}));
    improvement = dpi.cwiseProduct(paid_q(x)).rowwise().sum();
  }
  Paid<F> x;
  Matrix<F> dpi;          ///< Dπ
  Vector<F> dh;           ///< DH
  Vector<F> dv;           ///< DV_β
  Vector<F> improvement;  ///< Σ_a Dπ(a|s)(Q_β − βℓ)
};

}  // namespace lemmata::soft_gradients
