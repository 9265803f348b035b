#pragma once
/// \file
/// Constants of stochastic ascent on J_H with a tabular softmax policy: what bounds its curvature,
/// the variance of REINFORCE and what there is to gain.

#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata {

/// The point's MDP with rewards in sixteenths: no larger than 1/4.
template <class F>
MdpPoint<F> in_sixteenths(MdpPoint<F> x) {
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (int a = 0; a < x.mdp.actions(); ++a) {
      for (auto& outcome : x.mdp.outcomes(s, a)) outcome.reward = outcome.reward / F{16};
    }
  }
  return x;
}

/// L, σ² and Δ of the theorem.
template <class F>
struct Constants {
  F smoothness, variance, gap;
};

template <class F>
Constants<F> constants(const MdpPoint<F>& x) {
  const F largest = F{1} / F{4};
  F discounted{0}, weighted{0}, power_t{1};
  for (int t = 0; t < x.horizon; ++t) {
    discounted += power_t;
    weighted += F(t + 1) * power_t;
    power_t *= x.mdp.discount;
  }
  const F actions(x.mdp.actions());
  return {largest * F(x.horizon) * discounted,
          (actions - F{1}) / actions * largest * largest * weighted * weighted,
          largest * discounted - horizon_performance(x.mdp, x.pi(), x.horizon)};
}

/// ∇J_H in every coordinate.
template <class F>
Vector<F> horizon_gradient(const MdpPoint<F>& x, const TabularSoftmax<F>& policy) {
  return horizon_performance_derivatives(x.mdp, policy, identity_matrix<F>(policy.parameters()),
                                         x.horizon);
}

}  // namespace lemmata
