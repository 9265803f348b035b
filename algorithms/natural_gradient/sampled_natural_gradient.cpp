#include "algorithms/natural_gradient/sampled_natural_gradient.hpp"

#include <cmath>

namespace lemmata {
namespace {

/// The factor of x, from xᵀ(F̂ + λI)x/n. 0 where the form is not positive, as at x = 0.
double length(const SampledNaturalOptions& options, double curvature) {
  if (!options.radius) return options.sampling.step_size;
  return curvature > 0 ? std::sqrt(2 * *options.radius / curvature) : 0;
}

template <class Parametrisation>
SampledNaturalStep step(const FiniteMdp<double>& mdp, const Parametrisation& policies,
                        const Vector<double>& theta, const Rollout<double>& rollout,
                        const SampledNaturalOptions& options) {
  const auto policy = policies.policy(theta);
  const Policy<double>& pi = policy.probabilities();
  const Matrix<double> visits = sampled_visits(rollout, mdp.discount, mdp.states(), mdp.actions());
  const auto product = [&](const Vector<double>& v) -> Vector<double> {
    const Vector<double> image = sampled_fisher_product(pi, visits, policies.logit_changes(v), 0.0);
    return policies.in_parameters(image) + options.damping * v;
  };
  SampledNaturalStep result;
  result.gradient = reinforce_estimate(mdp, policy, rollout, options.sampling);
  result.direction =
      conjugate_gradients(product, result.gradient, options.most_products, options.tolerance)
          .solution;
  const double curvature = result.direction.dot(product(result.direction)) / visits.sum();
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
