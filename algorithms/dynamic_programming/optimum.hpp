#pragma once
/// \file
/// How far a policy is from optimal, without cancellation.
///
/// By the performance difference lemma (`kakade2002approximately`, Lemma 6.1)
///
///   J* − J(π) = Σ_s ν^π(s) Σ_a π(a|s) (V*(s) − Q*(s,a)),
///
/// a sum of terms that are not negative: it keeps its leading digits where J* and J agree to the
/// last bit.

#include <vector>

#include "algorithms/dynamic_programming/policy_iteration.hpp"

namespace lemmata {

struct Optimum {
  double value = 0;           ///< J* = μᵀV*, in units of the reward
  Policy<double> policy;      ///< deterministic and optimal, S × A; among ties the first one found
  Matrix<double> shortfalls;  ///< V*(s) − Q*(s,a) ≥ 0, S × A; 0 for an optimal action
  std::vector<int> tied;      ///< the states with more than one optimal action, in order
};

/// An action counts as optimal in doubles if its Q* is within 1e-12 of the largest |V*| or |r| of
/// V*(s). \throws as `solve_by_policy_iteration`
Optimum find_optimum(const FiniteMdp<double>& mdp);

/// J* − J(π) ≥ 0. \throws SingularSystem if γ = 1 and the policy may never end
double optimality_gap(const FiniteMdp<double>& mdp, const Optimum& optimum,
                      const Policy<double>& policy);

/// min_s π(a*(s)|s) for the actions a* of the optimal policy.
double smallest_optimal_probability(const Optimum& optimum, const Policy<double>& policy);

}  // namespace lemmata
