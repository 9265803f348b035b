#pragma once
/// \file
/// Optimal values and an optimal policy by Howard's policy iteration (`puterman1994markov`, §6.4
/// and, for γ = 1, ch. 7).
///
/// Let V be the value of a deterministic policy π, and let π' take in every state an action that
/// maximises Q(s,a) = r(s,a) + γ Σ_s' P(s'|s,a)V(s'), the action of π where that is one of them.
/// Then V^π' − V = (I − γP_π')⁻¹(r_π' + γP_π'V − V) ≥ 0, since the inverse has no negative entry
/// and neither has the vector: V^π' ≥ V, with equality only if V already solves V = max_a Q(·,a).
/// Values increase strictly, there are finitely many policies, and the last one is optimal.
///
/// γ = 1. The same holds among the policies that end with probability 1 from every state, for which
/// the inverse exists. The iteration starts from one: in every state the action that may lead
/// nearest to an end. Let π' be the first policy that may never end, and C a class of states that
/// it never leaves, with stationary distribution d. Averaged over d, r_π' + P_π'V − V is the mean
/// reward a step in C. It is positive, since π does leave C and so π' must have switched, strictly,
/// somewhere in C. Staying in C ever longer before ending then earns any reward: there is no
/// optimum. Where there is one it is the best *among the policies that end*: where every end costs
/// something and a loop is free, a policy that never ends would be better still, but has no place
/// in an episodic task.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

struct OptimalSolution {
  double value = 0;       ///< μᵀV*, in units of the reward
  Vector<double> values;  ///< V*, S entries
  Policy<double> policy;  ///< deterministic and optimal, S × A; among ties the first one found
  int iterations = 0;     ///< policies evaluated
};

/// V* and an optimal policy of an MDP with at least one state and one action.
///
/// In doubles an action counts as better only if its Q is higher by more than 1e-13 of the largest
/// |V| or |reward|, well above the rounding of Q, and the iteration ends as soon as Σ_s V(s) no
/// longer grows: it cannot alternate among ties. V* is then off by about that difference over 1 − γ
/// at most (for γ = 1, times the longest expected duration of an episode). Evaluations are sparse
/// LU decompositions.
///
/// \throws SingularSystem if γ = 1 and an end cannot be reached from some state.
/// \throws std::domain_error if γ = 1 and the return of policies that end is unbounded.
/// \throws std::overflow_error if values exceed the range of double.
OptimalSolution solve_by_policy_iteration(const FiniteMdp<double>& mdp);

}  // namespace lemmata
