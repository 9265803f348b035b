#pragma once
/// \file
/// The quadratic form wᵀA_λw of TD(λ): whether it is positive, how it is bounded below, and its
/// value as a sum of squares.

#include "theory/certificates/positive_definite.hpp"
#include "verification/critics/on_policy.hpp"

namespace lemmata {

/// A_λ.
template <class F>
Matrix<F> matrix_of(const MdpPoint<F>& x, const Vector<F>& distribution) {
  return temporal_difference_system(x.mdp, x.pi(), x.state_features(), distribution, x.lambda())
      .matrix;
}

/// The predicate: with D as given A_λ + A_λᵀ is positive definite.
template <class Distribution>
Check is_definite(Distribution distribution) {
  return certified([distribution](const MdpPoint<Ball>& x) {
           const Matrix<Ball> a = matrix_of<Ball>(x, distribution(x));
           return is_positive_definite(a + a.transpose());
         })
      .only("at most 64 states", has_at_most<largest_rational_mdp>);
}

/// The predicate: c‖Φw‖²_D ≤ (1 − γλ)wᵀA_λw for D and the c claimed of γ and λ.
template <class Distribution, class Constant>
Check is_bounded_below(Distribution distribution, Constant c) {
  return inequality([distribution, c]<class F>(const MdpPoint<F>& x) {
    const Vector<F> d = distribution(x), w = x.critic_weights();
    const Vector<F> moved = matrix_of<F>(x, d) * w, values = x.state_features() * w;
    return at_most(F(c(x.mdp.discount, x.lambda()) * weighted_square(d, values)),
                   F((F{1} - x.mdp.discount * x.lambda()) * w.dot(moved)));
  });
}

/// ½ Σ_s,s' d(s)M(s,s')(v(s) − v(s'))² + ½ Σ_s v(s)²(2d(s) − d(s)(M1)(s) − (dM)(s)).
template <class F>
F sum_of_squares(const Matrix<F>& m, const Vector<F>& d, const Vector<F>& v) {
  const Vector<F> going_on = m.rowwise().sum();
  F twice{0};
  for (Eigen::Index s = 0; s < v.size(); ++s) {
    F rest = F{2} * d(s) - d(s) * going_on(s);
    for (Eigen::Index other = 0; other < v.size(); ++other) {
      const F difference = v(s) - v(other);
      twice += d(s) * m(s, other) * difference * difference;
      rest -= d(other) * m(other, s);
    }
    twice += v(s) * v(s) * rest;
  }
  return twice / F{2};
}

}  // namespace lemmata
