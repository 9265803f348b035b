#pragma once
/// \file
/// Runs of natural gradient ascent with entropy regularisation (regularised_natural_ascent.hpp),
/// and how fast they are known to converge.
///
/// \code
///   const double step_size = longest_regularised_step(mdp, 0.1);
///   const EntropyAscentRun run =
///       converge_softly(mdp, regularised_natural_ascent(mdp, 0.1, step_size),
///                       solve_by_soft_policy_iteration(mdp, 0.1), 0.1, 100, goes_on);
/// \endcode

#include "algorithms/natural_gradient/regularised_natural_ascent.hpp"
#include "algorithms/soft/entropy_gradient.hpp"

namespace lemmata {

/// `regularised_natural_step` from θ = 0, the uniform policy; the norm is that of ∇J_β.
Ascent regularised_natural_ascent(const FiniteMdp<double>& mdp, double temperature,
                                  double step_size);

/// Cen et al. 2022 (`cen2022fast`), Theorem 1, for that ascent with 0 < η ≤ (1 − γ)/β and any start
/// distribution: for k ≥ 1
///
///   J_β* − J_β(π_k) ≤ 3C₁(1 − ηβ)^{k−1},
///   C₁ = ‖Q_β* − Q_β^{π_0}‖∞ + 2β(1 − ηβ/(1−γ))‖log π_β* − log π_0‖∞.
///
/// Added is what doubles may lose. An error of δ in each Q_β^π adds 2δ(1 + γ/(ηβ))/(1 − γ): steps
/// then lower values by 2δ/(1−γ) at most, and the rest of the proof stays. The rounding of θ counts
/// as an error of Q, 1/w times as large for a step that forgets the share w = ηβ/(1−γ).
EntropyAscentBound regularised_natural_bound(const FiniteMdp<double>& mdp,
                                             const SoftSolution& optimum, double temperature,
                                             double step_size);

}  // namespace lemmata
