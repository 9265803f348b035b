#pragma once
/// \file
/// One sweep of the soft Bellman operator over slices of a compressed MDP, in the widest vectors
/// that the processor has (Google Highway chooses when the program runs).
///
///   V'(s) = β log Σ_a exp(Q(s,a)/β) = m + β log(1 + Σ_{a ≠ a*} exp((Q(s,a) − m)/β)),   m = Q(s,a*)
///
/// and V'(s) = m for β = 0, with Q = r + γPV. The largest term needs no exponential, and no
/// argument is positive: nothing overflows. Highway's exp is within 1 unit in the last place and
/// its log within 4, so that their share of the error of V'(s) is at most some 4·2⁻⁵²·β log A.

#include "algorithms/soft/compressed_mdp.hpp"

namespace lemmata {

/// The least and the greatest V'(s) − V(s) of the states that were swept.
struct ValueChange {
  double least;
  double greatest;
};

/// Sweeps the slices from `first` to before `last`.
/// \param values      V, by place
/// \param next        V', by place; may be `values`: later slices then see the new values
/// \param scratch     8·(A − 1) numbers at least
/// \param temperature β ≥ 0
ValueChange soft_sweep(const CompressedMdp& mdp, std::size_t first, std::size_t last,
                       const double* values, double* next, double* scratch, double temperature);

}  // namespace lemmata
