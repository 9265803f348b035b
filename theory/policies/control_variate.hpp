#pragma once
/// \file
/// Control variates: a variable Y of known mean, correlated with X, lowers the variance of an
/// estimate of E[X] (`glasserman2004monte`, Section 4.1.1). Random variables are vectors with one
/// entry an outcome, beside the vector of the outcomes' probabilities.

#include "theory/fields/field.hpp"

namespace lemmata {

/// E[X] = Σ p·x.
template <class F>
F mean(const Vector<F>& probabilities, const Vector<F>& x) {
  return probabilities.dot(x);
}

/// Cov(X, Y) = E[(X − E X)(Y − E Y)].
template <class F>
F covariance(const Vector<F>& probabilities, const Vector<F>& x, const Vector<F>& y) {
  const F x_mean = mean(probabilities, x);
  const F y_mean = mean(probabilities, y);
  F result{0};
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    result += probabilities(i) * (x(i) - x_mean) * (y(i) - y_mean);
  }
  return result;
}

/// c* = Cov(X, Y)/Var(Y), in units of X over those of Y: of all c it leaves X − c(Y − E Y) the
/// least variance. \throws DivisionByZero over an exact field if Y is constant
template <class F>
F control_coefficient(const Vector<F>& probabilities, const Vector<F>& x, const Vector<F>& y) {
  return covariance(probabilities, x, y) / covariance(probabilities, y, y);
}

/// X − c(Y − E Y), which has the mean of X whatever c is.
template <class F>
Vector<F> controlled(const Vector<F>& probabilities, const Vector<F>& x, const Vector<F>& y,
                     const F& coefficient) {
  const F y_mean = mean(probabilities, y);
  Vector<F> result = x;
  for (Eigen::Index i = 0; i < x.size(); ++i) result(i) -= coefficient * (y(i) - y_mean);
  return result;
}

}  // namespace lemmata
