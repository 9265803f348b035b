#pragma once
/// \file
/// The optimal policy of a finite MDP.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

struct OptimalSolution {
  double value;           ///< μᵀV*
  Vector<double> values;  ///< V*, S entries
  Policy<double> policy;  ///< an optimal one, S × A
  int iterations;
};

OptimalSolution solve_by_policy_iteration(const FiniteMdp<double>& mdp);

}  // namespace lemmata
