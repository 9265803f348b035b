#pragma once
/// \file
/// Linear stochastic approximation on two time scales (Konda & Tsitsiklis 2004,
/// `konda2004convergence`): a slow x of n and a fast y of m entries,
///
///   x ← x + α(b₁ − A₁₁x − A₁₂y + V),
///   y ← y + β(b₂ − A₂₁x − A₂₂y + W),
///
/// with noise (V, W) of mean 0 and covariance Γ, independent from step to step. As z = (x, y), with
/// D = diag(αI, βI), that is z ← z + D(b − Az + noise); it rests at z* = A⁻¹b. Mean and second
/// moment of z − z* obey
///
///   m ← Mm,   S ← MSMᵀ + DΓD,   M = I − DA,
///
/// so that errors in mean square are computed, not sampled.

#include "theory/fields/linear_solve.hpp"

namespace lemmata {

template <class F>
struct TwoTimeScaleSystem {
  Matrix<F> matrix;       ///< A, (n + m) × (n + m)
  Vector<F> vector;       ///< b
  Matrix<F> noise;        ///< Γ
  Eigen::Index slow = 1;  ///< n

  /// z* = A⁻¹b. \throws SingularSystem if A is singular
  Vector<F> limit() const { return solve(matrix, vector); }
};

/// D = diag(αI, βI) as its diagonal, n + m entries.
template <class F>
Vector<F> step_sizes(const TwoTimeScaleSystem<F>& system, const F& actor, const F& critic) {
  Vector<F> result = Vector<F>::Constant(system.vector.size(), critic);
  result.head(system.slow).setConstant(actor);
  return result;
}

/// M = I − DA.
template <class F>
Matrix<F> iteration_matrix(const TwoTimeScaleSystem<F>& system, const F& actor, const F& critic) {
  const Matrix<F> moved = step_sizes(system, actor, critic).asDiagonal() * system.matrix;
  return identity_matrix<F>(moved.rows()) - moved;
}

/// Δ = A₁₁ − A₁₂A₂₂⁻¹A₂₁, the slow part once the fast one has settled, n × n.
/// \throws SingularSystem if A₂₂ is singular
template <class F>
Matrix<F> slow_matrix(const TwoTimeScaleSystem<F>& system) {
  const Eigen::Index n = system.slow;
  const Eigen::Index m = system.vector.size() - n;
  const Matrix<F> settled = solve<F>(Matrix<F>(system.matrix.bottomRightCorner(m, m)),
                                     Matrix<F>(system.matrix.bottomLeftCorner(m, n)));
  return system.matrix.topLeftCorner(n, n) - system.matrix.topRightCorner(n, m) * settled;
}

/// Of z − z*: mean (n + m) and second moment (n + m) × (n + m).
template <class F>
struct ErrorMoments {
  Vector<F> mean;
  Matrix<F> second;
};

/// The moments before any step, from a known z.
template <class F>
ErrorMoments<F> moments_at(const TwoTimeScaleSystem<F>& system, const Vector<F>& z) {
  const Vector<F> error = z - system.limit();
  return {error, error * error.transpose()};
}

/// The moments after one step more.
template <class F>
ErrorMoments<F> next_moments(const TwoTimeScaleSystem<F>& system, const ErrorMoments<F>& moments,
                             const F& actor, const F& critic) {
  const Matrix<F> m = iteration_matrix(system, actor, critic);
  const Vector<F> d = step_sizes(system, actor, critic);
  const Matrix<F> carried = m * moments.second * m.transpose();
  const Matrix<F> fresh = d.asDiagonal() * system.noise * d.asDiagonal();
  return {m * moments.mean, carried + fresh};
}

}  // namespace lemmata
