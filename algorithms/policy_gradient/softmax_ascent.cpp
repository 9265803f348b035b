#include "algorithms/policy_gradient/softmax_ascent.hpp"

#include <algorithm>

#include "theory/policies/performance_gradient.hpp"

namespace lemmata {
namespace {

/// exp of each row less its largest entry.
Matrix<double> softmax_preferences(const Matrix<double>& exponents) {
  const Vector<double> largest = exponents.rowwise().maxCoeff();
  return (exponents.colwise() - largest).array().exp();
}

}  // namespace

TabularSoftmax<double> tabular_softmax(const Matrix<double>& theta) {
  return TabularSoftmax<double>{softmax_preferences(theta)};
}

LinearSoftmax<double> linear_softmax_policy(const Matrix<double>& features,
                                            const Vector<double>& theta, int actions) {
  const Vector<double> flat = features * theta;
  const Matrix<double> exponents = flat.reshaped(actions, flat.size() / actions).transpose();
  return {softmax_preferences(exponents), features};
}

Matrix<double> softmax_gradient(const FiniteMdp<double>& mdp, const Matrix<double>& theta) {
  const Policy<double> pi = tabular_softmax(theta).probabilities();
  const Matrix<double> weighted = pi.cwiseProduct(advantages(mdp, pi));
  return visitation(mdp, pi).asDiagonal() * weighted;
}

Matrix<double> softmax_ascent_step(const FiniteMdp<double>& mdp, const Matrix<double>& theta,
                                   double step_size) {
  return theta + step_size * softmax_gradient(mdp, theta);
}

double reward_range(const FiniteMdp<double>& mdp) {
  double low = 0, high = 0;
  for (int s = 0; s < mdp.states(); ++s) {
    for (int a = 0; a < mdp.actions(); ++a) {
      for (const auto& outcome : mdp.outcomes(s, a)) {
        low = std::min(low, outcome.reward);
        high = std::max(high, outcome.reward);
      }
    }
  }
  return high - low;
}

double guaranteed_softmax_step(const FiniteMdp<double>& mdp) {
  const double range = reward_range(mdp);
  return power(1 - mdp.discount, 3) / (8 * (range > 0 ? range : 1));
}

}  // namespace lemmata
