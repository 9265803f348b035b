#pragma once
/// \file
/// What a run of an ascent looks like: its iterates measured along the way.

#include <functional>
#include <optional>
#include <string>
#include <vector>

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

struct Convergence {
  std::vector<ConvergencePoint> points;
  bool interrupted = false;
  std::string diverged{};  ///< why no further iterate has a finite value; empty if all have
};

/// The iterations to record: 0, 1, 2, … thinned to round(10^{j/20}), twenty a decade, the powers of
/// ten among them. The first after k ≥ 0.
std::int64_t next_recorded(std::int64_t k);

/// Runs iterations 0 … last and measures those to record and the last one. `goes_on(k)` is asked
/// before each iteration; where it says no, the run ends with what it has.
/// \throws std::invalid_argument for last < 0
Convergence converge(const FiniteMdp<double>& mdp, const Ascent& ascent, const Optimum& optimum,
                     std::int64_t last, const std::function<bool(std::int64_t k)>& goes_on);

}  // namespace lemmata
