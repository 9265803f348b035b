#pragma once
/// \file
/// Objectives whose smoothness and minimum are known, for delayed gradients: what bounds ask for.
/// Each has value(x), gradient(x), an L with ‖∇f(x) − ∇f(y)‖ ≤ L‖x − y‖, and its least value.

#include "algorithms/dynamic_programming/optimum.hpp"
#include "theory/fields/field.hpp"

namespace lemmata {

/// f(x) = Σ λ_i x_i²/2, over any field; λ_i ≥ 0 where there is an order.
template <class F>
struct Quadratic {
  Vector<F> curvatures;  ///< λ

  F value(const Vector<F>& x) const { return F(gradient(x).dot(x) / F{2}); }
  Vector<F> gradient(const Vector<F>& x) const { return curvatures.cwiseProduct(x); }
  F smoothness() const { return sup_norm<F>(curvatures); }
  F least_value() const { return F{0}; }
};

/// f(x) = Σ x_i²/(1 + x_i²), which is not convex beyond |x_i| = 1/√3: f″ lies in [−1/2, 2].
template <class F>
struct SaturatingSquares {
  F value(const Vector<F>& x) const {
    F sum{0};
    for (const F& entry : x) sum += entry * entry / (F{1} + entry * entry);
    return sum;
  }
  Vector<F> gradient(const Vector<F>& x) const {
    return x.unaryExpr([](const F& entry) {
      const F level = F{1} + entry * entry;
      return F(F{2} * entry / (level * level));
    });
  }
  F smoothness() const { return F{2}; }
  F least_value() const { return F{0}; }
};

/// f(x) = (1/n) Σ log(1 + exp(−y_i a_iᵀx)) + μ‖x‖²/2: logistic regression, μ-strongly convex.
struct LogisticRegression {
  Matrix<double> rows;    ///< a_i, n × d
  Vector<double> labels;  ///< y_i = ±1
  double penalty;         ///< μ > 0

  double value(const Vector<double>& x) const;
  Vector<double> gradient(const Vector<double>& x) const;
  /// λ_max(AᵀA)/(4n) + μ.
  double smoothness() const;
  /// f(x) − ‖∇f(x)‖²/(2μ), which no x can bring above f*, at the end of Newton's method: the two
  /// agree to rounding there.
  double least_value() const;

 private:
  Matrix<double> hessian(const Vector<double>& x) const;
  Vector<double> newton_step(const Vector<double>& x, const Vector<double>& gradient) const;
};

/// Forty points of two clouds in the plane that overlap, after a constant 1: n × 3.
LogisticRegression overlapping_clouds();

/// f(x) = −J(π_x), π_x the tabular softmax of the S·A entries of x, one column after another. Not
/// convex.
struct NegatedReturn {
  FiniteMdp<double> mdp;
  Optimum optimum;

  /// From x, S × A.
  Matrix<double> parameters(const Vector<double>& x) const;

  double value(const Vector<double>& x) const;
  Vector<double> gradient(const Vector<double>& x) const;
  /// 8/(1−γ)³ times the range of the rewards (`guaranteed_softmax_step`); infinite for γ = 1.
  double smoothness() const;
  double least_value() const { return -optimum.value; }
  /// f(x) − f*, without the cancellation of a difference.
  double gap(const Vector<double>& x) const;
};

}  // namespace lemmata
