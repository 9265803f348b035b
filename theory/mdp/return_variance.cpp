#include "theory/mdp/return_variance.hpp"

#include "theory/mdp/values.hpp"

namespace lemmata {
namespace {

/// Σ_i w_i (x_i − Σ_j w_j x_j)² for weights of sum 1.
template <class F>
F weighted_variance(const Vector<F>& weights, const Vector<F>& values) {
  const F mean = weights.dot(values);
  F result{0};
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const F distance = values(i) - mean;
    result += weights(i) * distance * distance;
  }
  return result;
}

/// Var(r + γV(s′) | s, a).
template <class F>
F outcome_variance(const FiniteMdp<F>& mdp, int state, int action, const Vector<F>& values) {
  const auto& outcomes = mdp.outcomes(state, action);
  const auto count = static_cast<Eigen::Index>(outcomes.size());
  Vector<F> weights(count), targets(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    const Outcome<F>& outcome = outcomes[static_cast<std::size_t>(k)];
    weights(k) = outcome.probability;
    targets(k) = outcome.reward;
    if (!outcome.terminal) targets(k) += mdp.discount * values(outcome.next_state);
  }
  return weighted_variance(weights, targets);
}

}  // namespace

template <class F>
ReturnVariance<F> return_variance(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon) {
  ReturnVariance<F> result;
  result.start = weighted_variance(mdp.start, horizon_values(mdp, policy, horizon));
  const Matrix<F> transitions = policy_transitions(mdp, policy);
  Vector<F> weight_t = mdp.start;  // γ²ᵗ Pr(s_t = ·)
  for (int t = 0; t < horizon; ++t) {
    const Vector<F> values = horizon_values(mdp, policy, horizon - t - 1);
    const Matrix<F> q = action_values(mdp, values);
    for (int s = 0; s < mdp.states(); ++s) {
      const Vector<F> pi = policy.row(s).transpose();
      result.policy += weight_t(s) * weighted_variance(pi, Vector<F>(q.row(s).transpose()));
      for (int a = 0; a < mdp.actions(); ++a) {
        result.environment += weight_t(s) * pi(a) * outcome_variance(mdp, s, a, values);
      }
    }
    weight_t = (transitions.transpose() * weight_t * (mdp.discount * mdp.discount)).eval();
  }
  return result;
}

#define LEMMATA_INSTANTIATE(F) \
  template ReturnVariance<F> return_variance(const FiniteMdp<F>&, const Policy<F>&, int);
LEMMATA_FIELDS(LEMMATA_INSTANTIATE)
#undef LEMMATA_INSTANTIATE

}  // namespace lemmata
