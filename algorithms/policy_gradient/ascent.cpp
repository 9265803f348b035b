#include "algorithms/policy_gradient/ascent.hpp"

#include "algorithms/policy_gradient/projected_ascent.hpp"
#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/policies/performance_gradient.hpp"

namespace lemmata {

Ascent softmax_ascent(const FiniteMdp<double>& mdp, double step_size) {
  return {
      .start = Matrix<double>::Zero(mdp.states(), mdp.actions()),
      .policy = [](const Matrix<double>& theta) { return tabular_softmax(theta).probabilities(); },
      .step = [step_size](const FiniteMdp<double>& m, const Matrix<double>& theta,
                          std::int64_t) { return softmax_ascent_step(m, theta, step_size); },
      .gradient_norm =
          [](const FiniteMdp<double>& m, const Matrix<double>& theta) {
            return softmax_gradient(m, tabular_softmax(theta).probabilities()).norm();
          }};
}

Ascent linear_softmax_ascent(const LinearParametrisation& policies, double step_size) {
  const auto gradient = [policies](const FiniteMdp<double>& m, const Matrix<double>& theta) {
    return policy_gradient(m, policies.policy(theta));
  };
  return {
      .start = Vector<double>::Zero(policies.parameters()),
      .policy = [policies](
                    const Matrix<double>& theta) { return policies.policy(theta).probabilities(); },
      .step = [gradient, step_size](const FiniteMdp<double>& m, const Matrix<double>& theta,
                                    std::int64_t) -> Matrix<double> {
        return theta + step_size * gradient(m, theta);
      },
      .gradient_norm = [gradient](
                           const FiniteMdp<double>& m,
                           const Matrix<double>& theta) { return gradient(m, theta).norm(); }};
}

Ascent projected_ascent(const FiniteMdp<double>& mdp, double step_size) {
  const auto step = [step_size](const FiniteMdp<double>& m, const Policy<double>& policy) {
    return projected_ascent_step(m, policy, step_size);
  };
  return {.start = Matrix<double>::Constant(mdp.states(), mdp.actions(), 1.0 / mdp.actions()),
          .policy = [](const Matrix<double>& policy) { return policy; },
          .step = [step](const FiniteMdp<double>& m, const Matrix<double>& policy,
                         std::int64_t) { return step(m, policy); },
          .gradient_norm =
              [step, step_size](const FiniteMdp<double>& m, const Matrix<double>& policy) {
                return ((step(m, policy) - policy) / step_size).norm();
              }};
}

}  // namespace lemmata
