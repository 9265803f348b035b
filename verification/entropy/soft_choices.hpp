#pragma once
/// \file
/// The choice of EN-2, state by state: action values Q, a policy π that is paid βH(π), and the
/// softmax σ ∝ exp(Q/β). The action values are the point's table b(s,a).

#include "algorithms/policy_gradient/softmax_ascent.hpp"
#include "theory/natural_gradient/divergences.hpp"
#include "theory/soft/soft_bellman.hpp"
#include "verification/engine/mdp_instance.hpp"

namespace lemmata::soft_choices {

/// E_πQ + cH(π) for every state.
inline Vector<Ball> paid(const Policy<Ball>& policy, const Matrix<Ball>& q, const Ball& c) {
  Vector<Ball> result(policy.rows());
  for (Eigen::Index s = 0; s < policy.rows(); ++s) {
    const Vector<Ball> probabilities = policy.row(s).transpose();
    result(s) = probabilities.dot(q.row(s).transpose()) + c * entropy(probabilities);
  }
  return result;
}

/// β log Σ_a exp(q(s,a)/β) for every state.
inline Vector<Ball> soft_maxima(const Matrix<Ball>& q, const Ball& temperature) {
  Vector<Ball> result(q.rows());
  for (Eigen::Index s = 0; s < q.rows(); ++s) {
    result(s) = soft_maximum<Ball>(q.row(s).transpose(), temperature);
  }
  return result;
}

template <class F>
Policy<F> softmax(const MdpPoint<F>& x) {
  return tabular_softmax(Matrix<F>(x.action_baseline() / x.temperature())).probabilities();
}

inline Vector<Ball> objective(const MdpPoint<Ball>& x) {
  return paid(x.pi(), x.action_baseline(), x.temperature());
}
inline Vector<Ball> maximum(const MdpPoint<Ball>& x) {
  return soft_maxima(x.action_baseline(), x.temperature());
}
inline Vector<Ball> gap(const MdpPoint<Ball>& x) {
  return x.temperature() * kl_divergences<Ball>(x.pi(), softmax(x));
}

/// ‖π − σ‖₁².
inline Vector<Ball> squared_distance(const MdpPoint<Ball>& x) {
  return (Ball{2} * total_variations<Ball>(x.pi(), softmax(x))).array().square();
}

/// Whether π is not the softmax in any state: where it is, both sides of an inequality are equal.
inline bool differs_from_softmax(const MdpInstance& instance) {
  constexpr double margin = 1e-9;
  const auto x = instance.in<double>();
  return (x.pi() - softmax(x)).cwiseAbs().rowwise().maxCoeff().minCoeff() > margin;
}

constexpr const char* unlike_softmax = "strict where π differs from the softmax in every state";

}  // namespace lemmata::soft_choices
