#include "algorithms/policy_gradient/projected_ascent.hpp"

#include <stdexcept>

#include "algorithms/policy_gradient/softmax_ascent.hpp"

namespace lemmata {

double guaranteed_projected_step(const FiniteMdp<double>& mdp) {
  if (mdp.discount == 0) throw std::domain_error{"for γ = 0 the objective is linear in the policy"};
  const double range = reward_range(mdp);
  return power(1 - mdp.discount, 3) / (2 * mdp.discount * mdp.actions() * (range > 0 ? range : 1));
}

}  // namespace lemmata
