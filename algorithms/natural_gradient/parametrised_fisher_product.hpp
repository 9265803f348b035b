#pragma once
/// \file
/// The product (F_ν + λI)v for the policy that a parametrisation gives: the one that fits it.

#include "algorithms/natural_gradient/fisher_vector_product.hpp"
#include "algorithms/policy_gradient/parametrisation.hpp"

namespace lemmata {

inline Vector<double> fisher_product(const TabularParametrisation&, const Policy<double>& policy,
                                     const Vector<double>& state_weights, const Vector<double>& v,
                                     double damping) {
  return fisher_vector_product(policy, state_weights, v, damping);
}

inline Vector<double> fisher_product(const LinearParametrisation& policies,
                                     const Policy<double>& policy,
                                     const Vector<double>& state_weights, const Vector<double>& v,
                                     double damping) {
  return linear_fisher_vector_product(policy, policies.features, state_weights, v, damping);
}

}  // namespace lemmata
