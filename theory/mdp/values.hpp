#pragma once
/// \file
/// Values of a policy, by independent routes: the linear solve, the Bellman recursion, and (in
/// visitation.hpp and trajectories.hpp) the discounted visitation and the sum over trajectories.
///
/// Shapes: V has S entries, Q and A are S × A. Units: those of the reward.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// One application of the Bellman operator, V ↦ r_π + γ P_π V.
template <class F>
Vector<F> bellman(const FiniteMdp<F>& mdp, const Policy<F>& policy, const Vector<F>& values);

/// V^π = (I − γP_π)⁻¹ r_π.
/// \throws SingularSystem if γ = 1 and the policy may never end.
template <class F>
Vector<F> policy_values(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// Q(s,a) = r(s,a) + γ Σ_s' P(s'|s,a) V(s') for any V.
template <class F>
Matrix<F> action_values(const FiniteMdp<F>& mdp, const Vector<F>& values);

/// A^π(s,a) = Q^π(s,a) − V^π(s).
/// \throws SingularSystem as `policy_values`.
template <class F>
Matrix<F> advantages(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// J(π) = μᵀV^π.
/// \throws SingularSystem as `policy_values`.
template <class F>
F performance(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// V_H: the expected discounted return of the first `horizon` steps, by dynamic programming.
template <class F>
Vector<F> horizon_values(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon);

/// J_H(π) = μᵀV_H.
template <class F>
F horizon_performance(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon);

/// The Bellman optimality operator over an ordered field: V ↦ max_a (r(·,a) + γ P_a V).
template <class F>
Vector<F> bellman_optimality(const FiniteMdp<F>& mdp, const Vector<F>& values);

/// The policy that takes, in every state, the first action that maximises Q(s,·).
template <class F>
Policy<F> greedy_policy(const Matrix<F>& action_values);

}  // namespace lemmata
