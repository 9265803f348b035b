#pragma once
/// \file
/// Mean and second moment of advantage estimates under any V, given the state and the action that
/// they speak of. With δ = r + γV(s′) − V(s), without V(s′) after a terminal step, an estimate is
/// X = δ + cX′, with X′ that of the next step and X′ = 0 after the end, so that
///
///   E[X] = E[δ] + cE[X′],   E[X²] = E[δ²] + 2cE[δX′] + c²E[X′²]:
///
///  - GAE (Schulman et al. 2016, `schulman2016high`): c = γλ, X′ like X given the state, whose
///    moments solve two linear systems, of I − γλP_π and I − (γλ)²P_π;
///  - the n-step advantage: c = γ, n times from X′ = 0.
///
/// Nothing is cut: an episode goes on until it ends, or for ever.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// Given state and action, S × A; in units of the reward, and their squares.
template <class F>
struct AdvantageMoments {
  Matrix<F> mean;           ///< E[Â|s,a]
  Matrix<F> second_moment;  ///< E[Â²|s,a]

  /// Var(Â|s,a).
  Matrix<F> variance() const { return second_moment - mean.cwiseProduct(mean); }
};

/// Of GAE(γ,λ) with V, S entries.
/// \throws SingularSystem if γλ = 1 and the policy may never end
template <class F>
AdvantageMoments<F> generalized_advantage_moments(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                                  const Vector<F>& values, const F& lambda);

/// Of the advantage of n ≥ 1 steps with V, S entries.
template <class F>
AdvantageMoments<F> n_step_advantage_moments(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                             const Vector<F>& values, int n);

}  // namespace lemmata
