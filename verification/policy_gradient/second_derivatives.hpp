#pragma once
/// \file
/// π and V^π moving along a direction u of θ, to second order, and the direction itself, for proofs
/// that differentiate twice; and the ranges that their bounds speak of.

#include "theory/policies/performance_hessian.hpp"
#include "verification/engine/mdp_instance.hpp"
#include "verification/policy_gradient/small_decisions.hpp"

namespace lemmata {

/// Along the point's direction u.
template <class F>
struct MovingTwice {
  explicit MovingTwice(const MdpPoint<F>& x)
      : u{x.direction().reshaped(x.mdp.actions(), x.mdp.states()).transpose()} {
    const auto once = x.policy().along(x.direction());
    const Vector<Dual<F>> again =
        x.direction().unaryExpr([](const F& entry) { return Dual<F>{entry}; });
    const auto moving = derivative_part(once.along(again).probabilities());
    dpi = value_part(moving);
    ddpi = derivative_part(moving);
  }

  Matrix<F> u;     ///< S × A
  Matrix<F> dpi;   ///< Dπ, S × A
  Matrix<F> ddpi;  ///< D²π, S × A
};

/// DV^π along the point's direction, S entries, through the elimination.
template <class F>
Vector<F> moved_values(const MdpPoint<F>& x) {
  const auto moving = x.policy().along(x.direction()).probabilities();
  return derivative_part(policy_values(as_constant(x.mdp), moving));
}

/// Σ_s ν(s) Σ_a (D²π(a|s) Q(s,a) + nγ Dπ(a|s) P_aDV(s)); D²J for n = 2.
template <class F>
F differentiated_theorem(const MdpPoint<F>& x, int n) {
  const MovingTwice<F> m{x};
  const Matrix<F> q = action_values(x.mdp, policy_values(x.mdp, x.pi()));
  const Matrix<F> moved_q = action_values(x.mdp, moved_values(x)) - expected_rewards(x.mdp);
  const Matrix<F> sum = m.ddpi.cwiseProduct(q) + F(n) * m.dpi.cwiseProduct(moved_q);
  return visitation(x.mdp, x.pi()).dot(sum.rowwise().sum());
}

/// Two arms with the first state's first and last reward, and probabilities in the proportions of
/// the first and last action: rewards, p, and the curvature along u = (1, −1).
template <class F>
struct TwoArms {
  explicit TwoArms(const MdpPoint<F>& x) {
    const Vector<F> all = first_rewards(x.mdp);
    rewards = Vector<F>{{all(0), all(all.size() - 1)}};
    const TabularSoftmax<F> policy{Matrix<F>(corners_of(x.pi()).probabilities().row(0))};
    p = policy.probabilities()(0, 0);
    const Matrix<F> u = Vector<F>{{F{1}, F{-1}}};
    curvature = performance_hessian(one_decision(rewards), policy, u)(0, 0);
  }
  Vector<F> rewards;
  F p;
  F curvature;
};

/// Σ_a |m(s,a)|, S entries.
template <class F>
Vector<F> absolute_sums(const Matrix<F>& m) {
  return m.unaryExpr([](const F& entry) { return absolute(entry); }).rowwise().sum();
}

/// The length of the smallest interval that holds all entries.
template <class F>
F spread(const Vector<F>& entries) {
  F largest = entries(0), negative_of_least = -entries(0);
  for (const F& entry : entries) {
    largest = larger(largest, entry);
    negative_of_least = larger(negative_of_least, -entry);
  }
  return largest + negative_of_least;
}

/// The length R of the smallest interval that holds 0 and every reward.
template <class F>
F range_of_rewards(const FiniteMdp<F>& mdp) {
  std::vector<F> rewards{F{0}};
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) rewards.push_back(outcome.reward);
    }
  }
  return spread<F>(
      Eigen::Map<Vector<F>>(rewards.data(), static_cast<Eigen::Index>(rewards.size())));
}

}  // namespace lemmata
