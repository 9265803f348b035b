#pragma once
/// \file
/// The average reward of a policy (its gain), the differential values (its bias) and differential
/// action values, where every end restarts from μ as in `stationary_distribution`. The discount
/// plays no part.
///
/// With P the chain of `restarting_transitions` and ρ its stationary distribution, gain η and bias
/// h are the solution of the Poisson equation η + h = r_π + Ph with ρ·h = 0 (Puterman, 1994,
/// Section 8.2, `puterman1994markov`). From state s, T steps earn Tη + h(s) − E[h(s_T)] in
/// expectation, and in the long run h has mean 0.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// η = Σ_s ρ(s) r_π(s), in units of the reward of one step, by the stationary distribution.
/// \throws SingularSystem if the chain is not unichain: the gain then depends on the start.
template <class F>
F average_reward(const FiniteMdp<F>& mdp, const Policy<F>& policy);

template <class F>
struct GainAndBias {
  F gain{0};       ///< η, in units of the reward of one step
  Vector<F> bias;  ///< h, S entries in the same units, with ρ·h = 0
};

/// Gain and bias by the Poisson equation, in one linear system; the stationary distribution shifts
/// the bias, and has no part in the gain.
/// \throws SingularSystem if the chain is not unichain.
template <class F>
GainAndBias<F> gain_and_bias(const FiniteMdp<F>& mdp, const Policy<F>& policy);

/// Q(s,a) = r(s,a) − η + Σ_s' P(s'|s,a) h(s') + P(end|s,a) μ·h, S × A, for any gain and bias. With
/// those of π its mean under π(·|s) is h(s).
template <class F>
Matrix<F> differential_action_values(const FiniteMdp<F>& mdp, const GainAndBias<F>& evaluation);

}  // namespace lemmata
