#pragma once
/// \file
/// The step from one policy of a pair to the other as the production trust region measures it, in
/// doubles: its divergences are those that TRPO constrains.

#include "verification/trust_region/performance_gaps.hpp"
#include "verification/trust_region/trust_region_runs.hpp"

namespace lemmata::measured_pairs {

using performance_gaps::Pair;

/// By log π' − log π for tables.
inline TrustRegionStep measured(const Pair<Ball>& pair) {
  const TabularParametrisation tables{pair.mdp.states(), pair.mdp.actions()};
  const Vector<double> from = trust_region_runs::logits_of(pair.policy);
  const Vector<double> to = trust_region_runs::logits_of(pair.other);
  return measured_step(trust_region_at(approximation(pair.mdp), tables, from, 0), to - from);
}

/// What is measured, and a billionth more for what is rounded.
inline Ball largest(const Pair<Ball>& pair) {
  return Ball{measured(pair).max_kl} * (Ball{1} + Ball{1e-9});
}
inline Ball mean(const Pair<Ball>& pair) {
  return Ball{measured(pair).mean_kl} * (Ball{1} + Ball{1e-9});
}

}  // namespace lemmata::measured_pairs
