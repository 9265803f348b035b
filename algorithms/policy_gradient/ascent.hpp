#pragma once
/// \file
/// Algorithms that ascend J, each as a map from one iterate's parameters to the next.
///
/// \code
///   const Ascent ascent = softmax_ascent(mdp, guaranteed_softmax_step(mdp));
///   Matrix<double> theta = ascent.start;
///   for (int k = 0; k < 1000; ++k) theta = ascent.step(mdp, theta, k);
///   const Policy<double> policy = ascent.policy(theta);
/// \endcode

#include <cstdint>
#include <functional>

#include "algorithms/policy_gradient/parametrisation.hpp"

namespace lemmata {

struct Ascent {
  Matrix<double> start;  ///< the first iterate's parameters; those of the uniform policy

  /// The policy of these parameters, S × A.
  std::function<Policy<double>(const Matrix<double>& parameters)> policy;

  /// The parameters of iterate k + 1 from those of iterate k.
  /// \throws SingularSystem if γ = 1 and the policy may never end
  std::function<Matrix<double>(const FiniteMdp<double>&, const Matrix<double>& parameters,
                               std::int64_t k)>
      step;

  /// The Euclidean norm that vanishes where J is stationary: of the gradient, or of what takes its
  /// place under constraints. \throws SingularSystem as `step`
  std::function<double(const FiniteMdp<double>&, const Matrix<double>& parameters)> gradient_norm;

  /// The mean return of the episodes that `step` draws there; empty if it draws none.
  std::function<double(const Matrix<double>& parameters, std::int64_t k)> sampled_return{};
};

/// θ ← θ + η∇J(θ) for the tabular softmax policy, from θ = 0; the norm is that of ∇J.
Ascent softmax_ascent(const FiniteMdp<double>& mdp, double step_size);

/// The same for a linear softmax policy.
Ascent linear_softmax_ascent(const LinearParametrisation& policies, double step_size);

/// π ← Proj(π + η ∂J/∂π) from the uniform policy; the norm is that of the gradient mapping
/// (π_{k+1} − π_k)/η.
Ascent projected_ascent(const FiniteMdp<double>& mdp, double step_size);

}  // namespace lemmata
