#pragma once
/// \file
/// Values of a policy that is paid for its entropy, over `Ball` and `double` (Geist et al. 2019,
/// `geist2019theory`). β ≥ 0 is the temperature, in units of the reward; where an episode ends, the
/// pay ends too.
///
///   V_β^π(s) = E[Σ_t γᵗ (r_t + βH(π(·|s_t)))],   V_β^π(s) = Σ_a π(a|s)(Q_β^π(s,a) − β log π(a|s))
///
/// Q_β^π = r + γPV_β^π, which `action_values` gives, holds the entropy of later states alone.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// The MDP in which every reward in state s is larger by βH(π(·|s)).
template <class F>
FiniteMdp<F> with_entropy_bonus(FiniteMdp<F> mdp, const Policy<F>& policy, const F& temperature);

/// V_β^π, S entries, by a linear solve. \throws SingularSystem if γ = 1 and the policy may never
/// end
template <class F>
Vector<F> soft_policy_values(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                             const F& temperature);

}  // namespace lemmata
