#include "algorithms/policy_gradient/softmax_ascent.hpp"

#include <algorithm>

#include "theory/policies/performance_gradient.hpp"

namespace lemmata {

TabularSoftmax<double> tabular_softmax(const Matrix<double>& theta) {
  const Vector<double> largest = theta.rowwise().maxCoeff();
  return TabularSoftmax<double>{(theta.colwise() - largest).array().exp().matrix()};
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
