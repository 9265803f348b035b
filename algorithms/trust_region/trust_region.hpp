#pragma once
/// \file
/// Trust region policy optimisation (Schulman et al. 2015, `schulman2015trust`, Section 6 and
/// Appendix C), exact on an MDP. A step from θ, with π = π_θ, looks for
///
///   the largest L_π(π')   where   Σ_s d(s) KL(π(·|s)‖π'(·|s)) ≤ δ
///
///  1. along the natural direction: (F_d + λI)x = g by conjugate gradients, g = ∇J(θ), λ ≥ 0;
///  2. as far as δ by the quadratic model of the divergence: the full step √(2δ/xᵀ(F_d + λI)x) x;
///  3. that step halved until L_π gains and the divergence itself is at most δ.
///
/// d = ν/Σν is the share of discounted visits. Where nothing ends it is (1−γ)ν; where episodes end
/// it is larger, so that the constraint bounds the mean under (1−γ)ν too, and γ = 1 needs no case
/// of its own.
///
/// An accepted step gains in L_π. It need not gain in J: see adaptive_radius.hpp and
/// penalised_surrogate.hpp.
///
/// \code
///   const TrustRegion region = trust_region_at(mdp, policies, theta, options.damping);
///   const TrustRegionStep step = trust_region_step(region, options);
///   theta = step.parameters;  // θ itself if the step was refused
/// \endcode

#include <functional>

#include "algorithms/policy_gradient/parametrisation.hpp"
#include "algorithms/trust_region/surrogate.hpp"

namespace lemmata {

struct TrustRegionOptions {
  double radius = 0.01;      ///< δ > 0, in nats
  double damping = 0;        ///< λ ≥ 0; a damped step is shorter
  int most_products = 100;   ///< with F, of conjugate gradients
  double tolerance = 1e-10;  ///< where they stop: ‖g − (F + λI)x‖ ≤ tolerance·‖g‖
  int most_backtracks = 50;  ///< after which the step is refused
};

/// An iterate, and all that a step from it needs.
struct TrustRegion {
  Vector<double> parameters;     ///< θ
  Matrix<double> log_policy;     ///< log π(a|s), S × A
  Surrogate<double> surrogate;   ///< around π
  Vector<double> state_weights;  ///< d, S entries that sum to 1
  Vector<double> gradient;       ///< ∇J(θ) = ∇L_π(π_θ), one entry a parameter
  double rounding = 0;           ///< of an advantage, in units of the reward

  std::function<Vector<double>(const Vector<double>&)> fisher_product;  ///< v ↦ (F_d + λI)v
  std::function<Matrix<double>(const Vector<double>&)> logits_at;  ///< θ' ↦ logits of π_θ', S × A
};

/// ν, of no more than 1e12 steps in all: with γ = 1 a linear solve loses as many digits as an
/// episode has in its mean number of steps. \throws std::domain_error if γ = 1 and the policy never
/// ends, or hardly ever
Vector<double> resolved_visitation(const FiniteMdp<double>& mdp, const Policy<double>& policy);

/// \throws std::domain_error as `resolved_visitation`
TrustRegion trust_region_at(const FiniteMdp<double>& mdp, const TabularParametrisation& policies,
                            const Vector<double>& theta, double damping);
TrustRegion trust_region_at(const FiniteMdp<double>& mdp, const LinearParametrisation& policies,
                            const Vector<double>& theta, double damping);

/// A step from θ to θ', π' = π_θ'.
struct TrustRegionStep {
  Vector<double> parameters{};  ///< θ'
  double linear_gain = 0;       ///< gᵀ(θ' − θ)
  double gain = 0;              ///< L_π(π') − J(π)
  double mean_kl = 0;           ///< Σ_s d(s) KL(π(·|s)‖π'(·|s))
  double max_kl = 0;            ///< the largest of them
  int backtracks = 0;           ///< how often the full step was halved
  bool accepted = false;        ///< if not, θ' = θ
  bool gains = false;           ///< whether the gain is more than rounding
};

/// x. 0 where g = 0.
Vector<double> trust_region_direction(const TrustRegion& region, const TrustRegionOptions& options);

/// √(2δ/xᵀ(F_d + λI)x) x. 0 where the form is not positive.
Vector<double> full_step(const TrustRegion& region, const Vector<double>& direction, double radius);

/// The step to θ + Δ as it is, accepted or not.
TrustRegionStep measured_step(const TrustRegion& region, const Vector<double>& change);

/// Whether L_π gains and the mean divergence is at most δ.
bool keeps_trust_region(const TrustRegionStep& step, double radius);

/// The first of Δ, Δ/2, Δ/4 … that `accepts`, a function of a `TrustRegionStep`, says yes to; or
/// none at all.
template <class Accepts>
TrustRegionStep line_search(const TrustRegion& region, Vector<double> change, int most_backtracks,
                            Accepts accepts) {
  for (int halved = 0; halved <= most_backtracks; ++halved, change /= 2) {
    TrustRegionStep step = measured_step(region, change);
    step.backtracks = halved;
    step.accepted = accepts(step);
    if (step.accepted) return step;
  }
  return {.parameters = region.parameters, .backtracks = most_backtracks};
}

/// The step of the three.
TrustRegionStep trust_region_step(const TrustRegion& region, const TrustRegionOptions& options);

}  // namespace lemmata
