#pragma once
/// \file
/// Parametrisations: a softmax policy for every parameter vector θ ∈ ℝᵈ. Each offers
/// `parameters()`, d, and `policy(θ)`, a policy with the score that estimators need.

#include "algorithms/policy_gradient/softmax_ascent.hpp"

namespace lemmata {

/// One parameter a state and action, θ(s,a) at index s·A + a.
struct TabularParametrisation {
  int states;
  int actions;

  Eigen::Index parameters() const { return static_cast<Eigen::Index>(states) * actions; }

  TabularSoftmax<double> policy(const Vector<double>& theta) const {
    return tabular_softmax(theta.reshaped(actions, states).transpose());
  }
};

/// π(a|s) ∝ exp(θᵀφ(s,a)).
struct LinearParametrisation {
  Matrix<double> features;  ///< φ(s,a) in row s·A + a, (S·A) × d
  int actions;

  Eigen::Index parameters() const { return features.cols(); }

  LinearSoftmax<double> policy(const Vector<double>& theta) const {
    const Vector<double> products = features * theta;
    const Matrix<double> logits = products.reshaped(actions, products.size() / actions).transpose();
    const Vector<double> largest = logits.rowwise().maxCoeff();
    return {(logits.colwise() - largest).array().exp().matrix(), features};
  }
};

}  // namespace lemmata
