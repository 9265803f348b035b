#pragma once
/// \file
/// What moves in a chain as its policy does, for the theorems on the average reward: derivatives by
/// dual numbers, along every direction of an instance.

#include "theory/mdp/visitation.hpp"
#include "verification/engine/hypotheses.hpp"

namespace lemmata {

/// The condition of a check that differentiates an elimination in passing: over a table of hundreds
/// of states that is slow.
inline bool is_small(const MdpInstance& instance) { return instance.table.states() <= 100; }
inline constexpr const char* for_speed = "needs at most 100 states, for speed";

/// The conditions under which the study text speaks of a stationary distribution: with nothing that
/// ends there is no convention of restarting to think of.
inline bool is_ergodic_without_ends(const MdpInstance& instance) {
  return never_ends(instance) && is_ergodic(instance);
}
inline constexpr const char* as_in_the_text = "needs an ergodic chain without ends";

/// D_u π for the direction u, S × A.
template <class F>
Matrix<F> moved_policy(const MdpPoint<F>& x, const Vector<F>& direction) {
  return derivative_part(x.policy().along(direction).probabilities());
}

/// D_u ρ of the stationary distribution for every direction u, S × k.
template <class F>
Matrix<F> stationary_derivatives(const MdpPoint<F>& x) {
  const FiniteMdp<Dual<F>> constant = as_constant(x.mdp);
  const Matrix<F> directions = x.directions();
  Matrix<F> result(x.mdp.states(), directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const auto moving = x.policy().along(directions.col(k));
    result.col(k) = derivative_part(stationary_distribution(constant, moving.probabilities()));
  }
  return result;
}

/// Σ_s w(s) Σ_a D_uπ(a|s) q(s,a) for every direction u, k entries; it knows no scores.
template <class F>
Vector<F> weighted_improvement(const MdpPoint<F>& x, const Vector<F>& weights,
                               const Matrix<F>& action_values) {
  const Matrix<F> directions = x.directions();
  Vector<F> result(directions.cols());
  for (Eigen::Index k = 0; k < directions.cols(); ++k) {
    const Matrix<F> dpi = moved_policy<F>(x, directions.col(k));
    result(k) = weights.dot(dpi.cwiseProduct(action_values).rowwise().sum());
  }
  return result;
}

}  // namespace lemmata
