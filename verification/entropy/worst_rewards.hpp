#pragma once
/// \file
/// Rewards that an adversary may choose, state by state, and what a policy then earns (EN-12).

#include "theory/fields/linear_solve.hpp"
#include "verification/entropy/soft_choices.hpp"
#include "verification/entropy/soft_returns.hpp"

namespace lemmata::worst_rewards {

using soft_returns::Paid;

/// The MDP in which every outcome of s and a earns Δ(s,a) less: its expected reward is r − Δ.
template <class F>
FiniteMdp<F> lowered(FiniteMdp<F> mdp, const Matrix<F>& by) {
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (Outcome<F>& outcome : mdp.outcomes(s, a)) outcome.reward -= by(s, a);
    }
  }
  return mdp;
}

/// Σ_t γᵗε(s_t) from every state, S entries.
template <class F>
Vector<F> discounted_slack(const MdpPoint<F>& point) {
  return soft_returns::added_up(Paid<F>{point}, point.state_baseline(), point.mdp.discount);
}

/// The slack of a state as if no episode ended and ε were the same everywhere: ε(s)/(1 − γ).
template <class F>
Vector<F> endless_slack(const MdpPoint<F>& point) {
  return point.state_baseline() / (F{1} - point.mdp.discount);
}

/// V_β − Σγᵗε for any table of logarithms.
template <class F>
Vector<F> soft_value_less_slack(const MdpPoint<F>& point) {
  return Paid<F>{point}.values() - discounted_slack(point);
}

/// Δ* = β log π + ε, for any table of logarithms.
template <class F>
Matrix<F> worst(const MdpPoint<F>& point) {
  const Paid<F> x{point};
  return x.temperature * x.logs + point.state_baseline().replicate(1, x.mdp.actions());
}

/// Another table of logarithms.
template <class F>
Matrix<F> other_logs(const MdpPoint<F>& point) {
  Matrix<F> result(point.mdp.states(), point.mdp.actions());
  for (int s = 0; s < point.mdp.states(); ++s) {
    for (int a = 0; a < point.mdp.actions(); ++a) result(s, a) = point.feature(s, a)(0);
  }
  return result;
}

/// The predicate: what the policy earns when rewards are lowered by Δ is what is claimed.
template <class Lowered, class Claimed>
Check earns(Lowered by, Claimed claimed) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
    const Matrix<F> delta = by(x);
    const Vector<F> expected = claimed(x);
    return equal(policy_values(lowered(x.mdp, delta), x.pi()), expected);
  });
}

using Table = Matrix<Ball>;

/// For any table b(s,a), the Δ(s,·) = b(s,·) + constant with β log Σ_a exp(Δ(s,a)/β) = ε(s): every
/// point of the set's boundary is such a Δ.
inline Table on_the_boundary(const MdpPoint<Ball>& x, const Ball& temperature) {
  const Table b = x.action_baseline();
  const Vector<Ball> move = x.state_baseline() - soft_choices::soft_maxima(b, temperature);
  return b + move.replicate(1, b.cols());
}

/// V_β^π with the policy's own logarithms, less Σγᵗε.
inline Vector<Ball> least_value(const MdpPoint<Ball>& x) {
  return soft_policy_values(x.mdp, x.pi(), x.temperature()) - discounted_slack(x);
}

/// The predicate: the policy earns at least `bound` when rewards are lowered by Δ.
template <class Lowered, class Bound>
Check earns_at_least(Lowered by, Bound bound) {
  return ball_inequality([=](const MdpPoint<Ball>& x) {
           const Table delta = by(x);
           return at_most(bound(x), policy_values(lowered(x.mdp, delta), x.pi()));
         })
      .only("strict: π is not the worst case's own softmax in any state, at most 20 states",
            [](const MdpInstance& x) {
              return x.table.states() <= 20 && soft_choices::differs_from_softmax(x);
            });
}

}  // namespace lemmata::worst_rewards
