#include "algorithms/trust_region/adaptive_radius.hpp"

#include <limits>
#include <stdexcept>

#include "theory/policies/log_softmax.hpp"

namespace lemmata {

RadiusVerdict judged_by_ratio(const RadiusRule& rule, double radius, const TrustRegionStep& step,
                              double ratio) {
  if (!(ratio >= rule.least)) return {false, rule.shrink * radius};
  const bool grows = ratio >= rule.good && step.backtracks == 0;
  return {true, grows ? rule.grow * radius : radius};
}

double realised_gain(const FiniteMdp<double>& mdp, const TrustRegion& region,
                     const TrustRegionStep& step) {
  const Policy<double> other = log_softmax(region.logits_at(step.parameters)).array().exp();
  const Policy<double> difference = other.array() - region.log_policy.array().exp();
  try {
    const Vector<double> gains =
        difference.cwiseProduct(region.surrogate.advantages).rowwise().sum();
    return resolved_visitation(mdp, other).dot(gains);
  } catch (const std::domain_error&) {
    return -std::numeric_limits<double>::infinity();
  }
}

AdaptiveStep adaptive_step(const FiniteMdp<double>& mdp, const TrustRegion& region,
                           const TrustRegionOptions& options, const RadiusRule& rule) {
  return adaptive_step(mdp, region, options,
                       [&](double radius, const TrustRegionStep& step, double ratio) {
                         return judged_by_ratio(rule, radius, step, ratio);
                       });
}

}  // namespace lemmata
