#pragma once
/// \file
/// The two operators whose composition TD(λ) solves with features: the projection ΠV onto the
/// values Φw, and T^λ, the mean λ-return under V from each state (Tsitsiklis & Van Roy 1997,
/// `tsitsiklis1997analysis`). Its fixed point Φw = ΠT^λ(Φw) is that of the equations
/// A_λw = b_λ (linear_values.hpp).

#include "theory/critics/linear_values.hpp"

namespace lemmata {

/// ΠV = Φ argmin_w ‖Φw − V‖_D, S entries. \throws SingularSystem if ΦᵀDΦ is singular
template <class F>
Vector<F> projection(const Matrix<F>& features, const Vector<F>& distribution,
                     const Vector<F>& values);

/// T^λV = (1 − λ) Σ_n λⁿ⁻¹ TⁿV, S entries, T being the Bellman operator of the policy: what remains
/// after a step counts as λT^λV + (1 − λ)V.
/// \throws SingularSystem if γλ = 1 and the policy may never end
template <class F>
Vector<F> lambda_bellman(const FiniteMdp<F>& mdp, const Policy<F>& policy, const Vector<F>& values,
                         const F& lambda);

/// M = γ(1 − λ)(I − γλP_π)⁻¹P_π, S × S, by which T^λ moves values: T^λV = T^λ0 + MV.
/// \throws SingularSystem as `lambda_bellman`
template <class F>
Matrix<F> lambda_transitions(const FiniteMdp<F>& mdp, const Policy<F>& policy, const F& lambda);

}  // namespace lemmata
