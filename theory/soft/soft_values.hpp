#pragma once
/// \file
/// Values of a policy that is paid for its entropy (Geist et al. 2019, `geist2019theory`). β ≥ 0 is
/// the temperature, in units of the reward; where an episode ends, the pay ends too.
///
///   V_β^π(s) = E[Σ_t γᵗ (r_t + βH(π(·|s_t)))],   V_β^π(s) = Σ_a π(a|s)(Q_β^π(s,a) − β log π(a|s))
///
/// Q_β^π = r + γPV_β^π, which `action_values` gives, holds the entropy of later states alone.
///
/// Logarithms enter as a table ℓ of log π, S × A: over `Ball` and `double` that of the policy, over
/// other fields any numbers, since all that is linear in the logarithms holds for any.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// log π(a|s) in nats, over `Ball` and `double`, S × A; 0 for an exact zero, whose term π log π is
/// 0 whatever the table says.
template <class F>
Matrix<F> logarithms(const Policy<F>& policy);

/// H(π(·|s)) = −Σ_a π(a|s) ℓ(s,a), S entries.
template <class F>
Vector<F> state_entropies(const Policy<F>& policy, const Matrix<F>& logs);

/// The MDP in which every reward in state s is larger by βH(π(·|s)).
template <class F>
FiniteMdp<F> with_entropy_bonus(FiniteMdp<F> mdp, const Policy<F>& policy, const Matrix<F>& logs,
                                const F& temperature);

/// V_β^π, S entries, by a linear solve. \throws SingularSystem if γ = 1 and the policy may never
/// end
template <class F>
Vector<F> soft_policy_values(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                             const Matrix<F>& logs, const F& temperature);

/// The same with the policy's own logarithms, over `Ball` and `double`.
template <class F>
Vector<F> soft_policy_values(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                             const F& temperature);

}  // namespace lemmata
