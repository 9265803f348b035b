#pragma once
/// \file
/// A trust region whose radius learns from what came of its steps. L_π says how much a step should
/// gain in J; the rule of trust-region methods (`conn2000trust`, Algorithm 6.1.1) is to refuse a
/// step that realises too little of it and to shrink, and to grow after one that realises nearly
/// all:
///
///   ρ = (J(π') − J(π)) / (L_π(π') − J(π)):   ρ < 1/4  refuse, δ ← δ/2;   ρ ≥ 3/4  δ ← 2δ.
///
/// J thus never falls. It needs J(π'), which is exact here and an estimate where it is sampled.

#include "algorithms/trust_region/trust_region.hpp"

namespace lemmata {

struct RadiusRule {
  double least = 0.25;  ///< of ρ; a step below is refused
  double good = 0.75;   ///< of ρ; a full step from here on makes δ grow
  double shrink = 0.5;
  double grow = 2;
};

/// Whether a step is taken, and the radius of the next.
struct RadiusVerdict {
  bool taken = false;
  double radius = 0;
};

/// The rule. A step that the line search shortened does not make δ grow.
RadiusVerdict judged_by_ratio(const RadiusRule& rule, double radius, const TrustRegionStep& step,
                              double ratio);

/// J(π') − J(π) for a step to π', by the performance difference lemma, so that no digits cancel; −∞
/// if γ = 1 and π' hardly ever ends.
double realised_gain(const FiniteMdp<double>& mdp, const TrustRegion& region,
                     const TrustRegionStep& step);

struct AdaptiveStep {
  TrustRegionStep step;      ///< as the line search proposes it
  double realised_gain = 0;  ///< J(π') − J(π)
  double radius = 0;         ///< δ of this step
  double next_radius = 0;
  bool taken = false;
  Vector<double> parameters;  ///< θ of the next iterate: θ' if the step was taken
};

/// A step of `trust_region_step`, and what `judge(radius, step, ρ)` says of it. Where no step is
/// proposed, as at a stationary θ, δ stays.
template <class Judge>
AdaptiveStep adaptive_step(const FiniteMdp<double>& mdp, const TrustRegion& region,
                           const TrustRegionOptions& options, Judge judge) {
  AdaptiveStep result{.step = trust_region_step(region, options),
                      .radius = options.radius,
                      .next_radius = options.radius,
                      .parameters = region.parameters};
  if (!result.step.accepted) return result;
  result.realised_gain = realised_gain(mdp, region, result.step);
  const RadiusVerdict verdict =
      judge(options.radius, result.step, result.realised_gain / result.step.gain);
  result.taken = verdict.taken;
  result.next_radius = verdict.radius;
  if (verdict.taken) result.parameters = result.step.parameters;
  return result;
}

/// The same by the rule.
AdaptiveStep adaptive_step(const FiniteMdp<double>& mdp, const TrustRegion& region,
                           const TrustRegionOptions& options, const RadiusRule& rule = {});

}  // namespace lemmata
