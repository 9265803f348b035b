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

/// The stationary distribution of P_π where every end restarts from μ: ρ = ρP_π + (1 − ρP_π1)μ.
/// \throws SingularSystem if it is not unique.
template <class F>
Vector<F> stationary_distribution(const FiniteMdp<F>& mdp, const Policy<F>& policy);

}  // namespace lemmata
