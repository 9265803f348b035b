#include "algorithms/natural_gradient/sampled_natural_gradient.hpp"

#include <cmath>

namespace lemmata {
namespace {

/// The factor of x, from xᵀ(F̂ + λI)x/n. 0 where the form is not positive, as at x = 0.
double length(const SampledNaturalOptions& options, double curvature) {
  if (!options.radius) return options.sampling.step_size;
  return curvature > 0 ? std::sqrt(2 * *options.radius / curvature) : 0;
}

Vector<double> product(const TabularParametrisation&, const Policy<double>& policy,
                       const Matrix<double>& visits, const Vector<double>& v, double damping) {
  return sampled_fisher_product(policy, visits, v, damping);
}
Vector<double> product(const LinearParametrisation& policies, const Policy<double>& policy,
                       const Matrix<double>& visits, const Vector<double>& v, double damping) {
  return linear_sampled_fisher_product(policy, policies.features, visits, v, damping);
}

template <class Parametrisation>
SampledNaturalStep step(const FiniteMdp<double>& mdp, const Parametrisation& policies,
                        const Vector<double>& theta, const Rollout<double>& rollout,
                        const SampledNaturalOptions& options) {
  const auto policy = policies.policy(theta);
  const Policy<double>& pi = policy.probabilities();
  const Matrix<double> visits = sampled_visits(rollout, mdp.discount, mdp.states(), mdp.actions());
  const auto damped = [&](const Vector<double>& v) {
    return product(policies, pi, visits, v, options.damping);
  };
  SampledNaturalStep result;
  result.gradient = reinforce_estimate(mdp, policy, rollout, options.sampling);
  result.direction =
      conjugate_gradients(damped, result.gradient, options.most_products, options.tolerance)
          .solution;
  const double curvature = result.direction.dot(damped(result.direction)) / visits.sum();
  result.change = length(options, curvature) * result.direction;
  return result;
}

}  // namespace

SampledNaturalStep sampled_natural_step(const FiniteMdp<double>& mdp,
                                        const TabularParametrisation& policies,
                                        const Vector<double>& theta, const Rollout<double>& rollout,
                                        const SampledNaturalOptions& options) {
  return step(mdp, policies, theta, rollout, options);
}

SampledNaturalStep sampled_natural_step(const FiniteMdp<double>& mdp,
                                        const LinearParametrisation& policies,
                                        const Vector<double>& theta, const Rollout<double>& rollout,
                                        const SampledNaturalOptions& options) {
  return step(mdp, policies, theta, rollout, options);
}

}  // namespace lemmata
