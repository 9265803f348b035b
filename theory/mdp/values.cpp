#include "theory/mdp/values.hpp"

#include "theory/fields/errors.hpp"
#include "theory/fields/linear_solve.hpp"

namespace lemmata {

template <class F>
Vector<F> bellman(const FiniteMdp<F>& mdp, const Policy<F>& policy, const Vector<F>& values) {
  const Matrix<F> q = action_values(mdp, values);
  Vector<F> result = Vector<F>::Constant(mdp.states(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) result(s) += policy(s, a) * q(s, a);
  }
  return result;
}

template <class F>
Vector<F> policy_values(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  Matrix<F> system = policy_transitions(mdp, policy) * (-mdp.discount);
  for (int s = 0; s < mdp.states(); ++s) system(s, s) += F{1};
  constexpr const char* no_value =
      "the policy has no finite value: with γ = 1 every state must reach an end under it";
  if (pivot_score(mdp.discount - F{1}) == 0 && may_never_end(mdp, policy)) {
    throw SingularSystem{no_value};
  }
  try {
    return solve<F>(system, policy_rewards(mdp, policy));
  } catch (const SingularSystem&) {
    throw SingularSystem{no_value};
  }
}

template <class F>
Matrix<F> action_values(const FiniteMdp<F>& mdp, const Vector<F>& values) {
  Matrix<F> q = Matrix<F>::Constant(mdp.states(), mdp.actions(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        F target = outcome.reward;
        if (!outcome.terminal) target += mdp.discount * values(outcome.next_state);
        q(s, a) += outcome.probability * target;
      }
    }
  }
  return q;
}

template <class F>
Matrix<F> advantages(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  const Vector<F> values = policy_values(mdp, policy);
  Matrix<F> result = action_values(mdp, values);
  for (int a = 0; a < mdp.actions(); ++a) result.col(a) -= values;
  return result;
}

template <class F>
F performance(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  return mdp.start.dot(policy_values(mdp, policy));
}

template <class F>
Vector<F> horizon_values(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon) {
  Vector<F> values = Vector<F>::Constant(mdp.states(), F{0});
  for (int k = 0; k < horizon; ++k) values = bellman(mdp, policy, values);
  return values;
}

template <class F>
F horizon_performance(const FiniteMdp<F>& mdp, const Policy<F>& policy, int horizon) {
  return mdp.start.dot(horizon_values(mdp, policy, horizon));
}

template <class F>
Vector<F> bellman_optimality(const FiniteMdp<F>& mdp, const Vector<F>& values) {
  const Matrix<F> q = action_values(mdp, values);
  Vector<F> result = q.col(0);
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 1; a < mdp.actions(); ++a) result(s) = larger(result(s), q(s, a));
  }
  return result;
}

template <class F>
Policy<F> greedy_policy(const Matrix<F>& action_values) {
  Policy<F> policy = Policy<F>::Constant(action_values.rows(), action_values.cols(), F{0});
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    Eigen::Index best = 0;
    for (Eigen::Index a = 1; a < policy.cols(); ++a) {
      if (action_values(s, best) < action_values(s, a)) best = a;
    }
    policy(s, best) = F{1};
  }
  return policy;
}

#define LEMMATA_INSTANTIATE(F)                                                         \
  template Vector<F> bellman(const FiniteMdp<F>&, const Policy<F>&, const Vector<F>&); \
  template Vector<F> policy_values(const FiniteMdp<F>&, const Policy<F>&);             \
  template Matrix<F> action_values(const FiniteMdp<F>&, const Vector<F>&);             \
  template Matrix<F> advantages(const FiniteMdp<F>&, const Policy<F>&);                \
  template F performance(const FiniteMdp<F>&, const Policy<F>&);                       \
  template Vector<F> horizon_values(const FiniteMdp<F>&, const Policy<F>&, int);       \
  template F horizon_performance(const FiniteMdp<F>&, const Policy<F>&, int);
LEMMATA_FIELDS_AND_DUALS(LEMMATA_INSTANTIATE)
LEMMATA_SECOND_DUALS(LEMMATA_INSTANTIATE)
#undef LEMMATA_INSTANTIATE

#define LEMMATA_INSTANTIATE(F) \
  template Vector<F> bellman_optimality(const FiniteMdp<F>&, const Vector<F>&);
LEMMATA_ORDERED_FIELDS(LEMMATA_INSTANTIATE)
#undef LEMMATA_INSTANTIATE

template Policy<Rational> greedy_policy(const Matrix<Rational>&);
template Policy<double> greedy_policy(const Matrix<double>&);

}  // namespace lemmata
