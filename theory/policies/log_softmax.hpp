#pragma once
/// \file
/// Softmax policies by the logarithms of their probabilities, over `double` or `Ball`. In doubles a
/// probability below 1e-308 is 0, and a divergence between two such policies 0 · log(0/0); their
/// logarithms stay finite.

#include <cmath>

#include "theory/mdp/finite_mdp.hpp"

namespace lemmata {

/// log π(a|s) = x(s,a) − log Σ_b exp x(s,b) for logits x, S × A. The largest logit of each state is
/// taken out first, so that nothing overflows.
template <class F>
Matrix<F> log_softmax(Matrix<F> logits) {
  using std::exp, std::log;
  for (Eigen::Index s = 0; s < logits.rows(); ++s) {
    F largest = logits(s, 0);
    for (Eigen::Index a = 1; a < logits.cols(); ++a) largest = larger(largest, logits(s, a));
    F total{0};
    for (Eigen::Index a = 0; a < logits.cols(); ++a) {
      logits(s, a) -= largest;
      total += exp(logits(s, a));
    }
    const F normaliser = log(total);
    for (Eigen::Index a = 0; a < logits.cols(); ++a) logits(s, a) -= normaliser;
  }
  return logits;
}

/// KL(π(·|s)‖π'(·|s)) in nats for every s, from log π and log π' in doubles; S entries. As the sum
/// of π(x − 1 − log x), x = π'/π, whose terms are not negative: it keeps its leading digits where
/// the policies nearly agree.
inline Vector<double> kl_divergences_of_logs(const Matrix<double>& log_policy,
                                             const Matrix<double>& log_other) {
  Vector<double> result = Vector<double>::Zero(log_policy.rows());
  for (Eigen::Index s = 0; s < log_policy.rows(); ++s) {
    for (Eigen::Index a = 0; a < log_policy.cols(); ++a) {
      const double probability = std::exp(log_policy(s, a));
      const double ratio = log_other(s, a) - log_policy(s, a);
      result(s) += ratio < 1 ? probability * (std::expm1(ratio) - ratio)
                             : std::exp(log_other(s, a)) - probability * (1 + ratio);
    }
  }
  return result;
}

}  // namespace lemmata
