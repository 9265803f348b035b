#include "theory/policies/likelihood_ratio_moments.hpp"

#include "theory/fields/linear_solve.hpp"

namespace lemmata {
namespace {

/// x = (I − γP_π)⁻¹ b with b(s) = E[integrand(action, outcome)] under the policy.
template <class Integrand>
Vector<double> accumulated(const FiniteMdp<double>& mdp, const Policy<double>& policy,
                           Integrand integrand) {
  Vector<double> immediate = Vector<double>::Zero(mdp.states());
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        immediate(s) += policy(s, a) * outcome.probability * integrand(s, a, outcome);
      }
    }
  }
  const Matrix<double> system = Matrix<double>::Identity(mdp.states(), mdp.states()) -
                                mdp.discount * policy_transitions(mdp, policy);
  return solve(system, immediate);
}

}  // namespace

double likelihood_ratio_second_moment(const FiniteMdp<double>& mdp, const Policy<double>& policy,
                                      const Matrix<double>& score_along) {
  const auto continuation = [&](const Vector<double>& next, const Outcome<double>& outcome) {
    return outcome.terminal ? 0.0 : mdp.discount * next(outcome.next_state);
  };
  const Vector<double> mean_g = policy_values(mdp, policy);
  const auto square_of_g = [&](const Outcome<double>& outcome) {
    return outcome.reward * (outcome.reward + 2 * continuation(mean_g, outcome));
  };
  const Vector<double> g_g = accumulated(
      mdp, policy, [&](int, int, const Outcome<double>& outcome) { return square_of_g(outcome); });
  const auto whole_square_of_g = [&](const Outcome<double>& outcome) {
    return square_of_g(outcome) + continuation(g_g, outcome);
  };
  const Vector<double> mean_z =
      accumulated(mdp, policy, [&](int s, int a, const Outcome<double>& outcome) {
        return score_along(s, a) * (outcome.reward + continuation(mean_g, outcome));
      });
  const Vector<double> z_g =
      accumulated(mdp, policy, [&](int s, int a, const Outcome<double>& outcome) {
        return score_along(s, a) * whole_square_of_g(outcome) +
               outcome.reward * continuation(mean_z, outcome);
      });
  const Vector<double> z_z =
      accumulated(mdp, policy, [&](int s, int a, const Outcome<double>& outcome) {
        const double score = score_along(s, a);
        const double cross = outcome.reward * continuation(mean_z, outcome);
        return score * score * whole_square_of_g(outcome) +
               2 * score * (cross + continuation(z_g, outcome));
      });
  return mdp.start.dot(z_z);
}

}  // namespace lemmata
