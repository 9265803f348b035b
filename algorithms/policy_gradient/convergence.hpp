#pragma once
/// \file
/// What a run of an ascent looks like: its iterates measured along the way.

#include <optional>

#include "algorithms/convergence/recording.hpp"
#include "algorithms/dynamic_programming/optimum.hpp"
#include "algorithms/policy_gradient/ascent.hpp"

namespace lemmata {

struct ConvergencePoint {
  std::int64_t iteration = 0;  ///< k; 0 is the start
  double performance = 0;      ///< J(π_k), in units of the reward
  double gap = 0;              ///< J* − J(π_k), by `optimality_gap`
  double gradient_norm = 0;    ///< as the ascent defines it

  /// min_{j≤k} min_s π_j(a*(s)|s), over every iterate and not only those recorded.
  double optimal_probability = 1;

  /// The mean return of the episodes drawn at this iterate, if the ascent draws any.
  std::optional<double> sampled_return{};
};

using Convergence = Recording<ConvergencePoint>;

/// Runs an ascent as `record_run` does.
Convergence converge(const FiniteMdp<double>& mdp, const Ascent& ascent, const Optimum& optimum,
                     std::int64_t last, const GoesOn& goes_on);

}  // namespace lemmata
