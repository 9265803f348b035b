#pragma once
/// \file
/// Predicates on products of the damped Fisher information with a vector: what they are, what they
/// are on average over episodes, and what they cost.

#include "algorithms/actor_critic/compatible_critic.hpp"
#include "algorithms/natural_gradient/conjugate_gradients.hpp"
#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "theory/mdp/trajectories.hpp"
#include "theory/mdp/values.hpp"
#include "theory/natural_gradient/fisher_information.hpp"
#include "theory/policies/softmax_bodies.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/engine/theorem.hpp"
#include "verification/natural_gradient/counted.hpp"
#include "verification/natural_gradient/divergence_curvature.hpp"

namespace lemmata::fisher_products {

using divergence_curvature::divergence_hessian_times;
using natural_costs::Counted;

constexpr auto tabular = [](const auto& pi, const auto& weights, const auto& v,
                            const auto& damping) {
  return fisher_vector_product(pi, weights, v, damping);
};
constexpr auto linear = [](const auto& pi, const auto& features, const auto& weights, const auto& v,
                           const auto& damping) {
  return linear_fisher_vector_product(pi, features, weights, v, damping);
};

constexpr auto its_policy = [](const auto& x) { return x.pi(); };

/// The predicate: a product (π, ν, v, λ) is (F_ν + λI)v for the tabular softmax.
template <class Product, class PolicyAt = std::remove_const_t<decltype(its_policy)>>
Check is_tabular_product(Product product, PolicyAt policy_at = its_policy) {
  return identity([product, policy_at]<class F>(const MdpPoint<F>& x) {
           const Vector<F> v = x.direction(), weights = x.state_weights();
           const F damping = x.temperature();
           const Vector<F> curved = divergence_hessian_times(x.policy(), weights, v);
           const Vector<F> product_at_x = product(policy_at(x), weights, v, damping);
           return equal(product_at_x, Vector<F>(curved + damping * v));
         })
      .only("at most 64 states", has_at_most<64>);
}

/// The predicate: a product (π, φ, ν, v, λ) is (F_ν + λI)v for the linear softmax.
template <class Product>
Check is_linear_product(Product product) {
  return identity([product]<class F>(const MdpPoint<F>& x) {
    const Vector<F> v = x.critic_weights(), weights = x.state_weights();
    const F damping = x.temperature();
    const Vector<F> curved = divergence_hessian_times(x.linear_policy(), weights, v);
    Matrix<F> features(x.mdp.states() * x.mdp.actions(), v.size());
    for (int s = 0; s < x.mdp.states(); ++s) {
      for (int a = 0; a < x.mdp.actions(); ++a) {
        features.row(s * x.mdp.actions() + a) = x.feature(s, a).transpose();
      }
    }
    const Vector<F> product_at_x = product(x.pi(), features, weights, v, damping);
    return equal(product_at_x, Vector<F>(curved + damping * v));
  });
}

/// γᵗ for every visit of a state at time t by the production's powers, S entries.
template <class F>
Vector<F> discounted_counts(const FiniteMdp<F>& mdp, const Trajectory<F>& episode) {
  Vector<F> counts = Vector<F>::Constant(mdp.states(), F{0});
  const Rollout<F> rollout = rollout_of(episode.steps);
  const std::vector<F> powers = discount_powers(rollout, mdp.discount);
  for (std::size_t t = 0; t < powers.size(); ++t) counts(rollout.steps[t].state) += powers[t];
  return counts;
}

/// Σ_t γᵗ Pr(s_t = s) over the first H times, by the dynamic programme.
template <class F>
Vector<F> visitation_until(const MdpPoint<F>& x) {
  const Matrix<F> transitions = policy_transitions(x.mdp, x.pi());
  Vector<F> now = x.mdp.start, sum = Vector<F>::Constant(now.size(), F{0});
  for (int t = 0; t < x.horizon; ++t) {
    sum += now;
    now = x.mdp.discount * Vector<F>(transitions.transpose() * now);
  }
  return sum;
}

/// The predicate: the mean of an estimate (point, episode) over episodes is the Hessian's product
/// at their visitation.
template <class Estimate>
Check has_mean_product(Estimate estimate) {
  return enumerated_identity([estimate]<class F>(const MdpPoint<F>& x) {
           const Vector<F> mean =
               expectation(x.mdp, x.pi(), x.horizon, x.direction().size(),
                           [&](const Trajectory<F>& episode) { return estimate(x, episode); });
           return equal(mean,
                        divergence_hessian_times(x.policy(), visitation_until(x), x.direction()));
         })
      .only("at most 16 states", has_at_most<16>);
}

/// The production product with visits as the weights of states.
template <class Counts>
auto at_visits(Counts counts) {
  return [counts]<class F>(const MdpPoint<F>& x, const Trajectory<F>& episode) {
    return fisher_vector_product(x.pi(), Vector<F>(counts(x.mdp, episode)), x.direction(), F{0});
  };
}

/// Σ_t γᵗ g(gᵀv) with the score of what was done: the matrix of the production's regression on
/// scores, whose targets do not matter, times v.
constexpr auto by_sampled_scores = []<class F>(const MdpPoint<F>& x, const Trajectory<F>& episode) {
  const Rollout<F> rollout = rollout_of(episode.steps);
  const std::vector<F> powers = discount_powers(rollout, x.mdp.discount);
  return Vector<F>(compatible_regression(x.policy(), rollout, powers, powers).matrix *
                   x.direction());
};

struct Size {
  int states, actions, features;
};

inline int cost_of_tabular_product(const Size& n) {
  const Policy<Counted> pi(n.states, n.actions);
  const Vector<Counted> weights(n.states), v(n.states * n.actions);
  return Counted::in([&] { tabular(pi, weights, v, Counted{}); });
}

inline int cost_of_linear_product(const Size& n) {
  const Policy<Counted> pi(n.states, n.actions);
  const Matrix<Counted> features(n.states * n.actions, n.features);
  const Vector<Counted> weights(n.states), v(n.features);
  return Counted::in([&] { linear(pi, features, weights, v, Counted{}); });
}

/// k steps of conjugate gradients with the tabular product.
template <int k>
int cost_of_conjugate_steps(const Size& n) {
  const Policy<Counted> pi(n.states, n.actions);
  const Vector<Counted> weights(n.states), vector(n.states * n.actions);
  return Counted::in([&] {
    ConjugateIterate<Counted> iterate = conjugate_start(vector);
    for (int i = 0; i < k; ++i) {
      iterate = conjugate_step(
          iterate, [&](const Vector<Counted>& v) { return tabular(pi, weights, v, Counted{}); });
    }
  });
}

/// F of the linear softmax first, then its product.
inline int cost_by_linear_matrix(const Size& n) {
  const LinearSoftmax<Counted> policy{Matrix<Counted>(n.states, n.actions),
                                      Matrix<Counted>(n.states * n.actions, n.features)};
  const Vector<Counted> weights(n.states), v(n.features);
  return Counted::in(
      [&] { const Vector<Counted> image = fisher_information(policy, weights) * v; });
}

inline int cost_by_tabular_matrix(const Size& n) {
  const TabularSoftmax<Counted> policy{Matrix<Counted>(n.states, n.actions)};
  const Vector<Counted> weights(n.states), v(n.states * n.actions);
  return Counted::in(
      [&] { const Vector<Counted> image = fisher_information(policy, weights) * v; });
}

constexpr auto four_a_parameter = [](const Size& n) { return 4 * n.states * n.actions; };
constexpr auto two_passes = [](const Size& n) {
  return 2 * n.states * n.actions * (n.features + 3) + 3 * n.features;
};

/// The predicate: of the tabular softmax a cost is just so much, at the point's numbers of states
/// and actions.
template <class Cost, class Formula>
Check costs(Cost cost, Formula formula) {
  return identity([=]<class F>(const MdpPoint<F>& x) {
           const Size n{x.mdp.states(), x.mdp.actions(), 1};
           return equal(F(cost(n)), F(formula(n)));
         })
      .only("at most 12 states", has_at_most<12>);
}

/// 6 for each parameter's share of the three dot products and three updates, 4 for its share of the
/// product, and 2 divisions, k times.
template <int k>
int ten_a_parameter_a_step(const Size& n) {
  return k * (10 * n.states * n.actions + 2);
}

/// The predicate: at the point's numbers of states and actions, and ten features a state, a cost is
/// no more than a bound. (From 128 features on Eigen multiplies by blocks, and scales each by 1.)
template <class Cost, class Bound>
Check costs_at_most(Cost cost, Bound bound) {
  return inequality([=]<class F>(const MdpPoint<F>& x) {
           const Size n{x.mdp.states(), x.mdp.actions(), 10 * x.mdp.states()};
           return at_most(F(cost(n)), F(bound(n)));
         })
      .only("fewer than 128 features", has_at_most<12>);
}

}  // namespace lemmata::fisher_products
