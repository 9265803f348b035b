#pragma once
/// \file
/// Soft value iteration V ← T_βV, T_βV = β log Σ_a exp((r(·,a) + γP_aV)/β), over `double` and
/// `Ball`. T_β is a γ-contraction in ‖·‖∞ (Geist et al. 2019, `geist2019theory`, Proposition 2), so
///
///   ‖T_βV − V_β*‖∞ ≤ γ/(1 − γ) ‖T_βV − V‖∞.

#include <stdexcept>
#include <utility>

#include "theory/soft/soft_bellman.hpp"

namespace lemmata {

template <class F>
struct SoftValues {
  Vector<F> values;
  F error_bound;  ///< γ/(1 − γ) times the last change: ‖values − V_β*‖∞ is at most this
  int iterations = 0;  ///< backups done
};

inline bool certainly_at_most(double a, double b) { return a <= b; }
inline bool certainly_at_most(const Ball& a, const Ball& b) {
  return is_at_most(a, b) == Truth::certainly_true;
}

/// γ/(1 − γ) ‖after − before‖∞. \throws std::domain_error if γ = 1
template <class F>
F soft_value_iteration_bound(const FiniteMdp<F>& mdp, const Vector<F>& before,
                             const Vector<F>& after) {
  const F remaining = F{1} - mdp.discount;
  if (pivot_score(remaining) == 0) {
    throw std::domain_error{"for γ = 1 a small change does not bound the error"};
  }
  const Vector<F> change = after - before;
  return mdp.discount / remaining * sup_norm(change);
}

/// Backs up until the error is certainly at most the tolerance, or for the most iterations. In
/// doubles the rounding of a backup, over 1 − γ, comes on top of the bound.
/// \throws std::domain_error if γ = 1
template <class F>
SoftValues<F> soft_value_iteration(const FiniteMdp<F>& mdp, const F& temperature, Vector<F> values,
                                   const F& tolerance, int most_iterations) {
  SoftValues<F> result{values, soft_value_iteration_bound<F>(mdp, values, values)};
  while (result.iterations < most_iterations) {
    Vector<F> next = soft_bellman(mdp, result.values, temperature);
    result.error_bound = soft_value_iteration_bound(mdp, result.values, next);
    result.values = std::move(next);
    ++result.iterations;
    if (certainly_at_most(result.error_bound, tolerance)) break;
  }
  return result;
}

}  // namespace lemmata
