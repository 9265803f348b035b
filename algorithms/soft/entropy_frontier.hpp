#pragma once
/// \file
/// What entropy costs: the return J and the discounted entropy of the soft-optimal policy over
/// temperatures β. Each policy maximises J + β·entropy, so that no policy has more of both: the
/// points lie on the concave upper boundary of what can be had, with slope −β, and as β rises
/// entropy rises and J falls.

#include <string>
#include <vector>

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

struct FrontierPoint {
  double temperature = 0;   ///< β, in units of the reward
  double value = 0;         ///< μᵀV_β* = plain_return + β·entropy
  double plain_return = 0;  ///< J(π_β*)
  double entropy = 0;       ///< E Σγᵗ H(π_β*(·|s_t)), in nats
  double error_bound = 0;   ///< of soft values
};

struct EntropyFrontier {
  double optimum = 0;  ///< J*, where β → 0 leads
  std::vector<FrontierPoint> points;
  /// For γ = 1, why the points end at the last temperature that has a soft optimum; empty where
  /// they do not. Values increase with β, so that higher ones have none either.
  std::string ended;
};

/// Temperatures from 10⁻³ to 10³ times the largest |r(s,a)|, five a decade; from 10⁻³ to 10³ where
/// all are 0. \throws as `solve_by_soft_policy_iteration`, except where it ends the points
EntropyFrontier entropy_frontier(const FiniteMdp<double>& mdp);

}  // namespace lemmata
