#pragma once
/// \file
/// Discounted visitation, unnormalised: ν(s) = Σ_t γᵗ Pr(s_t = s | s_0 ~ μ, π), so that
/// J = Σ_s ν(s) r_π(s). Where a theorem needs a distribution, d = (1 − γ)ν.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// ν = (I − γP_πᵀ)⁻¹ μ, S entries, in expected discounted visits.
/// \throws SingularSystem if γ = 1 and the policy may never end.
template <class F>
Vector<F> visitation(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// J(π) = Σ_s ν(s) Σ_a π(a|s) r(s,a).
template <class F>
F performance_by_visitation(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// The chain of states where every end restarts from μ: P_π + e_πμᵀ, with e_π(s) the probability
/// that the step from s is the last. S × S, rows sum to 1.
template <class F>
Matrix<F> restarting_transitions(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// Whether that chain has a single recurrent class: some state is reached from every state. Decided
/// on the graph of what is possible, so that rounding does not matter.
template <class F>
bool is_unichain(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// The stationary distribution of P_π where every end restarts from μ: ρ = ρP_π + (1 − ρP_π1)μ, S
/// entries that sum to 1.
/// \throws SingularSystem if the chain is not unichain, so that there are several.
template <class F>
Vector<F> stationary_distribution(const FiniteMdp<F>& mdp, const Policy<F>& policy);

}  // namespace lemmata
