#pragma once
/// \file
/// The Fisher information of a policy under state weights ν, by three routes that share nothing but
/// the policy (Kakade 2001, `kakade2001natural`):
///
///   F_ν = Σ_s ν(s) E[g gᵀ] = −Σ_s ν(s) E[∇²log π(a|s)] = ∇²_θ' Σ_s ν(s) KL(π_θ‖π_θ')(s) at θ' = θ,
///
/// with a ~ π(·|s) and the score g = ∇log π(a|s). Each is d × d, in nats per unit of θ squared; ν
/// is unnormalised, such as `visitation`, or a distribution, such as (1 − γ)ν.
///
/// F is singular where parameters are redundant. Then F⁺b, for b in the range of F, is the solution
/// of F x = b that is orthogonal to the kernel.

#include "theory/fields/linear_solve.hpp"
#include "theory/policies/performance_hessian.hpp"

namespace lemmata {

/// Σ_s ν(s) Σ_a π(a|s) g gᵀ.
template <class F, class DifferentiablePolicy>
Matrix<F> fisher_information(const DifferentiablePolicy& policy, const Vector<F>& state_weights) {
  const Policy<F>& pi = policy.probabilities();
  const Eigen::Index d = policy.parameters();
  Matrix<F> result = Matrix<F>::Constant(d, d, F{0});
  for (int s = 0; s < pi.rows(); ++s) {
    for (int a = 0; a < pi.cols(); ++a) {
      const Vector<F> score = policy.score(s, a);
      const Vector<F> weighted = (state_weights(s) * pi(s, a)) * score;
      result += weighted * score.transpose();
    }
  }
  return result;
}

/// −Σ_s ν(s) Σ_a π(a|s) ∇²log π(a|s): how the scores move with θ, by dual numbers.
template <class F, class DifferentiablePolicy>
Matrix<F> negative_mean_score_derivative(const DifferentiablePolicy& policy,
                                         const Vector<F>& state_weights) {
  const Policy<F>& pi = policy.probabilities();
  const Eigen::Index d = policy.parameters();
  const Matrix<F> directions = identity_matrix<F>(d);
  Matrix<F> result = Matrix<F>::Constant(d, d, F{0});
  for (Eigen::Index k = 0; k < d; ++k) {
    const auto moving = policy.along(directions.col(k));
    for (int s = 0; s < pi.rows(); ++s) {
      for (int a = 0; a < pi.cols(); ++a) {
        result.col(k) -= (state_weights(s) * pi(s, a)) * derivative_part(moving.score(s, a));
      }
    }
  }
  return result;
}

/// log(x/x₀) around x₀, the value that moves: 0 there, with the derivatives of log x.
template <class F>
Dual<Dual<F>> log_of_ratio(const Dual<Dual<F>>& x) {
  return {Dual<F>{F{0}, x.value.derivative / x.value.value}, x.derivative / x.value};
}

/// ∇²_θ' Σ_s ν(s) KL(π_θ‖π_θ')(s) at θ' = θ, by dual numbers of dual numbers: it knows the
/// probabilities and (log x)' = 1/x, and no score.
template <class F, class DifferentiablePolicy>
Matrix<F> divergence_hessian(const DifferentiablePolicy& policy, const Vector<F>& state_weights) {
  const Policy<F>& pi = policy.probabilities();
  const auto divergence = [&](const Policy<Dual<Dual<F>>>& other) {
    Dual<Dual<F>> sum;
    for (int s = 0; s < pi.rows(); ++s) {
      for (int a = 0; a < pi.cols(); ++a) {
        sum -= Dual<Dual<F>>{Dual<F>{state_weights(s) * pi(s, a)}} * log_of_ratio(other(s, a));
      }
    }
    return sum;
  };
  return second_derivatives<F>(policy, identity_matrix<F>(policy.parameters()), divergence);
}

/// The kernel of the Fisher information of a tabular softmax policy whose states all have positive
/// weight: the constants of each state, (S·A) × S.
template <class F>
Matrix<F> state_constants(int states, int actions) {
  Matrix<F> result = Matrix<F>::Constant(states * actions, states, F{0});
  for (int s = 0; s < states; ++s) result.col(s).segment(s * actions, actions).setConstant(F{1});
  return result;
}

/// F⁺b for a symmetric F whose kernel has the given columns as its basis, and b in its range: the
/// solution of (F + NNᵀ)x = b. \throws SingularSystem if the kernel is larger
template <class F>
Vector<F> least_norm_solution(const Matrix<F>& matrix, const Matrix<F>& kernel,
                              const Vector<F>& vector) {
  return solve<F>(matrix + kernel * kernel.transpose(), vector);
}

}  // namespace lemmata
