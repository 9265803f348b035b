#pragma once
/// \file
/// TD(0) at states drawn independently, and the quantities of its finite-time bounds.

#include "theory/critics/linear_stochastic_approximation.hpp"
#include "theory/mdp/visitation.hpp"
#include "verification/engine/check.hpp"
#include "verification/engine/sizes.hpp"

namespace lemmata {

/// The smaller eigenvalue of a symmetric positive definite matrix, 2 × 2.
template <class F>
F least_eigenvalue(const Matrix<F>& m) {
  const F difference = m(0, 0) - m(1, 1);
  const F root = square_root(F(difference * difference + F{4} * m(0, 1) * m(0, 1)));
  return F{2} * (m(0, 0) * m(1, 1) - m(0, 1) * m(0, 1)) / (m(0, 0) + m(1, 1) + root);
}

/// The features divided by the largest |φ_1| + |φ_2| of a state, so that ‖φ(s)‖ ≤ 1.
template <class F>
Matrix<F> in_unit_ball(Matrix<F> features) {
  F largest{0};
  for (Eigen::Index s = 0; s < features.rows(); ++s) {
    largest = larger(largest, F(absolute(features(s, 0)) + absolute(features(s, 1))));
  }
  return features / largest;
}

/// TD(0) with these features, at states s ~ d.
template <class F>
struct IndependentTd {
  FiniteMdp<F> mdp;
  Policy<F> policy;
  Matrix<F> features;
  Vector<F> distribution;
  Vector<F> fixed_point;  ///< θ*
  Matrix<F> gram;         ///< Σ = ΦᵀDΦ, so that ‖Φe‖_D² = eᵀΣe

  std::vector<LinearUpdate<F>> updates() const {
    return temporal_difference_updates(mdp, policy, features, distribution);
  }
  ErrorRecursion<F> errors() const { return {updates(), fixed_point}; }
};

/// ΦᵀDΦ, added up state by state.
template <class F>
Matrix<F> gram_matrix(const Matrix<F>& features, const Vector<F>& distribution) {
  Matrix<F> result = Matrix<F>::Constant(features.cols(), features.cols(), F{0});
  for (Eigen::Index s = 0; s < features.rows(); ++s) {
    const Vector<F> weighted = distribution(s) * features.row(s).transpose();
    result += weighted * features.row(s);
  }
  return result;
}

template <class F>
IndependentTd<F> independent_td(const MdpPoint<F>& x, const Matrix<F>& features,
                                const Vector<F>& distribution) {
  IndependentTd<F> result{x.mdp,        x.pi(), features,
                          distribution, {},     gram_matrix(features, distribution)};
  result.fixed_point = mean_system(result.updates()).solution();
  return result;
}

/// Features in the unit ball, and states from the stationary distribution.
constexpr auto on_policy = []<class F>(const MdpPoint<F>& x) {
  return independent_td(x, in_unit_ball(x.state_features()),
                        stationary_distribution(x.mdp, x.pi()));
};
constexpr auto with_long_features = []<class F>(const MdpPoint<F>& x) {
  return independent_td(x, x.state_features(), stationary_distribution(x.mdp, x.pi()));
};
constexpr auto off_policy = []<class F>(const MdpPoint<F>& x) {
  const Vector<F> cubes = x.state_weights().unaryExpr([](const F& w) { return F(w * w * w); });
  return independent_td(x, in_unit_ball(x.state_features()), Vector<F>(cubes / cubes.sum()));
};

/// θ_0 − θ*: sixteen times the weights of the instance, which may be 0.
template <class F>
Vector<F> initial_error(const MdpPoint<F>& x) {
  return F{16} * x.critic_weights();
}

}  // namespace lemmata
