#pragma once
/// \file
/// Objectives whose smoothness and minimum are known, for delayed gradients: what bounds ask for.
/// Each has value(x), gradient(x), an L with ‖∇f(x) − ∇f(y)‖ ≤ L‖x − y‖, and its least value.

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

}  // namespace lemmata
