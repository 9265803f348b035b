#pragma once
/// \file
/// Regressions of returns on features: weights of states, wrong targets, and passes over an episode
/// step by step.

#include "algorithms/critics/least_squares.hpp"
#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata::regressions {

/// Weights of states, S entries: expected visits in an episode; the same discounted; those of the
/// first step; one each.
constexpr auto visits = []<class F>(MdpPoint<F> x) {
  x.mdp.discount = F{1};
  return visitation(x.mdp, x.pi());
};
constexpr auto discounted_visits = [](const auto& x) { return visitation(x.mdp, x.pi()); };
constexpr auto start = [](const auto& x) { return x.mdp.start; };
constexpr auto alike = []<class F>(const MdpPoint<F>& x) {
  return Vector<F>(Vector<F>::Constant(x.mdp.states(), F{1}));
};

/// The normal equations of V^π.
template <class F>
LinearSystem<F> projection(const MdpPoint<F>& x, const Vector<F>& weights) {
  return projection_system(x.state_features(), weights, policy_values(x.mdp, x.pi()));
}

/// TD(0)'s weights where states are visited so often.
constexpr auto fixed_point_of_td = []<class F>(const MdpPoint<F>& x) {
  return temporal_difference_system(x.mdp, x.pi(), x.state_features(), visits(x), F{0}).solution();
};

/// Matrix and vector of a system side by side, column by column.
template <class F>
Vector<F> entries(const LinearSystem<F>& system) {
  const Eigen::Index d = system.vector.size();
  Vector<F> result(d * (d + 1));
  result << system.matrix.reshaped(), system.vector;
  return result;
}

/// Equations from a rollout: (features, rollout, discount) ↦ LinearSystem.
constexpr auto production = [](const auto& features, const auto& rollout, const auto& discount) {
  return monte_carlo_system(features, rollout, discount);
};

/// The regression on other targets, each step with a weight; both are functions of rollout and γ.
template <class Targets, class Weights>
auto weighted_regression_on(Targets targets, Weights weights) {
  return [=]<class F>(const LinearFeatures<F>& features, const Rollout<F>& rollout,
                      const F& discount) {
    LinearSystem<F> system = empty_system<F>(features.weights());
    const std::vector<F> target = targets(rollout, discount);
    const std::vector<F> weight = weights(rollout, discount);
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      const Vector<F> feature = features.matrix.row(rollout.steps[t].state).transpose();
      system.matrix += weight[t] * feature * feature.transpose();
      system.vector += weight[t] * target[t] * feature;
    }
    return system;
  };
}
template <class Targets>
auto regression_on(Targets targets) {
  return weighted_regression_on(targets, []<class F>(const Rollout<F>& rollout, const F&) {
    return std::vector<F>(rollout.size(), F{1});
  });
}

constexpr auto whole_returns_of = [](const auto& rollout, const auto& discount) {
  return whole_returns(rollout, discount);
};
constexpr auto undiscounted_returns = []<class F>(const Rollout<F>& rollout, const F&) {
  return returns_to_go(rollout, F{1});
};
constexpr auto returns_after_the_step = []<class F>(const Rollout<F>& rollout, const F& discount) {
  std::vector<F> result = returns_to_go(rollout, discount);
  for (std::size_t t = 0; t < rollout.size(); ++t) result[t] -= rollout.steps[t].reward;
  return result;
};
constexpr auto weighted_by_discount = [](const auto& features, const auto& rollout,
                                         const auto& discount) {
  return weighted_regression_on(
      [](const auto& r, const auto& gamma) { return returns_to_go(r, gamma); },
      [](const auto& r, const auto& gamma) { return discount_powers(r, gamma); })(features, rollout,
                                                                                  discount);
};

/// The production on episodes that are cut after one step.
constexpr auto cut_after_one_step = []<class F>(const auto& features, const Rollout<F>& rollout,
                                                const F& discount) {
  return monte_carlo_system(features, rollout_of(std::vector{rollout.steps.front()}), discount);
};

/// Single steps, (features, weights, step, return, discount, step size) ↦ weights.
constexpr auto towards_return = [](const auto& features, const auto& weights, const auto& step,
                                   const auto& return_t, const auto&, const auto& step_size) {
  return monte_carlo_step(features, weights, step.state, return_t, step_size);
};
constexpr auto away_from_return = [](const auto& features, const auto& weights, const auto& step,
                                     const auto& return_t, const auto&, const auto& step_size) {
  return monte_carlo_step(features, weights, step.state, return_t, (-step_size));
};
constexpr auto towards_target = [](const auto& features, const auto& weights, const auto& step,
                                   const auto&, const auto& discount, const auto& step_size) {
  return td_step(features, weights, step, discount, step_size);
};

/// The sum of an episode's steps of size α from the same weights, over α.
template <class Update>
auto held(Update update) {
  return [update]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
    const LinearFeatures<F> features{x.state_features()};
    const F step_size = F{1} / F{4};
    const Vector<F> weights = x.critic_weights();
    const std::vector<F> returns = returns_to_go(rollout, x.mdp.discount);
    Vector<F> sum = Vector<F>::Constant(weights.size(), F{0});
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      sum += update(features, weights, rollout.steps[t], returns[t], x.mdp.discount, step_size) -
             weights;
    }
    return Vector<F>(sum / step_size);
  };
}

/// The derivative in α, at 0, of the weights after an episode's steps of size α in turn.
template <class Update>
auto in_turn(Update update) {
  return [update]<class F>(const MdpPoint<F>& x, const Rollout<F>& rollout) {
    const auto constant = [](const F& number) { return Dual<F>{number}; };
    const LinearFeatures<Dual<F>> features{x.state_features().unaryExpr(constant)};
    Vector<Dual<F>> weights = x.critic_weights().unaryExpr(constant);
    const std::vector<F> returns = returns_to_go(rollout, x.mdp.discount);
    for (std::size_t t = 0; t < rollout.size(); ++t) {
      const Step<F>& step = rollout.steps[t];
      weights = update(features, weights,
                       Step<Dual<F>>{step.state, step.action, constant(step.reward),
                                     step.next_state, step.terminal},
                       constant(returns[t]), constant(x.mdp.discount), Dual<F>{F{0}, F{1}});
    }
    return Vector<F>(derivative_part(weights));
  };
}

}  // namespace lemmata::regressions
