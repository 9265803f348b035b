#pragma once
/// \file
/// REINFORCE as an ascent: iterate k draws its episodes from a random stream of its own, named by
/// the seed and k, so that an iterate is a function of the one before it.

#include "algorithms/policy_gradient/ascent.hpp"
#include "algorithms/reinforce/training.hpp"

namespace lemmata {

/// θ ← θ + η ĝ from θ = 0; the norm is that of the exact ∇J. The sampled return is discounted.
Ascent reinforce_ascent(const FiniteMdp<double>& mdp, const TabularParametrisation& policies,
                        const ReinforceOptions& options, std::uint64_t seed);
Ascent reinforce_ascent(const FiniteMdp<double>& mdp, const LinearParametrisation& policies,
                        const ReinforceOptions& options, std::uint64_t seed);

}  // namespace lemmata
