#pragma once
/// \file
/// Variances of TD errors: with the true values, from the table of transitions, one step at a time;
/// over every episode of a few steps; and of a critic with which they are not uncorrelated.

#include "verification/advantage/mean_squared_errors.hpp"
#include "verification/engine/theorem.hpp"

namespace lemmata {

/// E[(r + γV(s′) − V(s))² | s, a], without V(s′) after the end, S × A.
template <class F>
Matrix<F> td_error_squares(const FiniteMdp<F>& mdp, const Vector<F>& values) {
  Matrix<F> result = Matrix<F>::Constant(mdp.states(), mdp.actions(), F{0});
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const Outcome<F>& outcome : mdp.outcomes(s, a)) {
        F error = outcome.reward - values(s);
        if (!outcome.terminal) error += mdp.discount * values(outcome.next_state);
        result(s, a) += outcome.probability * error * error;
      }
    }
  }
  return result;
}

/// w(s) = E[δ_0² | s_0 = s] with V^π, the variance too, since the mean is 0.
template <class F>
Vector<F> td_error_variance_of_states(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  return pi.cwiseProduct(td_error_squares(mdp, policy_values(mdp, pi))).rowwise().sum();
}

/// Var(δ_0 | s_0 = s, a_0 = a) with V^π: that of the outcome, S × A.
template <class F>
Matrix<F> td_error_variance_of_actions(const FiniteMdp<F>& mdp, const Policy<F>& pi) {
  const Matrix<F> mean = advantages(mdp, pi);
  return td_error_squares(mdp, policy_values(mdp, pi)) - mean.cwiseProduct(mean);
}

/// Var(δ_k | s_0 = s, a_0 = a) with V^π: for k ≥ 1 it is P_aP_π^{k−1}w, S × A.
template <class F>
Matrix<F> td_error_variance(const FiniteMdp<F>& mdp, const Policy<F>& pi, int k) {
  if (k == 0) return td_error_variance_of_actions(mdp, pi);
  Vector<F> later = td_error_variance_of_states(mdp, pi);
  const Matrix<F> transitions = policy_transitions(mdp, pi);
  for (int step = 1; step < k; ++step) later = transitions * later;
  return successor_means(mdp, later);
}

/// A state that leads to one of two with even odds, each of which ends without reward. The critic
/// has the values v and −v for them.
template <class F>
F spread_of_a_wavering_critic(const F& discount, const F& lambda, const F& v) {
  FiniteMdp<F> mdp{3, 1};
  mdp.discount = discount;
  const F half = F{1} / F{2};
  mdp.outcomes(0, 0) = {{half, 1, F{0}, false}, {half, 2, F{0}, false}};
  mdp.outcomes(1, 0) = mdp.outcomes(2, 0) = {{F{1}, 0, F{0}, true}};
  const Policy<F> only = Policy<F>::Constant(3, 1, F{1});
  const Vector<F> values{{F{0}, v, -v}};
  // Its mean is A^π = 0, so that the squared error is the variance.
  return enumerated_squared_error(mdp, only, values, 2, [&](const ValuedRollout<F>& rollout) {
    return F(generalized_advantages(rollout, discount, lambda)[0]);
  })(0, 0);
}

/// Two TD errors at least: an instance's horizon is 1 or 2.
template <class F>
int steps_of(const MdpPoint<F>& x) {
  return x.horizon + 1;
}
inline Check of_few_episodes(Check check) {
  return std::move(check).only("at most 5000 episodes to enumerate", [](const MdpInstance& x) {
    return trajectory_count(x.table, x.horizon + 1) <= 5000;
  });
}

struct ProductionErrors {
  template <class F>
  std::vector<F> operator()(const ValuedRollout<F>& rollout, const F& discount) const {
    return td_errors(rollout, discount);
  }
};

/// E[f(δ_0, δ_1, …) | s_0,a_0] over the steps of the instance, where δ is 0 after the end, S × A.
template <class F, class Function, class Errors = ProductionErrors>
Matrix<F> mean_over_errors(const MdpPoint<F>& x, const Vector<F>& values, Function f,
                           Errors errors_of = {}) {
  return mean_given_first_action(x, values, steps_of(x), [&](const ValuedRollout<F>& rollout) {
    std::vector<F> errors = errors_of(rollout, x.mdp.discount);
    errors.resize(static_cast<std::size_t>(steps_of(x)), F{0});
    return F(f(errors));
  });
}

/// E[f(δ_j)f(δ_k)] and E[f(δ_j)]E[f(δ_k)] given s_0 and a_0, for every pair j < k of the steps.
template <class F, class Function, class Errors>
Sides<F> products_and_means(const MdpPoint<F>& x, const Vector<F>& values, Function f,
                            Errors errors_of) {
  const auto mean = [&](auto g) { return mean_over_errors(x, values, g, errors_of); };
  std::vector<Matrix<F>> means;
  for (std::size_t k = 0; k < static_cast<std::size_t>(steps_of(x)); ++k) {
    means.push_back(mean([&](const auto& errors) { return f(errors[k]); }));
  }
  const auto pairs = static_cast<Eigen::Index>(means.size() * (means.size() - 1) / 2);
  Matrix<F> products(means[0].size(), pairs), of_means(means[0].size(), pairs);
  Eigen::Index pair = 0;
  for (std::size_t k = 1; k < means.size(); ++k) {
    for (std::size_t j = 0; j < k; ++j, ++pair) {
      const auto product = [&](const auto& errors) { return f(errors[j]) * f(errors[k]); };
      products.col(pair) = mean(product).reshaped();
      of_means.col(pair) = means[j].cwiseProduct(means[k]).reshaped();
    }
  }
  return equal(products, of_means);
}

}  // namespace lemmata
