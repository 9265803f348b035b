#pragma once
/// \file
/// The limit covariance of linear two-time-scale stochastic approximation (Konda & Tsitsiklis 2004,
/// `konda2004convergence`), as algebra of matrices of any size. Write the covariance of z_k as
///
///   S = [ αX   αY ; αYᵀ   βZ ].
///
/// One step changes it by terms of second order in the steps, and these balance if
///
///   Γ_V  = A₁₁X + A₁₂Yᵀ + (·)ᵀ − b̄X,   Γ_VW = A₁₂Z + XA₂₁ᵀ + YA₂₂ᵀ,   Γ_W = A₂₂Z + ZA₂₂ᵀ.
///
/// An instance gives X, Y and Z; the noise is the one for which they balance.

#include "verification/actor_critic/two_time_scale_points.hpp"

namespace lemmata {

template <class F>
struct BalancedSystem {
  TwoTimeScaleSystem<F> system;  ///< with the noise that balances
  Matrix<F> a11, a12, a21, a22;
  Matrix<F> x, y, z;
  F growth;  ///< b̄ = lim 1/α_{k+1} − 1/α_k

  explicit BalancedSystem(const WeightedOutcomesPoint<F>& point)
      : system{system_of(point)}, growth{point.constants[free_at]} {
    const Eigen::Index n = system.slow, m = system.vector.size() - n;
    const Matrix<F>& a = system.matrix;
    a11 = a.topLeftCorner(n, n), a12 = a.topRightCorner(n, m);
    a21 = a.bottomLeftCorner(m, n), a22 = a.bottomRightCorner(m, m);
    const Matrix<F> any = matrix_of(point, others_at);
    x = any.topLeftCorner(n, n) + any.topLeftCorner(n, n).transpose();
    y = any.topRightCorner(n, m);
    z = any.bottomRightCorner(m, m) + any.bottomRightCorner(m, m).transpose();
    const Matrix<F> of_slow = a11 * x + a12 * y.transpose();
    const Matrix<F> of_fast = a22 * z;
    const Matrix<F> of_both = a12 * z + x * a21.transpose() + y * a22.transpose();
    system.noise.topLeftCorner(n, n) = of_slow + of_slow.transpose() - growth * x;
    system.noise.topRightCorner(n, m) = of_both;
    system.noise.bottomLeftCorner(m, n) = of_both.transpose();
    system.noise.bottomRightCorner(m, m) = of_fast + of_fast.transpose();
  }

  /// [αX αY; αYᵀ βZ].
  Matrix<F> covariance(const F& actor, const F& critic) const {
    return stacked(Matrix<F>(actor * x), Matrix<F>(actor * y), Matrix<F>(critic * z));
  }

  /// cov(V − CW) for an n × m matrix C.
  Matrix<F> effective_noise(const Matrix<F>& c) const {
    const Eigen::Index n = system.slow, m = system.vector.size() - n;
    Matrix<F> combination(n, n + m);
    combination << identity_matrix<F>(n), -c;
    return combination * system.noise * combination.transpose();
  }

  /// A₁₂A₂₂⁻¹.
  Matrix<F> settled_coupling() const {
    return solve<F>(Matrix<F>(a22.transpose()), Matrix<F>(a12.transpose())).transpose();
  }

  /// The symmetric matrix of these blocks.
  static Matrix<F> stacked(const Matrix<F>& slow, const Matrix<F>& cross, const Matrix<F>& fast) {
    Matrix<F> result(slow.rows() + fast.rows(), slow.rows() + fast.rows());
    result << slow, cross, cross.transpose(), fast;
    return result;
  }
};

/// The predicate: ΔX + XΔᵀ − b̄X = Γ_eff, with claimed functions of the system for Δ, b̄ and Γ_eff.
template <class Slow, class Growth, class Effective>
Check solves_lyapunov(Slow slow, Growth growth, Effective effective) {
  return identity<WeightedOutcomesInstance>([=]<class F>(const WeightedOutcomesPoint<F>& point) {
    const BalancedSystem<F> of{point};
    const Matrix<F> moved = Matrix<F>(slow(of)) * of.x;
    return equal(Matrix<F>(moved + moved.transpose() - F(growth(of)) * of.x),
                 Matrix<F>(effective(of)));
  });
}

inline constexpr auto slow_matrix_of = [](const auto& of) { return slow_matrix(of.system); };
inline constexpr auto growth_of = [](const auto& of) { return of.growth; };
inline constexpr auto effective_noise_of = [](const auto& of) {
  return of.effective_noise(of.settled_coupling());
};

/// After one step of the production recursion S is S up to third order, for b̄ = 0 exactly
///
///   S⁺ = S − [ α²b̄X   α²A₁₁Y ; ·   αβ(A₂₁Y + YᵀA₂₁ᵀ) ] + DASAᵀD,
///
/// where α²b̄X is what α loses to the next step, and α²A₁₁Y and αβ A₂₁Y are smaller than αβ and β²
/// by α/β.
inline Check balances_to_leading_order() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& point) {
    const BalancedSystem<F> of{point};
    const F actor = point.constants[actor_at], critic = point.constants[critic_at];
    const Matrix<F> before = of.covariance(actor, critic);
    const ErrorMoments<F> moments{no_noise(of.system), before};
    const Matrix<F> after = next_moments(of.system, moments, actor, critic).second;
    const F square = actor * actor, product = actor * critic;
    const Matrix<F> coupled = of.a21 * of.y;
    const Matrix<F> lost = BalancedSystem<F>::stacked(
        Matrix<F>((square * of.growth) * of.x), Matrix<F>(square * (of.a11 * of.y)),
        Matrix<F>(product * (coupled + coupled.transpose())));
    const Matrix<F> d = step_sizes(of.system, actor, critic).asDiagonal() * of.system.matrix;
    return equal(after, Matrix<F>(before - lost + d * before * d.transpose()));
  });
}

/// Δ · (A⁻¹)₁₁ = I.
inline Check inverse_of_slow_matrix() {
  return identity<WeightedOutcomesInstance>([]<class F>(const WeightedOutcomesPoint<F>& x) {
    const auto system = system_of(x);
    const Eigen::Index n = system.slow;
    const Matrix<F> unit = identity_matrix<F>(system.vector.size());
    const Matrix<F> inverse = solve<F>(system.matrix, unit);
    return equal(Matrix<F>(slow_matrix(system) * inverse.topLeftCorner(n, n)),
                 identity_matrix<F>(n));
  });
}

}  // namespace lemmata
