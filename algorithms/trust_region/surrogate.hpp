#pragma once
/// \file
/// The surrogate of J around a policy π (Kakade & Langford 2002, `kakade2002approximately`;
/// Schulman et al. 2015, `schulman2015trust`, Equation 3):
///
///   L_π(π') = J(π) + Σ_s ν_π(s) Σ_a π'(a|s) A^π(s,a),
///
/// the performance of π' were it to visit the states as π does. It is linear in π', needs samples
/// of π alone, and agrees with J at π in value and gradient.

#include "theory/mdp/values.hpp"
#include "theory/mdp/visitation.hpp"

namespace lemmata {

/// What the surrogate needs of π, computed once.
template <class F>
struct Surrogate {
  F performance;         ///< J(π)
  Vector<F> visitation;  ///< ν_π, S entries
  Matrix<F> advantages;  ///< A^π, S × A
  Vector<F> values;      ///< V^π, S entries

  /// L_π(π') − J(π).
  F gain(const Policy<F>& other) const {
    F result{0};
    for (Eigen::Index s = 0; s < other.rows(); ++s) {
      F mean{0};
      for (Eigen::Index a = 0; a < other.cols(); ++a) mean += other(s, a) * advantages(s, a);
      result += visitation(s) * mean;
    }
    return result;
  }

  /// L_π(π').
  F operator()(const Policy<F>& other) const { return performance + gain(other); }
};

/// \throws SingularSystem if γ = 1 and the policy may never end
template <class F>
Surrogate<F> surrogate_at(const FiniteMdp<F>& mdp, const Policy<F>& policy) {
  const Vector<F> values = policy_values(mdp, policy);
  const Matrix<F> advantages = action_values(mdp, values) - values.replicate(1, mdp.actions());
  return {mdp.start.dot(values), visitation(mdp, policy), advantages, values};
}

}  // namespace lemmata
