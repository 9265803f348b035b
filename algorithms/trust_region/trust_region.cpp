#include "algorithms/trust_region/trust_region.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/natural_gradient/parametrised_fisher_product.hpp"
#include "theory/policies/log_softmax.hpp"

namespace lemmata {
namespace {

/// What rounding may add to a gain: errors of the probabilities, whose logarithms are as exact as
/// the largest logit allows, and of the advantages.
double gain_by_rounding(const TrustRegion& region, const Matrix<double>& probabilities,
                        const Matrix<double>& difference, double largest_logit) {
  constexpr double unit = 1e-15;
  const Matrix<double> errors =
      unit * (1 + largest_logit) *
          probabilities.cwiseProduct(region.surrogate.advantages.cwiseAbs()) +
      region.rounding * difference.cwiseAbs();
  return region.surrogate.visitation.dot(errors.rowwise().sum());
}

/// ν itself, if its digits are there.
Vector<double> resolved(Vector<double> visits) {
  constexpr double longest = 1e12;
  const double steps = visits.sum();
  if (steps > 0 && steps < longest) return visits;
  throw std::domain_error{"the policy hardly ever ends: its values are lost in rounding"};
}

template <class Parametrisation>
TrustRegion region_at(const FiniteMdp<double>& mdp, const Parametrisation& policies,
                      const Vector<double>& theta, double damping) {
  constexpr double unit = 1e-13;
  const Matrix<double> log_policy = log_softmax(policies.logits(theta));
  const Policy<double> policy = log_policy.array().exp();
  const Surrogate<double> surrogate = surrogate_at(mdp, policy);
  const Vector<double> visits = resolved(surrogate.visitation);
  const Vector<double> shares = visits / visits.sum();
  const Matrix<double> derivatives =
      visits.asDiagonal() * policy.cwiseProduct(surrogate.advantages);
  const Matrix<double> returns =
      surrogate.advantages + surrogate.values.replicate(1, mdp.actions());
  return {.parameters = theta,
          .log_policy = log_policy,
          .surrogate = surrogate,
          .state_weights = shares,
          .gradient = policies.in_parameters(derivatives.transpose().reshaped()),
          .rounding = unit * returns.cwiseAbs().maxCoeff(),
          .fisher_product =
              [=](const Vector<double>& v) {
                return fisher_product(policies, policy, shares, v, damping);
              },
          .logits_at = [=](const Vector<double>& x) { return policies.logits(x); }};
}

}  // namespace

Vector<double> resolved_visitation(const FiniteMdp<double>& mdp, const Policy<double>& policy) {
  return resolved(visitation(mdp, policy));
}

TrustRegion trust_region_at(const FiniteMdp<double>& mdp, const TabularParametrisation& policies,
                            const Vector<double>& theta, double damping) {
  return region_at(mdp, policies, theta, damping);
}

TrustRegion trust_region_at(const FiniteMdp<double>& mdp, const LinearParametrisation& policies,
                            const Vector<double>& theta, double damping) {
  return region_at(mdp, policies, theta, damping);
}

Vector<double> trust_region_direction(const TrustRegion& region,
                                      const TrustRegionOptions& options) {
  return conjugate_gradients(region.fisher_product, region.gradient, options.most_products,
                             options.tolerance)
      .solution;
}

Vector<double> full_step(const TrustRegion& region, const Vector<double>& direction,
                         double radius) {
  const double curvature = direction.dot(region.fisher_product(direction));
  if (!(curvature > 0)) return Vector<double>::Zero(direction.size());
  return std::sqrt(2 * radius / curvature) * direction;
}

TrustRegionStep measured_step(const TrustRegion& region, const Vector<double>& change) {
  TrustRegionStep step{.parameters = region.parameters + change};
  const Matrix<double> logits = region.logits_at(step.parameters);
  const Matrix<double> log_other = log_softmax(logits);
  const Policy<double> policy = region.log_policy.array().exp(), other = log_other.array().exp();
  // Not L_π(π') itself: the mean of the advantages under π, which is 0 but for rounding, drops out.
  const Matrix<double> difference = other - policy;
  const Vector<double> divergences = kl_divergences_of_logs(region.log_policy, log_other);
  step.linear_gain = region.gradient.dot(change);
  step.gain = region.surrogate.gain(difference);
  step.mean_kl = region.state_weights.dot(divergences);
  step.max_kl = divergences.maxCoeff();
  step.gains = step.gain > gain_by_rounding(region, policy.cwiseMax(other), difference,
                                            logits.cwiseAbs().maxCoeff());
  return step;
}

bool keeps_trust_region(const TrustRegionStep& step, double radius) {
  return step.gains && step.mean_kl <= radius;
}

TrustRegionStep trust_region_step(const TrustRegion& region, const TrustRegionOptions& options) {
  const Vector<double> change =
      full_step(region, trust_region_direction(region, options), options.radius);
  return line_search(region, change, options.most_backtracks, [&](const TrustRegionStep& step) {
    return keeps_trust_region(step, options.radius);
  });
}

}  // namespace lemmata
