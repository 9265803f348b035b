#pragma once
/// \file
/// Parametrisations: a softmax policy for every parameter vector θ ∈ ℝᵈ. Each offers
/// `parameters()`, d, `logits(θ)`, S × A, of which the policy is the softmax, and `policy(θ)`, a
/// policy with the score that estimators need. `in_parameters(g)` takes derivatives in the logits,
/// in the order s·A + a, to those in θ.

#include "algorithms/policy_gradient/softmax_ascent.hpp"

namespace lemmata {

/// One parameter a state and action, θ(s,a) at index s·A + a.
struct TabularParametrisation {
  int states;
  int actions;

  Eigen::Index parameters() const { return static_cast<Eigen::Index>(states) * actions; }

  Matrix<double> logits(const Vector<double>& theta) const {
    return theta.reshaped(actions, states).transpose();
  }

  TabularSoftmax<double> policy(const Vector<double>& theta) const {
    return tabular_softmax<double>(logits(theta));
  }

  Vector<double> in_parameters(const Vector<double>& derivatives) const { return derivatives; }
};

/// π(a|s) ∝ exp(θᵀφ(s,a)).
struct LinearParametrisation {
  Matrix<double> features;  ///< φ(s,a) in row s·A + a, (S·A) × d
  int actions;

  Eigen::Index parameters() const { return features.cols(); }

  Matrix<double> logits(const Vector<double>& theta) const {
    const Vector<double> products = features * theta;
    return products.reshaped(actions, products.size() / actions).transpose();
  }

  LinearSoftmax<double> policy(const Vector<double>& theta) const {
    const Matrix<double> exponents = logits(theta);
    const Vector<double> largest = exponents.rowwise().maxCoeff();
    return {(exponents.colwise() - largest).array().exp().matrix(), features};
  }

  Vector<double> in_parameters(const Vector<double>& derivatives) const {
    return features.transpose() * derivatives;
  }
};

}  // namespace lemmata
