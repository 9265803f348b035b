#pragma once
/// \file
/// The linear recursion of delayed gradients on a quadratic of curvature λ, along one eigenvector:
///
///   x_{t+1} = x_t − a x_{t−τ} − η ξ_t,   a = ηλ,
///
/// with independent noise ξ_t of mean 0. Its solutions without noise are sums of z^t over the roots
/// of p(z) = z^{τ+1} − z^τ + a.

#include "theory/fields/field.hpp"
#include "theory/fields/linear_solve.hpp"
#include "theory/fields/trigonometry.hpp"

namespace lemmata {

/// p(z) = z^{τ+1} − z^τ + a, τ + 2 coefficients, constant term first.
template <class F>
Vector<F> delayed_polynomial(const F& a, int delay) {
  Vector<F> result = Vector<F>::Constant(delay + 2, F{0});
  result(0) = a;
  result(delay) -= F{1};
  result(delay + 1) = F{1};
  return result;
}

/// 2 sin(π/(2(2τ + 1))): the recursion is stable, x_t → 0 from every history, exactly for a
/// between 0 and this, over `Ball` and `double` (`levin1976note`; 2, 1, 0.618, 0.445, … for
/// τ = 0, 1, 2, 3, …).
template <class F>
F stable_step(int delay) {
  return F(F{2} * sine_of_pi(F(F{1} / F(2 * (2 * delay + 1)))));
}

/// τ^τ/(τ+1)^{τ+1}: up to this a iterates of one sign keep it. There p has the double root
/// τ/(τ + 1), and the largest modulus of its roots is as small as a can make it.
template <class F>
F monotone_step(int delay) {
  return F(power(F(F(delay) / F(delay + 1)), delay) / F(delay + 1));
}

/// u_0 … u_{n−1}: what a push of 1 has become after k updates, u_{k+1} = u_k − a u_{k−τ} from u_0 =
/// 1 and nothing before. With independent noise E[x_t²] = u_{t+τ}² x_0² + η²E[ξ²] Σ_{k<t} u_k²,
/// where the first gradients are all those at x_0.
template <class F>
Vector<F> push_response(const F& a, int delay, int updates) {
  Vector<F> u = Vector<F>::Constant(updates, F{1});
  for (int k = delay + 1; k < updates; ++k) u(k) = u(k - 1) - a * u(k - 1 - delay);
  return u;
}

/// E[x_t x_{t−k}] for k = 0 … τ in the stationary state, where η²E[ξ²] is `noise`: τ + 1 entries.
/// From x_{t+1} times x_{t+1−k}, k = 1 … τ, and from its square:
///
///   c_k = c_{k−1} − a c_{|τ−k+1|},   a²c_0 − 2a c_τ + η²E[ξ²] = 0.
///
/// \throws SingularSystem if a is 0 or such that nothing is stationary
template <class F>
Vector<F> stationary_autocovariances(const F& a, int delay, const F& noise) {
  Matrix<F> system = Matrix<F>::Constant(delay + 1, delay + 1, F{0});
  Vector<F> constant = Vector<F>::Constant(delay + 1, F{0});
  for (int k = 1; k <= delay; ++k) {
    system(k, k) += F{1};
    system(k, k - 1) -= F{1};
    system(k, delay - k + 1) += a;
  }
  system(0, 0) += a * a;
  system(0, delay) -= F{2} * a;
  constant(0) = -noise;
  return solve(system, constant);
}

}  // namespace lemmata
