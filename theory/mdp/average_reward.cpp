#include "theory/mdp/average_reward.hpp"

#include "theory/fields/linear_solve.hpp"
#include "theory/mdp/visitation.hpp"

namespace lemmata {

template <class F>
F average_reward(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  return stationary_distribution(mdp, policy).dot(policy_rewards(mdp, policy));
}

template <class F>
GainAndBias<F> gain_and_bias(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  const Vector<F> stationary = stationary_distribution(mdp, policy);
  // x + x(0) = r_π + Px: the entry x(0) is the gain, and x the bias up to a constant.
  Matrix<F> system = -restarting_transitions(mdp, policy);
  for (int s = 0; s < mdp.states(); ++s) {
    system(s, s) += F{1};
    system(s, 0) += F{1};
  }
  const Vector<F> relative = solve<F>(system, policy_rewards(mdp, policy));
  const F shift = stationary.dot(relative);
  return {relative(0), relative - Vector<F>::Constant(mdp.states(), shift)};
}

template <class F>
Matrix<F> differential_action_values(const FiniteMdp<F>& mdp, const GainAndBias<F>& evaluation) {
  const F restarted = mdp.start.dot(evaluation.bias);
  Matrix<F> q = Matrix<F>::Constant(mdp.states(), mdp.actions(), -evaluation.gain);
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        const F& next = outcome.terminal ? restarted : evaluation.bias(outcome.next_state);
        q(s, a) += outcome.probability * (outcome.reward + next);
      }
    }
  }
  return q;
}

#define LEMMATA_INSTANTIATE(F)                                                  \
  template F average_reward(const FiniteMdp<F>&, const Policy<F>&);             \
  template GainAndBias<F> gain_and_bias(const FiniteMdp<F>&, const Policy<F>&); \
  template Matrix<F> differential_action_values(const FiniteMdp<F>&, const GainAndBias<F>&);
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)

}  // namespace lemmata
