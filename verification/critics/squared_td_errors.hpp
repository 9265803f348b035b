#pragma once
/// \file
/// Predicates about the mean squared TD error, its gradient and its minimiser, over every step from
/// states of the instance's distribution.

#include "algorithms/critics/least_squares.hpp"
#include "verification/critics/single_steps.hpp"
#include "verification/engine/hypotheses.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/policy_gradient/small_decisions.hpp"

namespace lemmata::squared_td_errors {

/// d, S entries that sum to 1.
template <class F>
Vector<F> distribution(const MdpPoint<F>& x) {
  const Vector<F> weights = x.state_weights();
  return weights / F(weights.sum());
}

/// Per state, S entries: ((TV − V)(s))², Var(r + γV(s′)|s), and their sum.
constexpr auto square_of_mean = []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                            const Vector<F>& values) {
  return squared_bellman_errors(mdp, policy, values);
};
constexpr auto variance = []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                      const Vector<F>& values) {
  return variances_of_target(mdp, policy, values);
};
constexpr auto expected_square = []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                             const Vector<F>& values) {
  return Vector<F>(squared_bellman_errors(mdp, policy, values) +
                   variances_of_target(mdp, policy, values));
};

/// E[f(δ) | s], S entries, by the production TD error.
template <class F, class Function>
Vector<F> mean_of_errors(const MdpPoint<F>& x, const Vector<F>& values, Function f) {
  const TabularFeatures table{x.mdp.states()};
  Vector<F> result = Vector<F>::Constant(x.mdp.states(), F{0});
  for (int s = 0; s < x.mdp.states(); ++s) {
    for (const auto& [p, step] : steps_from(x.mdp, x.pi(), s)) {
      result(s) += p * f(td_error(table, values, step, x.mdp.discount));
    }
  }
  return result;
}

/// The predicate: E[δ²|s] is what is claimed.
template <class Claimed>
Check mean_square_is(Claimed claimed) {
  return enumerated_identity([claimed]<class F>(const MdpPoint<F>& x) {
    const Vector<F> values = x.values();
    return equal(mean_of_errors(x, values, [](const F& error) { return F(error * error); }),
                 claimed(x.mdp, x.pi(), values));
  });
}

/// ∇_w ½ Σ_s d(s) f(s) for a function of V = Φw, d entries.
template <class F, class Function>
Vector<F> half_gradient(const MdpPoint<F>& x, const Matrix<F>& features, const Vector<F>& weights,
                        Function f) {
  const FiniteMdp<Dual<F>> mdp = as_constant(x.mdp);
  const Policy<Dual<F>> policy = x.pi().unaryExpr([](const F& p) { return Dual<F>{p}; });
  const Vector<F> values = features * weights;
  Vector<F> result(weights.size());
  for (Eigen::Index i = 0; i < weights.size(); ++i) {
    Vector<Dual<F>> moved(values.size());
    for (Eigen::Index s = 0; s < values.size(); ++s) moved(s) = {values(s), features(s, i)};
    const Vector<F> slopes = derivative_part(f(mdp, policy, moved));
    result(i) = distribution(x).dot(slopes) / F{2};
  }
  return result;
}

/// The mean change of the weights by an update that sees two independent steps from one state.
template <class Update, class F, class Features>
Vector<F> mean_change(const MdpPoint<F>& x, Update update, const Features& features,
                      const Vector<F>& weights, const F& step_size) {
  return mean_over_pairs(
      x.mdp, x.pi(), distribution(x), weights.size(),
      [&](const Step<F>& step, const Step<F>& other) {
        return Vector<F>(update(features, weights, step, other, x.mdp.discount, step_size) -
                         weights);
      });
}

/// The predicate: an update moves the weights down the gradient of Σ_s d(s)f(s)/2, on average.
template <class Update, class Function>
Check descends(Update update, Function f) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
    const F step_size = F{1} / F{8};
    const Matrix<F> features = x.state_features();
    const Vector<F> weights = x.critic_weights();
    return equal(mean_change(x, update, LinearFeatures<F>{features}, weights, step_size),
                 Vector<F>(-step_size * half_gradient(x, features, weights, f)));
  });
}

