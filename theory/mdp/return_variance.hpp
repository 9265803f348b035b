#pragma once
/// \file
/// The variance of the return G = Σ_{t<H} γᵗ r_t, split by what causes it.
///
/// Along an episode the best prediction of G changes three times over: when the start state is
/// known, when an action is chosen, and when its outcome is seen. The changes are uncorrelated, so
/// Var(G) is the sum of theirs, with V_k and Q_k the values of k remaining steps:
///
///   start         Var_μ(V_H)
///   policy        Σ_t γ²ᵗ E[Var_a(Q_{H−t}(s_t, a))]
///   environment   Σ_t γ²ᵗ E[Var(r + γV_{H−t−1}(s′) | s_t, a_t)]
///
/// Over an infinite horizon and without the split this is Sobel, 1982 (`sobel1982variance`).

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// In squared units of the reward.
template <class F>
struct ReturnVariance {
  F start{0};
  F policy{0};
  F environment{0};

  F total() const { return start + policy + environment; }
};

/// Var(G) over `horizon` ≥ 0 steps, by one pass forwards over the states' probabilities.
template <class F>
ReturnVariance<F> return_variance(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon);

}  // namespace lemmata
