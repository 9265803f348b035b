#pragma once
/// \file
/// What linear critics can reach: V_w = Φw, with features φ(s) in the rows of Φ, S × d.
///
/// States are weighted by D = diag(d), any d(s) ≥ 0; on-policy, the share of time that a state is
/// visited (`stationary_distribution`). Two weights matter:
///
///  - the best ones, of ΠV with Π = Φ(ΦᵀDΦ)⁻¹ΦᵀD, which are nearest to V in ‖·‖_D;
///  - those at which TD(λ) rests, A_λ w = b_λ with
///      A_λ = ΦᵀD(I − γλP_π)⁻¹(I − γP_π)Φ,   b_λ = ΦᵀD(I − γλP_π)⁻¹r_π
///    (Tsitsiklis & Van Roy 1997, `tsitsiklis1997analysis`, Section 3).

#include "theory/fields/linear_solve.hpp"
#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// ⟨u, v⟩_D = Σ_s d(s)u(s)v(s); all have S entries.
template <class F>
F weighted_dot(const Vector<F>& distribution, const Vector<F>& u, const Vector<F>& v) {
  F result{0};
  for (Eigen::Index s = 0; s < u.size(); ++s) result += distribution(s) * u(s) * v(s);
  return result;
}

/// ‖v‖_D².
template <class F>
F weighted_square(const Vector<F>& distribution, const Vector<F>& v) {
  return weighted_dot(distribution, v, v);
}

/// A w = b, d equations.
template <class F>
struct LinearSystem {
  Matrix<F> matrix;
  Vector<F> vector;

  /// \throws SingularSystem if the equations do not determine w
  Vector<F> solution() const { return solve(matrix, vector); }
};

/// ΦᵀDΦ w = ΦᵀDv, whose solution is argmin_w ‖Φw − v‖_D.
template <class F>
LinearSystem<F> projection_system(const Matrix<F>& features, const Vector<F>& distribution,
                                  const Vector<F>& values);

/// A_λ w = b_λ. \throws SingularSystem if γλ = 1 and the policy may never end
template <class F>
LinearSystem<F> temporal_difference_system(const FiniteMdp<F>& mdp, const Policy<F>& policy,
                                           const Matrix<F>& features, const Vector<F>& distribution,
                                           const F& lambda);

}  // namespace lemmata
