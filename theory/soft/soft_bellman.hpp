#pragma once
/// \file
/// Entropy and the soft (entropy-regularised) Bellman operator, over `Ball` and `double`.
/// β > 0 is the temperature, in units of the reward.

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// H(p) = −Σ p log p in nats, with 0·log 0 = 0 for an exact zero.
template <class F>
F entropy(const Vector<F>& distribution);

/// β log Σ_i exp(q_i/β), computed around the largest entry so that it never overflows.
template <class F>
F soft_maximum(const Vector<F>& values, const F& temperature);

/// V ↦ β log Σ_a exp((r(·,a) + γP_aV)/β) (Geist et al. 2019, `geist2019theory`).
template <class F>
Vector<F> soft_bellman(const FiniteMdp<F>& mdp, const Vector<F>& values, const F& temperature);

}  // namespace lemmata
