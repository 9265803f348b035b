#include "algorithms/trust_region/sampled_trust_region.hpp"

#include <algorithm>
#include <cmath>

#include "algorithms/natural_gradient/parametrised_fisher_product.hpp"
#include "theory/policies/log_softmax.hpp"

namespace lemmata {
namespace {

double largest(const std::vector<double>& numbers) {
  double result = 0;
  for (const double number : numbers) result = std::max(result, std::abs(number));
  return result;
}

template <class Parametrisation>
TrustRegion region_of(const FiniteMdp<double>& mdp, const Parametrisation& policies,
                      const Vector<double>& theta, const Rollout<double>& rollout,
                      const SampledTrustRegionOptions& options) {
  constexpr double unit = 1e-13;
  const auto acting = policies.policy(theta);
  const Matrix<double> log_policy = log_softmax(policies.logits(theta));
  const Policy<double> policy = log_policy.array().exp();
  const std::vector<double> returns = returns_to_go(rollout, mdp.discount);
  const std::vector<double> advantages =
      with_baseline(mdp, acting, options.baseline,
                    [&](const auto& baseline) { return baseline(rollout, returns); });
  const Surrogate<double> surrogate = sampled_surrogate(policy, rollout, mdp.discount, advantages);
  const Vector<double> shares = surrogate.visitation / surrogate.visitation.sum();
  const double damping = options.region.damping;
  return {.parameters = theta,
          .log_policy = log_policy,
          .surrogate = surrogate,
          .state_weights = shares,
          .gradient = policies.in_parameters(sampled_gradient(surrogate, policy)),
          .rounding = unit * std::max(largest(returns), largest(advantages)),
          .fisher_product =
              [=](const Vector<double>& v) {
                return fisher_product(policies, policy, shares, v, damping);
              },
          .logits_at = [=](const Vector<double>& x) { return policies.logits(x); }};
}

}  // namespace

TrustRegion sampled_trust_region(const FiniteMdp<double>& mdp,
                                 const TabularParametrisation& policies,
                                 const Vector<double>& theta, const Rollout<double>& rollout,
                                 const SampledTrustRegionOptions& options) {
  return region_of(mdp, policies, theta, rollout, options);
}

TrustRegion sampled_trust_region(const FiniteMdp<double>& mdp,
                                 const LinearParametrisation& policies, const Vector<double>& theta,
                                 const Rollout<double>& rollout,
                                 const SampledTrustRegionOptions& options) {
  return region_of(mdp, policies, theta, rollout, options);
}

}  // namespace lemmata
