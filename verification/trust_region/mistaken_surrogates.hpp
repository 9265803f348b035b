#pragma once
/// \file
/// Surrogates with one mistake each, and the curvature of the divergence that a trust region has.

#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "algorithms/trust_region/surrogate.hpp"
#include "verification/engine/check.hpp"
#include "verification/engine/sizes.hpp"
#include "verification/policy_gradient/second_derivatives.hpp"

namespace lemmata::mistaken_surrogates {

/// The predicate: uᵀFu of a claimed product, a function of π, weights and u, is the second
/// derivative of Σ_s ν(s) KL(π‖π_θ′)(s) along u: −Σ_a π D² log π, with D² log π = D²π/π − (Dπ/π)².
template <class Product>
Check is_the_curvature(Product product) {
  return identity([product]<class F>(const MdpPoint<F>& x) {
           const MovingTwice<F> m{x};
           const Policy<F> policy = x.pi();
           const Vector<F> visits = visitation(x.mdp, policy), u = x.direction();
           F curvature{0};
           for (Eigen::Index s = 0; s < policy.rows(); ++s) {
             for (Eigen::Index a = 0; a < policy.cols(); ++a) {
               const F score = m.dpi(s, a) / policy(s, a);
               curvature += visits(s) * (policy(s, a) * score * score - m.ddpi(s, a));
             }
           }
           const Vector<F> image = product(policy, visits, u);
           return equal(u.dot(image), curvature);
         })
      .only("at most 64 states", has_at_most<64>);
}
constexpr auto production_product = []<class F>(const Policy<F>& policy, const Vector<F>& visits,
                                                const Vector<F>& u) {
  return fisher_vector_product(policy, visits, u, F{0});
};
constexpr auto of_unweighted_states = []<class F>(const Policy<F>& policy, const Vector<F>&,
                                                  const Vector<F>& u) {
  return fisher_vector_product(policy, Vector<F>(Vector<F>::Constant(policy.rows(), F{1})), u,
                               F{0});
};
constexpr auto of_uncentred_scores = []<class F>(const Policy<F>& policy, const Vector<F>& visits,
                                                 const Vector<F>& u) {
  const Matrix<F> weights = visits.asDiagonal() * policy;
  return Vector<F>(weights.transpose().reshaped().cwiseProduct(u));
};

/// L with other ingredients, which a function changes.
template <class Change>
auto with(Change change) {
  return [change](const auto& mdp, const auto& policy, const auto& other) {
    auto surrogate = surrogate_at(mdp, policy);
    change(surrogate, mdp, policy, other);
    return surrogate(other);
  };
}

constexpr auto action_values_for_advantages = [](auto& surrogate, const auto& mdp,
                                                 const auto& policy, const auto&) {
  surrogate.advantages = action_values(mdp, policy_values(mdp, policy));
};
constexpr auto values_for_advantages = [](auto& surrogate, const auto& mdp, const auto& policy,
                                          const auto&) {
  surrogate.advantages = policy_values(mdp, policy).replicate(1, policy.cols());
};
constexpr auto new_advantages = [](auto& surrogate, const auto& mdp, const auto&,
                                   const auto& other) {
  surrogate.advantages = advantages(mdp, other);
};
constexpr auto distribution_for_visitation =
    []<class F>(Surrogate<F>& surrogate, const FiniteMdp<F>& mdp, const auto&, const auto&) {
      surrogate.visitation *= F{1} - mdp.discount;
    };
constexpr auto start_for_visitation = [](auto& surrogate, const auto& mdp, const auto&,
                                         const auto&) { surrogate.visitation = mdp.start; };
constexpr auto opposite_sign = [](auto& surrogate, const auto&, const auto&, const auto&) {
  surrogate.advantages = (-surrogate.advantages).eval();
};

/// J(π) + Σ_s ν(s) Σ_a π(a|s) (π′(a|s)/π(a|s)) A(s,a), or with the ratio upside down.
template <bool upside_down = false>
constexpr auto by_ratios = []<class F>(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                       const Policy<F>& other) {
  const Vector<F> visits = visitation(mdp, policy);
  const Matrix<F> advantage = advantages(mdp, policy);
  F result = performance(mdp, policy);
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    for (Eigen::Index a = 0; a < policy.cols(); ++a) {
      const F ratio = upside_down ? F(policy(s, a) / other(s, a)) : F(other(s, a) / policy(s, a));
      result += visits(s) * policy(s, a) * ratio * advantage(s, a);
    }
  }
  return result;
};

}  // namespace lemmata::mistaken_surrogates
