#pragma once
/// \file
/// Constants of stochastic ascent on J_H with a tabular softmax policy: what bounds its curvature,
/// the variance of REINFORCE and what there is to gain.

#include <algorithm>
#include <cmath>

#include "algorithms/environments/named_environments.hpp"
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

inline MdpPoint<double> rewards_in_sixteenths(const MdpPoint<double>& x) {
  return in_sixteenths(x);
}

/// Two arms that pay 4 and 0, with these preferences, for one step.
inline MdpInstance two_arms(const std::vector<std::int64_t>& preferences) {
  MdpInstance instance;
  instance.table = bandit({4, 0});
  instance.parts[Part::policy] = {1, 2, {Dyadic{preferences[0], 0}, Dyadic{preferences[1], 0}}};
  instance.horizon = 1;
  return instance;
}

/// Where ‖∇J‖² is above the bound on its mean along a run, so that a run has to move.
inline MdpPoint<double> from_uniform_arms(const MdpPoint<double>&) {
  static const MdpInstance arms = two_arms({1, 1});
  return in_sixteenths(arms.in<double>());
}

/// A run of N steps of m episodes, with η = 1/L or, where it is shorter, √(2Δm/(LNσ²)), which
/// brings the bound down as 1/√N.
struct RunPlan {
  int steps, batch;
  bool short_steps;

  double step_size(const Constants<double>& x) const {
    constexpr double never_zero = 1e-9;
    const double balanced = std::sqrt(2 * std::max(x.gap, never_zero) * batch /
                                      (x.smoothness * steps * std::max(x.variance, never_zero)));
    return short_steps ? std::min(1 / x.smoothness, balanced) : 1 / x.smoothness;
  }
  /// 2Δ/(Nη) + Lησ²/m, which is 2LΔ/N + σ²/m for η = 1/L.
  double bound(const Constants<double>& x) const {
    const double step = step_size(x);
    return 2 * x.gap / (steps * step) + x.smoothness * step * x.variance / batch;
  }
};

/// ∇J_H in every coordinate.
template <class F>
Vector<F> horizon_gradient(const MdpPoint<F>& x, const TabularSoftmax<F>& policy) {
  return horizon_performance_derivatives(x.mdp, policy, identity_matrix<F>(policy.parameters()),
                                         x.horizon);
}

}  // namespace lemmata
