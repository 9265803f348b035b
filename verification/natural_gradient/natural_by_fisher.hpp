#pragma once
/// \file
/// The natural gradient of a tabular softmax policy from its Fisher information and dual numbers,
/// F_d⁺∇J with d = (1 − γ)ν, and what is compared with it.

#include "theory/mdp/visitation.hpp"
#include "theory/policies/performance_gradient.hpp"
#include "verification/engine/theorem.hpp"
#include "verification/natural_gradient/pseudo_inverse.hpp"

namespace lemmata::natural_by_fisher {

using pseudo_inverse::centred;

inline bool has_a_small_fisher_matrix(const MdpInstance& x) {
  return x.table.states() * x.table.actions() <= MdpPoint<double>::every_coordinate;
}

/// d = (1 − γ)ν.
template <class F>
Vector<F> distribution(const MdpPoint<F>& x) {
  return (F{1} - x.mdp.discount) * visitation(x.mdp, x.pi());
}

/// F_d⁺∇J, S × A.
template <class F>
Matrix<F> natural_gradient(const MdpPoint<F>& x) {
  const Matrix<F> directions = identity_matrix<F>(x.mdp.states() * x.mdp.actions());
  const Vector<F> gradient = performance_derivatives(x.mdp, x.policy(), directions);
  return pseudo_inverse::natural_gradient(x.policy(), distribution(x), gradient);
}

/// The predicate: a claimed direction is F_d⁺∇J up to constants of each state.
template <class Direction>
Check is_the_natural_gradient(Direction claimed) {
  return identity([claimed]<class F>(const MdpPoint<F>& x) {
           return equal(centred<F>(claimed(x)), natural_gradient(x));
         })
      .only("at most 64 parameters", has_a_small_fisher_matrix);
}

/// Σ_a (table) π, taken from each row of a table.
template <class F>
Matrix<F> less_policy_mean(const MdpPoint<F>& x, const Matrix<F>& table) {
  const Vector<F> means = table.cwiseProduct(x.pi()).rowwise().sum();
  return table - means.replicate(1, x.mdp.actions());
}

}  // namespace lemmata::natural_by_fisher
