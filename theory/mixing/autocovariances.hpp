#pragma once
/// \file
/// The variance of a mean over a stationary Markov chain, from its autocovariances.

#include "theory/fields/field.hpp"

namespace lemmata {

/// γ_k = Cov(h(s_0), h(s_k)) for k = 0 … n − 1, where s_0 is drawn from the stationary distribution
/// d of the transition matrix P (S × S) and h has S entries: hᵀD Pᵏh − (dᵀh)².
template <class F>
Vector<F> autocovariances(const Matrix<F>& transitions, const Vector<F>& stationary,
                          const Vector<F>& h, int n) {
  const Vector<F> weighted = stationary.cwiseProduct(h);
  const F mean = stationary.dot(h);
  Vector<F> result(n), ahead = h;
  for (int k = 0; k < n; ++k) {
    result(k) = weighted.dot(ahead) - mean * mean;
    ahead = Vector<F>(transitions * ahead);
  }
  return result;
}

/// Var((h_0 + … + h_{T−1})/T) = (Tγ_0 + 2 Σ_{k<T} (T − k)γ_k)/T² for γ of T entries.
template <class F>
F variance_of_mean(const Vector<F>& autocovariance) {
  const int length = static_cast<int>(autocovariance.size());
  F sum = F(length) * autocovariance(0);
  for (int k = 1; k < length; ++k) sum += F{2} * F(length - k) * autocovariance(k);
  return F(sum / (F(length) * F(length)));
}

}  // namespace lemmata
