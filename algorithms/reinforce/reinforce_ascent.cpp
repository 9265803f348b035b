#include "algorithms/reinforce/reinforce_ascent.hpp"

#include <memory>

#include "theory/policies/performance_gradient.hpp"

namespace lemmata {
namespace {

double gradient_norm(const FiniteMdp<double>& mdp, const TabularParametrisation& policies,
                     const Matrix<double>& theta) {
  return softmax_gradient(mdp, policies.policy(theta).probabilities()).norm();
}

double gradient_norm(const FiniteMdp<double>& mdp, const LinearParametrisation& policies,
                     const Matrix<double>& theta) {
  return policy_gradient(mdp, policies.policy(theta)).norm();
}

template <class Parametrisation>
Ascent ascent(const FiniteMdp<double>& mdp, const Parametrisation& policies,
              const ReinforceOptions& options, std::uint64_t seed) {
  const auto sampler = std::make_shared<const EpisodeSampler>(mdp);
  const auto step = [=](const Matrix<double>& theta, std::int64_t k) {
    RandomStream random{{.seed = seed, .instance = static_cast<std::uint64_t>(k)}};
    return reinforce_step(*sampler, policies, theta, options, random);
  };
  return {
      .start = Vector<double>::Zero(policies.parameters()),
      .policy = [policies](
                    const Matrix<double>& theta) { return policies.policy(theta).probabilities(); },
      .step = [step](const FiniteMdp<double>&, const Matrix<double>& theta,
                     std::int64_t k) -> Matrix<double> { return step(theta, k).theta; },
      .gradient_norm =
          [policies](const FiniteMdp<double>& m, const Matrix<double>& theta) {
            return gradient_norm(m, policies, theta);
          },
      .sampled_return = [step](const Matrix<double>& theta,
                               std::int64_t k) { return step(theta, k).mean_return; }};
}

}  // namespace

Ascent reinforce_ascent(const FiniteMdp<double>& mdp, const TabularParametrisation& policies,
                        const ReinforceOptions& options, std::uint64_t seed) {
  return ascent(mdp, policies, options, seed);
}

Ascent reinforce_ascent(const FiniteMdp<double>& mdp, const LinearParametrisation& policies,
                        const ReinforceOptions& options, std::uint64_t seed) {
  return ascent(mdp, policies, options, seed);
}

}  // namespace lemmata