/// Updates, (features, weights, step, other, discount, step size) ↦ weights: the production's, of
/// one step and of two; TD(0); and wrong ones.
constexpr auto one_step = [](const auto& features, const auto& weights, const auto& step,
                             const auto&, const auto& discount, const auto& step_size) {
  return residual_gradient_step(features, weights, step, step, discount, step_size);
};
constexpr auto two_steps = [](const auto& features, const auto& weights, const auto& step,
                              const auto& other, const auto& discount, const auto& step_size) {
  return residual_gradient_step(features, weights, step, other, discount, step_size);
};
constexpr auto td_update = [](const auto& features, const auto& weights, const auto& step,
                              const auto&, const auto& discount, const auto& step_size) {
  return td_step(features, weights, step, discount, step_size);
};
constexpr auto uphill = [](const auto& features, const auto& weights, const auto& step, const auto&,
                           const auto& discount, const auto& step_size) {
  return residual_gradient_step(features, weights, step, step, discount, (-step_size));
};
constexpr auto past_the_end = [](const auto& features, const auto& weights, const auto& step,
                                 const auto&, const auto& discount, const auto& step_size) {
  auto going_on = step;
  going_on.terminal = false;
  return residual_gradient_step(features, weights, step, going_on, discount, step_size);
};
constexpr auto without_discount = []<class F>(const auto& features, Vector<F> weights,
                                              const Step<F>& step, const Step<F>&,
                                              const F& discount, const F& step_size) {
  const F change = step_size * td_error(features, weights, step, discount);
  features.add(weights, change, step.state);
  if (!step.terminal) features.add(weights, F(-change), step.next_state);
  return weights;
};

/// The predicate: in a table an update moves V by α(I − γP)ᵀD(I − γP)(V^π − V), on average.
template <class Update>
Check moves_to_the_values(Update update) {
  return enumerated_identity([update]<class F>(const MdpPoint<F>& x) {
           const F step_size = F{1} / F{8};
           const int states = x.mdp.states();
           const Vector<F> values = x.values();
           const Vector<F> away = policy_values(x.mdp, x.pi()) - values;
           const Matrix<F> operator_matrix =
               identity_matrix<F>(states) - x.mdp.discount * policy_transitions(x.mdp, x.pi());
           const Vector<F> errors = distribution(x).cwiseProduct(operator_matrix * away);
           return equal(mean_change(x, update, TabularFeatures{states}, values, step_size),
                        Vector<F>(step_size * operator_matrix.transpose() * errors));
         })
      .only("at most 64 states", [](const MdpInstance& x) { return x.table.states() <= 64; });
}

/// The mean of the production's equations in a table.
template <class F>
LinearSystem<F> mean_residual_system(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                     const Vector<F>& distribution) {
  const TabularFeatures table{mdp.states()};
  LinearSystem<F> mean = empty_system<F>(mdp.states());
  for (const auto& [p, step] : steps_from(mdp, policy, distribution)) {
    const LinearSystem<F> one = residual_system(table, rollout_of(std::vector{step}), mdp.discount);
    mean.matrix += p * one.matrix;
    mean.vector += p * one.vector;
  }
  return mean;
}

/// Values in a table: those of least squares of TD errors, and the true ones.
constexpr auto least_squares = []<class F>(const MdpPoint<F>& x) {
  return mean_residual_system(x.mdp, x.pi(), distribution(x)).solution();
};
constexpr auto true_values = [](const auto& x) { return policy_values(x.mdp, x.pi()); };

/// The predicate: at these values the gradient of Σ_s d(s)E[δ²|s] is that of Σ_s d(s)f(s).
template <class Point, class Function>
Check gradient_is(Point point, Function f) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const Matrix<F> table = identity_matrix<F>(x.mdp.states());
           const Vector<F> values = point(x);
           return equal(half_gradient(x, table, values, expected_square),
                        half_gradient(x, table, values, f));
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The point's MDP and policy; and with certain targets: the first outcome of the first action.
constexpr auto as_it_is = [](const auto& x) { return std::pair{x.mdp, x.pi()}; };
constexpr auto certain = []<class F>(const MdpPoint<F>& x) {
  FiniteMdp<F> mdp{x.mdp.states(), 1};
  mdp.discount = x.mdp.discount;
  mdp.start = x.mdp.start;
  for (int s = 0; s < mdp.states(); ++s) {
    mdp.outcomes(s, 0) = {x.mdp.outcomes(s, 0).front()};
    mdp.outcomes(s, 0)[0].probability = F{1};
  }
  return std::pair{mdp, Policy<F>(Policy<F>::Constant(mdp.states(), 1, F{1}))};
};

/// Distributions of states: d, and d but for its first state.
constexpr auto all_states = [](const auto& x) { return distribution(x); };
constexpr auto all_but_the_first = []<class F>(const MdpPoint<F>& x) {
  Vector<F> result = distribution(x);
  result(0) = F{0};
  return result;
};

/// The predicate: where `change` leads least squares of TD errors give V^π.
template <class Change, class Distribution>
Check minimiser_is_the_values(Change change, Distribution states) {
  return enumerated_identity([=]<class F>(const MdpPoint<F>& x) {
           const auto [mdp, policy] = change(x);
           return equal(mean_residual_system(mdp, policy, states(x)).solution(),
                        policy_values(mdp, policy));
         })
      .only("γ < 1, at most 16 states",
            [](const MdpInstance& x) { return has_at_most<16>(x) && discount_below_one.holds(x); });
}

}  // namespace lemmata::squared_td_errors
