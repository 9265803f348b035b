#pragma once
/// \file
/// A finite MDP as the few long arrays that a sweep of dynamic programming reads from front to
/// back: 12 bytes a transition.
///
/// Eight states are a slice, and their rows for one action lie side by side: the k-th transitions
/// of all eight, then the (k + 1)-th (the sliced layout of Kreutzer, Hager, Wellein, Fehske and
/// Bishop, “A unified sparse matrix data format”, SIAM J. Sci. Comput. 36, 2014, with C = 8). A
/// vector instruction then serves eight states at once, and what is done over actions needs no
/// shuffle.
///
/// Rows that are shorter than the longest beside them are padded with probability 0. So that little
/// is, states are sorted by their number of transitions within windows of 512, and stand at
/// *places* rather than at their numbers. The last slice is filled with copies of the last state,
/// which change neither the values of others nor the largest change of a sweep.
///
/// Only what a backup r + γPV needs is kept: expected rewards, and γp of what does not end.

#include <cstdint>

#include "algorithms/soft/large_page_vector.hpp"
#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

struct CompressedMdp {
  static constexpr std::size_t slice_width = 8;

  int states = 0;
  int actions = 0;
  std::vector<int> state_at;  ///< the state at each place; 8 times the number of slices
  double least_mass = 0;      ///< the least and the greatest γΣ_s' P(s'|s,a) of all (s,a)
  double greatest_mass = 0;

  /// Of slice i, action a and lane l, at [(iA + a)·8 + l].
  LargePageVector<double> rewards;
  /// The transitions of slice i and action a are those from row_begin[iA + a] on, to the next.
  std::vector<std::size_t> row_begin;
  /// γp and the place of the successor, at [8·transition + l].
  LargePageVector<double> probabilities;
  LargePageVector<std::int32_t> successors;

  std::size_t slices() const { return state_at.size() / slice_width; }
  /// Transitions that are stored, padding among them.
  std::size_t stored_transitions() const { return successors.size(); }
};

/// \throws std::invalid_argument for an MDP without states or actions
CompressedMdp compressed(const FiniteMdp<double>& mdp);

/// As `compressed(in_field<double>(table))`.
CompressedMdp compressed(const TransitionTable& table);

}  // namespace lemmata
