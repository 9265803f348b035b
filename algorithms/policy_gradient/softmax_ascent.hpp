#pragma once
/// \file
/// Exact gradient ascent for the tabular softmax policy (Agarwal et al. 2021, `agarwal2021theory`,
/// Section 5):
///
///   θ_{k+1} = θ_k + η ∇J(θ_k),    ∂J/∂θ(s,a) = ν(s) π(a|s) A^π(s,a).

#include "theory/mdp/finite_mdp.hpp"
#include "theory/policies/softmax.hpp"

namespace lemmata {

/// π(a|s) ∝ exp θ(s,a), S × A, from θ less its largest entry in each state, so that no exponential
/// overflows.
TabularSoftmax<double> tabular_softmax(const Matrix<double>& theta);

/// ∇J(θ), S × A. \throws SingularSystem if γ = 1 and the policy may never end.
Matrix<double> softmax_gradient(const FiniteMdp<double>& mdp, const Matrix<double>& theta);

/// θ + η∇J(θ), S × A. \throws SingularSystem if γ = 1 and the policy may never end.
Matrix<double> softmax_ascent_step(const FiniteMdp<double>& mdp, const Matrix<double>& theta,
                                   double step_size);

/// The width of the smallest interval that holds 0 and every reward; an end is a reward of 0 for
/// ever. Bounds stated for rewards in [0, 1] hold for J divided by it, up to a constant.
double reward_range(const FiniteMdp<double>& mdp);

/// η = (1−γ)³/8 over `reward_range`: the step for which J is known to ascend, and at which the gap
/// closes as 1/k (Mei et al. 2020, `mei2020global`, Theorem 4). 0 for γ = 1; where all rewards are
/// 0, as for a range of 1.
double guaranteed_softmax_step(const FiniteMdp<double>& mdp);

}  // namespace lemmata
