#pragma once
/// \file
/// What a run of a trust region looks like: its iterates measured along the way.

#include <optional>

#include "algorithms/convergence/recording.hpp"
#include "algorithms/dynamic_programming/optimum.hpp"
#include "algorithms/trust_region/adaptive_radius.hpp"

namespace lemmata {

struct TrustRegionTask {
  FiniteMdp<double> mdp;
  Matrix<double> policy_features{};  ///< φ(s,a) in row s·A + a; empty for a tabular softmax
  Optimum optimum;
};

/// After k steps from the uniform policy. Of the steps since the point before, the constraint is
/// that of the one that came nearest to its radius; not a number where no step was proposed.
struct TrustRegionPoint {
  std::int64_t iteration = 0;  ///< k
  double performance = 0;      ///< J(π_k), in units of the reward
  double gap = 0;              ///< J* − J(π_k)
  double mean_kl = 0;          ///< Σ_s d(s) KL(π(·|s)‖π'(·|s)), in nats
  double max_kl = 0;           ///< max_s KL(π(·|s)‖π'(·|s)) of the same step
  double radius = 0;           ///< δ of the same step
  int backtracks = 0;          ///< the most of a step that was proposed
  std::int64_t refused = 0;    ///< iterations without a step, since the start
  std::int64_t falls = 0;      ///< steps at which J fell, since the start
};

/// Runs trust region steps as `record_run` does; with a `rule` the radius adapts.
Recording<TrustRegionPoint> run_trust_region(const TrustRegionTask& task,
                                             const TrustRegionOptions& options,
                                             const std::optional<RadiusRule>& rule,
                                             std::int64_t last, const GoesOn& goes_on);

}  // namespace lemmata
